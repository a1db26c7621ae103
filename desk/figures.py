"""The four figures on a supervisor's desk, each with the list it was counted from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse

from outreach.concerns.models.queries import ConcernQuerySet
from outreach.models import Concern, Presentation
from outreach.presentations import listing as presentation_list
from pages.counting import MOST, count_up_to_most, count_words
from personnel.models import Member
from policies.periods import Period
from records.wording import number_words, short_day_words, whole_percent
from reports.models import Report

MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Stat:
    """One figure: its name, its value in words, the list it opens, and a line of comparison.

    `count` is how many records that list shows: the value itself, or what a share is one of.
    """

    label: str
    value: str
    count: int | str
    url: str
    title: str
    line: str = ""


@dataclass(frozen=True)
class OnTime:
    """Of the answers that fell due in a period up to a day, how many came in time."""

    due: int
    on_time: int

    @property
    def percent(self) -> str:
        """Whole percents as every page and document rounds them; all is 100 only when it is all."""
        return f"{whole_percent(self.on_time, self.due)}%" if self.due else "None due"

    @property
    def line(self) -> str:
        return f"{self.on_time:,} of {self.due:,} that fell due" if self.due else ""


def four_figures(member: Member, day: date, period: Period) -> list[Stat]:
    """Open concerns, answers on time, brief reports and reports to decide.

    `period` is that of the next report, so that what stands beside it counts the same answers.
    """
    return [
        open_concerns(member, day),
        answered_on_time(member, day, period),
        briefs_waiting(member, day),
        reports_to_decide(member, day),
    ]


def open_concerns(member: Member, day: date) -> Stat:
    seen = Concern.objects.visible_to(member)
    count = count_up_to_most(seen.open())
    return Stat(
        "Open concerns",
        count_words(count),
        count if count < MOST else count_words(count),
        f"{reverse('outreach:concerns')}?view=open",
        "Show the open concerns",
        _change(seen, day) if count < MOST else "",
    )


def _change(seen: QuerySet[Concern], day: date) -> str:
    """What 30 days changed: what was logged in them less what was settled in them."""
    logged = count_up_to_most(seen.filter(logged_on__gt=day - MONTH))
    settled = count_up_to_most(seen.filter(settled_on__gt=day - MONTH))
    if MOST in (logged, settled):
        return ""
    if logged == settled:
        return "As many as 30 days ago"
    # "1 more than 30 days ago" reads like an age; a change is said as one.
    words = "Up" if logged > settled else "Down"
    return f"{words} by {number_words(abs(logged - settled))} since 30 days ago"


def answers_due_in(member: Member, period: Period, day: date) -> ConcernQuerySet:
    """Concerns whose answer fell due in `period` before `day`, as `member` sees them."""
    return Concern.objects.visible_to(member).answers_due_in(period, before=day)


def on_time_among(due: ConcernQuerySet) -> OnTime:
    return OnTime(due.count(), due.answered_on_time().count())


def answered_on_time(member: Member, day: date, period: Period) -> Stat:
    found = on_time_among(answers_due_in(member, period, day))
    return Stat(
        f"Answered on time, {period.short_label}",
        found.percent,
        found.due,
        reverse("desk:answers"),
        "Show these answers",
        found.line,
    )


def briefs_waiting(member: Member, day: date) -> Stat:
    """Brief reports this leader may review; for others, all that are not accepted yet."""
    seen = Presentation.objects.visible_to(member)
    view = presentation_list.VIEWS["review" if member.leads else "unaccepted"]
    waiting = view.among(seen, member)
    found = waiting.order_by().aggregate(count=Count("pk"), oldest=Min("filed_on"))
    return Stat(
        "Brief reports waiting",
        number_words(found["count"]),
        found["count"],
        f"{reverse('outreach:presentations')}?view={view.key}",
        "Show the brief reports",
        f"Oldest: {_days(day - found['oldest'])}" if found["count"] else "All are reviewed",
    )


def _days(since: timedelta) -> str:
    if since.days <= 0:
        return "filed today"
    return "1 day" if since.days == 1 else f"{number_words(since.days)} days"


def reports_to_decide(member: Member, day: date) -> Stat:
    first = Min("due_on", filter=Q(revises=None))  # a revision has no day of its own
    waiting = Report.objects.waiting_for(member).aggregate(count=Count("pk"), due=first)
    due = waiting["due"]
    return Stat(
        "Reports to decide",
        number_words(waiting["count"]),
        waiting["count"],
        f"{reverse('reports:reports')}?view=mine",
        "Show the reports that wait for you",
        _due(due, day) if due else _without_a_day(waiting["count"]),
    )


def _without_a_day(count: int) -> str:
    return "A revision has no day" if count else "None waits for you"


def _due(due: date, day: date) -> str:
    return f"{'Was' if due < day else 'Next'} due {short_day_words(due)}"
