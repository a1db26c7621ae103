"""The report on a survey's results: from the closed survey up the chain (K-IV.U, C-6, P-V.B)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from personnel.models import Notice
from personnel.roles import Role
from policies.adoption import adopt
from policies.models import Setting
from policies.packs import SurveyDuty, load_pack
from policies.periods import Period
from records.history import StepRefused
from reports.definitions import NotRequired
from reports.facts import digest_of, facts_text
from reports.models import Report
from reports.permissions import may_report_on, may_submit
from reports.reading import read_report
from reports.workflows import assembly, review
from surveys.models import Survey
from surveys.results.folding import fold
from surveys.results.results import results_of
from tests.documents.reading import elements
from tests.reports.making import in_words, printed, url
from tests.reports.surveying import (
    ASKED,
    CLOSED,
    OPENED,
    READ,
    SECRET,
    SENT,
    held_survey,
    issued_report_on,
    recommended,
    reported,
    sent_up,
)
from tests.support.factories import make_member
from tests.support.pdfs import attachments_of, in_order, text_of
from tests.support.surveys import answer, ask, make_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(officer) -> Survey:
    return held_survey(officer, title={"en": "Spring survey", "es": "Encuesta"})


@pytest.fixture
def draft(survey, officer) -> Report:
    return reported(survey, officer)


def part(report, key="survey_answers"):
    return report.parts.get(key=key)


# ---- Asking for it


def test_the_draft_holds_answers_areas_and_recommendations(draft, survey):
    assert list(draft.parts.values_list("key", "title", "clause")) == [
        ("survey_answers", "What residents answered", "K-IV.U"),
        ("survey_areas", "Answers by area", "K-IV.U"),
        ("survey_recommendations", "Recommendations", "K-IV.U"),
        ("summary", "Summary", "K-IV.U"),
    ]
    assert (draft.kind, draft.survey, draft.title) == ("survey", survey, "Resident Survey Report")


def test_it_covers_the_days_the_survey_was_open_and_is_due_after_it_closed(draft):
    assert draft.period == Period(OPENED, CLOSED)
    assert draft.due_on == CLOSED + timedelta(days=45)
    assert draft.chain == [Role.UNIT_SUPERVISOR, Role.COMMANDER]
    assert draft.recipient_roles == [Role.COMMANDER, Role.CHIEF]


def test_the_department_may_set_its_own_days(survey, officer):
    Setting.objects.create(key="survey_results_due_days", value=20)

    assert reported(survey, officer).due_on == CLOSED + timedelta(days=20)


def test_a_policy_that_names_no_number_gives_forty_five_days(survey, officer):
    pack = load_pack("kinston")
    results = pack.survey.results.model_copy(update={"due": None})
    duty = SurveyDuty.model_validate(pack.survey.model_dump() | {"results": results.model_dump()})
    adopt(pack.model_copy(update={"survey": duty}), on=date(2026, 4, 15))

    assert reported(survey, officer).due_on == CLOSED + timedelta(days=45)


def test_reports_on_surveys_are_numbered_through_the_year(survey, officer):
    other = held_survey(officer)

    assert reported(survey, officer).number == "S-2026-1"
    # The same days, and yet another report.
    assert reported(other, officer).number == "S-2026-2"


def test_asked_for_twice_it_is_the_same(draft, survey, supervisor):
    again = assembly.request_survey_report(survey, by=supervisor, at=ASKED)

    assert again == draft
    assert Report.objects.count() == 1


def test_the_database_keeps_it_to_one_for_each_revision(draft):
    copy = Report.objects.get(pk=draft.pk)
    copy.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_only_a_report_on_a_survey_names_one(draft, survey):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=draft.pk).update(kind="quarterly")
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=draft.pk).update(survey=None)


def test_an_open_survey_has_no_results_to_tell(officer):
    survey = make_survey(officer, status="open")

    with pytest.raises(StepRefused, match="when the survey has closed"):
        assembly.request_survey_report(survey, by=officer, at=ASKED)


def test_while_a_form_can_still_come_in_it_is_not_put_together(survey, officer):
    survey.takes_until = ASKED + timedelta(minutes=10)
    survey.save()

    with pytest.raises(PermissionDenied, match="still taken until"):
        assembly.request_survey_report(survey, by=officer, at=ASKED)
    assert assembly.request_survey_report(survey, by=officer, at=survey.takes_until)


def test_while_an_answer_is_held_for_a_look_it_is_not_put_together(survey, officer):
    held = answer(survey, mark="held")

    with pytest.raises(PermissionDenied, match="held for a look"):
        assembly.request_survey_report(survey, by=officer, at=ASKED)
    held.mark = "left_out"
    held.save()
    assert assembly.request_survey_report(survey, by=officer, at=ASKED)


def test_whom_the_policy_does_not_name_does_not_begin_it(survey, commander):
    with pytest.raises(PermissionDenied, match="has others write this report"):
        assembly.request_survey_report(survey, by=commander, at=ASKED)


def test_a_policy_without_surveys_wants_no_report_on_one(db):
    adopt(load_pack("asheville"))
    survey = make_survey(make_member(Role.UNIT_SUPERVISOR), status="closed")

    with pytest.raises(NotRequired, match="asks for no report on a survey's results"):
        assembly.request_survey_report(survey, by=survey.designed_by, at=ASKED)


def test_until_the_last_answers_are_counted_it_is_not_put_together(survey, officer):
    answer(survey, "Northgate", about_officer_conduct=1)

    with pytest.raises(PermissionDenied, match="being counted"):
        assembly.request_survey_report(survey, by=officer, at=ASKED)
    fold(survey)
    assert part(reported(survey, officer)).gathered["figures"][0]["value"] == 41


# ---- What is frozen


def test_it_freezes_the_results_as_they_are_shown(draft, survey):
    results = {one.key: one for one in results_of(survey).questions}
    told = {one["figure"]: one for one in part(draft).gathered["told"]}

    assert len(told) == 6
    for key, found in results.items():
        frozen = told[f"asked:{key}"]
        assert frozen["n"] == found.n
        assert frozen["mean"] == (None if found.mean is None else round(found.mean, 1))
        assert [share["count"] for share in frozen["shares"]] == [s.count for s in found.shares]


def test_domains_stand_in_the_order_of_the_policy(draft):
    headings = [one["heading"] for one in part(draft).gathered["told"]]

    assert headings == [domain.title for domain in load_pack("kinston").survey.domains]


def test_questions_of_no_domain_stand_last(officer):
    survey = held_survey(officer)
    ask(survey, "colour", "choice", position=0)

    told = part(reported(survey, officer)).gathered["told"]

    assert (told[-1]["heading"], told[-1]["title"]) == ("Other questions", "How about colour?")


def test_a_domain_nobody_was_asked_about_is_named(officer):
    survey = held_survey(officer, without="officer_conduct")

    facts = part(reported(survey, officer)).gathered

    assert facts["unasked"] == ["Officers' attitudes and behavior toward residents"]


def test_nobodys_own_words_and_no_single_answer_are_in_it(draft):
    text = facts_text(draft)

    assert SECRET not in text
    assert "2 answered in their own words" in in_words_of(draft)
    assert not any(str(one.pk) in text for one in draft.survey.answers.all())


def in_words_of(report):
    views = read_report(report, printing=True)
    return in_words(" ".join(render_to_string(v.template, {"view": v}) for v in views))


def test_what_is_hidden_on_the_results_page_is_hidden_here(officer):
    survey = held_survey(officer, n=9)

    report = reported(survey, officer)

    told = part(report).gathered["told"][0]
    assert told["too_few"]
    assert {share["count"] for share in told["shares"]} == {None}
    rows = part(report).lists["agency_performance"]["rows"]
    assert {tuple(row[3:]) for row in rows} == {("–", "–", "–", "–")}
    assert part(report, "survey_areas").gathered["empty"]


def test_an_area_hides_what_could_tell_one_person(officer):
    survey = held_survey(officer, n=40)
    answer(survey, "Northgate", about_officer_conduct=1)
    fold(survey)

    report = reported(survey, officer)

    table = next(
        one
        for one in part(report, "survey_areas").gathered["told"]
        if one["figure"] == "by_area:about_officer_conduct"
    )
    northgate = next(row for row in table["rows"] if row["area"] == "Northgate")
    assert northgate["shares"][0] == {"percent": None, "count": None}
    words = in_words_of(report)
    assert "Northgate 21 " in words
    assert f"Northgate 21 {table['columns'][0]}" not in words


def test_a_share_is_rounded_once_as_on_the_results_page(officer):
    # 11 of 96 are 11.46 percent: 11, and not 12 by way of 11.5.
    survey = make_survey(officer, status="closed", opened_on=OPENED, closed_on=CLOSED)
    ask(survey, "safe", domain="safety_city")
    for number in range(96):
        answer(survey, safe=5 if number < 11 else 3)
    fold(survey)

    report = reported(survey, officer)

    told = part(report).gathered["told"][0]
    assert told["shares"][4]["percent"] == 11.4583
    assert " 11 11 " in in_words_of(report)


def test_what_is_frozen_stays_when_answers_are_taken_away(draft):
    before = facts_text(draft)

    draft.survey.tallies.all().delete()

    assert facts_text(Report.objects.get(pk=draft.pk)) == before


def test_a_question_of_many_choices_by_area_fills_several_tables(officer):
    survey = held_survey(officer)
    options = [{"value": f"v{n}", "text": {"en": f"V{n}", "es": f"V{n}"}} for n in range(8)]
    ask(survey, "way", "choice", options=options)
    for area in survey.areas:
        for n in range(8):
            for _ in range(6):
                answer(survey, area, way=f"v{n}")
    fold(survey)

    told = part(reported(survey, officer), "survey_areas").gathered["told"]

    columns = [one["columns"] for one in told if one["figure"] == "by_area:way"]
    assert columns == [["V0", "V1", "V2", "V3", "V4", "V5"], ["V6", "V7"]]


# ---- Up the chain


def test_it_does_not_go_up_without_recommendations(draft, officer):
    verdict = may_submit(officer, draft)

    assert (verdict.reason, verdict.clause) == ("“Recommendations” is not written yet.", "K-IV.U")
    with pytest.raises(PermissionDenied, match="not written yet"):
        review.submit(draft, by=officer, at=SENT)
    recommended(draft, officer)
    assert review.submit(draft, by=officer, at=SENT).to_status == "submitted"


def test_recommendations_that_are_taken_away_again_are_missing(draft, officer):
    recommended(draft, officer)
    recommended(draft, officer, words="")

    assert not may_submit(officer, draft)


def test_it_passes_each_level_in_order_and_none_is_skipped(db):
    adopt(load_pack("cambridge"))
    author = make_member(Role.UNIT_SUPERVISOR)
    commander, chief = make_member(Role.COMMANDER), make_member(Role.CHIEF)
    report = sent_up(held_survey(author), author)

    assert report.chain == [Role.COMMANDER, Role.CHIEF]
    with pytest.raises(PermissionDenied, match="waits for someone else"):
        review.approve(report, by=chief, at=READ, seen=1)
    review.approve(report, by=commander, at=READ, seen=1)
    assert not report.is_issued
    review.approve(report, by=chief, at=READ, seen=1)
    assert report.is_issued
    assert [one.member for one in report.recipients.all()] == [chief]


def test_recipients_acknowledge_it(survey, officer, supervisor, commander, chief):
    report = issued_report_on(survey, officer, supervisor, commander)

    received = review.acknowledge(report, by=chief, at=READ)

    assert received.acknowledged_at == READ
    told = Notice.objects.get(to=chief, text__contains="is issued to you")
    assert told.text.startswith("S-2026-1, Resident Survey Report for ")


def test_a_revision_is_on_the_same_survey(survey, officer, supervisor, commander, chief):
    report = issued_report_on(survey, officer, supervisor, commander)

    revision = review.revise(report, by=officer, at=READ, why="A wrong street.")

    assert revision.survey == survey
    assert revision.numbered == "S-2026-1, revision 2"
    assert assembly.request_survey_report(survey, by=officer, at=READ) == revision


def test_the_digest_says_whose_results_they_are(survey, officer, supervisor, commander, chief):
    report = issued_report_on(survey, officer, supervisor, commander)

    assert digest_of(report) == report.digest
    assert f'"survey":"{survey.key}"' in facts_text(report)


def test_it_is_not_compared_with_another_survey(survey, officer, supervisor, commander, chief):
    earlier = held_survey(officer)
    Survey.objects.filter(pk=earlier.pk).update(
        opened_on=date(2026, 3, 1), closed_on=date(2026, 3, 31)
    )
    earlier.refresh_from_db()
    issued_report_on(earlier, officer, supervisor, commander)

    figures = part(reported(survey, officer)).gathered["figures"]

    assert {figure["earlier"] for figure in figures} == {None}


# ---- On paper


@pytest.mark.slow
def test_the_issued_report_on_paper(survey, officer, supervisor, commander, chief):
    report = issued_report_on(survey, officer, supervisor, commander)

    pdf = printed(report)
    words = text_of(pdf)

    assert in_order(
        words,
        "Spring survey",
        "April 1 to April 30, 2026",
        "S-2026-1, original issue",
        "Resident Survey Report",
        "600-6 §IV.U",
        "What is not told.",
        "1. What residents answered",
        "40 people answered “Spring survey”",
        "Overall performance of the department",
        "How about about_agency_performance?",
        "5 16 40",
        "Figure F1.",
        "Mean 4.2 on a scale from 1 to 5",
        "Recommendations and suggestions",
        "2 answered in their own words",
        "2. Answers by area",
        "Northgate 20",
        "3. Recommendations",
        "Walk Northgate in the evenings.",
        "Where each figure comes from",
    )
    assert SECRET not in words
    assert {element["/A"]["/Scope"] for element in elements(pdf, "/TH")} == {"/Column", "/Row"}
    files = attachments_of(pdf)
    assert "survey-answers-agency-performance-2026-1.csv" in files
    assert "survey-areas-2026-1.csv" in files


# ---- Pages


def test_the_page_shows_what_was_answered_and_opens_its_rows(draft, survey, reading):
    page = reading.get(url("report", draft))
    opened = url("records", draft, "survey_answers", "asked:about_officer_conduct")
    rows = reading.get(opened)

    words = in_words(page.content.decode())
    assert "40 people answered “Spring survey”" in words
    assert "All three parts" in words
    assert opened in page.content.decode()
    assert "How about about_officer_conduct? 5 16 40.0" in in_words(rows.content.decode())


def test_a_table_by_area_opens_its_rows(draft, reading):
    rows = reading.get(url("records", draft, "survey_areas", "by_area:about_officer_conduct"))

    assert "How about about_officer_conduct? Northgate 20 5 8 40.0" in in_words(
        rows.content.decode()
    )


def test_own_words_lead_to_the_line_of_their_question(draft, reading):
    rows = reading.get(url("records", draft, "survey_answers", "asked:words"))

    words = in_words(rows.content.decode())
    assert "How about words?" in words
    assert SECRET not in words


def test_the_page_says_what_is_missing_before_it_goes_up(draft, reading):
    words = in_words(reading.get(url("report", draft)).content.decode())

    assert "“Recommendations” is not written yet." in words
    assert "Send for approval" not in words


def test_from_the_survey_one_comes_to_the_page_that_begins_it(survey, reading):
    address = f"/reports/surveys/{survey.key}/new/"

    asked = reading.get(address)
    begun = reading.post(address)

    words = in_words(asked.content.decode())
    assert "It passes the Community Services Unit supervisor, then the Major" in words
    report = Report.objects.get()
    assert begun.url == report.get_absolute_url()
    assert reading.get(address).url == report.get_absolute_url()


def test_who_does_not_write_it_is_refused_with_the_reason(survey, signed_in, patrol_officer):
    page = signed_in(patrol_officer).get(f"/reports/surveys/{survey.key}/new/")

    assert page.status_code == 403


def test_the_verdict_names_the_first_reason(survey, officer, commander):
    definition = load_pack("kinston").survey_results

    assert may_report_on(officer, survey, definition, ASKED)
    assert may_report_on(commander, survey, definition, ASKED).clause == "K-IV.U"


@pytest.mark.parametrize("asked", ["", "results/"])
def test_the_survey_leads_to_its_report(survey, officer, reading, asked):
    address = f"/surveys/{survey.key}/{asked}"

    before = reading.get(address).content.decode()
    report = reported(survey, officer)
    after = reading.get(address).content.decode()

    assert f'href="/reports/surveys/{survey.key}/new/"' in before
    assert f'href="{report.get_absolute_url()}"' in after
    assert f'href="/reports/surveys/{survey.key}/new/"' not in after


def test_who_writes_it_is_told_on_the_survey_why_it_has_to_wait(survey, reading):
    answer(survey, mark="held")

    page = reading.get(survey.get_absolute_url()).content.decode()

    assert "Resident Survey Report: Some answers are held for a look." in in_words(page)


def test_who_does_not_write_it_sees_no_way_to_it(survey, signed_in, patrol_officer):
    page = signed_in(patrol_officer).get(survey.get_absolute_url()).content.decode()

    assert "Resident Survey Report" not in page
