"""A file of answers that was brought in, as a whole: what was read how, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pages.requests import MemberRequest
from records.verdicts import stands
from records.wording import counted
from surveys.answer_files import workflow as responses
from surveys.answer_files.permissions import may_read_answer_file, may_take_back_answers
from surveys.models import AnswerFile, Survey
from surveys.pages import form_page, on_survey
from surveys.wording import in_both

SHOWN = 20
COUNTS = [
    ("kept", "Kept", "one person's answers"),
    ("left_out", "Left out", "not asked for by the map, or a trial"),
    ("empty", "Without any answer", "nothing in it answers a question"),
    ("broken", "Broken", "has more or fewer cells than the names of the columns"),
]
FIELDS = {
    "area": "The area people chose",
    "answered_on": "The day of the answer: the first and the last of all are kept",
    "only": "Which rows come in",
}


@require_safe
@on_survey
def answer_file(request: MemberRequest, survey: Survey, pk: int) -> HttpResponse:
    may_read_answer_file(request.user).require()
    file = _found(survey, pk)
    verdict = may_take_back_answers(request.user, file)
    if verdict and (reason := responses.why_not_taken_back(file)):
        verdict = stands(reason)
    return render(
        request,
        "surveys/answer_files/detail.html",
        {
            "survey": survey,
            "file": file,
            "columns": _columns(survey, file),
            "lines": [(label, file.told[name], words) for name, label, words in COUNTS],
            "read": file.told["read"],
            "refused": file.told["refused"],
            "named": file.told["named"][:SHOWN],
            "may_take_back": verdict,
        },
    )


@form_page
@on_survey
def answer_file_undo(request: MemberRequest, survey: Survey, pk: int) -> HttpResponse:
    """What will be lost is said before it is."""
    file = _found(survey, pk)
    may_take_back_answers(request.user, file).require()
    responses.refuse_if_used(file)
    if request.method == "POST":
        count = responses.take_back(file, by=request.user, at=timezone.now())
        gone = counted(count, "answer is", "answers are")
        messages.success(request, f"{gone} taken back. The survey is a draft again.")
        return redirect(survey)
    lost = counted(survey.answers.count(), "answer", "answers")
    words = (
        f"{lost} of this file will be deleted, and what was counted from them. Only bringing the "
        "file in again brings them back. The survey is a draft again. What became of the rows "
        "stays here, with your name and the time."
    )
    context = {"survey": survey, "file": file, "words": words}
    return render(request, "surveys/answer_files/undo.html", context)


def _found(survey: Survey, pk: int) -> AnswerFile:
    return get_object_or_404(survey.files.select_related("by", "undone_by", "survey"), pk=pk)


def _columns(survey: Survey, file: AnswerFile) -> list[tuple[str, str]]:
    """Every column with what it was taken for in words, those that were used first."""
    asked: dict[str, Any] = dict(FIELDS)
    asked |= {one.key: in_both(one.text)[0] for one in survey.questions.all()}
    told = [(name, "; ".join(asked.get(key, key) for key in keys)) for name, keys in file.columns]
    return sorted(told, key=lambda column: not column[1])
