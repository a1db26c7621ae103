"""What is asked of a file of concerns, a page a step: how it is read, its columns, its words.

Each page keeps what was said when somebody comes back to it, and what a file says is only ever read
by the job that looks at it (`outreach.imports.looking`).
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from importing.reading import CannotRead
from importing.samples import Sample
from outreach.imports import files, samples
from outreach.imports.file_tops import sample_under
from outreach.imports.forms.columns import ColumnsForm
from outreach.imports.forms.reading import ReadingForm
from outreach.imports.forms.words import ValuesForm
from outreach.imports.pages.imports import form_answer, form_page, on_file, require_open
from outreach.models import ImportFile
from pages.requests import MemberRequest


@form_page
@on_file
def import_reading(request: MemberRequest, file: ImportFile) -> HttpResponse:
    """How the file is read, with its first rows under the reading that is chosen."""
    require_open(file, request.user)
    if file.top is None:
        return redirect(file)
    form = ReadingForm(request.POST or None, file=file)
    if request.method == "POST" and form.is_valid():
        if other := form.other_sheet:
            files.take_sheet(file, other, by=request.user)
            return redirect(file)
        try:
            if "show" not in request.POST:
                files.take_reading(file, form.layout(), by=request.user)
                return redirect(file)
        except CannotRead as problem:
            form.add_error(None, str(problem))
    return _reading_page(request, file, form)


def _reading_page(request: MemberRequest, file: ImportFile, form: ReadingForm) -> HttpResponse:
    layout = form.layout() if form.is_bound and form.is_valid() else samples.layout_of(file)
    sample, problem = None, ""
    try:
        sample = sample_under(file, layout)
    except CannotRead as refused:
        problem = str(refused)
    shown = {"sample": sample, "problem": "" if form.non_field_errors() else problem}
    return form_answer(request, "outreach/imports/reading.html", form, file=file, **shown)


@form_page
@on_file
def import_columns(request: MemberRequest, file: ImportFile) -> HttpResponse:
    """What the columns of the file are."""
    require_open(file, request.user)
    if file.sample is None or file.step == ImportFile.Step.READING:
        return redirect(file)
    sample = Sample.from_json(file.sample)
    form = ColumnsForm(request.POST or None, file=file, sample=sample)
    if request.method == "POST" and form.is_valid():
        try:
            take = files.begin_map if form.cleaned_data["category_column"] else files.take_map
            take(file, form.map_text(), by=request.user)
            return redirect(file)
        except CannotRead as problem:
            form.add_error(None, str(problem))
    return form_answer(request, "outreach/imports/columns.html", form, file=file, sample=sample)


@form_page
@on_file
def import_values(request: MemberRequest, file: ImportFile) -> HttpResponse:
    """What the words in the category's column stand for."""
    require_open(file, request.user)
    column = samples.map_of(file).columns.category.column if file.map_text else ""
    if not column:
        return redirect("outreach:import-columns", file.pk)
    if file.words is None:
        return redirect(file)
    concern_map = samples.map_of(file)
    words = [(word, count) for word, count in file.words]
    form = ValuesForm(request.POST or None, concern_map=concern_map, values=words)
    if request.method == "POST" and form.is_valid():
        try:
            files.take_map(file, form.map_text(), by=request.user)
            return redirect(file)
        except CannotRead as problem:
            form.add_error(None, str(problem))
    return form_answer(request, "outreach/imports/values.html", form, file=file, column=column)
