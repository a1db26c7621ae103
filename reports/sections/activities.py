"""What the unit did in the period: actions taken, activities by month, statistics, successes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from documents.frozen import Figure, Gathered, Records
from outreach.models import ActionProgress, Concern, ConcernNote, Presentation, Referral
from policies.periods import Period
from reports.sections.base import PRINTED_ROWS, Section
from reports.sections.concerns import listed
from reports.sections.done import shortened, what_was_done
from reports.sections.frame import Frame, concern_rows, day

DEED_COLUMNS = ("key", "Day", "Concern", "Summary", "What was done")
PRESENTATION_COLUMNS = ("key", "Day", "Topic", "Audience", "Place", "Presenter", "Participants")
DAY, PARTICIPANTS = 1, 6


class ActionsTaken(Section):
    """What was done about the concerns of the community (A-1.A.4)."""

    key = "actions_taken"
    rows = "deeds"

    def gather(self, frame: Frame) -> Gathered:
        span = (frame.period.first, frame.period.last)
        notes = ConcernNote.objects.filter(on__range=span, concern__restricted=False)
        efforts = _deeds(notes.filter(kind=ConcernNote.Kind.EFFORT), "concern", "text")
        answers = _deeds(notes.filter(kind=ConcernNote.Kind.ANSWER), "concern", "text")
        moved = ActionProgress.objects.filter(on__range=span, action__concern__restricted=False)
        steps = _deeds(moved.exclude(action__kind="personnel"), "action__concern", "note")
        sent = Referral.objects.filter(on__range=span, concern__restricted=False)
        referrals = _deeds(sent, "concern", "reason")
        lists = {
            "efforts": ("Efforts recorded", efforts),
            "progress": ("Progress on recommended actions", steps),
            "referrals": ("Concerns referred", referrals),
            "answers": ("Answers given", answers),
        }
        return Gathered(
            figures=frame.with_earlier(
                self.key, [_all_of(name, title, rows) for name, (title, rows) in lists.items()]
            ),
            records={
                name: Records(title, DEED_COLUMNS, rows, link="outreach:concern", link_by=2)
                for name, (title, rows) in lists.items()
            },
            printed={
                name: [row[0] for row in rows[:PRINTED_ROWS]] for name, (_, rows) in lists.items()
            },
        )


def _deeds(found: QuerySet[Any], concern: str, text: str) -> list[tuple[Any, ...]]:
    fields = ("pk", "on", f"{concern}__number", f"{concern}__summary", text)
    return [
        (pk, day(on), number, summary, shortened(words))
        for pk, on, number, summary, words in found.order_by("on", "pk").values_list(*fields)
    ]


def _all_of(name: str, title: str, rows: Sequence[Sequence[Any]]) -> Figure:
    return Figure(name, title, name, [row[0] for row in rows])


class Activities(Section):
    """A summary of the officer's activities month by month (N-IV.A.5)."""

    key = "activities"
    shows_totals = True

    def gather(self, frame: Frame) -> Gathered:
        lists = activity_lists(frame)
        figures = [figure for name in lists for figure in _monthly(frame, name, lists[name])]
        return Gathered(
            figures=[*totals(lists), *figures],
            records=lists,
            groups={
                name: [f"{name}:{month.key()}" for month in frame.period.by_month()]
                for name in lists
            },
            facts={"months": [month.label for month in frame.period.by_month()]},
        )


class Statistics(Section):
    """The year's statistics (N-III.C.4)."""

    key = "statistics"
    shows_totals = True

    def gather(self, frame: Frame) -> Gathered:
        lists = activity_lists(frame)
        settled = concern_rows(Concern.objects.reportable().settled_in(frame.period))
        lists["settled"] = listed("Concerns settled", settled)
        return Gathered(figures=frame.with_earlier(self.key, totals(lists)), records=lists)


class Successes(Section):
    """Concerns settled in the period, with how (N-III.C.4)."""

    key = "successes"
    rows = "of_note"
    chosen_from = "concerns"

    def gather(self, frame: Frame) -> Gathered:
        settled = Concern.objects.reportable().settled_in(frame.period)
        rows = frame.as_they_stood(concern_rows(settled))
        chosen = [row.pk for row in rows][: frame.of_note_proposed]
        figures = [Figure("settled", "Concerns settled", "concerns", [row.pk for row in rows])]
        return Gathered(
            figures=frame.with_earlier(self.key, figures),
            records={"concerns": listed("Concerns settled", rows)},
            facts={
                "of_note": chosen,
                "done": what_was_done(chosen, frame, before=True),
                "printed_whole": len(rows) <= frame.of_note_proposed,
                "stood_on": frame.last_day,
            },
        )


def activity_lists(frame: Frame) -> dict[str, Records]:
    """What the unit did in the period, as lists; the day stands where `_monthly` looks for it."""
    held = Presentation.objects.held_in(frame.period).select_related("topic", "presenter")
    talks = [
        (
            talk.pk,
            day(talk.held_on),
            talk.topic.name,
            talk.audience,
            talk.place,
            talk.presenter.short_name,
            talk.participants,
        )
        for talk in held.order_by("held_on", "pk")
    ]
    logged = [*frame.voiced, *frame.potential]
    span = (frame.period.first, frame.period.last)
    notes = ConcernNote.objects.filter(on__range=span, concern__restricted=False)
    answers = _deeds(notes.filter(kind=ConcernNote.Kind.ANSWER), "concern", "text")
    sent = _deeds(
        Referral.objects.filter(on__range=span, concern__restricted=False), "concern", "reason"
    )
    return {
        "presentations": Records(
            "Presentations given", PRESENTATION_COLUMNS, talks, link="outreach:presentation"
        ),
        "concerns": listed("Concerns logged", logged),
        "answers": Records("Answers given", DEED_COLUMNS, answers, "outreach:concern", 2),
        "referrals": Records("Concerns referred", DEED_COLUMNS, sent, "outreach:concern", 2),
    }


def totals(lists: dict[str, Records]) -> list[Figure]:
    """One figure for each list, and the participants of the presentations."""
    figures = [_all_of(name, records.title, records.rows) for name, records in lists.items()]
    talks = lists["presentations"].rows
    people = sum(row[PARTICIPANTS] for row in talks)
    figures.insert(
        1,
        Figure("participants", "Participants", "presentations", [row[0] for row in talks], people),
    )
    return figures


def _monthly(frame: Frame, name: str, records: Records) -> list[Figure]:
    column = records.columns.index("Logged") if "Logged" in records.columns else DAY
    return [
        Figure(
            f"{name}:{month.key()}",
            month.label,
            name,
            [row[0] for row in records.rows if _falls_in(month, row[column])],
        )
        for month in frame.period.by_month()
    ]


def _falls_in(month: Period, day_in_words: str) -> bool:
    return month.first.isoformat() <= day_in_words <= month.last.isoformat()
