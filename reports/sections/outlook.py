"""The parts of a published annual report that are written rather than counted (N-III.C.4)."""

from __future__ import annotations

from documents.frozen import Figure, Gathered, grouped
from reports.sections.base import Section
from reports.sections.concerns import CATEGORY, listed
from reports.sections.frame import Frame


class Objectives(Section):
    """The department's current objectives: the officer's words, with nothing to count."""

    key = "objectives"

    def gather(self, frame: Frame) -> Gathered:
        return Gathered(facts={"written": True})


class Trends(Section):
    """How the year went: concerns by month and by category, against the year before."""

    key = "trends"

    def gather(self, frame: Frame) -> Gathered:
        rows = [*frame.voiced, *frame.potential]
        months = [
            Figure(
                # By its place in the year, so that it meets the same month of the year before.
                f"month:{place}",
                month.label,
                "concerns",
                [
                    row.pk
                    for row in rows
                    if month.first.isoformat() <= row.logged_on <= month.last.isoformat()
                ],
            )
            for place, month in enumerate(frame.period.by_month(), start=1)
        ]
        by_category, categories = grouped(
            rows, CATEGORY, prefix="category", records="concerns", before=frame.before(self.key)
        )
        logged = Figure("logged", "Concerns logged", "concerns", [row.pk for row in rows])
        return Gathered(
            figures=frame.with_earlier(self.key, [logged, *months, *by_category]),
            records={"concerns": listed("Concerns logged", rows)},
            groups={"month": [figure.key for figure in months], "category": categories},
        )
