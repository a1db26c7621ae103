"""What each property of a file of groups is taken for, to be changed before anything is written."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from importing.reading import CannotRead
from outreach.imports import looking
from outreach.imports.forms.group_properties import GroupPropertiesForm
from outreach.imports.pages.imports import form_page, on_file
from outreach.imports.permissions import may_change_import
from outreach.models import ImportFile
from pages.requests import MemberRequest
from records.history import StepRefused


@form_page
@on_file
def import_properties(request: MemberRequest, file: ImportFile) -> HttpResponse:
    """The properties with sample values, each with what it is taken for."""
    if file.kind != ImportFile.Kind.GROUPS:
        raise Http404
    if file.is_started:
        raise StepRefused("This file is being brought in, or was.")
    may_change_import(request.user, file).require()
    if file.properties is None:
        return redirect(file)
    seen, group_map = looking.properties_seen(file), looking.group_map_of(file)
    form = GroupPropertiesForm(request.POST or None, file=file, seen=seen, group_map=group_map)
    if request.method == "POST" and form.is_valid():
        try:
            looking.take_group_map(file, form.map_text(), by=request.user)
            return redirect(file)
        except CannotRead as problem:
            form.add_error(None, str(problem))
    status = 422 if form.errors else 200
    context = {"form": form, "file": file, "is_guessed": group_map is not None}
    return render(request, "outreach/imports/properties.html", context, status=status)
