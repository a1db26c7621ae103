"""Changing a number the policy leaves to the department."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from personnel.requests import MemberRequest
from policies.current import policy
from policies.forms.settings import SettingForm
from policies.permissions import may_change_setting
from policies.reading import own_settings, setting_line
from policies.workflows.settings import set_number


@require_http_methods(["GET", "HEAD", "POST"])
def setting_edit(request: MemberRequest, key: str) -> HttpResponse:
    pack = policy()
    if key not in pack.settings:
        raise Http404(f"The policy in force has no setting {key}.")
    may_change_setting(request.user, pack.settings[key]).require()
    line = setting_line(pack, key, own_settings().get(key))
    form = SettingForm(request.POST or None, line=line)
    if form.is_valid():
        set_number(key, form.cleaned_data["value"], by=request.user, at=timezone.now())
        messages.success(request, f"Saved. {line.what}: {form.cleaned_data['value']:,}.")
        return redirect(f"{reverse('policies:policy')}#numbers")
    status = 422 if form.errors else 200
    return render(
        request, "policies/setting_edit.html", {"form": form, "line": line}, status=status
    )
