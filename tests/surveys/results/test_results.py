"""The results of a survey: one object for every reader, its page, its file, and own words."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from personnel.roles import Role
from surveys.models import Survey
from surveys.results.folding import fold
from surveys.results.results import NO_AREA, OTHER_AREAS, label_of, results_of
from surveys.values import DONT_KNOW, REFUSED
from tests.support.factories import make_member
from tests.support.surveys import answer, ask, make_survey

READERS = sorted(set(Role) - {Role.ADMINISTRATOR})


@pytest.fixture
def survey(kinston) -> Survey:
    """Asks about safety, what people have seen, since when they live there, and their words."""
    survey = make_survey(make_member(), status="closed", areas=["South", "North", "East"])
    ends = {"low_label": {"en": "Very unsafe", "es": "Muy inseguro"}, "high_label": ""}
    ask(survey, "safe", dont_know=True, domain="safety_city", **ends)
    ask(survey, "seen", "choices")
    ask(survey, "years", "number")
    ask(survey, "words", "text")
    ask(survey, "home", "area")
    return survey


def answered(survey: Survey, area: str, many: int, **content: object) -> None:
    for _ in range(many):
        answer(survey, area, **content)


def everybody_answers(survey: Survey) -> None:
    answered(survey, "South", 12, safe=5, seen=["often"], years=4)
    answered(survey, "North", 8, safe=4, seen=["often", "never"], years=8)
    answered(survey, "North", 8, safe=2, words="More light, please")
    answered(survey, "North", 6, safe=DONT_KNOW)
    answered(survey, "East", 3, safe=1)
    answered(survey, "", 9, safe=REFUSED)
    fold(survey)


# ---- What is found


def test_all_answers_have_counts_shares_intervals_and_a_mean(survey):
    everybody_answers(survey)

    results = results_of(survey)

    safe = results.questions[0]
    assert results.n == 46
    assert (safe.n, safe.dont_know, safe.refused, safe.no_answer) == (31, 6, 9, 0)
    assert [share.count for share in safe.shares] == [3, 8, 0, 8, 12]
    assert safe.mean == pytest.approx(111 / 31)
    share = safe.shares[4]
    assert share.percent == pytest.approx(100 * 12 / 31)
    assert (share.low, share.high) == pytest.approx((23.733, 56.176), abs=1e-3)


def test_areas_stand_in_the_surveys_order_and_small_ones_together(survey):
    everybody_answers(survey)

    results = results_of(survey)

    assert [(area.name, area.n) for area in results.areas] == [
        ("South", 12),
        ("North", 22),
        (OTHER_AREAS, 12),
    ]
    assert results.areas[2].names == ("East", "")
    other = results.questions[0].areas[2]
    assert (other.answers, other.mean) == (12, None)


def test_answers_without_an_area_are_a_group_like_any_other(survey):
    answered(survey, "North", 12, safe=5)
    answered(survey, "", 12, safe=5)
    fold(survey)

    assert [area.name for area in results_of(survey).areas] == ["North", NO_AREA]


def test_the_question_of_the_area_is_none_of_the_results_own(survey):
    assert [one.key for one in results_of(survey).questions] == ["safe", "seen", "years", "words"]


def test_of_own_words_there_is_a_count_and_nothing_by_area(survey):
    everybody_answers(survey)

    words = results_of(survey).questions[3]

    assert (words.n, words.shares, words.areas, words.mean) == (8, [], [], None)


def test_results_are_read_in_two_queries_however_many_answered(survey, django_assert_num_queries):
    everybody_answers(survey)

    with django_assert_num_queries(2):
        results_of(survey)


def test_the_ends_of_a_scale_and_choices_have_words_in_both_languages(survey):
    safe, seen = survey.questions.all()[:2]

    assert label_of(safe, "1").data == {"en": "1 (Very unsafe)", "es": "1 (Muy inseguro)"}
    assert str(label_of(safe, "5")) == "5"
    assert label_of(seen, "often").data == {"en": "Often", "es": "often (es)"}


# ---- The page


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(make_member(role))
    return client


def page(client: Client, survey: Survey, name: str = "results", *more: str) -> str:
    response = client.get(reverse(f"surveys:{name}", args=[survey.key, *more]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_page_tells_every_question_and_where_numbers_are_hidden(survey):
    everybody_answers(survey)

    shown = page(client_of(Role.OFFICER), survey)

    assert "46 people answered." in shown
    assert "On average <b>3.58</b> on a scale from 1 to 5." in shown
    assert "Not in the percentages: don&#x27;t know 6, refused 9." in shown
    assert '<rect class="c-f1" width="38.71%"' in shown
    assert "Some numbers are hidden" in shown
    assert "“Other areas” are areas with fewer than 10 answers" in shown
    assert "Several could be chosen" in shown


def test_a_question_few_answered_says_so(survey):
    answered(survey, "North", 9, safe=5)
    fold(survey)

    shown = page(client_of(Role.CHIEF), survey)

    assert "Fewer than 10 people answered, so what they said is not shown." in shown
    assert "On average" not in shown
    assert "100%" not in shown


def test_where_there_is_no_table_by_area_the_page_says_so(survey):
    answered(survey, "North", 12, safe=5)
    answered(survey, "South", 3, safe=5)
    fold(survey)

    shown = page(client_of(Role.CHIEF), survey)

    assert "There is no table by area: too few answered to tell two areas apart." in shown
    assert "Show by area" not in shown


def test_a_question_that_cannot_be_shown_by_area_says_so(survey):
    for area, chosen in [("North", (2, 5, 6)), ("South", (3, 6, 7))]:
        for many, what in zip(chosen, ("often", "seldom", "never"), strict=True):
            answered(survey, area, many, seen=[what])
    fold(survey)

    shown = page(client_of(Role.CHIEF), survey)

    assert "Not shown by area: somebody could be told by it." in shown


def test_every_reader_sees_the_same_numbers(survey):
    everybody_answers(survey)

    seen = {role: re.findall("<td.*?</td>", page(client_of(role), survey)) for role in READERS}

    assert len({tuple(cells) for cells in seen.values()}) == 1
    assert any('<span class="li-cap">–</span>' in cell for cell in seen[Role.OFFICER])


def test_while_it_is_open_only_about_how_many_answered_is_told(survey):
    Survey.objects.filter(pk=survey.pk).update(status="open", closed_on=None)
    everybody_answers(survey)

    shown = page(client_of(Role.CHIEF), survey)

    assert "Results are shown when the survey has closed." in shown
    assert "about 40" in shown
    assert "46" not in re.sub("<[^>]*>", " ", shown)
    assert "On average" not in shown


def test_before_the_last_form_could_come_nothing_is_shown(survey):
    until = datetime(2026, 5, 1, 4, 30, tzinfo=UTC)
    Survey.objects.filter(pk=survey.pk).update(takes_until=until)
    everybody_answers(survey)
    client = client_of(Role.CHIEF)

    with time_machine.travel(until.replace(minute=29), tick=False):
        before = page(client, survey)
    with time_machine.travel(until.replace(minute=31), tick=False):
        after = page(client, survey)

    assert "On average" not in before
    assert "On average" in after


@pytest.mark.parametrize(
    ("mark", "words"), [("held", "Some answers are held"), ("new", "The last answers are being")]
)
def test_while_an_answer_may_still_be_counted_nothing_is_shown(survey, mark, words):
    everybody_answers(survey)
    answer(survey, "North", mark=mark, safe=1)
    client = client_of(Role.CHIEF)

    shown = page(client, survey)

    assert words in shown
    assert "On average" not in shown
    assert client.get(reverse("surveys:results-csv", args=[survey.key])).status_code == 403


def test_many_questions_are_paged_and_the_page_asks_the_database_as_often(
    survey, django_assert_max_num_queries
):
    for n in range(30):
        ask(survey, f"more-{n}")
    everybody_answers(survey)
    client = client_of(Role.CHIEF)
    page(client, survey)

    with django_assert_max_num_queries(25):
        shown = page(client, survey)

    assert "Next page" in shown
    assert shown.count("<article") == 25


# ---- The file


def test_the_file_holds_what_the_page_shows_and_hides_what_it_hides(survey):
    everybody_answers(survey)

    response = client_of(Role.CHIEF).get(reverse("surveys:results-csv", args=[survey.key]))

    assert response["Content-Disposition"] == f'attachment; filename="results-{survey.key}.csv"'
    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))
    whole = [row for row in rows if row["Question"] == "safe" and row["Area"] == "All answers"]
    assert [row["Count"] for row in whole] == ["3", "8", "0", "8", "12"]
    assert {row["Mean"] for row in whole} == {"3.5806"}
    assert whole[4]["Percent"] == "38.7"
    other = [row for row in rows if row["Question"] == "safe" and row["Area"] == "Other areas"]
    assert {row["Mean"] for row in other} == {"–"}
    assert other[0]["Count"] == "–"
    years = [row for row in rows if row["Question"] == "years"]
    assert years[0]["Mean"] == "5.6"
    assert years[0]["Value"] == ""


@pytest.mark.parametrize(("role", "status"), [(Role.OFFICER, 403), (Role.ANALYST, 200)])
def test_who_takes_no_lists_away_gets_no_file_and_no_button(survey, role, status):
    everybody_answers(survey)
    client = client_of(role)

    assert client.get(reverse("surveys:results-csv", args=[survey.key])).status_code == status
    assert ("Export" in page(client, survey)) == (status == 200)


# ---- Own words


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.COMMUNITY_OFFICER, 200),
        (Role.UNIT_SUPERVISOR, 200),
        (Role.COMMANDER, 200),
        (Role.ANALYST, 200),
        (Role.CHIEF, 403),
        (Role.OFFICER, 403),
        (Role.ACCREDITATION_MANAGER, 403),
    ],
)
def test_own_words_are_read_by_those_who_read_single_answers(survey, role, status):
    everybody_answers(survey)
    client = client_of(role)

    for name in ("words", "words-csv"):
        url = reverse(f"surveys:{name}", args=[survey.key, "words"])
        assert client.get(url).status_code == status
    assert ("Read what they wrote" in page(client, survey)) == (status == 200)


def test_own_words_are_searched_and_stand_without_what_else_somebody_said(survey):
    answer(survey, "North", words="More <b>light</b> at night", safe=1)
    answer(survey, "North", words="Thank you\nall", safe=2)
    answer(survey, "North", mark="left_out", words="Light everywhere")
    fold(survey)
    client = client_of(Role.ANALYST)
    url = reverse("surveys:words", args=[survey.key, "words"])

    everything = client.get(url).content.decode()
    found = client.get(url, {"q": "NIGHT light"}).content.decode()
    nothing = client.get(url, {"q": "safe"}).content.decode()

    assert "More &lt;b&gt;light&lt;/b&gt; at night" in everything
    assert "Thank you<br>all" in everything
    assert "Light everywhere" not in everything
    assert "at night" in found
    assert "Thank you" not in found
    assert "No text holds these words" in nothing


@pytest.mark.parametrize("why", ["open", "held", "until"])
def test_own_words_wait_as_results_do(survey, why):
    """Who reloads the page while people answer would see whose words came in last."""
    answer(survey, "North", words="More light")
    fold(survey)
    if why == "held":
        answer(survey, "North", mark="held", words="Less noise")
    changed = {
        "open": {"status": "open", "closed_on": None},
        "held": {},
        "until": {"takes_until": datetime(2999, 1, 1, tzinfo=UTC)},
    }
    Survey.objects.filter(pk=survey.pk).update(**changed[why])
    client = client_of(Role.ANALYST)

    for name in ("words", "words-csv"):
        response = client.get(reverse(f"surveys:{name}", args=[survey.key, "words"]))
        assert response.status_code == 403
        assert "More light" not in response.content.decode()


def test_own_words_as_a_file_are_those_that_were_found(survey):
    answer(survey, "North", words="=1+1 more light")
    answer(survey, "North", words="Thank you")
    fold(survey)
    url = reverse("surveys:words-csv", args=[survey.key, "words"])

    content = client_of(Role.ANALYST).get(url, {"q": "light"}).content.decode("utf-8-sig")

    assert content.splitlines() == ["How about words?", "'=1+1 more light"]


def test_only_what_was_asked_in_own_words_has_such_a_page(survey):
    client = client_of(Role.ANALYST)

    assert client.get(reverse("surveys:words", args=[survey.key, "safe"])).status_code == 404
    assert client.get(reverse("surveys:words", args=[survey.key, "nothing"])).status_code == 404


def test_words_of_another_question_are_not_among_them(survey):
    other = make_survey(survey.designed_by, status="closed")
    ask(other, "words", "text")
    ask(other, "more-words", "text")
    answer(other, **{"more-words": 'It says "words": light'})
    answer(other, words="Dark")
    fold(other)

    response = client_of(Role.ANALYST).get(
        reverse("surveys:words", args=[other.key, "words"]), {"q": "light"}
    )

    assert "No text holds these words" in response.content.decode()
