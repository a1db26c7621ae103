"""An import as a whole: who approves it, what is closed together, and how it is taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from outreach.imports.pages.imports import form_page, on_file
from outreach.imports.permissions import may_approve_import, may_undo_import, may_work_on_batch
from outreach.imports.workflows import batches, taking_back
from outreach.models import ImportFile
from pages.forms.notes import NoteForm
from pages.requests import MemberRequest
from records.wording import counted


@require_POST
@on_file
def import_ask(request: MemberRequest, file: ImportFile) -> HttpResponse:
    batches.ask_approval(file, by=request.user, at=timezone.now())
    messages.success(request, "The unit supervisor and command are asked to approve it.")
    return redirect(file)


@require_POST
@on_file
def import_close(request: MemberRequest, file: ImportFile) -> HttpResponse:
    count = batches.close_together(file, by=request.user, at=timezone.now())
    messages.success(request, f"{count:,} closed.")
    return redirect(file)


@form_page
@on_file
def import_undo(request: MemberRequest, file: ImportFile) -> HttpResponse:
    """What will be lost is said before it is."""
    may_undo_import(request.user, file).require()
    taking_back.refuse_if_touched(file)
    if request.method == "POST":
        count = taking_back.undo(file, by=request.user, at=timezone.now())
        gone = counted(count, f"{file.kind[:-1]} is", f"{file.kind} are")
        messages.success(request, f"The import is taken back: {gone} gone.")
        return redirect(file)
    context = {"file": file, "words": _lost(file)}
    return render(request, "outreach/imports/undo.html", context)


def _lost(file: ImportFile) -> str:
    """What goes when the import is taken back, and what stays."""
    lost = counted(taking_back.made_by(file).count(), file.kind[:-1], file.kind)
    anew = "" if file.kind == ImportFile.Kind.GROUPS else ", with new numbers"
    return (
        f"{lost} that came in with it will be deleted. Only importing the file again brings them "
        f"back{anew}. What became of its rows stays here, with your name and the time."
    )


# What is asked with a note: the heading, the note's label, and the words of the button.
NOTED = {
    "return": ("Give the import back", "What should be changed first?", "Give it back"),
    "resolve": ("Resolve together", "How were they resolved?", "Resolve"),
}


@form_page
@on_file
def import_return(request: MemberRequest, file: ImportFile) -> HttpResponse:
    may_approve_import(request.user, file).require()
    batches.refuse_unless_asked(file)
    form = _note_form(request, "return")
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        batches.give_back(file, by=request.user, at=timezone.now(), note=note)
        messages.success(request, f"{file.by.short_name} has it again.")
        return redirect("outreach:imports")
    return _note_page(request, file, form, "return")


@form_page
@on_file
def import_resolve(request: MemberRequest, file: ImportFile) -> HttpResponse:
    may_work_on_batch(request.user, file).require()
    batches.waiting_to_be_resolved(file, request.user)
    form = _note_form(request, "resolve")
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        count = batches.resolve_together(file, by=request.user, at=timezone.now(), note=note)
        messages.success(request, f"{count:,} resolved. Somebody else closes them.")
        return redirect(file)
    return _note_page(request, file, form, "resolve")


def _note_form(request: MemberRequest, step: str) -> NoteForm:
    return NoteForm(request.POST or None, label=NOTED[step][1])


def _note_page(request: MemberRequest, file: ImportFile, form: NoteForm, step: str) -> HttpResponse:
    heading, _, button = NOTED[step]
    context = {"file": file, "form": form, "heading": heading, "button": button}
    status = 422 if form.errors else 200
    return render(request, "outreach/imports/note.html", context, status=status)
