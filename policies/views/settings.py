"""Proposing another number for what the policy leaves to the department."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pages.requests import MemberRequest
from pages.sent_once import sent_once
from policies.current import policy
from policies.forms.settings import SettingForm
from policies.permissions import may_change_setting
from policies.reading import own_settings, setting_line
from policies.workflows.settings import propose
from records.history import StepRefused


@sent_once()
@require_http_methods(["GET", "HEAD", "POST"])
def setting_edit(request: MemberRequest, key: str) -> HttpResponse:
    pack = policy()
    if key not in pack.settings:
        raise Http404(f"The policy in force has no setting {key}.")
    may_change_setting(request.user, pack.settings[key]).require()
    line = setting_line(pack, key, own_settings().get(key))
    form = SettingForm(request.POST or None, line=line)
    if form.is_valid():
        try:
            made = propose(key, form.cleaned_data["value"], by=request.user, at=timezone.now())
        except StepRefused as refusal:
            form.add_error("value", str(refusal))
        else:
            messages.success(request, "It is proposed. It counts once command has approved it.")
            return redirect(made)
    status = 422 if form.errors else 200
    return render(
        request, "policies/setting_edit.html", {"form": form, "line": line}, status=status
    )
