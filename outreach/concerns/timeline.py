"""One dated list of everything that happened to a concern: steps, notes, checks and progress."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from django.utils import timezone

from outreach.concerns.record import ConcernRecord
from outreach.models import Action, Concern, ConcernNote
from outreach.reminders.reminded import as_entries
from records.wording import Entry, short_day_words, timeline

Kind = ConcernNote.Kind
Status = Concern.Status

NOTED = {
    Kind.EFFORT: ("Effort", "", "pencil"),
    Kind.ANSWER: ("Answered", "ok", "reply"),
    Kind.EDIT: ("Corrected", "", "pencil"),
    Kind.HANDED: ("Given to another", "", "person-check"),
    Kind.UNREACHED: ("Could not be reached", "warn", "telephone"),
    Kind.OWED: ("What is owed", "", "reply"),
    Kind.REDACTED: ("Words redacted", "warn", "slash-circle"),
}
# What comes after each status, as the dashed step on top says it.
EXPECTED = {
    Status.LOGGED: "Resolved, or escalated",
    Status.ESCALATED: "Reviewed",
    Status.REVIEWED: "Assigned, or referred",
    Status.ASSIGNED: "Resolved, then closed",
    Status.REFERRED: "Resolved, then closed",
    Status.RESOLVED: "Closed",
    Status.REOPENED: "Taken up again",
}


def entries(record: ConcernRecord, day: date) -> list[Entry]:
    """What happened, newest first, with what is expected on top; `day` is today."""
    happened = [
        *_steps(record),
        *_notes(record),
        *_checks(record),
        *_progress(record),
        *_handed(record),
        *_reminded(record),
    ]
    if record.late_check(day):
        happened.append(_missed_check(record))
    # What was written in the same moment keeps its order: logged first, then the effort.
    happened.sort(key=lambda one: _moment(one.when))
    return [*_expected(record), *reversed(happened)]


def _steps(record: ConcernRecord) -> list[Entry]:
    return timeline(record.steps)


def _notes(record: ConcernRecord) -> Iterator[Entry]:
    for note in record.notes:
        title, tone, icon = NOTED[Kind(note.kind)]
        yield Entry(title, note.at, note.by, note.text, tone, icon, note.happened_at)


def _checks(record: ConcernRecord) -> Iterator[Entry]:
    for referral in record.referrals:
        for check in referral.checks.all():
            title = f"Heard from {referral.to_words}"
            yield Entry(
                title, check.at, check.by, check.found, "wait", "telephone", check.happened_at
            )


def _progress(record: ConcernRecord) -> Iterator[Entry]:
    for action in record.actions:
        for made in action.progress.all():
            now = Action.Status(made.to_status)
            words = "Progress" if now == Action.Status.RECOMMENDED else now.words
            title = f"{words}: {action.what}"
            yield Entry(title, made.at, made.by, made.note, "", now.icon, made.happened_at)


def _handed(record: ConcernRecord) -> Iterator[Entry]:
    for action in record.actions:
        for handed in action.handings.all():
            words = f"From {handed.before.short_name} to {handed.to.short_name}. {handed.reason}"
            if handed.due_on != handed.due_before:
                words += f" Due {short_day_words(handed.due_on)} instead of"
                words += f" {short_day_words(handed.due_before)}."
            title = f"Given to another: {action.what}"
            yield Entry(title, handed.at, handed.by, words, "", "person-check")


def _reminded(record: ConcernRecord) -> Iterator[Entry]:
    actions = {action.pk: f"“{action.what}”" for action in record.actions}
    of = {"check": "the status check"}
    return as_entries(
        (made, of.get(made.about, actions.get(made.key, "it"))) for made in record.reminders
    )


def _missed_check(record: ConcernRecord) -> Entry:
    pending = record.pending
    assert pending is not None
    return Entry("Status check missed", pending.next_check_on, "by the system", "", "bad", "clock")


def _expected(record: ConcernRecord) -> Iterator[Entry]:
    title = EXPECTED.get(Status(record.concern.status))
    if title:
        yield Entry(title, _waits_for(record), None, "", "next", "check2-all")


def _waits_for(record: ConcernRecord) -> str:
    """What the next step waits for, in one line."""
    waits = [f"{record.pending.to_words}'s outcome"] if record.pending else []
    waits += [f"“{action.what}”" for action in record.open_actions]
    if waits and record.concern.status not in Concern.SETTLED:
        return "Waits for " + " and ".join(
            [", ".join(waits[:-1]), waits[-1]] if waits[1:] else waits
        )
    if record.concern.review_by:
        return f"By {short_day_words(record.concern.review_by)}"
    if record.concern.status == Status.RESOLVED:
        return "By someone other than who resolved it"
    return f"With {record.concern.owner.short_name}"


def _moment(when: object) -> datetime:
    """A bare day counts as its end."""
    if isinstance(when, datetime):
        return when
    assert isinstance(when, date)
    return timezone.make_aware(datetime.combine(when, time.max))
