"""What a program's year held, and what there is no data for (K-IV.D)."""

from datetime import date, timedelta

import pytest

from outreach.models import Presentation
from outreach.presentations.workflow import Heard
from personnel.roles import Role
from policies.models import Topic
from programs.actions import workflow as actions
from programs.catalogue.sessions import sessions_in
from programs.catalogue.workflows import entries
from programs.evaluations.gathering import gather
from programs.models import Evaluation, Feedback
from surveys.results.folding import fold
from tests.support.evaluations import (
    DECIDED,
    OPENED,
    REASONS,
    Y2024,
    Y2025,
    decided,
    opened,
    promise,
)
from tests.support.factories import a_category, file_brief, make_member, on
from tests.support.programs import (
    enter_cost,
    enter_feedback,
    enter_hours,
    make_program,
    serve,
)
from tests.support.surveys import answer, ask, make_survey

pytestmark = pytest.mark.django_db


def held(by, day, topic, **facts):
    """The brief report of a session on `day`, filed the day after."""
    return file_brief(by, at=on(day + timedelta(days=1)), held_at=on(day), topic=topic, **facts)


def gathered(program, period=Y2025, at=OPENED):
    evaluation = Evaluation(program=program, first_day=period.first, last_day=period.last)
    return gather(evaluation, at)


def values(found):
    return {figure.key: figure.value for figure in found.figures}


def earlier(found):
    return {figure.key: figure.earlier for figure in found.figures}


def test_sessions_are_presentations_whose_topic_served_the_program_that_day(officer, kinston):
    first, second = Topic.objects.order_by("position")[:2]
    program = make_program(officer, topics=(first,), since=date(2024, 1, 1))
    serve(program, second, since=date(2025, 3, 1), until=date(2025, 6, 30))
    counted = [
        held(officer, date(2025, 1, 1), first, participants=10),
        held(officer, date(2025, 3, 1), second, participants=20),
        held(officer, date(2025, 6, 30), second, participants=30),
        held(officer, date(2025, 12, 31), first, participants=40),
    ]
    for day, topic in [
        (date(2024, 12, 31), first),
        (date(2025, 2, 28), second),
        (date(2025, 7, 1), second),
        (date(2026, 1, 1), first),
    ]:
        held(officer, day, topic)

    found = gathered(program)

    assert list(sessions_in(program, Y2025)) == counted
    assert values(found)["sessions"] == 4
    assert values(found)["participants"] == 100
    assert found.facts["program"]["topics"] == [first.name, second.name]


def test_a_topic_another_program_has_is_not_counted_twice(officer, topic, program):
    program.topics.update(until=date(2025, 6, 30))
    other = make_program(officer, topics=(topic,), since=date(2025, 7, 1))
    held(officer, date(2025, 6, 30), topic)
    held(officer, date(2025, 7, 1), topic)

    assert [values(gathered(one))["sessions"] for one in (program, other)] == [1, 1]


@pytest.mark.parametrize("status", Presentation.Status)
def test_a_session_counts_wherever_its_brief_report_stands(officer, topic, program, status):
    session = held(officer, date(2025, 4, 2), topic)
    Presentation.objects.filter(pk=session.pk).update(status=status)

    assert values(gathered(program))["sessions"] == 1


def test_hours_and_cost_are_summed_without_what_was_struck(officer, supervisor, program):
    enter_hours(program, officer, on=date(2025, 1, 1), hours="2.25")
    enter_hours(program, officer, on=date(2025, 12, 31), hours="4")
    enter_hours(program, officer, on=date(2024, 12, 31), hours="8")
    wrong = enter_hours(program, officer, on=date(2025, 5, 5), hours="24")
    entries.strike(wrong, by=supervisor, at=on(date(2025, 5, 6)))
    enter_cost(program, officer, on=date(2025, 2, 2), amount="1200.50")
    enter_cost(program, officer, on=date(2025, 2, 3), amount="0.50")

    found = gathered(program)

    assert (values(found)["hours"], values(found)["cost"]) == (6.25, 1201)
    assert [row[3] for row in found.records["hours"].rows] == [2.25, 4]


def test_what_was_heard_at_its_sessions_is_there_but_for_what_command_keeps(
    officer, topic, program
):
    heard = (
        Heard("Bulbs are out in the lot.", a_category("noise")),
        Heard("Cars are left open.", a_category("traffic")),
    )
    session = held(officer, date(2025, 4, 2), topic, heard=heard)
    session.concerns.filter(said__startswith="Cars").update(restricted=True)

    found = gathered(program)

    assert values(found)["concerns"] == 1
    assert [row[2] for row in found.records["concerns"].rows] == ["Bulbs are out in the lot"]


def test_months_are_told_with_the_same_month_a_year_earlier(officer, topic):
    program = make_program(officer, topics=(topic,), since=date(2024, 1, 1))
    held(officer, date(2024, 3, 5), topic, participants=7)
    held(officer, date(2025, 3, 6), topic, participants=9)
    held(officer, date(2025, 3, 7), topic, participants=1)

    found = gathered(program)

    march = (values(found)["month:2025-03"], earlier(found)["month:2025-03"])
    came = (values(found)["came:2025-03"], earlier(found)["came:2025-03"])
    assert (march, came) == ((2, 1), (10, 7))
    assert earlier(found)["sessions"] == 1
    assert found.facts["compared_with"] == "records"


def test_last_years_figures_are_those_that_were_decided_on(officer, commander, topic):
    program = make_program(officer, topics=(topic,), since=date(2024, 1, 1))
    held(officer, date(2024, 3, 5), topic)
    before = decided(
        program,
        make_member(Role.COMMUNITY_OFFICER),
        commander,
        period=Y2024,
        at=on(date(2025, 2, 1)),
        sent_at=on(date(2025, 1, 20)),
    )
    held(officer, date(2024, 4, 5), topic)

    found = gathered(program)

    assert earlier(found)["sessions"] == 1
    assert (found.facts["compared_with"], found.facts["earlier_evaluation"]) == (
        "evaluation",
        before.pk,
    )


def test_a_first_year_is_compared_with_nothing(program):
    found = gathered(program)

    assert found.facts["compared_with"] == ""
    assert set(earlier(found).values()) == {None}
    assert "The year before: the program did not run in 2024 yet." in found.facts["missing"]


def test_cards_are_added_up_question_by_question(officer, topic, program):
    session = held(officer, date(2025, 4, 2), topic, participants=40)
    for asked, yes, unsure, no in [("useful", 18, 2, 0), ("changed", 9, 6, 3)]:
        enter_feedback(
            program,
            officer,
            on=date(2025, 4, 2),
            presentation=session,
            asked=asked,
            yes=yes,
            unsure=unsure,
            no=no,
            quote="He showed me what can be seen." if asked == "useful" else "",
        )
    enter_feedback(program, officer, on=date(2025, 5, 9), asked="useful", yes=1, no=4)
    enter_feedback(program, officer, on=date(2024, 5, 9), asked="useful", yes=50)

    found = gathered(program)

    said = {key: value for key, value in values(found).items() if key.startswith("useful")}
    assert said == {"useful:yes": 19, "useful:unsure": 2, "useful:no": 4}
    assert values(found)["cards"] == 20 + 5
    assert [quote["words"] for quote in found.facts["quotes"]] == ["He showed me what can be seen."]


def test_struck_feedback_counts_no_more(officer, supervisor, program):
    entry = enter_feedback(program, officer, on=date(2025, 5, 9), yes=9, quote="Good.")
    entries.strike(entry, by=supervisor, at=on(date(2025, 5, 10)))

    found = gathered(program)

    assert (values(found)["cards"], found.facts["quotes"]) == (0, [])


def test_surveys_that_asked_about_it_and_closed_in_the_year_are_told(officer, topic, program):
    for opened_on, closed_on in [
        (date(2025, 4, 1), date(2025, 4, 30)),
        (date(2024, 4, 1), date(2024, 4, 30)),
    ]:
        survey = make_survey(officer, status="closed", opened_on=opened_on, closed_on=closed_on)
        ask(survey, "heard_of_it", "choice", topic=topic)
        ask(survey, "safe_at_night", "rating")
        for n in range(12):
            answer(survey, mark="new", heard_of_it="often" if n < 9 else "never")
        fold(survey)

    [told] = gathered(program).facts["surveys"]

    [question] = told["questions"]
    shares = {share["label"]: share["count"] for share in question["shares"]}
    assert (told["closed_on"], told["answers"]) == (date(2025, 4, 30), 12)
    assert question["key"] == "heard_of_it"
    assert shares["Often"] == 9


@pytest.mark.parametrize("why", ["held", "new", "until"])
def test_while_an_answer_can_come_or_go_no_result_stands_in_the_evaluation(
    officer, topic, program, why
):
    survey = make_survey(
        officer,
        status="closed",
        opened_on=date(2025, 4, 1),
        closed_on=date(2025, 4, 30),
        takes_until=OPENED + timedelta(minutes=1) if why == "until" else None,
    )
    ask(survey, "heard_of_it", "choice", topic=topic)
    for _ in range(12):
        answer(survey, heard_of_it="often")
    fold(survey)
    if why != "until":
        answer(survey, mark=why, heard_of_it="never")

    early = gathered(program).facts
    survey.answers.undecided().delete()
    late = gathered(program, at=OPENED + timedelta(minutes=1)).facts

    assert early["surveys"] == []
    assert any("results are not told" in words for words in early["missing"])
    assert [told["answers"] for told in late["surveys"]] == [12]
    assert not any("Surveys:" in words for words in late["missing"])


def test_what_too_few_answered_stays_hidden_in_the_evaluation(officer, topic, program):
    survey = make_survey(
        officer, status="closed", opened_on=date(2025, 4, 1), closed_on=date(2025, 4, 30)
    )
    ask(survey, "heard_of_it", "choice", topic=topic)
    for _ in range(9):
        answer(survey, heard_of_it="often")
    fold(survey)

    facts, _ = gathered(program).frozen()

    [told] = Evaluation(facts=facts).gathered["surveys"]
    assert {share["count"] for share in told["questions"][0]["shares"]} == {None}


def test_the_last_decision_comes_with_what_became_of_its_promises(officer, commander, topic):
    program = make_program(officer, topics=(topic,), since=date(2024, 1, 1))
    writer = make_member(Role.COMMUNITY_OFFICER)
    before = decided(
        program,
        writer,
        commander,
        judgement="modify",
        reasons=REASONS,
        promises=(
            promise(officer, due_on=date(2025, 3, 31)),
            promise(officer, "Walk", date(2025, 5, 1)),
        ),
        period=Y2024,
        at=on(date(2025, 2, 1)),
        sent_at=on(date(2025, 1, 20)),
    )
    done, _ = before.actions.all()
    actions.note_progress(done, by=officer, at=on(date(2025, 3, 3)), to="done", note="Stopped.")

    found = gathered(program)

    last = found.facts["last_decision"]
    rows = [row[1:] for row in found.records["promises"].rows]
    assert (last["year"], last["decision"], last["by"]) == (
        "2024",
        "Modified",
        "Maj. Renee Calloway",
    )
    assert (values(found)["promised"], values(found)["kept"]) == (2, 1)
    assert rows == [
        ("Stop the leaflet", "Officer Lindgren", "2025-03-31", "Done", "2025-03-03", "Stopped."),
        ("Walk", "Officer Lindgren", "2025-05-01", "Promised", "", ""),
    ]


def test_a_year_without_anything_says_what_it_has_no_data_for(program):
    missing = gathered(program).facts["missing"]

    assert [words.partition(":")[0] for words in missing] == [
        "Sessions",
        "Staff hours",
        "Cost",
        "Feedback",
        "Surveys",
        "The year before",
        "Crime",
    ]


def test_a_full_year_still_says_that_crime_is_not_counted(officer, topic, program):
    held(officer, date(2025, 4, 2), topic)
    enter_hours(program, officer, on=date(2025, 4, 2))
    enter_cost(program, officer, on=date(2025, 4, 2))
    enter_feedback(program, officer, on=date(2025, 4, 2))

    missing = gathered(program).facts["missing"]

    assert [words.partition(":")[0] for words in missing] == ["Surveys", "The year before", "Crime"]


def test_gathering_twice_gives_the_same_text(officer, topic, program):
    held(officer, date(2025, 4, 2), topic)
    enter_hours(program, officer, on=date(2025, 4, 2))

    assert gathered(program).frozen() == gathered(program).frozen()


def test_what_was_frozen_stays_when_the_records_change(officer, topic, program):
    session = held(officer, date(2025, 4, 2), topic)
    evaluation = opened(program, officer)

    Presentation.objects.filter(pk=session.pk).update(participants=900, place="Elsewhere")

    stored = Evaluation.objects.get(pk=evaluation.pk)
    assert stored.lists["sessions"]["rows"][0][4:] == ["Library", "Officer Lindgren", 22]


@pytest.mark.parametrize("sessions", [1, 20])
def test_it_asks_the_database_the_same_number_of_times(
    officer, topic, program, django_assert_max_num_queries, sessions
):
    for n in range(sessions):
        held(officer, date(2025, 4, 1) + timedelta(days=n), topic)
        enter_hours(program, officer, on=date(2025, 4, 2))
        enter_feedback(program, officer, on=date(2025, 4, 2))

    with django_assert_max_num_queries(24):
        gathered(program)


def test_the_day_is_the_departments(officer, topic, program):
    """A session on the evening of December 31 is the old year's, though UTC has begun the new."""
    late = on(date(2026, 1, 1), hour=2)
    file_brief(officer, at=on(date(2026, 1, 2)), held_at=late, topic=topic)

    assert values(gathered(program))["sessions"] == 1


def test_feedback_of_every_question_has_its_figures(program):
    keys = set(values(gathered(program)))

    assert {
        f"{asked}:{part}" for asked in Feedback.Asked for part in ("yes", "unsure", "no")
    } < keys


def test_a_promise_that_was_made_later_is_not_told_early(officer, commander, program):
    decided(
        program,
        officer,
        commander,
        judgement="modify",
        promises=(promise(officer),),
        at=DECIDED,
    )

    assert gathered(program).facts["last_decision"] is None
