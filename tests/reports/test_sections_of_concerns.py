"""Concerns voiced, potential problems, concerns forwarded: K-IV.R, N-IV.A.1-2, N-IV.B.2.a, C-3."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from outreach.concerns.workflows import actions, concerns, referrals
from outreach.models import Concern
from reports.sections import SECTIONS
from tests.reports.making import (
    Q1,
    Q2,
    Q3,
    figures,
    figures_in,
    gather,
    half_past_eleven_at_night,
    told,
)
from tests.support.factories import a_category, log_concern, on

pytestmark = pytest.mark.django_db

APRIL_2, MAY_4, JUNE_30 = date(2026, 4, 2), date(2026, 5, 4), date(2026, 6, 30)


def test_a_period_without_concerns_says_so(officer):
    found = gather("current_concerns")

    assert found.is_empty
    assert told(found, "current_concerns") == "None recorded: concerns voiced by the community."


def test_one_concern_is_told_in_the_singular(officer):
    log_concern(officer, at=on(MAY_4), said="Cars race on Quarry Road.", place="Quarry Road")

    words = told(gather("current_concerns"), "current_concerns")

    assert "The community voiced 1 concern." in words
    assert "1 was still open when the period ended." in words
    assert "Cars race on Quarry Road Quarry Road. Talking to someone on patrol. Nothing is" in words


def test_what_became_of_the_answers_is_counted(officer):
    in_time, late, _missing = (log_concern(officer, at=on(MAY_4)) for _ in range(3))
    concerns.answer(
        in_time, by=officer, at=on(MAY_4 + timedelta(days=5)), text="Patrol will watch."
    )
    concerns.answer(late, by=officer, at=on(MAY_4 + timedelta(days=40)), text="Patrol watched.")
    log_concern(officer, at=on(JUNE_30), said="Its answer falls due in July.")

    found = gather("current_concerns")

    assert {"voiced": 4, "due": 3, "on_time": 1}.items() <= figures_in("current_concerns").items()
    assert (
        "Answers to 3 concerns fell due in the period, whenever logged; "
        "1 was given on time (33 percent)." in told(found, "current_concerns")
    )


def test_an_answer_counts_in_the_period_in_which_it_fell_due(officer):
    log_concern(officer, at=on(JUNE_30), said="Its answer falls due in July.")

    assert figures_in("current_concerns", Q2)["due"] == 0
    found = gather("current_concerns", Q3, frozen_at=on(date(2026, 10, 2)))
    assert {"voiced": 0, "due": 1, "on_time": 0}.items() <= figures(found).items()
    assert [row.summary for row in found.records["answers"].rows] == [
        "Its answer falls due in July"
    ]


def test_what_a_report_of_before_says_of_answers_stays_as_it_was(officer):
    """It counted those logged in the period alone, and had no list of answers."""
    log_concern(officer, at=on(MAY_4))
    found = gather("current_concerns")
    of_before = replace(found, records={"concerns": found.records["concerns"]})

    assert "Of the 1 whose answer fell due, 0 were answered" in told(of_before, "current_concerns")


def test_a_concern_at_half_past_eleven_on_the_last_night_counts_in_that_quarter(officer):
    log_concern(officer, at=half_past_eleven_at_night(JUNE_30))

    assert figures_in("current_concerns", Q2)["voiced"] == 1
    assert figures_in("current_concerns", Q3)["voiced"] == 0


def test_open_means_open_when_the_period_ended(officer):
    settled_after, settled_within = (log_concern(officer, at=on(MAY_4)) for _ in range(2))
    concerns.resolve(settled_within, by=officer, at=on(JUNE_30), note="Fixed.")
    concerns.resolve(settled_after, by=officer, at=on(date(2026, 7, 1)), note="Fixed.")

    assert figures_in("current_concerns")["open"] == 1


@pytest.mark.parametrize("section", ["current_concerns", "successes"])
def test_what_was_done_after_the_period_stands_beside_no_concern(officer, section):
    concern = log_concern(officer, at=on(MAY_4))
    concerns.note_effort(concern, by=officer, at=on(MAY_4), text="Found the board loose.")
    concerns.resolve(concern, by=officer, at=on(MAY_4, hour=20), note="Boarded by the owner.")
    later = date(2026, 8, 3)
    concern.notes.create(kind="effort", by=officer, at=on(later), on=later, text="Loose once more.")

    words = told(gather(section), section)

    assert "Boarded by the owner." in words
    assert "Loose once more." not in words


def test_what_was_settled_at_the_end_stays_so_when_it_is_reopened_later(officer, supervisor):
    reopened = log_concern(officer, at=on(MAY_4))
    concerns.resolve(reopened, by=officer, at=on(JUNE_30), note="Fixed.")
    concerns.reopen(reopened, by=supervisor, at=on(date(2026, 7, 1)), note="Back again.")

    assert figures_in("current_concerns")["open"] == 0


def test_potential_problems_are_counted_apart(officer):
    log_concern(officer, at=on(MAY_4), said="Racing may begin.", nature="potential")
    log_concern(officer, at=on(MAY_4))

    assert figures_in("current_concerns")["voiced"] == 1
    assert figures_in("potential_problems")["potential"] == 1
    words = told(gather("potential_problems"), "potential_problems")
    assert "Officers noted 1 potential problem that could bear on law enforcement." in words


def test_forwarded_is_what_supervisors_took_up_in_the_period(officer, supervisor):
    earlier = log_concern(officer, at=on(date(2026, 3, 20)))
    concerns.escalate(earlier, by=officer, at=on(date(2026, 3, 30)), note="Beyond me.")
    concerns.review(earlier, by=supervisor, at=half_past_eleven_at_night(JUNE_30), note="Mine.")
    log_concern(officer, at=on(MAY_4))

    assert figures_in("forwarded_concerns", Q2)["forwarded"] == 1
    assert figures_in("forwarded_concerns", Q3)["forwarded"] == 0
    words = told(gather("forwarded_concerns"), "forwarded_concerns")
    assert "Supervisors took up and forwarded 1 concern. 1 was still open" in words


def test_groups_stand_from_the_most_to_the_least(officer):
    for key in ("noise", "traffic", "traffic", "drugs"):
        log_concern(officer, at=on(MAY_4), category=a_category(key), channel="phone")

    found = gather("current_concerns")

    assert [f.label for f in found.figures if f.key.startswith("category:")] == [
        "Traffic and speeding",
        "Drugs",
        "Noise",
    ]
    assert found.groups["channel"] == ["channel:Telephone"]


def test_a_group_only_the_report_before_had_keeps_the_columns_adding_up(officer):
    log_concern(officer, at=on(MAY_4))
    before = {"voiced": 3, "category:Noise": 2, "category:Traffic and speeding": 1}

    found = gather("current_concerns", earlier={"current_concerns": before}, earlier_report=7)

    by_category = {f.label: (f.value, f.earlier) for f in found.figures if "category:" in f.key}
    assert by_category == {"Traffic and speeding": (1, 1), "Noise": (0, 2)}
    assert "against 3 in the period before" in told(found, "current_concerns")


def test_a_short_list_is_printed_whole(officer):
    logged = [log_concern(officer, at=on(MAY_4)) for _ in range(3)]

    facts = gather("current_concerns", of_note_most=3).facts

    assert facts["printed_whole"] is True
    assert facts["of_note"] == [concern.pk for concern in logged]


def test_of_a_long_list_those_that_wait_most_are_proposed(officer):
    open_ones = [log_concern(officer, at=on(MAY_4 + timedelta(days=n))) for n in range(4)]
    concerns.escalate(open_ones[3], by=officer, at=on(JUNE_30), note="Beyond me.")
    concerns.answer(open_ones[0], by=officer, at=on(JUNE_30), text="Patrol watches.")
    settled = log_concern(officer, at=on(APRIL_2))
    concerns.resolve(settled, by=officer, at=on(MAY_4), note="Fixed.")

    found = gather("current_concerns", of_note_most=4, of_note_proposed=2)

    assert found.facts["of_note"] == [open_ones[1].pk, open_ones[3].pk]
    words = told(found, "current_concerns")
    assert "Of note" in words
    assert "2 of 5 shown. The full list is attached as current-concerns-2026-q2.csv." in words


def test_nothing_restricted_is_in_any_section(officer, supervisor):
    hidden = log_concern(officer, at=on(APRIL_2), said="The sergeant shouted.", efforts="Listened.")
    action = actions.recommend(
        hidden,
        by=officer,
        at=on(MAY_4),
        kind="training",
        what="Train",
        owner=officer,
        due_on=MAY_4,
    )
    actions.record_progress(action, by=officer, at=on(MAY_4), to="started", note="Course booked.")
    concerns.answer(hidden, by=officer, at=on(MAY_4), text="We looked into it.")
    concerns.escalate(hidden, by=officer, at=on(MAY_4), note="Beyond me.")
    concerns.review(hidden, by=supervisor, at=on(MAY_4), note="Mine.")
    referrals.refer(hidden, by=supervisor, at=on(MAY_4), reason="Advice.", to_agency="City HR")
    assert all(figures_in(key, Q2) for key in ("current_concerns", "actions_taken"))

    # Everything it went through is there, and then it is command's alone.
    Concern.objects.filter(pk=hidden.pk).update(restricted=True)

    for period in (Q2, Q3):
        for key, section in SECTIONS.items():
            found = gather(key, period)
            assert found.is_empty, section
            assert hidden.number not in "".join(found.frozen())


def test_personnel_matters_are_in_no_section(officer, chief):
    concern = log_concern(officer, at=on(date(2026, 3, 2)))
    action = actions.recommend(
        concern,
        by=chief,
        at=on(MAY_4),
        kind="personnel",
        what="Reprimand",
        owner=chief,
        due_on=JUNE_30,
    )
    actions.record_progress(action, by=chief, at=on(MAY_4), to="started", note="Hearing held.")

    frozen = "".join(text for key in SECTIONS for text in gather(key, Q2).frozen())

    assert "Reprimand" not in frozen
    assert "Hearing held" not in frozen
    assert figures_in("progress")["none"] == 1


def test_who_raised_a_concern_is_in_no_section(officer):
    log_concern(officer, at=on(MAY_4), reporter_name="Maria Quist", reporter_phone="252-555-0142")

    frozen = "".join(text for key in SECTIONS for text in gather(key).frozen())

    assert "Maria Quist" not in frozen
    assert "555-0142" not in frozen


def test_asking_twice_gives_the_same_text_byte_for_byte(officer):
    for n in range(5):
        log_concern(officer, at=on(MAY_4 + timedelta(days=n)))

    texts = {gather("current_concerns").frozen() for _ in range(2)}

    assert len(texts) == 1


def test_the_question_is_as_many_queries_for_one_concern_as_for_thirty(
    officer, django_assert_num_queries, django_assert_max_num_queries
):
    log_concern(officer, at=on(MAY_4))
    with django_assert_max_num_queries(12) as few:
        gather("current_concerns")
    for _ in range(29):
        log_concern(officer, at=on(MAY_4))

    with django_assert_num_queries(len(few)):
        gather("current_concerns")


def test_figures_of_the_period_before_lead_to_its_report(officer):
    earlier = {"current_concerns": {"voiced": 9}}

    found = gather("current_concerns", Q1, earlier=earlier, earlier_report=41)

    assert found.figures[0].earlier == 9
    assert found.figures[0].earlier_report == 41
