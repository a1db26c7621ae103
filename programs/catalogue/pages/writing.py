"""Proposing a program, and changing what is written about it (row 20)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pages.requests import MemberRequest
from pages.responses import form_page
from pages.sent_once import sent_once
from policies.clauses import first_link
from policies.current import policy
from programs.catalogue.forms.programs import ProgramForm
from programs.catalogue.gate import PROGRAMS
from programs.catalogue.pages.found import on_program
from programs.catalogue.permissions import may_change, may_propose
from programs.catalogue.workflows import programs as workflow
from programs.models import Program
from records.history import StaleRecord, StepRefused


@sent_once()
@form_page
def program_new(request: MemberRequest) -> HttpResponse:
    may_propose(request.user).require()
    form = ProgramForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            program = workflow.propose(form.program(), by=request.user, at=timezone.now())
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
            return _form_page(request, form, status=409)
        messages.success(request, f"{program} is proposed. Command is told and approves it.")
        return redirect(program)
    return _form_page(request, form)


@form_page
@on_program
def program_edit(request: MemberRequest, program: Program) -> HttpResponse:
    may_change(request.user, program).require()
    form = ProgramForm(request.POST or None, instance=program)
    if request.method == "POST" and form.is_valid():
        seen, fields = form.cleaned_data["version"], form.changed_fields
        try:
            workflow.change(
                form.program(), by=request.user, at=timezone.now(), seen=seen, fields=fields
            )
        except StaleRecord:
            return _conflict_page(request, form)
        messages.success(request, "The changes are saved.")
        return redirect(program)
    return _form_page(request, form)


def _conflict_page(request: MemberRequest, form: ProgramForm) -> HttpResponse:
    """Somebody saved first: both versions, what was typed, and the version to save over."""
    saved = Program.objects.get(pk=form.instance.pk)
    differing, latest = form.differing(saved), saved.steps.select_related("by").last()
    typed = request.POST.copy()
    typed["version"] = str(saved.version)
    again = ProgramForm(typed, instance=saved)
    conflict = {"differing": differing, "saved": saved, "latest": latest}
    return _form_page(request, again, status=409, **conflict)


def _form_page(request: MemberRequest, form: ProgramForm, **more: Any) -> HttpResponse:
    status = more.pop("status", 422 if form.errors else 200)
    program = Program.objects.filter(pk=form.instance.pk).first()
    context = {
        "form": form,
        "program": program,
        "clause": first_link(policy(), *PROGRAMS),
        **more,
    }
    return render(request, "programs/catalogue/form.html", context, status=status)
