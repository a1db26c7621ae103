"""The pages of a survey: list, record, form, steps, preview, paper and code."""

import csv
import io
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.current import policy
from surveys.models import Survey
from tests.support.factories import NOON
from tests.support.surveys import ask, make_survey
from tests.surveys.asking import CLOSES, complete_draft, opened


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def draft(officer):
    return complete_draft(officer, policy().survey.domains, key="spring")


@pytest.fixture
def as_officer(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def as_supervisor(client, supervisor):
    client.force_login(supervisor)
    return client


def page(survey, name="survey", *more):
    return reverse(f"surveys:{name}", args=[survey.key, *more])


def typed(**facts):
    return {
        "title_0": "Resident survey",
        "title_1": "Encuesta a residentes",
        "introduction_0": "",
        "introduction_1": "",
        "areas": "",
        "closes_on": "",
        **facts,
    }


def words_of(answer):
    return " ".join(answer.text.split())


# ---- the list


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"spring", "old", "open"}),
        ("?q=opinión", {"old"}),
        ("?q=OPINIÓN%20vecinal", {"old"}),
        ("?q=spr", {"spring"}),
        ("?q=%25", set()),
        ("?status=open", {"open"}),
        ("?status=nonsense", {"spring", "old", "open"}),
        ("?q=nowhere", set()),
    ],
)
def test_the_list_is_narrowed_by_words_in_either_language(as_officer, officer, query, found):
    make_survey(officer, key="spring", title={"en": "Spring survey"})
    titled = {"en": "Old survey", "es": "Opinión vecinal"}
    make_survey(officer, key="old", title=titled, status="closed")
    make_survey(officer, key="open", status="open")

    answer = as_officer.get(reverse("surveys:surveys") + query)

    assert {one.key for one, *_ in answer.context["rows"]} == found


@pytest.mark.parametrize(
    ("status", "n", "said"),
    [
        ("draft", 0, ""),
        ("open", 7, "fewer than 10"),
        ("open", 1229, "about 1,220"),
        ("closed", 1229, "1,229"),
    ],
)
def test_how_many_answered_is_told_in_tens_while_it_is_open(as_officer, officer, status, n, said):
    survey = make_survey(officer, status=status)
    survey.tallies.create(area="North", question="", value="n", n=n)

    [(_, _, answered)] = as_officer.get(reverse("surveys:surveys")).context["rows"]

    assert answered == said


def test_an_empty_list_offers_the_first_survey_to_who_writes_them(client, officer, patrol_officer):
    for member, offered in ((officer, True), (patrol_officer, False)):
        client.force_login(member)
        shown = client.get(reverse("surveys:surveys")).text

        assert "No survey yet" in shown
        assert ("Write the first survey" in shown) is offered


def test_the_list_costs_the_same_with_one_survey_and_with_thirty(as_officer, officer):
    make_survey(officer)
    as_officer.get(reverse("surveys:surveys"))  # what a process keeps after the first page
    with CaptureQueriesContext(connection) as one:
        as_officer.get(reverse("surveys:surveys"))
    for _ in range(29):
        ask(make_survey(officer, status="closed"), "q1")

    with CaptureQueriesContext(connection) as thirty:
        answer = as_officer.get(reverse("surveys:surveys"))

    assert len(answer.context["rows"]) == 25
    assert len(thirty) == len(one)


def test_the_export_holds_what_is_narrowed_and_rounds_like_the_page(as_officer, officer):
    survey = make_survey(officer, status="open", closes_on=CLOSES)
    survey.tallies.create(area="", question="", value="n", n=57)
    make_survey(officer)

    answer = as_officer.get(reverse("surveys:surveys-export") + "?status=open")

    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["Key"], row["Last day"], row["Answers"]) == (survey.key, "2026-06-12", "about 50")


# ---- one survey


def test_the_page_shows_each_domain_with_its_questions(as_officer, draft):
    answer = as_officer.get(page(draft))

    covered = answer.context["covered"]
    assert [one.domain.key for one in covered] == [one.key for one in policy().survey.domains]
    assert {len(one.questions) for one in covered} == {1}
    assert "600-6 §IV.U" in words_of(answer)


def test_what_is_missing_is_said_beside_the_step_it_keeps_from(as_supervisor, officer):
    draft = complete_draft(officer, policy().survey.domains[1:])

    shown = words_of(as_supervisor.get(page(draft)))

    assert "It asks nothing yet about: Overall performance of the department." in shown
    assert f'href="{page(draft, "question-bank")}#agency_performance"' in shown
    assert "Add a question.</a>" in shown


def test_who_cannot_open_it_is_told_whose_step_it_is(as_officer, officer):
    draft = complete_draft(officer, policy().survey.domains[1:])

    shown = words_of(as_officer.get(page(draft)))

    assert "opens and closes surveys." in shown
    assert "It asks nothing yet" not in shown
    assert "Add a question.</a>" not in shown


def test_each_question_says_what_it_lacks(as_officer, draft):
    ask(draft, "q7", text={"en": "How loud is it?"})

    shown = words_of(as_officer.get(page(draft)))

    assert "Question 7 has no Spanish text." in shown
    assert "Question 7 does not say what 1 and 5 stand for." in shown


def test_an_open_survey_shows_its_address_and_nothing_to_change(as_supervisor, supervisor, draft):
    opened(draft, supervisor)

    shown = words_of(as_supervisor.get(page(draft)))

    assert f"/s/{draft.key}/" in shown
    assert "Code to scan" in shown
    assert page(draft, "survey-edit") not in shown
    assert page(draft, "question-bank") not in shown
    assert page(draft, "held") in shown


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_preview_speaks_both_languages(as_officer, draft, language):
    shown = words_of(as_officer.get(page(draft, "survey-preview") + f"?language={language}"))

    assert (draft.questions.first().text.localize(language)) in shown
    assert ("No sé" in shown) is (language == "es")


def test_the_code_is_a_file_once_there_is_an_address(as_supervisor, supervisor, draft):
    before = as_supervisor.get(page(draft, "survey-code"))
    opened(draft, supervisor)

    after = as_supervisor.get(page(draft, "survey-code"))

    assert (before.status_code, after.status_code) == (404, 200)
    assert after["Content-Type"] == "image/svg+xml"
    assert after.content.startswith(b"<svg ")


def test_there_is_no_paper_form_in_a_third_language(as_officer, draft):
    assert as_officer.get(page(draft, "survey-form", "fr")).status_code == 404


# ---- the form


def test_a_survey_is_written_once_however_often_it_is_sent(as_officer):
    form = as_officer.get(reverse("surveys:survey-new")).context["form"]
    sent = typed(submission=str(form.initial["submission"]), areas=" North \nSouth\n\n")

    first = as_officer.post(reverse("surveys:survey-new"), sent)
    again = as_officer.post(reverse("surveys:survey-new"), sent)

    [survey] = Survey.objects.all()
    assert first.url == again.url == page(survey)
    assert (survey.title.data, survey.areas) == (
        {"en": "Resident survey", "es": "Encuesta a residentes"},
        ["North", "South"],
    )


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"title_0": "", "title_1": "Encuesta"}, "Fill in “Title” in English."),
        ({"title_0": " ", "title_1": ""}, "Fill in “Title”"),
        ({"areas": "North\nnorth"}, "“north” stands here twice."),
        ({"closes_on": "2026-05-13"}, "This day is not after today. Choose a later one."),
        ({"closes_on": "soon"}, "There is no such day. Write it like 2026-05-12."),
        ({"title_0": "x" * 161}, "at most 160 characters"),
    ],
)
def test_a_survey_that_cannot_be_kept_says_why(as_officer, facts, said):
    answer = as_officer.post(reverse("surveys:survey-new"), typed(**facts))

    assert answer.status_code == 422
    assert said in words_of(answer)
    assert not Survey.objects.exists()


def test_spanish_can_follow_later(as_officer):
    as_officer.post(reverse("surveys:survey-new"), typed(title_1=""))

    assert Survey.objects.get().title.data == {"en": "Resident survey"}


def test_what_is_edited_is_saved(as_officer, draft):
    sent = typed(version=draft.version, closes_on="2026-06-12")

    answer = as_officer.post(page(draft, "survey-edit"), sent)

    assert answer.url == page(draft)
    draft.refresh_from_db()
    assert (str(draft.title), draft.closes_on) == ("Resident survey", date(2026, 6, 12))


def test_both_versions_are_shown_when_somebody_saved_first(as_officer, draft):
    stale = draft.version
    as_officer.post(page(draft, "survey-edit"), typed(version=stale, title_0="Theirs"))

    answer = as_officer.post(page(draft, "survey-edit"), typed(version=stale, title_0="Mine"))
    shown = words_of(answer)

    assert answer.status_code == 409
    assert "Theirs / Encuesta a residentes" in shown
    assert "Mine / Encuesta a residentes" in shown
    kept = Survey.objects.get(pk=draft.pk)
    assert str(kept.title) == "Theirs"
    again = as_officer.post(page(draft, "survey-edit"), typed(version=kept.version, title_0="Mine"))
    assert again.status_code == 302
    assert str(Survey.objects.get(pk=draft.pk).title) == "Mine"


def test_a_form_that_was_left_open_changes_nothing_citizens_see(as_supervisor, supervisor, draft):
    stale = draft.version
    opened(draft, supervisor)

    answer = as_supervisor.post(page(draft, "survey-edit"), typed(version=stale))

    assert answer.status_code == 409
    assert str(Survey.objects.get(pk=draft.pk).title) == str(draft.title["en"])


# ---- the steps


def test_opening_asks_for_the_last_day_and_says_what_follows(as_supervisor, draft):
    asked = as_supervisor.get(page(draft, "survey-open"))
    told = {"closes_on": "2026-06-12", "seen": asked.context["form"].initial["seen"]}

    done = as_supervisor.post(page(draft, "survey-open"), told, follow=True)

    assert "can't be changed any more" in words_of(asked)
    assert f"{draft.title['en']} is open. It closes by itself after June 12, 2026." in words_of(
        done
    ).replace("&#x27;", "'")
    assert Survey.objects.get(pk=draft.pk).is_open


@pytest.mark.parametrize("day", ["2026-05-13", "", "2031-01-01"])
def test_a_last_day_that_cannot_be_is_refused(as_supervisor, draft, day):
    answer = as_supervisor.post(page(draft, "survey-open"), {"closes_on": day, "seen": 1})

    assert answer.status_code == 422
    assert Survey.objects.get(pk=draft.pk).is_draft


def test_what_was_not_read_does_not_open(as_supervisor, draft):
    told = {"closes_on": "2026-06-12", "seen": draft.version - 1}

    answer = as_supervisor.post(page(draft, "survey-open"), told)

    assert answer.status_code == 409
    assert "Somebody changed it while you were looking." in words_of(answer)


def test_closing_and_discarding_ask_first(as_supervisor, supervisor, draft, officer):
    other = complete_draft(officer, policy().survey.domains)
    opened(other, supervisor)

    for survey, step, status in ((other, "close", "closed"), (draft, "discard", "discarded")):
        asked = as_supervisor.get(page(survey, f"survey-{step}"))
        before = Survey.objects.get(pk=survey.pk).status
        as_supervisor.post(page(survey, f"survey-{step}"))

        assert asked.status_code == 200
        assert before != status
        assert Survey.objects.get(pk=survey.pk).status == status


@pytest.mark.parametrize("step", ["open", "close"])
def test_a_step_that_leads_nowhere_from_here_says_so(as_supervisor, officer, step):
    survey = make_survey(officer, status="closed")

    answer = as_supervisor.get(page(survey, f"survey-{step}"))

    assert answer.status_code == 409
    assert "Nothing was changed" in words_of(answer)


def test_a_copy_is_a_draft_of_its_own(as_officer, officer):
    survey = make_survey(officer, status="closed", areas=["North", "South"])
    ask(survey, "q1")

    form = as_officer.get(page(survey, "survey-copy")).context["form"]
    answer = as_officer.post(page(survey, "survey-copy"), typed(title_0="Next year"))

    assert form.initial["areas"] == ["North", "South"]
    made = Survey.objects.get(key="next-year")
    assert answer.url == page(made)
    assert list(made.questions.values_list("key", flat=True)) == ["q1"]
    assert survey.questions.count() == 1
