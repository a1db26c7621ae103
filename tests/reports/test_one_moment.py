"""Tables say how things stood when the period ended, like the figures above them."""

from collections import Counter
from datetime import date, timedelta

import pytest

from outreach.concerns.workflows import actions, concerns
from pages.templatetags.frozen import stands
from tests.reports.making import AFTER, Q2, figures, gather, told
from tests.reports.test_sections_of_progress import recommend
from tests.support.factories import log_concern, on

pytestmark = pytest.mark.django_db

MAY_4 = date(2026, 5, 4)


def column(gathered, name, of):
    records = gathered.records[name]
    place = records.columns.index(of)
    return [row[place] for row in records.rows]


def test_as_many_actions_stand_as_done_as_the_sentence_counts(officer):
    concern = log_concern(officer, at=on(MAY_4))
    in_time, later, dropped = (
        recommend(officer, concern, on_day=MAY_4, due_on=date(2026, 6, 20)) for _ in range(3)
    )
    actions.record_progress(in_time, by=officer, at=on(MAY_4), to="done", note="Held.")
    actions.record_progress(later, by=officer, at=on(MAY_4), to="started", note="Begun.")
    actions.record_progress(later, by=officer, at=AFTER, to="done", note="Held too.")
    actions.record_progress(dropped, by=officer, at=AFTER, to="dropped", note="No need.")

    found = gather("recommended_actions")

    stood = Counter(column(found, "actions", "Status"))
    assert stood == {"Done": 1, "In progress": 1, "Recommended": 1}
    assert stood["Done"] == figures(found)["done"]
    assert "Status on Jun 30, 2026" in told(found, "recommended_actions")


def test_a_concern_has_the_status_it_had_when_the_period_ended(officer, supervisor):
    concern = log_concern(officer, at=on(MAY_4))
    concerns.escalate(concern, by=officer, at=on(MAY_4), note="Two divisions.")
    concerns.review(concern, by=supervisor, at=AFTER, note="")
    fresh = log_concern(officer, at=on(Q2.last))
    concerns.resolve(fresh, by=officer, at=AFTER, note="Fixed.")

    found = gather("current_concerns")

    assert column(found, "concerns", "Status") == ["Escalated", "Logged"]
    assert figures(found)["open"] == 2


def test_what_was_settled_then_is_shown_as_settled_whatever_came_later(officer, supervisor):
    concern = log_concern(officer, at=on(MAY_4))
    concerns.resolve(concern, by=officer, at=on(MAY_4), note="Fixed.")
    concerns.close(concern, by=supervisor, at=on(MAY_4 + timedelta(days=1)))
    concerns.reopen(concern, by=supervisor, at=AFTER, note="Back again.")

    found = gather("current_concerns")

    assert column(found, "concerns", "Status") == ["Closed"]
    assert figures(found)["open"] == 0


def test_what_was_settled_then_reopened_and_settled_again_was_settled_then(officer, supervisor):
    concern = log_concern(officer, at=on(MAY_4))
    concerns.resolve(concern, by=officer, at=on(MAY_4), note="Fixed.")
    concerns.reopen(concern, by=supervisor, at=AFTER, note="Back again.")
    concerns.resolve(concern, by=officer, at=AFTER + timedelta(days=2), note="Fixed for good.")

    found = gather("current_concerns", frozen_at=AFTER + timedelta(days=9))

    assert column(found, "concerns", "Status") == ["Resolved"]
    assert figures(found)["open"] == 0


def test_what_was_dropped_is_not_printed_as_a_success():
    assert "st-ok" not in stands("Dropped", printing=True)
    assert "st-ok" in stands("Done", printing=True)
