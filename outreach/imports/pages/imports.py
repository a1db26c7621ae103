"""Bringing in a file from the browser: upload, look, import, result (A-1.A.1, K-IV.T).

What is asked of a file of concerns in between stands in `outreach.imports.pages.steps`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.tables import csv_bytes
from importing.reading import CannotRead
from importing.tally import Tally
from importing.toml_maps import MapError
from jobs.models import Job
from outreach.imports import files, samples
from outreach.imports.batch_life import life_of
from outreach.imports.forms.imports import UploadForm
from outreach.imports.permissions import (
    may_change_import,
    may_import_groups,
    may_prepare_import,
    may_start_import,
)
from outreach.models import ImportFile
from pages.requests import MemberRequest
from pages.sent_once import sent_once
from personnel.models import Member
from records.history import StepRefused

# What is asked of a file of concerns once the look of that step is done.
STEP_PAGES: dict[str, str] = {
    ImportFile.Step.READING: "outreach:import-reading",
    ImportFile.Step.COLUMNS: "outreach:import-columns",
    ImportFile.Step.WORDS: "outreach:import-values",
}
PAGE = 25
SHOWN = 20
MOST_PAIRS = 100
SAMPLED = 5
# After what was wrong beside a file that was taken.
GO_ON = (
    "What is still open is asked next. To give it another map, discard it and bring it in again."
)

form_page = require_http_methods(["GET", "HEAD", "POST"])


def on_file(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view its file, 404 for another's trial; a refused step becomes the 409 page."""

    @wraps(view)
    def found(request: MemberRequest, pk: int) -> HttpResponse:
        may_prepare_import(request.user).require()
        visible = ImportFile.objects.visible_to(request.user)
        known = visible.select_related("by", "started_by", "job", "look").defer("content")
        file = get_object_or_404(known, pk=pk)
        try:
            return view(request, file)
        except StepRefused as refusal:
            context = {"reason": str(refusal), "back_url": file.get_absolute_url()}
            return render(request, "409.html", context, status=409)

    return found


@require_safe
def import_list(request: MemberRequest) -> HttpResponse:
    may_prepare_import(request.user).require()
    visible = ImportFile.objects.visible_to(request.user)
    known = visible.select_related("by", "job").defer("content", "map_text")
    page = Paginator(known, PAGE).get_page(request.GET.get("page"))
    return render(request, "outreach/imports/list.html", {"page_obj": page})


@sent_once()
@form_page
def import_new(request: MemberRequest) -> HttpResponse:
    may_prepare_import(request.user).require()
    sent, groups = request.method == "POST", may_import_groups(request.user)
    typed = (request.POST, request.FILES) if sent else (None, None)
    form = UploadForm(*typed, groups=groups)
    if sent and form.takes_the_file():
        try:
            file = _received(request, form)
        except CannotRead as problem:
            form.add_error("file", str(problem))
        else:
            if form.left_out:
                messages.warning(request, f"{file.name} is here. {' '.join(form.left_out)} {GO_ON}")
            return redirect(file)
    return form_answer(request, "outreach/imports/new.html", form)


def _received(request: MemberRequest, form: UploadForm) -> ImportFile:
    """Without its map where the map does not fit: a file that was chosen is not asked for twice."""
    content, member, now = form.cleaned_data["file"], request.user, timezone.now()
    try:
        return files.receive(form.import_file(), content, by=member, at=now)
    except MapError as wrong:
        form.leave_the_map_out(str(wrong))
    return files.receive(form.import_file(), content, by=member, at=now)


def require_open(file: ImportFile, member: Member) -> None:
    """Raises StepRefused once the file is on its way in: it is not asked about any more."""
    if file.kind != ImportFile.Kind.CONCERNS:
        raise Http404
    if file.is_started:
        raise StepRefused("This file is being brought in, or was.")
    may_change_import(member, file).require()


@require_safe
@never_cache
@on_file
def import_detail(request: MemberRequest, file: ImportFile) -> HttpResponse:
    """What would come in, how far it is, or what came in."""
    if file.previewed is None:
        return _not_looked_at(request, file)
    tally = Tally.from_json(file.applied or file.previewed)
    before = ImportFile.objects.brought_in().filter(kind=file.kind, sha256=file.sha256)
    return render(
        request,
        "outreach/imports/detail.html",
        {
            "file": file,
            "watched": file.job is not None and file.job.is_visible_to(request.user),
            "tally": tally,
            "lines": _lines(tally),
            "refused": tally.refused[:SHOWN],
            "overlaps": (tally.overlaps or [])[:MOST_PAIRS],
            "notes": tally.notes[:MOST_PAIRS],
            "life": life_of(file, request.user),
            "start": may_start_import(request.user, file),
            "changes": may_change_import(request.user, file),
            "sample": samples.taken_for(file),
            "made": file.concerns.visible_to(request.user).order_by("pk")[:SAMPLED],
            "made_groups": file.groups.visible_to(request.user).order_by("pk")[:SAMPLED],
            "made_url": _made_url(file),
            "what": "concerns" if file.kind == ImportFile.Kind.CONCERNS else "groups",
            "before": before.exclude(pk=file.pk).order_by("-applied_at").first(),
        },
    )


def _made_url(file: ImportFile) -> str:
    """The list of what came in with the file."""
    if file.kind == ImportFile.Kind.GROUPS:
        return f"{reverse('outreach:groups')}?batch={file.pk}"
    return f"{reverse('outreach:concerns')}?view=all&batch={file.pk}"


def _not_looked_at(request: MemberRequest, file: ImportFile) -> HttpResponse:
    """A file that is being looked at, cannot be read, or has to be asked about."""
    done = file.look is not None and file.look.status == Job.Status.DONE
    if done and file.kind == ImportFile.Kind.CONCERNS and file.step in STEP_PAGES:
        return redirect(STEP_PAGES[file.step], file.pk)
    if done and file.properties is not None:
        return redirect("outreach:import-properties", file.pk)
    watched = file.look is not None and file.look.is_visible_to(request.user)
    context = {"file": file, "watched": watched}
    page = render(request, "outreach/imports/look.html", context)
    # This page goes by itself after a second: what is said on it is said on the next one too.
    said = messages.get_messages(request)
    if isinstance(said, BaseStorage) and file.look and not file.look.is_finished:
        said.used = False
    return page


def _lines(tally: Tally) -> list[tuple[str, int, str]]:
    """Every count with what it means, in the order in which they add up."""
    return [
        ("New", tally.new, "not here yet"),
        ("Changed", tally.changed, "here, and the file says something else than last time"),
        ("Same", tally.same, "here, and the file says what it said last time"),
        ("Repeated", tally.repeated, "stand in the file again; the last one counts"),
        ("Left out", tally.left_out, "not asked for by the map, or empty"),
        ("Refused", len(tally.refused), "cannot be taken, for the reasons below"),
    ]


@require_POST
@on_file
def import_start(request: MemberRequest, file: ImportFile) -> HttpResponse:
    seen = request.POST.get("seen", "")
    files.start(file, by=request.user, at=timezone.now(), seen=seen)
    return redirect(file)


@require_POST
@on_file
def import_discard(request: MemberRequest, file: ImportFile) -> HttpResponse:
    files.discard(file, by=request.user)
    messages.success(request, f"{file.name} is discarded; nothing was brought in.")
    return redirect("outreach:imports")


@require_safe
@on_file
def import_refused(request: MemberRequest, file: ImportFile) -> HttpResponse:
    """The refused rows with their reasons, as CSV."""
    if file.previewed is None:
        raise Http404
    tally = Tally.from_json(file.applied or file.previewed)
    content = csv_bytes(["Row", "Reason"], [(each.row, each.reason) for each in tally.refused])
    return _download(content, "text/csv; charset=utf-8", f"refused-{slugify(file.name)}.csv")


@require_safe
@on_file
def import_map(request: MemberRequest, file: ImportFile) -> HttpResponse:
    """The map the file is read by, to be used again or from the command line."""
    if not file.map_text:
        raise Http404
    name = f"{slugify(file.source) or 'import'}.toml"
    return _download(file.map_text.encode(), "application/toml; charset=utf-8", name)


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=disposition)


def form_answer(request: MemberRequest, template: str, form: Any, **more: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, **more}, status=status)
