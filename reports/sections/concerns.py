"""Concerns of the period: voiced, potential, forwarded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from documents.frozen import Figure, Gathered, Records, grouped
from outreach.models import Concern, ConcernStep
from reports.sections.base import Section
from reports.sections.done import what_was_done
from reports.sections.frame import CONCERN_COLUMNS, ConcernRow, Frame, concern_rows

CATEGORY = ConcernRow._fields.index("category")
CHANNEL = ConcernRow._fields.index("channel")
WAITING = {"Escalated": 0, "Reopened": 0, "Referred": 1, "In review": 1, "Assigned": 2}


class CurrentConcerns(Section):
    """Concerns the community voiced in the period (K-IV.R, N-IV.A.1, C-3, A-1.A.4, P-VI)."""

    key = "current_concerns"
    rows = "of_note"
    chosen_from = "concerns"

    def gather(self, frame: Frame) -> Gathered:
        rows, due, in_time = frame.voiced, frame.answers_due, frame.answers_on_time
        on_time = [row.pk for row in due if row.pk in in_time]
        gathered = _gathered(
            frame,
            self.key,
            rows,
            title="Concerns voiced",
            figures=[
                counting("voiced", "Concerns voiced", rows),
                counting("open", "Still open at the end", rows, frame.is_open),
                Figure("due", "Answers that fell due", "answers", [row.pk for row in due]),
                Figure("on_time", "Answered on time", "answers", on_time),
            ],
        )
        answers = listed("Answers that fell due in the period", due)
        return replace(gathered, records={**gathered.records, "answers": answers})


class PotentialProblems(Section):
    """Potential problems that bear on law enforcement (K-IV.R, N-IV.A.2, C-3, P-VI)."""

    key = "potential_problems"
    rows = "of_note"
    chosen_from = "concerns"

    def gather(self, frame: Frame) -> Gathered:
        rows = frame.potential
        return _gathered(
            frame,
            self.key,
            rows,
            title="Potential problems",
            figures=[
                counting("potential", "Potential problems", rows),
                counting("open", "Still open at the end", rows, frame.is_open),
            ],
        )


class ForwardedConcerns(Section):
    """What supervisors took up in the month and passed to the unit (N-IV.B.2.a)."""

    key = "forwarded_concerns"
    rows = "of_note"
    chosen_from = "concerns"

    def gather(self, frame: Frame) -> Gathered:
        taken_up = ConcernStep.objects.filter(
            to_status=Concern.Status.REVIEWED, at__gte=frame.begins, at__lt=frame.ends
        )
        found = Concern.objects.reportable().filter(pk__in=taken_up.values("concern"))
        rows = frame.as_they_stood(concern_rows(found))
        return _gathered(
            frame,
            self.key,
            rows,
            title="Concerns forwarded by supervisors",
            figures=[
                counting("forwarded", "Concerns forwarded", rows),
                counting("open", "Still open at the end", rows, frame.is_open),
            ],
        )


def counting(
    key: str,
    label: str,
    rows: Sequence[ConcernRow],
    which: Callable[[ConcernRow], bool] | None = None,
) -> Figure:
    return Figure(key, label, "concerns", [row.pk for row in rows if which is None or which(row)])


def of_note(frame: Frame, rows: Sequence[ConcernRow]) -> list[int]:
    """The concerns proposed for printing: all of a short list, else those that wait most.

    A long list proposes the open ones first, by whom they wait for and how long, so that nothing
    escalated, reopened or long unanswered is left out of sight. The officer changes the choice.
    """
    if len(rows) <= frame.of_note_most:
        return [row.pk for row in rows]
    ranked = sorted(
        rows,
        key=lambda row: (
            not frame.is_open(row),
            WAITING.get(row.status, 3),
            not (row.answer_by and not row.answered_on),
            row.logged_on,
            row.pk,
        ),
    )
    return sorted(row.pk for row in ranked[: frame.of_note_proposed])


def _gathered(
    frame: Frame, section: str, rows: Sequence[ConcernRow], *, title: str, figures: list[Figure]
) -> Gathered:
    before = frame.before(section)
    by_category, categories = grouped(
        rows, CATEGORY, prefix="category", records="concerns", before=before
    )
    by_channel, channels = grouped(
        rows, CHANNEL, prefix="channel", records="concerns", before=before
    )
    chosen = of_note(frame, rows)
    return Gathered(
        figures=frame.with_earlier(section, [*figures, *by_category, *by_channel]),
        records={"concerns": listed(title, rows)},
        groups={"category": categories, "channel": channels},
        facts={
            "of_note": chosen,
            "done": what_was_done(chosen, frame, before=True),
            "printed_whole": len(rows) <= frame.of_note_most,
            "stood_on": frame.last_day,
        },
    )


def listed(title: str, rows: Sequence[ConcernRow]) -> Records:
    return Records(title, CONCERN_COLUMNS, rows, link="outreach:concern", link_by=1)
