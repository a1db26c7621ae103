"""What the next report will count as missing, and what is late with others: line by line, in full."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.readiness import owed_answers, readiness
from outreach.concerns.workflows import concerns
from outreach.models import Concern
from tests.reports.making import Q1, Q2, figures_in
from tests.support.counting import Counted
from tests.support.factories import NOON, log_concern, on

WEEK = timedelta(days=7)
LATE = NOON - 4 * WEEK


def rows(response) -> int:
    reads = Counted(client=None)  # type: ignore[arg-type]
    reads.answers["/"] = response
    return reads.rows_at("/")


def test_all_that_is_late_with_others_stands_on_a_page_of_its_own(officer, supervisor, opens):
    for n in range(11):
        log_concern(officer, at=LATE, said=f"Matter {n}")

    desk = opens(supervisor, "/")

    assert desk.context["missing_count"] == 11
    assert len(desk.context["missing"]) == 8
    assert rows(opens(supervisor, "/late/")) == 11


def test_answers_that_are_missing_open_as_many_as_they_say(officer, supervisor, opens):
    for _ in range(3):
        log_concern(officer, at=LATE)

    answers = opens(supervisor, "/").context["ready"][0]

    assert (answers.key, answers.missing) == ("answers", 3)
    assert rows(opens(supervisor, answers.url)) == 3


def test_the_two_parts_of_a_leaders_desk_open_by_themselves(officer, supervisor, opens):
    log_concern(supervisor, at=LATE)
    concerns.escalate(log_concern(officer), by=officer, at=NOON, note="Too far.")

    review, own, both = (
        opens(supervisor, "/waiting/", **asked) for asked in ({"of": "review"}, {"of": "own"}, {})
    )

    assert "Escalated: Cars" in review.text
    assert "Answer: Cars" not in review.text
    assert "Answer: Cars" in own.text
    assert "Escalated: Cars" not in own.text
    assert rows(both) == rows(review) + rows(own)


@pytest.mark.parametrize("answered", [0, 2])
def test_answers_are_counted_as_the_report_counts_them(officer, supervisor, commander, answered):
    made = [log_concern(officer, at=on(Q2.first)) for _ in range(4)]
    log_concern(officer, at=on(Q1.first))
    log_concern(officer, at=on(Q2.first), restricted=True)
    log_concern(officer, at=on(Q2.first), nature=Concern.Nature.POTENTIAL)
    log_concern(officer, at=on(Q2.last))
    for concern in made[:answered]:
        concerns.answer(concern, by=officer, at=on(Q2.first) + WEEK, text="Done.")

    told = figures_in("current_concerns", Q2)

    for leader in (supervisor, commander):
        owed = owed_answers(leader, Q2, Q2.next_day).count()
        ready = readiness(leader, Q2, Q2.next_day)[0]
        assert told["due"] - told["on_time"] == owed == ready.missing == 5 - answered
        assert ready.line == f"{answered} of {told['due']} given, {told['on_time']} on time"
