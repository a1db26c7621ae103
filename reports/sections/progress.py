"""What became of earlier concerns, and what is recommended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from documents.frozen import Figure, Gathered, Records
from documents.statuses import Headway
from outreach.models import Action, ActionProgress
from reports.sections.asked import Held, held
from reports.sections.base import PRINTED_ROWS, Section
from reports.sections.done import shortened, what_was_done
from reports.sections.frame import ConcernRow, Frame, day

CARRIED_COLUMNS = (
    "key",
    "Number",
    "Concern",
    "Logged",
    "Progress in the period",
    "Where it stands",
    "Owner",
    "What is asked",
    "Days open",
)
ACTION_COLUMNS = (
    "key",
    "Action",
    "Answers",
    "Concern",
    "Owner",
    "Due",
    "Status",
    "Last progress",
    "Recommended",
    "Ended",
)
SETTLED, MOVING, NONE = (one.words for one in Headway)


class Noted(NamedTuple):
    """The last note on an action in or before the period."""

    to_status: str
    note: str


class Progress(Section):
    """Progress on what earlier reports named (K-IV.R, N-IV.A.4, A-1.A.4).

    Every concern logged before the period and not settled when it began is carried forward,
    report after report, until it is settled. "No progress" is said as plainly as progress.
    """

    key = "progress"
    rows = "carried"

    def gather(self, frame: Frame) -> Gathered:
        keys = [row.pk for row in frame.carried]
        done, waiting = what_was_done(keys, frame), held(keys, frame)
        rows = sorted(
            (_carried(frame, row, done.get(str(row.pk), ""), waiting) for row in frame.carried),
            key=lambda row: ((NONE, MOVING, SETTLED).index(row[5]), row[3]),
        )
        figures = [
            _standing("carried", "Carried forward", rows, (SETTLED, MOVING, NONE)),
            _standing("settled", "Settled", rows, (SETTLED,)),
            _standing("moving", "Moving", rows, (MOVING,)),
            _standing("none", "Without progress", rows, (NONE,)),
        ]
        return Gathered(
            figures=frame.with_earlier(self.key, figures),
            records={
                "concerns": Records(
                    "Concerns carried forward",
                    CARRIED_COLUMNS,
                    rows,
                    link="outreach:concern",
                    link_by=1,
                )
            },
            printed={"concerns": [row[0] for row in rows[:PRINTED_ROWS]]},
            facts={"stood_on": frame.last_day},
        )


def _carried(
    frame: Frame, row: ConcernRow, done: str, waiting: Mapping[int, Held]
) -> tuple[Any, ...]:
    told = (row.pk, row.number, row.summary, row.logged_on, done)
    owner, asked = waiting[row.pk]
    if not frame.is_open(row):
        return (*told, SETTLED, owner, "", frame.days_open(row))
    return (*told, MOVING if done else NONE, owner, asked, frame.days_open(row))


def _standing(
    key: str, label: str, rows: Sequence[Sequence[Any]], where: tuple[str, ...]
) -> Figure:
    return Figure(key, label, "concerns", [row[0] for row in rows if row[5] in where])


class RecommendedActions(Section):
    """Recommended actions on concerns and problems already named (K-IV.R, N-IV.A.3, C-3, P-VI)."""

    key = "recommended_actions"
    rows = "actions"

    def gather(self, frame: Frame) -> Gathered:
        rows = action_rows(frame)
        first, last = frame.period.first.isoformat(), frame.last_day
        figures = [
            _acting("standing", "Recommended actions", rows, lambda row: True),
            _acting("recommended", "Recommended in the period", rows, lambda row: row[8] >= first),
            _acting("done", "Done in the period", rows, lambda row: _done(row, last)),
            _acting("late", "Past their date at the end", rows, lambda row: _late(row, last)),
        ]
        return Gathered(
            figures=frame.with_earlier(self.key, figures),
            records={
                "actions": Records(
                    "Recommended actions", ACTION_COLUMNS, rows, link="outreach:concern", link_by=2
                )
            },
            printed={"actions": [row[0] for row in rows[:PRINTED_ROWS]]},
            facts={"stood_on": frame.last_day},
        )


def _acting(key: str, label: str, rows: Sequence[Any], which: Any) -> Figure:
    return Figure(key, label, "actions", [row[0] for row in rows if which(row)])


def _done(row: Sequence[Any], last: str) -> bool:
    return bool(row[6] == Action.Status.DONE.label and row[9] and row[9] <= last)


def _late(row: Sequence[Any], last: str) -> bool:
    return bool(row[5] < last and (not row[9] or row[9] > last))


def action_rows(frame: Frame) -> list[tuple[Any, ...]]:
    """Actions recommended by the end of the period and not ended before it, by due day."""
    open_now = Action.objects.reportable().open().filter(recommended_on__lte=frame.period.last)
    ended = Action.objects.reportable().filter(
        ended_on__gte=frame.period.first, recommended_on__lte=frame.period.last
    )
    found = [
        *open_now.select_related("concern", "owner"),
        *ended.select_related("concern", "owner"),
    ]
    notes = _last_progress([action.pk for action in found], frame)
    return [
        (
            action.pk,
            action.what,
            action.concern.number,
            action.concern.summary,
            action.owner.short_name,
            day(action.due_on),
            _stood(action, notes.get(action.pk), frame),
            shortened(notes[action.pk].note) if action.pk in notes else "",
            day(action.recommended_on),
            day(action.ended_on),
        )
        for action in sorted(found, key=lambda action: (action.due_on, action.pk))
    ]


def _stood(action: Action, last: Noted | None, frame: Frame) -> str:
    """The status an action had when the period ended: what ended it later is of a later report."""
    if action.ended_on and action.ended_on <= frame.period.last:
        return str(action.get_status_display())
    if last is None or last.to_status in Action.ENDED:
        return str(Action.Status.RECOMMENDED.label)
    return str(Action.Status(last.to_status).label)


def _last_progress(actions: list[int], frame: Frame) -> dict[int, Noted]:
    notes: dict[int, Noted] = {}
    for start in range(0, len(actions), 500):
        some = ActionProgress.objects.filter(
            action__in=actions[start : start + 500], on__lte=frame.period.last
        )
        told = some.order_by("at", "pk").values_list("action_id", "to_status", "note")
        notes |= {action: Noted(to_status, note) for action, to_status, note in told}
    return notes
