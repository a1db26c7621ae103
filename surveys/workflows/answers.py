"""Taking in what citizens answer, and what is done with an answer that was held back.

An answer is written without anything that says whose it is, and a wish to be contacted stands
apart from it. That the same form was sent before is known by a digest alone.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from audit.noting import audited
from documents.frozen import canonical
from personnel.history import StepRefused
from personnel.models import Member
from surveys.answering import Read
from surveys.models import Answer, HeldLook, SentForm, Survey
from surveys.permissions import may_key_paper, may_look_at_held
from surveys.workflows import wishes
from surveys.workflows.wishes import Wish

CLOSED = "The survey has closed, and the form came too late. Nothing was kept."
DECIDED = "Somebody has decided about this answer already."


def takes_forms(survey: Survey, at: datetime) -> bool:
    """Whether a form sent at this moment still counts: while open, and a while after closing."""
    if survey.is_open:
        return True
    return survey.is_closed and survey.takes_until is not None and at <= survey.takes_until


def receive(
    survey: Survey,
    read: Read,
    *,
    form: str,
    at: datetime,
    held: bool = False,
    wish: Wish | None = None,
) -> bool:
    """Keep an answer that came over the web, and apart from it the wish to be contacted.

    `form` is the number of the form: False when that form was sent before, and nothing is kept a
    second time. A `held` answer counts only after somebody looked at it. Raises StepRefused when
    the survey takes no forms any more.
    """
    if not takes_forms(survey, at):
        raise StepRefused(CLOSED)
    mark = Answer.Mark.HELD if held else Answer.Mark.NEW
    return _keep(survey, read, form, at, Answer.Way.WEB, mark, wish)


@audited
def key_paper(survey: Survey, read: Read, *, by: Member, at: datetime, form: str) -> bool:
    """Keep an answer that came on paper (row 30). False when this page was sent before."""
    may_key_paper(by, survey).require()
    return _keep(survey, read, form, at, Answer.Way.PAPER, Answer.Mark.NEW)


@transaction.atomic(savepoint=False)
def _keep(
    survey: Survey,
    read: Read,
    form: str,
    at: datetime,
    way: Answer.Way,
    mark: Answer.Mark,
    wish: Wish | None = None,
) -> bool:
    if read.errors:
        raise ValueError("An answer with errors is not kept.")
    # The day of UTC: it only says when the digest is cleared away.
    if not SentForm.objects.first_time(sha256(form.encode()).hexdigest(), at.date()):
        return False
    Answer.objects.create(
        survey=survey, area=read.area, content=canonical(read.content), way=way, mark=mark
    )
    if wish:
        wishes.keep(survey, wish, at=at)
    return True


@audited
def admit(answer: Answer, *, by: Member, at: datetime) -> Answer:
    """Let a held answer count like any other (row 31)."""
    may_look_at_held(by).require()
    return _decide(answer, Answer.Mark.NEW, by, at)


@audited
def leave_out(answer: Answer, *, by: Member, at: datetime, why: str) -> Answer:
    """Leave a held answer out of every count (row 31). One that was counted stays counted."""
    may_look_at_held(by).require()
    return _decide(answer, Answer.Mark.LEFT_OUT, by, at, why)


@transaction.atomic
def _decide(answer: Answer, mark: Answer.Mark, by: Member, at: datetime, why: str = "") -> Answer:
    """A new row takes the place of the held one, so that its place tells nothing of its arrival."""
    gone, _ = Answer.objects.held().filter(pk=answer.pk).delete()
    if not gone:
        raise StepRefused(DECIDED)
    HeldLook.objects.create(
        survey=answer.survey, admitted=mark == Answer.Mark.NEW, by=by, at=at, why=why
    )
    return Answer.objects.create(
        survey=answer.survey,
        area=answer.area,
        content=answer.content,
        way=answer.way,
        mark=mark,
    )
