"""Surveys in a monthly, quarterly or annual report: only when one closed in its period."""

from datetime import date, timedelta

import pytest

from policies.adoption import adopt
from policies.packs import load_pack
from policies.periods import Period
from reports.models import Report
from reports.workflows import assembly, writing
from surveys.models import Survey
from tests.reports.making import AFTER, Q1, Q2, assembled, finish, gather, in_words, told, url
from tests.reports.surveying import SECRET, held_survey, issued_report_on
from tests.support.factories import make_member
from tests.support.surveys import answer, make_survey

pytestmark = pytest.mark.django_db

KINSTONS_FOUR = ["current_concerns", "potential_problems", "recommended_actions", "progress"]


def keys(report):
    """The parts its policy names: the summary stands in every report."""
    return [key for key in report.parts.values_list("key", flat=True) if key != "summary"]


# ---- A part that stands there only when there is something to tell


def test_without_a_survey_the_report_has_the_parts_it_always_had(officer):
    make_survey(officer, status="open")

    assert keys(assembled(officer)) == KINSTONS_FOUR


@pytest.mark.parametrize(
    ("pack", "kind", "period", "parts"),
    [
        ("cambridge", "quarterly", Q2, 3),
        ("new_canaan", "quarterly", Q2, 5),
        ("new_canaan", "annual", Period.parse("2025"), 5),
        ("portales", "annual", Period.parse("2025"), 3),
    ],
)
def test_every_policy_keeps_its_parts_without_a_survey(db, pack, kind, period, parts):
    definition = load_pack(pack).report(kind)
    adopt(load_pack(pack))

    report = assembled(make_member(definition.written_by[0]), period, kind)

    assert len(keys(report)) == parts


def test_with_a_survey_that_closed_in_the_quarter_it_has_one_more(officer):
    held_survey(officer)

    report = assembled(officer)

    assert keys(report) == [*KINSTONS_FOUR, "survey_results"]
    part = report.parts.get(key="survey_results")
    assert (part.title, part.clause, part.position) == ("Resident survey", "K-IV.U", 4)


def test_a_survey_that_closed_on_another_day_is_told_in_another_report(officer):
    held_survey(officer)

    assert keys(assembled(officer, Q1)) == KINSTONS_FOUR


def test_the_page_counts_only_the_parts_that_are_required(officer, reading):
    held_survey(officer)

    page = reading.get(url("report", assembled(officer)))

    assert "All four parts" in in_words(page.content.decode())


def test_what_stood_there_stays_with_its_words_when_it_is_put_together_again(officer):
    survey = held_survey(officer)
    report = assembled(officer)
    part = report.parts.get(key="survey_results")
    writing.write_narrative(part, by=officer, at=AFTER, text="Well received.", seen=0)

    Survey.objects.filter(pk=survey.pk).update(closed_on=date(2026, 7, 1))
    assembly.put_together_again(report, by=officer, at=AFTER)
    finish(Report.objects.get(pk=report.pk))

    part.refresh_from_db()
    assert (part.narrative, part.gathered["empty"]) == ("Well received.", True)


# ---- What it tells


def test_each_domain_is_told_in_one_line(officer):
    held_survey(officer, title={"en": "Spring survey", "es": "Encuesta"})

    words = told(gather("survey_results"), "survey_results")

    assert "1 survey of citizens closed in the period." in words
    assert "Open from Apr 1, 2026 to Apr 30, 2026. 40 people answered." in words
    assert (
        "Officers' attitudes and behavior toward residents"
        " How about about_officer_conduct? Mean 4.2 of 5 40" in words
    )
    assert "Recommendations and suggestions How about words? 2 wrote something 2" in words
    assert SECRET not in words


def test_it_leads_to_the_report_that_was_issued(officer, supervisor, commander, chief, reading):
    report = issued_report_on(held_survey(officer), officer, supervisor, commander)

    page = reading.get(url("report", assembled(officer)), {"part": "survey_results"})

    link = f'<a href="{report.get_absolute_url()}">Its results are told in S-2026-1</a>'
    assert link in page.content.decode()


def test_without_an_issued_report_it_says_so(officer):
    held_survey(officer)

    words = told(gather("survey_results"), "survey_results")

    assert "No report on its results was issued yet." in words


@pytest.mark.parametrize("why", ["held", "new", "until"])
def test_while_an_answer_can_come_or_go_no_number_is_told(officer, why):
    survey = held_survey(officer)
    if why == "until":
        Survey.objects.filter(pk=survey.pk).update(takes_until=AFTER + timedelta(minutes=1))
    else:
        answer(survey, mark=why)

    found = gather("survey_results")

    words = told(found, "survey_results")
    assert "Its answers were still being counted." in words
    assert "Mean" not in words
    assert found.records["surveys"].rows[0][4] == "–"


def test_too_few_answers_are_told_as_too_few(officer):
    held_survey(officer, n=6)

    assert "Too few answers to tell" in told(gather("survey_results"), "survey_results")


def test_surveys_are_compared_with_those_of_the_period_before(officer):
    held_survey(officer)
    before = {"survey_results": {"surveys": 2}}

    found = gather("survey_results", earlier=before, earlier_report=1)

    assert "against 2 in the period before" in told(found, "survey_results")


def test_a_survey_opens_from_its_figure(officer, reading):
    survey = held_survey(officer)
    report = assembled(officer)

    rows = reading.get(url("records", report, "survey_results", "surveys"))

    assert f'href="{survey.get_absolute_url()}"' in rows.content.decode()
