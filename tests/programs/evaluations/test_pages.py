"""The evaluation as people read it: figures that open their records, quotes, the years before."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from audit import guards
from personnel.roles import Role
from programs import kept
from programs.evaluations.workflows import evaluations
from programs.models import Discussion, Evaluation, EvaluationPrinting, Program
from surveys.results.folding import fold
from tests.support.evaluations import (
    DECIDED,
    OPENED,
    REASONS,
    Y2024,
    decided,
    opened,
    printed,
    promise,
    submitted,
    written,
)
from tests.support.factories import file_brief, make_member, on
from tests.support.programs import enter_cost, enter_feedback, enter_hours
from tests.support.surveys import answer, ask, make_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(program, topic, officer):
    """Three sessions, some hours, cards with a quote."""
    for day, came in [(date(2025, 2, 4), 10), (date(2025, 2, 5), 20), (date(2025, 9, 6), 70)]:
        file_brief(
            officer, at=on(day + timedelta(days=1)), held_at=on(day), topic=topic, participants=came
        )
    enter_hours(program, officer, on=date(2025, 3, 3), hours="7.5")
    enter_feedback(
        program, officer, on=date(2025, 9, 6), yes=6, unsure=1, no=3, quote="He walked with me."
    )
    return program


def read(as_member, member, evaluation, **query):
    return as_member(member).get(evaluation.get_absolute_url(), query)


def records(as_member, member, evaluation, figure, **more):
    address = reverse("programs:evaluation-records", args=[evaluation.pk, figure])
    return as_member(member).get(address, **more)


def test_it_leads_with_what_is_recommended_and_by_whom(busy, officer, commander, as_member):
    evaluation = submitted(busy, officer)

    page = read(as_member, commander, evaluation)

    assert "Recommendation: modify" in page.text
    assert REASONS in page.text
    assert "Officer Lindgren, January 20, 2026" in words(page)
    assert "Lock It, Light It: evaluation for 2025" in words(page)
    assert "Awaiting decision" in page.text


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split()).replace(" ,", ",")


def test_its_figures_open_the_records_they_counted(busy, officer, as_member):
    evaluation = opened(busy, officer)

    page = read(as_member, officer, evaluation)
    behind = records(as_member, officer, evaluation, "participants")

    address = reverse("programs:evaluation-records", args=[evaluation.pk, "participants"])
    assert f'href="{address}" title="Show: Participants">100</a>' in page.text
    assert "Participants: 100" in behind.text
    assert behind.text.count("Northgate Seniors") == 3


def test_what_was_not_entered_is_said_and_not_shown_as_nought(busy, officer, as_member):
    page = read(as_member, officer, opened(busy, officer))

    assert "2.5 a session" in page.text
    assert '<span class="of">Not entered</span>' in page.text
    assert "Cost: none was entered for 2025." in page.text


def test_records_open_inside_the_page_and_as_a_file(busy, officer, as_member):
    evaluation = opened(busy, officer)

    panel = records(as_member, officer, evaluation, "hours", headers={"hx-request": "true"})
    file = records(as_member, officer, evaluation, "hours", query_params={"as": "csv"})

    assert "Records behind “Staff hours, 7.5”" in panel.text
    assert "<html" not in panel.text
    assert file["Content-Disposition"] == 'attachment; filename="hours-2025.csv"'
    assert "2025-03-03,Officer Lindgren,7.5," in file.content.decode("utf-8-sig")


@pytest.mark.parametrize("figure", ["sessions", "cost", "useful:yes", "month:2025-02", "promised"])
def test_every_kind_of_figure_has_its_records(busy, officer, as_member, figure):
    enter_cost(busy, officer, on=date(2025, 3, 3), amount="12.50")

    assert records(as_member, officer, opened(busy, officer), figure).status_code == 200


def test_a_figure_it_does_not_have_is_not_found(busy, officer, as_member):
    evaluation = opened(busy, officer)

    assert records(as_member, officer, evaluation, "crime").status_code == 404
    assert records(as_member, officer, evaluation, "month:2025-13").status_code == 404


def test_the_months_are_a_chart_and_the_same_numbers_a_table(busy, officer, as_member):
    Program.objects.update(started_on=Y2024.first)
    busy.refresh_from_db()

    page = read(as_member, officer, opened(busy, officer))

    assert "Sessions: 0 to 3" in page.text
    assert "<title>Sessions by month. 2024: Jan, 0; Feb, 0;" in page.text
    assert "2025: Jan, 0; Feb, 2;" in page.text
    assert "Show the numbers as a table" in page.text
    row = re.search(r"Participants, 2025</th>(.*?)</tr>", page.text, re.DOTALL)
    numbers = re.findall(r">(\d+)<", row[1])
    assert numbers == ["0", "30", "0", "0", "0", "0", "0", "0", "70", "0", "0", "0", "100"]


def test_what_citizens_said_stands_in_percent_with_their_words(busy, officer, as_member):
    page = read(as_member, officer, opened(busy, officer))

    assert "10 feedback cards, 10% of participants" in page.text
    assert "60% yes" in page.text
    assert "30% no" in page.text
    assert "“He walked with me.”" in page.text
    assert "Feedback card, September" in page.text
    assert '<rect class="c-f1" x="0.0%" width="59.5%" height="18"/>' in page.text


def test_surveys_that_asked_about_it_are_there_and_what_is_hidden_stays_hidden(
    busy, officer, topic, as_member
):
    survey = make_survey(
        officer, status="closed", opened_on=date(2025, 4, 1), closed_on=date(2025, 4, 30)
    )
    ask(survey, "walks", "choice", topic=topic)
    for n in range(20):
        answer(survey, walks="often" if n < 15 else "never")
    fold(survey)

    page = read(as_member, officer, opened(busy, officer))

    assert "How about walks?" in page.text
    assert "75%" in page.text
    assert "20 answers" in page.text


def test_where_it_was_discussed_stands_on_it(busy, officer, as_member):
    evaluation = opened(busy, officer)
    noted = Discussion(where="compstat", on=date(2026, 1, 22), notes="Ask Streets.")
    evaluations.note_discussion(evaluation, noted, by=officer, at=DECIDED)

    page = read(as_member, officer, evaluation)

    assert "CompStat meeting, January 22, 2026" in words(page)
    assert "Ask Streets." in page.text


def test_last_years_decision_stands_with_what_became_of_it(
    busy, officer, supervisor, commander, as_member
):
    Program.objects.update(started_on=Y2024.first)
    busy.refresh_from_db()
    before = decided(
        busy,
        supervisor,
        commander,
        judgement="modify",
        reasons="Walks in the evening.",
        promises=(promise(officer, due_on=date(2025, 6, 1)),),
        period=Y2024,
        at=on(date(2025, 2, 1)),
        sent_at=on(date(2025, 1, 20)),
    )

    page = read(as_member, officer, opened(busy, officer))

    assert "Decided for 2024: modified" in page.text
    assert "Walks in the evening." in page.text
    assert before.actions.get().get_absolute_url() in page.text
    assert "Earlier years" in page.text
    assert before.get_absolute_url() in page.text


@pytest.mark.slow
def test_a_decided_one_shows_its_decision_its_promises_and_its_pdf(
    busy, officer, owner, commander, as_member
):
    evaluation = decided(
        busy, officer, commander, judgement="modify", reasons="More.", promises=(promise(owner),)
    )
    printed(evaluation)

    page = read(as_member, officer, evaluation)

    assert "Decision: modified" in page.text
    assert "Maj. Calloway, January 28, 2026, 11:00 am" in words(page)
    assert "Stop the leaflet" in page.text
    assert "See as PDF" in page.text
    assert evaluation.digest[:16] in page.text
    assert "Next step" not in page.text


def test_while_the_pdf_is_made_the_page_says_so(busy, officer, commander, as_member):
    page = read(as_member, officer, decided(busy, officer, commander))

    assert "You can leave this page; the work goes on." in page.text


def test_those_who_may_not_decide_see_the_step_refused_with_its_reason(
    busy, officer, supervisor, as_member
):
    evaluation = submitted(busy, officer)

    for member, reason in [
        (officer, "You wrote at this evaluation; someone else decides it."),
        (supervisor, "A commander or the chief decides what becomes of a program."),
    ]:
        page = read(as_member, member, evaluation)

        assert 'aria-disabled="true"' in page.text
        assert reason in page.text
        assert "Your decision" not in page.text


def test_a_reader_sees_why_nothing_can_be_written(busy, officer, chief, as_member):
    page = read(as_member, chief, written(busy, officer))

    assert "The community services unit and the program" in page.text
    assert "Count everything anew" not in page.text


def test_for_those_who_do_not_read_it_there_is_none(busy, officer, as_member):
    evaluation = opened(busy, officer)
    client = as_member(make_member(Role.OFFICER))
    pages = ["evaluation", "evaluation-write", "evaluation-submit", "evaluation-pdf"]

    for name in pages:
        assert client.get(reverse(f"programs:{name}", args=[evaluation.pk])).status_code == 404


def test_what_was_typed_is_escaped_wherever_it_is_shown(busy, officer, as_member):
    evil = "<script>alert(1)</script>"
    Program.objects.update(name=evil)
    enter_feedback(busy, officer, on=date(2025, 9, 6), quote=evil)
    busy.refresh_from_db()
    evaluation = opened(busy, officer)
    evaluations.write(
        evaluation, evaluations.Words(evil, "keep", evil), by=officer, at=OPENED, seen=0
    )

    page = read(as_member, officer, evaluation)

    assert evil not in page.text
    assert page.text.count("&lt;script&gt;") > 4


@pytest.mark.slow
def test_the_digest_is_made_again_and_found_the_same(busy, officer, commander, as_member):
    evaluation = decided(busy, officer, commander)
    printed(evaluation)

    page = as_member(officer).get(reverse("programs:evaluation-verify", args=[evaluation.pk]))

    assert "It is, to the last letter" in page.text


def test_what_was_tampered_with_is_found(busy, officer, commander, as_member):
    evaluation = decided(busy, officer, commander)
    guards.let_go(kept.GUARDS, guards.Cursor())
    Evaluation.objects.update(account="Everything was fine.")
    guards.keep(kept.GUARDS, guards.Cursor())

    page = as_member(officer).get(reverse("programs:evaluation-verify", args=[evaluation.pk]))

    assert "It is not" in page.text


@pytest.mark.slow
def test_a_pdf_that_is_not_the_one_that_was_made_is_not_shown(busy, officer, commander, as_member):
    evaluation = decided(busy, officer, commander)
    printed(evaluation)
    guards.let_go(kept.GUARDS, guards.Cursor())
    EvaluationPrinting.objects.update(pdf=b"%PDF-1.7 another one")
    guards.keep(kept.GUARDS, guards.Cursor())

    page = as_member(officer).get(
        reverse("programs:evaluation-pdf", args=[evaluation.pk]), follow=True
    )

    assert "The stored PDF is not the one that was made" in page.text
    assert "another one" not in page.text


def test_before_the_decision_there_is_no_digest_to_make_again(busy, officer, as_member):
    evaluation = opened(busy, officer)

    page = as_member(officer).get(reverse("programs:evaluation-verify", args=[evaluation.pk]))

    assert page.status_code == 404


@pytest.mark.parametrize("sessions", [1, 30])
def test_a_long_year_costs_no_more_questions_than_a_short_one(
    program, topic, officer, commander, as_member, django_assert_max_num_queries, sessions
):
    for n in range(sessions):
        day = date(2025, 1, 1) + timedelta(days=n)
        file_brief(officer, at=on(day + timedelta(days=1)), held_at=on(day), topic=topic)
    evaluation = submitted(program, officer)
    client = as_member(commander)

    with django_assert_max_num_queries(36):
        client.get(evaluation.get_absolute_url())
