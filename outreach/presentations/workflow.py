"""The brief report of a presentation, from filing to review (P-III.C.1, K-IV.E.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.db import IntegrityError, transaction

from audit.noting import audited
from outreach.concerns.permissions import may_log
from outreach.concerns.workflows.intake import USED_ALREADY, Intake, log
from outreach.drafts import workflow as drafts
from outreach.models import (
    CommunityGroup,
    Concern,
    Presentation,
    PresentationStep,
    ReturnedBrief,
)
from outreach.presentations.changes import said_in
from outreach.presentations.permissions import may_change_brief, may_review_brief
from personnel.models import Member
from personnel.notices import steps_overtaken, tell
from personnel.roles import Role
from policies.current import local_day
from policies.models import Category, Topic
from records.history import StaleRecord, StepRefused, move
from records.wording import day_words

Status = Presentation.Status

STEPS = {
    Status.FILED: {Status.RETURNED, Status.ACCEPTED},
    Status.RETURNED: {Status.FILED},
    Status.ACCEPTED: set(),
}


@dataclass(frozen=True)
class Heard:
    """A concern or a potential problem heard at a presentation."""

    said: str
    category: Category
    nature: str = Concern.Nature.VOICED


@dataclass(frozen=True, kw_only=True)
class Brief:
    """The brief report's own facts (P-III.C.1.a-d)."""

    topic: Topic
    held_at: datetime
    place: str
    audience: str
    participants: int
    group: CommunityGroup | None = None
    co_presenters: str = ""
    remarks: str = ""


def file_brief(
    brief: Brief,
    heard: Sequence[Heard],
    *,
    by: Member,
    at: datetime,
    submission: UUID | None = None,
) -> Presentation:
    """File the brief report; what was heard becomes concern records linked to it.

    The same `submission` sent twice by the same member gives the report filed the first time.
    Raises StepRefused when the topic was closed on the day it was held.
    """
    may_log(by).require()
    submission = submission or uuid4()
    try:
        return _filed(brief, heard, by=by, at=at, submission=submission)
    except IntegrityError:
        made = Presentation.objects.filter(submission=submission).first()
        if made is None:
            raise
        if made.presenter_id != by.pk:
            raise StepRefused(USED_ALREADY) from None
        return made


def filed_already(submission: UUID, by: Member) -> Presentation | None:
    """What `by` filed with this submission before, if anything."""
    return Presentation.objects.filter(submission=submission, presenter=by).first()


@audited("outreach.presentations.file_brief")
def _filed(
    brief: Brief, heard: Sequence[Heard], *, by: Member, at: datetime, submission: UUID
) -> Presentation:
    presentation = Presentation.objects.create(
        **vars(brief),
        held_on=local_day(brief.held_at),
        filed_on=local_day(at),
        presenter=by,
        division=by.division,
        submission=submission,
    )
    # After the row, so that a form sent twice finds what it filed before the topic was closed.
    refuse_closed(brief.topic, presentation.held_on)
    _log_heard(presentation, heard, by, at)
    drafts.discard(submission, by=by)
    step = presentation.steps.create(to_status=Status.FILED, by=by, at=at)
    _tell_supervisor(presentation, step)
    return presentation


@audited("outreach.presentations.file_again")
def file_again(
    presentation: Presentation,
    brief: Brief,
    heard: Sequence[Heard],
    *,
    by: Member,
    at: datetime,
    seen: int,
    note: str = "",
) -> PresentationStep:
    """File a returned brief report corrected; concerns it already made stay as they are.

    `seen` is the version the form was made from. What was filed before its topic was closed may
    be corrected as long as topic and day stay. Raises StepRefused, StaleRecord.
    """
    may_change_brief(by, presentation).require()
    held_on = local_day(brief.held_at)
    if (brief.topic.pk, held_on) != (presentation.topic_id, presentation.held_on):
        refuse_closed(brief.topic, held_on)
    came_from = move(presentation, Status.FILED, steps=STEPS, filed_on=local_day(at))
    for name, value in vars(brief).items():
        setattr(presentation, name, value)
    presentation.held_on = held_on
    presentation.save_edit(seen=seen, fields=[*vars(brief), "held_on"])
    _log_heard(presentation, heard, by, at)
    steps_overtaken("presentation-step", presentation.steps.all(), at=at)
    step = presentation.steps.create(
        from_status=came_from, to_status=Status.FILED, by=by, at=at, note=note
    )
    _tell_supervisor(presentation, step)
    return step


def refuse_closed(topic: Topic, held_on: date) -> None:
    """Nothing is presented under a topic since it was closed (K-IV.D); what was before, is filed."""
    topic.refresh_from_db(fields=["closed_on", "closed_why"])
    if why := topic.closed_words(held_on):
        raise StepRefused(why)


@audited("outreach.presentations.accept")
def accept(
    presentation: Presentation, *, by: Member, at: datetime, note: str = "", seen: int | None = None
) -> PresentationStep:
    """Settle the brief report; it never changes again.

    `seen` is the version the reviewer read: another one filed since raises StaleRecord.
    """
    return _reviewed(presentation, Status.ACCEPTED, by, at, note, seen)


@audited("outreach.presentations.send_back")
def send_back(
    presentation: Presentation, *, by: Member, at: datetime, note: str, seen: int | None = None
) -> PresentationStep:
    """Return the brief report to its presenter, saying what is missing."""
    return _reviewed(presentation, Status.RETURNED, by, at, note, seen)


@transaction.atomic
def _reviewed(
    presentation: Presentation,
    to: Presentation.Status,
    by: Member,
    at: datetime,
    note: str,
    seen: int | None,
) -> PresentationStep:
    may_review_brief(by, presentation).require()
    came_from = move(presentation, to, steps=STEPS)
    if (
        seen is not None
        and not Presentation.objects.filter(pk=presentation.pk, version=seen).exists()
    ):
        raise StaleRecord(f"presentation {presentation.pk}")
    steps_overtaken("presentation-step", presentation.steps.all(), at=at)
    step = presentation.steps.create(from_status=came_from, to_status=to, by=by, at=at, note=note)
    if to == Status.RETURNED:
        ReturnedBrief.objects.create(step=step, said=said_in(presentation))
    verb = "returned" if to == Status.RETURNED else "reviewed"
    tell(
        [presentation.presenter],
        f"{by.short_name} {verb} your brief report of {day_words(presentation.held_on)},"
        f" {presentation.topic}.",
        url=presentation.get_absolute_url(),
        key=f"presentation-step:{step.pk}",
    )
    return step


def _log_heard(
    presentation: Presentation, heard: Sequence[Heard], by: Member, at: datetime
) -> None:
    """One concern per thing heard; the same words in a report filed again make no second one."""
    for item in heard:
        intake = Intake(
            said=item.said,
            category=item.category,
            nature=item.nature,
            channel=Concern.Channel.PRESENTATION,
            place=presentation.place,
            group=presentation.group,
            presentation=presentation,
            # Nobody voiced a potential problem, so nobody waits for an answer.
            wants_answer=item.nature == Concern.Nature.VOICED,
        )
        once = uuid5(NAMESPACE_URL, f"{presentation.submission}:{item.nature}:{item.said}")
        log(intake, by=by, at=at, submission=once)


def _tell_supervisor(presentation: Presentation, step: PresentationStep) -> None:
    tell(
        reviewers_of(presentation),
        f"{presentation.presenter.short_name} filed the brief report of"
        f" {day_words(presentation.held_on)}, {presentation.topic}. It waits for your review.",
        url=presentation.get_absolute_url(),
        key=f"presentation-step:{step.pk}",
    )


def reviewers_of(presentation: Presentation) -> list[Member]:
    """The presenter's supervisors; else, where those may not review, the unit's and command."""
    presenter = presentation.presenter
    wider = Member.objects.in_roles(Role.UNIT_SUPERVISOR, Role.COMMANDER, Role.CHIEF)
    for asked in (Member.objects.supervising(presenter), wider):
        able = [member for member in asked if may_review_brief(member, presentation)]
        if able:
            return able
    return []
