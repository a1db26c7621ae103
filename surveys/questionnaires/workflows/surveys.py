"""A survey from its first draft to its close (K-IV.U, C-5, C-6, P-V.A, N-IV.D.4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from audit.noting import audited
from personnel.models import Member
from personnel.notices import tell
from policies.current import local_day, setting, version_on
from records.history import StepRefused, move
from surveys.answer_files.permissions import may_bring_in
from surveys.answers.workflow import look_days
from surveys.models import Question, Survey, SurveyStep
from surveys.questionnaires.keys import RESERVED, key_from
from surveys.questionnaires.permissions import (
    may_close,
    may_design,
    may_discard,
    may_end_paper,
    may_open,
)
from surveys.wording import in_both

Status = Survey.Status

STEPS = {
    Status.DRAFT: {Status.OPEN, Status.CLOSED, Status.DISCARDED},
    Status.OPEN: {Status.CLOSED},
    # Only one whose answers came from a file, when they are taken back.
    Status.CLOSED: {Status.DRAFT},
    Status.DISCARDED: set(),
}
# How long a form is still taken that was begun before the survey closed.
FORMS_RUN_ON = timedelta(minutes=30)
# So long answers on paper are under way and wait to be keyed in, after the day their form says;
# where the policy has no number of its own for it.
PAPER_DAYS = 5
CLOSED_BY_ITSELF = "It closed by itself after its last day."
# What a copy takes over from a question; its key too, so that two surveys can be compared.
COPIED = (
    "position",
    "key",
    "domain",
    "kind",
    "text",
    "hint",
    "low",
    "high",
    "half_steps",
    "low_label",
    "high_label",
    "options",
    "dont_know",
    "dont_know_values",
    "topic",
)


@audited("surveys.surveys.design")
def design(survey: Survey, *, by: Member, at: datetime) -> Survey:
    """Begin a questionnaire (K-IV.U, C-6); its key is made from its title unless it has one.

    The same `survey.submission` sent twice by the same member gives the survey made first.
    """
    may_design(by).require()
    survey.designed_by = by
    made_key = not survey.key
    while True:
        if made_key:
            survey.key = free_key(in_both(survey.title)[0])
        try:
            with transaction.atomic():
                survey.save(force_insert=True)
                survey.steps.create(to_status=Status.DRAFT, by=by, at=at)
                return survey
        except IntegrityError:
            if made := Survey.objects.filter(submission=survey.submission).first():
                return _own(made, by)
            # Somebody else took the key in this moment.
            if not (made_key and Survey.objects.filter(key=survey.key).exists()):
                raise


def _own(made: Survey, by: Member) -> Survey:
    if made.designed_by_id != by.pk:
        raise StepRefused("This form was already used. Open a new one.")
    return made


def free_key(title: str) -> str:
    """A key for a survey of this title that no other has, and no address of ours."""
    taken = RESERVED.union(Survey.objects.values_list("key", flat=True))
    return key_from(title, taken, otherwise="survey")


@audited("surveys.surveys.correct")
def correct(survey: Survey, *, by: Member, seen: int, fields: list[str]) -> None:
    """Save changed facts of a draft made from version `seen`. Raises StaleRecord."""
    may_design(by, survey).require()
    if fields:
        survey.save_edit(seen=seen, fields=fields, still={"status": Status.DRAFT})


@audited("surveys.surveys.open_survey")
def open_survey(
    survey: Survey, *, by: Member, at: datetime, closes_on: date, seen: int | None = None
) -> SurveyStep:
    """Put it before the citizens until `closes_on` (K-IV.U, C-5): from here on nothing of it
    changes. The policy in force is kept with it, since its domains are what had to be asked.

    Every change of a question is a new version of the survey, so what opens is what was checked,
    and, where `seen` is given, what somebody read. Raises StepRefused.
    """
    day = local_day(at)
    may_open(by, survey, day).require()
    if closes_on <= day:
        raise StepRefused("The last day is not after today. Choose a later one.")
    read = survey.version if seen is None else seen
    facts: dict[str, Any] = {"opened_on": day, "closes_on": closes_on, "policy": version_on(day)}
    came_from = move(
        survey, Status.OPEN, steps=STEPS, still={"version": read}, version=read + 1, **facts
    )
    step = _stepped(survey, came_from, by, at)
    _tell(survey, [survey.designed_by], by, "is open to citizens")
    return step


@audited("surveys.surveys.close")
def close(survey: Survey, *, by: Member | None = None, at: datetime) -> SurveyStep:
    """Close it: somebody before its last day, or nobody when that day is over.

    Closing by itself was settled by whoever opened it, and the step stands under that name.
    """
    if by:
        may_close(by, survey).require()
    if not survey.is_open:
        raise StepRefused(f"It is not open: it is {survey.get_status_display().lower()}.")
    day = local_day(at)
    last = day if by or not survey.closes_on else min(day, survey.closes_on)
    facts: dict[str, Any] = {
        "closed_on": last,
        "takes_until": at + FORMS_RUN_ON,
        "paper_until": max(last, survey.closes_on or last) + timedelta(days=paper_days()),
        "look_by": day + timedelta(days=look_days()),
    }
    came_from = move(survey, Status.CLOSED, steps=STEPS, **facts)
    opener = _opener(survey)
    step = _stepped(survey, came_from, by or opener, at, "" if by else CLOSED_BY_ITSELF)
    _tell(survey, [survey.designed_by, opener], by, "has closed")
    return step


def paper_days() -> int:
    """How many days after the one its form says answers on paper are still keyed in."""
    try:
        return setting("survey_paper_days")
    except KeyError:
        return PAPER_DAYS


@audited("surveys.surveys.end_paper")
def end_paper(survey: Survey, *, by: Member, at: datetime) -> SurveyStep:
    """All answers on paper are keyed in: none is taken any more, and results need not wait."""
    day = local_day(at)
    may_end_paper(by, survey, day).require()
    yesterday = day - timedelta(days=1)
    same = Survey.objects.filter(pk=survey.pk, status=Status.CLOSED, paper_until__gte=day)
    if not same.update(paper_until=yesterday, version=F("version") + 1):
        raise StepRefused("Somebody has ended it already.")
    survey.refresh_from_db(fields=["paper_until", "version"])
    return _stepped(survey, Status.CLOSED, by, at)


@audited("surveys.surveys.bring_in")
def bring_in(
    survey: Survey, *, by: Member, at: datetime, opened_on: date, closed_on: date
) -> SurveyStep:
    """A survey that was held elsewhere: from a draft to closed, with the days it was held on."""
    may_bring_in(by).require()
    facts: dict[str, Any] = {
        "opened_on": opened_on,
        "closed_on": closed_on,
        "source": Survey.Source.FILE,
    }
    came_from = move(survey, Status.CLOSED, steps={Status.DRAFT: {Status.CLOSED}}, **facts)
    return _stepped(survey, came_from, by, at, "Its answers came from a file.")


@audited("surveys.surveys.empty_again")
def empty_again(survey: Survey, *, by: Member, at: datetime) -> SurveyStep:
    """A survey whose answers came from a file is a draft again: they were taken back."""
    may_bring_in(by).require()
    if survey.source != Survey.Source.FILE:
        raise StepRefused("Citizens answered it here. What they answered is kept.")
    facts: dict[str, Any] = {"opened_on": None, "closed_on": None}
    came_from = move(survey, Status.DRAFT, steps={Status.CLOSED: {Status.DRAFT}}, **facts)
    survey.source = Survey.Source.ASKED
    survey.save(update_fields=["source"])
    return _stepped(survey, came_from, by, at, "The answers of its file were taken back.")


@audited("surveys.surveys.discard")
def discard(survey: Survey, *, by: Member, at: datetime) -> SurveyStep:
    """Throw a draft away. What citizens have seen is never thrown away."""
    may_discard(by, survey).require()
    return _stepped(survey, move(survey, Status.DISCARDED, steps=STEPS), by, at)


@audited("surveys.surveys.copy")
def copy(survey: Survey, draft: Survey, *, by: Member, at: datetime) -> Survey:
    """`draft` as a new survey with the questions of `survey`, under the same keys."""
    made = design(draft, by=by, at=at)
    if made is draft:
        Question.objects.bulk_create(
            Question(survey=made, **{name: getattr(one, name) for name in COPIED})
            for one in survey.questions.all()
        )
    return made


def _stepped(
    survey: Survey, came_from: str, by: Member, at: datetime, note: str = ""
) -> SurveyStep:
    return survey.steps.create(
        from_status=came_from, to_status=survey.status, by=by, at=at, note=note
    )


def _opener(survey: Survey) -> Member:
    opened = survey.steps.filter(to_status=Status.OPEN).select_related("by").last()
    return opened.by if opened else survey.designed_by


def _tell(survey: Survey, members: list[Member], by: Member | None, what: str) -> None:
    tell(
        {member for member in members if member != by},
        f"The survey “{in_both(survey.title)[0]}” {what}.",
        url=survey.get_absolute_url(),
        key=f"survey:{survey.pk}:{survey.status}",
    )
