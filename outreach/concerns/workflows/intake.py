"""Logging a concern: what the intake form asks, and the record made of it once (A-3.A, N-IV.B, C-7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.urls import reverse

from audit.acting import now_about
from audit.noting import audited
from outreach.apart import NOT_LOGGED, note_under, number_apart
from outreach.concerns.permissions import may_log
from outreach.models import (
    CommunityGroup,
    Concern,
    ConcernNote,
    NumberSeries,
    Presentation,
    Reporter,
)
from pages.forms.fields import UNSEEN
from personnel.models import Member
from personnel.notices import tell
from personnel.roles import COMMAND
from policies.current import local_day, policy, setting
from policies.models import Category
from records.apart import keys_of
from records.history import StepRefused

Status = Concern.Status


@dataclass(frozen=True, kw_only=True)
class Intake:
    """What the intake form asks; the first two are all it requires."""

    said: str
    category: Category
    summary: str = ""
    nature: str = Concern.Nature.VOICED
    channel: str = Concern.Channel.PATROL
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    group: CommunityGroup | None = None
    presentation: Presentation | None = None
    wants_answer: bool = True
    restricted: bool = False
    about_member: Member | None = None
    efforts: str = ""
    reporter_name: str = ""
    reporter_phone: str = ""
    reporter_email: str = ""
    reporter_language: str = ""


REPORTER = ("reporter_name", "reporter_phone", "reporter_email", "reporter_language")
# What the record takes over from the intake as it is.
TAKEN_OVER = (
    "said",
    "category",
    "nature",
    "channel",
    "place",
    "latitude",
    "longitude",
    "group",
    "presentation",
    "about_member",
)
USED_ALREADY = "This form was already used. Open a new one."


def log(intake: Intake, *, by: Member, at: datetime, submission: UUID | None = None) -> Concern:
    """Log a concern (A-3.A, N-IV.B, C-7).
    The same `submission` sent twice by the same member gives the concern made the first time.
    """
    may_log(by).require()
    if _is_restricted(intake):
        now_about(Concern._meta.label_lower, NOT_LOGGED)
    submission = submission or uuid4()
    try:
        return _logged(intake, by=by, at=at, submission=submission)
    except IntegrityError:
        made = Concern.objects.filter(submission=submission).first()
        if made is None:
            raise
        note_under(made)
        if made.officer_id != by.pk:
            raise StepRefused(USED_ALREADY) from None
        return made


def logged_already(submission: UUID, by: Member) -> Concern | None:
    """What `by` made with this submission before, if anything."""
    made = Concern.objects.filter(submission=submission, officer=by).first()
    note_under(made)
    return made


def is_the_same(concern: Concern, intake: Intake) -> bool:
    """Whether `concern`, as it stands, says what `intake` says: nothing of it would be lost."""
    reporter = Reporter.objects.filter(concern=concern).first() or Reporter()
    effort = concern.notes.filter(kind=ConcernNote.Kind.EFFORT, at=concern.logged_at).first()
    kept = {name: getattr(concern, name) for name in TAKEN_OVER}
    kept |= {name: getattr(reporter, name.removeprefix("reporter_")) for name in REPORTER}
    asked = {name: getattr(intake, name) for name in (*TAKEN_OVER, *REPORTER)}
    return (kept, _is_restricted(intake), intake.wants_answer, intake.efforts) == (
        asked,
        concern.restricted,
        concern.answer_by is not None,
        effort.text if effort else "",
    )


@audited("outreach.concerns.log")
def _logged(intake: Intake, *, by: Member, at: datetime, submission: UUID) -> Concern:
    day = local_day(at)
    restricted = _is_restricted(intake)
    concern = Concern.objects.create(
        **keys_of(restricted),
        number=number_apart() if restricted else NumberSeries.objects.take("C", day.year)[0],
        submission=submission,
        nature=intake.nature,
        summary=intake.summary or first_words(intake.said),
        said=intake.said,
        category=intake.category,
        channel=intake.channel,
        place=intake.place,
        latitude=intake.latitude,
        longitude=intake.longitude,
        group=intake.group,
        presentation=intake.presentation,
        officer=by,
        owner=_first_owner(intake, by),
        division=by.division,
        logged_at=at,
        logged_on=day,
        answer_by=_answer_by(intake, day),
        restricted=restricted,
        about_member=intake.about_member,
    )
    concern.steps.create(to_status=Status.LOGGED, by=by, at=at)
    if intake.efforts:
        concern.notes.create(
            kind=ConcernNote.Kind.EFFORT, by=by, at=at, on=day, text=intake.efforts
        )
    _keep_reporter(concern, intake)
    if concern.restricted:
        _tell_command(concern)
    return concern


def _is_restricted(intake: Intake) -> bool:
    return intake.restricted or intake.about_member is not None


def _answer_by(intake: Intake, day: date) -> date | None:
    """The day by which whoever voiced it is owed an answer; none if nobody wants one."""
    return day + timedelta(days=setting("answer_within_days")) if intake.wants_answer else None


def first_words(said: str, most: int = 80) -> str:
    """A one-line summary from what was said: its first sentence, cut at a word. A title holds no
    sign that can't be seen; what was said keeps it."""
    line = " ".join("".join(sign for sign in said if sign not in UNSEEN).split())
    sentence = line.split(". ")[0].rstrip(".")
    if len(sentence) <= most:
        return sentence
    return sentence[: most + 1].rsplit(" ", 1)[0][:most] + "…"


def _first_owner(intake: Intake, by: Member) -> Member:
    if not _is_restricted(intake):
        return by
    named = intake.about_member
    command = Member.objects.in_roles(*COMMAND).exclude(pk=named.pk if named else None)
    # About one of command it goes to the chief; else to a commander, as everything does.
    first = "role" if named and named.is_command else "-role"
    return command.order_by(first, "pk").first() or by


def _keep_reporter(concern: Concern, intake: Intake) -> None:
    known = {name.removeprefix("reporter_"): getattr(intake, name) for name in REPORTER}
    if any(known.values()):
        Reporter.objects.create(concern=concern, **known)


def _tell_command(concern: Concern) -> None:
    """Command but whom it names. Where nobody is left, whoever logged it takes it out of the house."""
    command = Member.objects.in_roles(*COMMAND)
    if concern.about_member_id:
        command = command.exclude(pk=concern.about_member_id)
    said, url = f"A restricted concern was logged: {concern.number}.", concern.get_absolute_url()
    to_hand_over = Concern.objects.to_hand_over().filter(pk=concern.pk).exists()
    if to_hand_over:
        said = f"{said} Hand its printed sheet to the {policy().chief_answers_to}."
        url = reverse("outreach:concern-handover", args=[concern.number])
    key, able = f"concern:{concern.pk}:restricted", list(command)
    tell(able or [concern.officer], said, url=url, key=key, command_only=bool(able))
