"""The summary a reader sees first: the officer's words, and beside them what asks for attention.

No policy names it as a part; every report has one. It is the last to be written and the first to be
printed.
"""

from __future__ import annotations

from typing import Any

from documents.frozen import Figure, Gathered, Records
from outreach.models import Concern
from policies.packs import Element
from reports.sections.asked import held
from reports.sections.base import PRINTED_ROWS, Section
from reports.sections.frame import ConcernRow, Frame

KEY = "summary"
ASKED_COLUMNS = (
    "key",
    "Number",
    "Concern",
    "Logged",
    "Status",
    "Owner",
    "What is asked",
    "Days open",
)

# What is followed over several periods: the first of these that a report has, by part and figure.
FOLLOWED = (
    ("current_concerns", "voiced", "Concerns voiced"),
    ("forwarded_concerns", "forwarded", "Concerns forwarded"),
    ("trends", "logged", "Concerns logged"),
    ("program_evaluations", "decided", "Programs evaluated"),
)
# The parts that tell of concerns: only beside them is an oldest open one told.
ON_CONCERNS = {"current_concerns", "potential_problems", "progress"}


def element(clause: str) -> Element:
    """The summary as a part of a report that `clause` requires."""
    return Element(section=KEY, title="Summary", clause=clause)


class Summary(Section):
    """The report in the officer's words, what waits for command, and the oldest open concern."""

    key = KEY
    rows = "asked_of_command"

    def gather(self, frame: Frame) -> Gathered:
        if frame.survey or not ON_CONCERNS & set(frame.parts):
            return Gathered(facts={"history": _history(frame)})
        still_open = _still_open(frame)
        escalated = [row for row in still_open if row.status == Concern.Status.ESCALATED.label]
        waiting = held([row.pk for row in [*escalated, *still_open[:1]]], frame)
        rows = [
            (
                row.pk,
                row.number,
                row.summary,
                row.logged_on,
                row.status,
                *waiting[row.pk],
                frame.days_open(row),
            )
            for row in escalated
        ]
        keys = [row[0] for row in rows]
        return Gathered(
            figures=[Figure("escalated", "Waiting for a decision", "escalated", keys)],
            records={
                "escalated": Records(
                    "Escalated for a decision", ASKED_COLUMNS, rows, "outreach:concern", 1
                )
            },
            printed={"escalated": keys[:PRINTED_ROWS]},
            facts={
                "stood_on": frame.last_day,
                "history": _history(frame),
                "oldest": [_oldest(frame, row, waiting[row.pk].owner) for row in still_open[:1]],
            },
        )


def _still_open(frame: Frame) -> list[ConcernRow]:
    """Every concern open when the period ended, the oldest first."""
    rows = [*frame.carried, *frame.voiced, *frame.potential]
    return sorted(
        (row for row in rows if frame.is_open(row)), key=lambda row: (row.logged_on, row.pk)
    )


def _oldest(frame: Frame, row: ConcernRow, owner: str) -> dict[str, Any]:
    return {
        "number": row.number,
        "concern": row.summary,
        "days_open": frame.days_open(row),
        "owner": owner,
    }


def _history(frame: Frame) -> list[tuple[str, dict[str, int]]]:
    """(period, values by part) of what is followed, from the issued reports before this one."""
    return [
        (
            label,
            {part: figures[part][key] for part, key, _ in FOLLOWED if key in figures.get(part, {})},
        )
        for label, figures in frame.history
    ]
