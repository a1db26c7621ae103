"""The divisions and who answers for them."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.divisions import DivisionForm
from accounts.permissions import may_keep_accounts, may_read_accounts
from accounts.workflows import divisions as workflow
from pages.requests import MemberRequest
from personnel.models import Division


@require_safe
def divisions(request: MemberRequest) -> HttpResponse:
    may_read_accounts(request.user).require()
    serving = Count("members", filter=Q(members__is_active=True))
    rows = Division.objects.select_related("supervisor", "commander").annotate(serving=serving)
    context = {"divisions": rows, "may_keep": may_keep_accounts(request.user)}
    return render(request, "accounts/division_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def division_edit(request: MemberRequest, pk: int) -> HttpResponse:
    may_keep_accounts(request.user).require()
    division = get_object_or_404(Division, pk=pk)
    form = DivisionForm(request.POST or None, division=division)
    if form.is_valid():
        workflow.change(division, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, "The changes are saved.")
        return redirect("personnel:divisions")
    context = {"form": form, "division": division}
    status = 422 if form.errors else 200
    return render(request, "accounts/division_edit.html", context, status=status)
