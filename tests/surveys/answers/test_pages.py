"""The pages of held answers and of answers on paper."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from surveys.answers.answering import Read
from surveys.answers.permissions import may_key_paper
from surveys.answers.workflow import admit, key_paper, leave_out
from surveys.models import Answer, HeldLook
from surveys.questionnaires.workflows.surveys import close, end_paper
from surveys.results.folding import fold
from surveys.results.permissions import may_read_results
from surveys.results.suppression import FEWEST_IN_CELL
from tests.support.citizens import open_survey
from tests.support.factories import NOON
from tests.support.surveys import answer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def survey(officer):
    return open_survey(officer)


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def held_url(survey, tail=""):
    return f"/surveys/{survey.key}/held/{tail}"


def paper_url(survey):
    return f"/surveys/{survey.key}/paper-answer/"


# ---- held


def test_a_held_answer_is_read_in_words(signed_in, survey):
    answer(survey, "Northgate", "held", safety=4, news=["often", "never"], words="Buy <b>now</b>")

    page = signed_in.get(held_url(survey))

    for words in ("How about safety?", "4 of 5", "Often; Never", "Northgate", "Buy &lt;b&gt;now"):
        assert words in page.text


def test_one_is_admitted(signed_in, survey):
    held = answer(survey, mark="held", safety=4)

    page = signed_in.post(held_url(survey, "admit/"), {"answer": [held.pk]}, follow=True)

    assert "One answer counts now." in page.text
    assert Answer.objects.get().mark == "new"


def test_all_that_are_shown_are_admitted_at_once(signed_in, survey):
    held = [answer(survey, mark="held", safety=n) for n in (1, 2, 3)]

    signed_in.post(held_url(survey, "admit/"), {"answer": [one.pk for one in held]})

    assert Answer.objects.waiting().count() == 3
    assert HeldLook.objects.filter(admitted=True).count() == 3


def test_held_answers_are_numbered_through_all_pages(signed_in, survey):
    for n in range(27):
        answer(survey, mark="held", words=f"Held, {n}")

    page = signed_in.get(held_url(survey), {"page": 2}).text

    assert "Answer 26 of 27" in page
    assert "Answer 1 of" not in page


def test_rows_with_two_buttons_stand_below_each_other_on_a_phone(signed_in, survey):
    for n in range(FEWEST_IN_CELL):
        answer(survey, mark="held", words=f"Held, {n}", crowd="h" + "0" * 32)

    page = signed_in.get(held_url(survey)).text

    assert page.count('<ul class="li-rows li-rows-stack"') == 2
    assert "After a meeting or a notice in the news" in page
    assert "from one network too" not in page


def test_what_is_no_held_answer_of_this_survey_is_not_admitted(signed_in, survey, officer):
    elsewhere = answer(open_survey(officer), mark="held", safety=4)

    page = signed_in.post(
        held_url(survey, "admit/"), {"answer": [elsewhere.pk, "nonsense", uuid4()]}, follow=True
    )

    assert "Somebody had decided about the others already." in page.text
    assert Answer.objects.get().mark == "held"


def test_leaving_out_asks_why(signed_in, survey):
    held = answer(survey, mark="held", words="Buy now")
    url = held_url(survey, f"{held.pk}/leave-out/")

    assert "Buy now" in signed_in.get(url).text
    assert signed_in.post(url, {"why": ""}).status_code == 422
    page = signed_in.post(url, {"why": "Advertising"}, follow=True)

    assert Answer.objects.get().mark == "left_out"
    assert "Left out: Advertising" in page.text


def test_what_was_decided_is_no_longer_there(signed_in, survey):
    counted = answer(survey, mark="counted", safety=4)

    assert signed_in.get(held_url(survey, f"{counted.pk}/leave-out/")).status_code == 404


def test_only_the_unit_sees_what_is_held(survey, commander):
    client = Client()
    client.force_login(commander)

    assert client.get(held_url(survey)).status_code == 403


# ---- on paper


def test_a_paper_answer_is_kept_and_the_next_form_is_open(signed_in, survey):
    sent = {"form": uuid4(), "k.safety": "2", "q.words": "More light.", "k.area": "1"}

    page = signed_in.post(paper_url(survey), sent, follow=True)

    [(url, status)] = page.redirect_chain
    assert (url.partition("?once=")[0], status) == (paper_url(survey), 302)
    assert "The answer is kept. The next form can follow." in page.text
    kept = Answer.objects.get()
    assert (kept.way, kept.area) == ("paper", "Northgate")
    assert kept.content == '{"safety":2,"words":"More light."}'


def test_figures_stand_for_points_places_and_dont_know(signed_in, survey):
    sent = {"form": uuid4(), "k.safety": "?", "k.contact": "2", "k.news": "3, 1", "q.years": "12"}

    signed_in.post(paper_url(survey), sent)

    assert Answer.objects.get().content == (
        '{"contact":"seldom","news":["never","often"],"safety":"?","years":12}'
    )


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("k.safety", "7", "Type one of 1, 2, 3, 4, 5, ?."),
        ("k.safety", "2 3", "Type one of 1, 2, 3, 4, 5, ?."),
        ("k.contact", "often", "Type one of 1, 2, 3."),
        ("k.news", "1 9", "Type any of 1, 2, 3, ?."),
    ],
)
def test_a_figure_that_stands_for_nothing_is_said(signed_in, survey, name, typed, words):
    page = signed_in.post(paper_url(survey), {"form": uuid4(), name: typed})

    assert page.status_code == 422
    assert words in page.text
    assert f'value="{typed}"' in page.text
    assert not Answer.objects.exists()


def test_the_same_page_sent_twice_is_one_answer(signed_in, survey):
    sent = {"form": uuid4(), "k.safety": "2"}

    signed_in.post(paper_url(survey), sent)
    page = signed_in.post(paper_url(survey), sent, follow=True)

    assert "This form was kept already. It counts once." in page.text
    assert Answer.objects.count() == 1


def test_who_goes_back_to_a_form_that_was_kept_is_told_so(signed_in, survey):
    form = str(uuid4())
    at = f"{paper_url(survey)}?once={form}"
    assert f'name="form" value="{form}"' in signed_in.get(at).text
    signed_in.post(at, {"form": form, "k.safety": "2"})

    page = signed_in.get(at)

    assert "Already saved as an answer on paper" in page.text
    assert "Key in the next form" in page.text
    assert "Keep this answer" not in page.text


# ---- after the close


@pytest.fixture
def closed(survey, supervisor):
    survey.closes_on = NOON.date()
    survey.save()
    close(survey, at=NOON + timedelta(hours=13))
    return survey


def test_after_the_close_it_is_keyed_in_for_some_days_and_marked_as_late(closed, officer):
    for days in (1, 5):
        at = NOON + timedelta(days=days)
        assert key_paper(closed, read_of(safety=2), by=officer, at=at, form=f"page {days}")

    assert set(Answer.objects.values_list("way", flat=True)) == {"late_paper"}
    with pytest.raises(
        PermissionDenied, match="keyed in until May 18, 2026. Its results are settled"
    ):
        key_paper(closed, read_of(safety=2), by=officer, at=NOON + timedelta(days=6), form="late")


def test_results_are_settled_when_no_paper_comes_any_more(closed, officer):
    later = NOON + timedelta(days=2)
    assert (
        "keyed in until May 18, 2026; then results"
        in may_read_results(officer, closed, later).reason
    )
    assert not closed.is_settled_at(later)

    assert may_read_results(officer, closed, NOON + timedelta(days=6))


def test_who_says_that_all_are_in_need_not_wait(closed, officer):
    later = NOON + timedelta(days=2)

    end_paper(closed, by=officer, at=later)

    assert may_read_results(officer, closed, later)
    assert not may_key_paper(officer, closed, later)
    with pytest.raises(PermissionDenied):
        end_paper(closed, by=officer, at=later)


def test_results_do_not_wait_for_ever_for_what_is_held(closed, officer):
    held = answer(closed, mark="held", safety=4)
    assert "held for a look" in may_read_results(officer, _ended(closed, officer), later).reason

    over = NOON + timedelta(days=6)

    assert may_read_results(officer, closed, over)
    assert closed.is_settled_at(over)
    with pytest.raises(PermissionDenied, match="Results are told without what is held now"):
        admit(held, by=officer, at=over)
    with time_machine.travel(over, tick=False):
        page = Client()
        page.force_login(officer)
        answer(closed, mark="new", safety=4)
        fold(closed)
        told = page.get(f"/surveys/{closed.key}/results/").text
        assert "Fewer than 5 answers were held for a look and not decided on" in told
    leave_out(held, by=officer, at=over, why="Nobody decided in time")


later = NOON + timedelta(days=2)


def _ended(survey, by):
    end_paper(survey, by=by, at=later)
    return survey


def read_of(**content):
    return Read(content, "", {})


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(signed_in, survey):
    form = str(uuid4())

    page = signed_in.post(
        paper_url(survey), {"form": form, "q.years": "many", "q.words": "More light."}
    )

    assert page.status_code == 422
    assert "<title>Error: Key in a paper answer" in page.text
    assert "Write a whole number, in digits." in page.text
    assert "More light." in page.text
    assert f'value="{form}"' in page.text
    assert not Answer.objects.exists()


@pytest.mark.parametrize("form", ["", "nonsense"])
def test_a_page_without_its_number_is_shown_again(signed_in, survey, form):
    page = signed_in.post(paper_url(survey), {"form": form, "q.safety": "2"})

    assert page.status_code == 422
    assert not Answer.objects.exists()


def test_an_empty_form_is_not_kept(signed_in, survey):
    page = signed_in.post(paper_url(survey), {"form": uuid4()})

    assert "Nothing is marked." in page.text
    assert not Answer.objects.exists()


def test_others_key_nothing_in(survey, commander):
    client = Client()
    client.force_login(commander)

    assert client.get(paper_url(survey)).status_code == 403
