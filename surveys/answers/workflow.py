"""Taking in what citizens answer, and what is done with an answer that was held back.

An answer is written without anything that says whose it is, and a wish to be contacted stands
apart from it. That the same form was sent before is known by a digest alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from random import SystemRandom

from django.db import transaction

from audit.noting import audited
from documents.frozen import canonical
from personnel.models import Member
from policies.current import local_day, setting
from records.history import StepRefused
from surveys.answers.answering import Read
from surveys.answers.permissions import may_admit, may_key_paper, may_look_at_held
from surveys.models import Answer, HeldLook, SentForm, Survey
from surveys.wishes import letterbox
from surveys.wishes.letterbox import Wish

CLOSED = "The survey has closed, and the form came too late. Nothing was kept."
DECIDED = "Somebody has decided about this answer already."
RANDOM = SystemRandom()
# Where the policy has no number of its own for it.
LOOK_DAYS = 3


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
    crowd: str = "",
    wish: Wish | None = None,
) -> bool:
    """Keep an answer that came over the web, and apart from it the wish to be contacted.

    `form` is the number of the form: False when that form was sent before, and nothing is kept a
    second time. A `held` answer counts only after somebody looked at it; `crowd` names those it
    came with, if it came with many. Raises StepRefused when the survey takes no forms any more.

    The wish goes first, sealed and in a transaction of its own. Should the process end between
    the two, the sender is not thanked, sends the form again, and the wish is there once.
    """
    if not takes_forms(survey, at):
        raise StepRefused(CLOSED)
    if SentForm.objects.filter(digest=_digest(form)).exists():
        return False
    letterbox.drop(survey, wish, form=form, on=local_day(at), held=held, crowd=crowd)
    mark = Answer.Mark.HELD if held else Answer.Mark.NEW
    return _keep(survey, read, form, at, Answer.Way.WEB, mark, crowd if held else "")


@audited("surveys.answers.key_paper")
def key_paper(survey: Survey, read: Read, *, by: Member, at: datetime, form: str) -> bool:
    """Keep an answer that came on paper (row 30), until some days after the close, when it is
    marked as late. False when this page was sent before."""
    may_key_paper(by, survey, at).require()
    way = Answer.Way.PAPER if survey.is_open else Answer.Way.LATE_PAPER
    return _keep(survey, read, form, at, way, Answer.Mark.NEW)


def look_days() -> int:
    """How soon somebody decides on held answers."""
    try:
        return setting("survey_look_days")
    except KeyError:
        return LOOK_DAYS


def wait_for_a_look(survey: Survey, *, at: datetime) -> None:
    """Answers are held: by a day the unit decides on them. A day that is set already stays."""
    by = local_day(at) + timedelta(days=look_days())
    Survey.objects.filter(pk=survey.pk, look_by=None).update(look_by=by)


def _looked_at(survey: Survey) -> None:
    """Nothing is held any more while the survey is open: nobody waits for a look."""
    if not survey.answers.held().exists():
        Survey.objects.filter(pk=survey.pk).open().update(look_by=None)


def was_sent(form: str) -> bool:
    """Whether the form with this number was sent, today or yesterday."""
    return SentForm.objects.filter(digest=_digest(form)).exists()


@transaction.atomic(savepoint=False)
def _keep(
    survey: Survey,
    read: Read,
    form: str,
    at: datetime,
    way: Answer.Way,
    mark: Answer.Mark,
    crowd: str = "",
) -> bool:
    if read.errors:
        raise ValueError("An answer with errors is not kept.")
    # The day of UTC: it only says when the digest is cleared away.
    if not SentForm.objects.first_time(_digest(form), at.date()):
        return False
    Answer.objects.create(
        survey=survey,
        area=read.area,
        content=canonical(read.content),
        way=way,
        mark=mark,
        crowd=crowd,
    )
    return True


def _digest(form: str) -> str:
    return sha256(form.encode()).hexdigest()


@audited("surveys.answers.admit")
def admit(answer: Answer, *, by: Member, at: datetime) -> Answer:
    """Let a held answer count like any other (row 31)."""
    may_admit(by, answer.survey, at).require()
    return _decide(answer, Answer.Mark.NEW, by, at)


@audited("surveys.answers.leave_out")
def leave_out(answer: Answer, *, by: Member, at: datetime, why: str) -> Answer:
    """Leave a held answer out of every count (row 31). One that was counted stays counted."""
    may_look_at_held(by).require()
    return _decide(answer, Answer.Mark.LEFT_OUT, by, at, why)


@audited("surveys.answers.admit_all")
def admit_all(survey: Survey, *, crowd: str, by: Member, at: datetime) -> int:
    """Let every held answer of one crowd count; says how many there were."""
    may_admit(by, survey, at).require()
    return _decide_all(survey, crowd, Answer.Mark.NEW, by, at)


@audited("surveys.answers.leave_out_all")
def leave_out_all(survey: Survey, *, crowd: str, by: Member, at: datetime, why: str) -> int:
    """Leave every held answer of one crowd out, for one reason, and the contact wishes that came
    with them; says how many answers there were."""
    may_look_at_held(by).require()
    many = _decide_all(survey, crowd, Answer.Mark.LEFT_OUT, by, at, why)
    letterbox.thrown_away(survey, crowd)
    return many


@transaction.atomic
def _decide(answer: Answer, mark: Answer.Mark, by: Member, at: datetime, why: str = "") -> Answer:
    """A new row takes the place of the held one, so that its place tells nothing of its arrival."""
    gone, _ = Answer.objects.held().filter(pk=answer.pk).delete()
    if not gone:
        raise StepRefused(DECIDED)
    HeldLook.objects.create(
        survey=answer.survey, admitted=mark == Answer.Mark.NEW, by=by, at=at, why=why
    )
    _looked_at(answer.survey)
    return _as_new(answer, mark)


@transaction.atomic
def _decide_all(
    survey: Survey, crowd: str, mark: Answer.Mark, by: Member, at: datetime, why: str = ""
) -> int:
    held = list(survey.answers.held().select_for_update().filter(crowd=crowd)) if crowd else []
    if not held:
        raise StepRefused(DECIDED)
    Answer.objects.held().filter(pk__in=[one.pk for one in held]).delete()
    RANDOM.shuffle(held)
    Answer.objects.bulk_create([_as_new(one, mark, save=False) for one in held], batch_size=500)
    admitted = mark == Answer.Mark.NEW
    HeldLook.objects.create(
        survey=survey, admitted=admitted, how_many=len(held), by=by, at=at, why=why
    )
    _looked_at(survey)
    return len(held)


def _as_new(answer: Answer, mark: Answer.Mark, *, save: bool = True) -> Answer:
    """The same words under a new key."""
    new = Answer(
        survey_id=answer.survey_id,
        area=answer.area,
        content=answer.content,
        way=answer.way,
        mark=mark,
    )
    if save:
        new.save(force_insert=True)
    return new
