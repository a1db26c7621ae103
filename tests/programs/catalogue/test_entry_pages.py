"""Entering hours, cost and feedback, the lists behind the sums, and striking (K-IV.D)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from policies.models import Topic
from programs.models import Feedback
from tests.support.factories import NOON, file_brief, on
from tests.support.programs import enter_cost, enter_feedback, enter_hours, make_program, staff

DAY = date(2026, 5, 12)
KINDS = ["hours", "costs", "feedback"]


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def page(name: str, *args) -> str:
    return reverse(f"programs:program-{name}", args=args)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def cards(**facts) -> dict[str, str]:
    """The form of feedback as a browser sends it: every count, typed or not."""
    counts = {f"{asked}_{a}": "" for asked in Feedback.Asked for a in ("yes", "unsure", "no")}
    return {"submission": str(uuid4()), "on": "2026-05-12", "quote": "", **counts, **facts}


def test_hours_are_entered_for_oneself_or_another(program, officer, patrol_officer, as_member):
    client, address = as_member(officer), page("hours-new", program.pk)
    assert f'value="{officer.pk}" selected' in text_of(client.get(address))

    response = client.post(
        address,
        {"member": patrol_officer.pk, "on": "2026-05-12", "hours": "2.25", "what": "Walks"},
    )

    entry = program.hours.get()
    assert response.url == program.get_absolute_url()
    assert (entry.hours, entry.member, entry.entered_by) == (
        Decimal("2.25"),
        patrol_officer,
        officer,
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("two", "Write the hours in digits, like 1.5."),
        ("0", "0.25, is the least"),
        ("25", "A day has 24 hours."),
        ("1.125", "at most two digits"),
        ("nan", "Write the hours in digits"),
    ],
)
def test_hours_that_cannot_be_are_refused_in_a_sentence(program, officer, as_member, typed, said):
    response = as_member(officer).post(
        page("hours-new", program.pk), {"member": officer.pk, "on": "2026-05-12", "hours": typed}
    )

    assert response.status_code == 422
    assert said in text_of(response)


def test_a_day_to_come_is_refused(program, officer, as_member):
    response = as_member(officer).post(
        page("hours-new", program.pk), {"member": officer.pk, "on": "2026-05-14", "hours": "1"}
    )

    assert response.status_code == 422
    assert "The day is after today." in text_of(response)


@pytest.mark.parametrize(
    ("typed", "amount"), [("120", 120), ("$1,204.50", Decimal("1204.50")), (" 0 ", 0)]
)
def test_cost_is_typed_as_people_write_it(program, officer, as_member, typed, amount):
    as_member(officer).post(
        page("costs-new", program.pk), {"on": "2026-05-12", "amount": typed, "what": "Flyers"}
    )

    assert program.costs.get().amount == amount


def test_less_than_nothing_is_no_cost(program, officer, as_member):
    response = as_member(officer).post(
        page("costs-new", program.pk), {"on": "2026-05-12", "amount": "-5", "what": "Flyers"}
    )

    assert "It cannot be less than 0." in text_of(response)


def test_the_same_form_sent_twice_is_one_entry(program, officer, as_member):
    form = {"on": "2026-05-12", "amount": "120", "what": "Flyers", "submission": str(uuid4())}

    for _ in range(2):
        response = as_member(officer).post(page("costs-new", program.pk), form)

    assert response.status_code == 302
    assert program.costs.count() == 1


def test_cards_of_a_session_become_a_row_for_each_question(program, topic, officer, as_member):
    session = file_brief(officer, topic=topic, at=NOON, held_at=on(date(2026, 3, 2)))
    form = cards(
        presentation=session.pk,
        on="",
        useful_yes="18",
        useful_no="1",
        recommend_yes="17",
        quote="More of it.",
    )

    as_member(officer).post(page("feedback-new", program.pk), form)

    useful, recommend = program.feedback.order_by("pk")
    assert (useful.asked, useful.yes, useful.unsure, useful.no) == ("useful", 18, 0, 1)
    assert (useful.on, useful.presentation, useful.quote) == (
        date(2026, 3, 2),
        session,
        "More of it.",
    )
    assert (recommend.asked, recommend.yes, recommend.quote) == ("recommend", 17, "")


def test_cards_sent_twice_are_entered_once(program, officer, as_member):
    form = cards(useful_yes="18", recommend_yes="17")

    for _ in range(2):
        response = as_member(officer).post(page("feedback-new", program.pk), form)

    assert response.status_code == 302
    assert program.feedback.count() == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Write how many answered at least one question."),
        ({"useful_yes": "0"}, "Write how many answered at least one question."),
        ({"useful_yes": "10001"}, "That is more than 10,000."),
        ({"useful_yes": "4", "on": ""}, "Choose the session, or write the day."),
    ],
)
def test_cards_that_say_nothing_are_refused_in_a_sentence(program, officer, as_member, typed, said):
    response = as_member(officer).post(page("feedback-new", program.pk), cards(**typed))

    assert response.status_code == 422
    assert said in text_of(response)
    assert not program.feedback.exists()


def test_only_sessions_of_the_program_that_one_sees_can_be_chosen(
    program, topic, officer, patrol_officer, as_member
):
    staff(program, patrol_officer)
    fraud = Topic.objects.get(key="fraud")
    others = file_brief(officer, topic=topic, at=NOON)
    foreign = file_brief(patrol_officer, topic=fraud, at=NOON)

    for session in (others, foreign):
        form = cards(presentation=session.pk, useful_yes="4")
        response = as_member(patrol_officer).post(page("feedback-new", program.pk), form)
        assert response.status_code == 422

    assert not program.feedback.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_not_enter_gets_no_form(program, patrol_officer, as_member, kind):
    assert as_member(patrol_officer).get(page(f"{kind}-new", program.pk)).status_code == 403


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_with_clients_says_that_no_health_data_belongs_here(
    owner, officer, as_member, kind
):
    ordinary, diversion = make_program(owner), make_program(owner, kind="diversion")
    client = as_member(officer)

    assert "health" not in text_of(client.get(page(f"{kind}-new", ordinary.pk)))
    assert "no other health data" in text_of(client.get(page(f"{kind}-new", diversion.pk)))


# ---- The lists


def test_a_list_of_one_year_adds_up_to_its_figure(program, owner, supervisor, as_member):
    enter_hours(program, owner, on=DAY, hours="2", what="Walks")
    enter_hours(program, owner, on=DAY, hours="0.50", what="Way")
    struck = enter_hours(program, owner, on=DAY, hours="8", what="Struck work")
    program.hours.filter(pk=struck.pk).update(struck_at=NOON, struck_by=supervisor)
    enter_hours(program, owner, on=date(2025, 5, 12), hours="4", what="Last year")

    shown = text_of(as_member(owner).get(page("hours", program.pk), {"year": "2026"}))

    assert "In all: <b>2.5 hours</b>" in shown
    assert "Struck by Sgt. Baptiste" in shown
    assert "Struck work" in shown
    assert "Last year" not in shown


@pytest.mark.parametrize("asked", ["", "2026-Q1", "nonsense"])
def test_without_a_year_all_of_them_are_shown(program, owner, as_member, asked):
    enter_cost(program, owner, on=DAY, amount="10.50")
    enter_cost(program, owner, on=date(2025, 5, 12), amount="4")

    shown = text_of(as_member(owner).get(page("costs", program.pk), {"year": asked}))

    assert "In all: <b>$14.50</b>" in shown


def test_everybody_who_reads_the_catalogue_reads_the_lists(program, owner, commander, as_member):
    enter_feedback(program, owner, on=DAY, yes=18, unsure=2, no=1, quote="More of it.")

    shown = text_of(as_member(commander).get(page("feedback", program.pk)))

    assert "In all: <b>21 answers</b>" in shown
    assert "18, 2, 1" in shown
    assert "“More of it.”" in shown
    assert "Strike" not in shown.replace('visually-hidden">Strike', "")


@pytest.mark.parametrize(
    ("kind", "enter"), [("hours", enter_hours), ("costs", enter_cost), ("feedback", enter_feedback)]
)
def test_a_list_asks_the_same_however_long_it_is(
    program, patrol_officer, as_member, django_assert_max_num_queries, kind, enter
):
    staff(program, patrol_officer)
    for _ in range(30):
        enter(program, patrol_officer, on=DAY)
    client, address = as_member(patrol_officer), page(kind, program.pk)
    client.get(address)

    with django_assert_max_num_queries(18):
        response = client.get(address)

    assert [may for _, may in response.context["rows"]] == [True] * 25


# ---- Striking


@pytest.mark.parametrize(
    ("kind", "enter"), [("hours", enter_hours), ("costs", enter_cost), ("feedback", enter_feedback)]
)
def test_striking_asks_first_and_says_what_follows(program, owner, as_member, kind, enter):
    entry, client = enter(program, owner, on=DAY), as_member(owner)
    address = page(f"{kind}-strike", program.pk, entry.pk)

    asked = text_of(client.get(address))
    entry.refresh_from_db()
    assert entry.struck_at is None
    response = client.post(address)

    assert "It is not deleted" in asked
    assert response.url == page(kind, program.pk)
    entry.refresh_from_db()
    assert (entry.struck_at, entry.struck_by) == (NOON, owner)
    assert client.post(address).status_code == 409


def test_who_may_not_strike_gets_no_page_and_no_button(program, owner, officer, as_member):
    entry, client = enter_hours(program, owner, on=DAY), as_member(officer)
    address = page("hours-strike", program.pk, entry.pk)

    assert address not in text_of(client.get(page("hours", program.pk)))
    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 403
    entry.refresh_from_db()
    assert entry.struck_at is None


def test_an_entry_of_another_program_is_not_found(program, owner, as_member):
    entry, other = enter_hours(program, owner, on=DAY), make_program(owner)

    response = as_member(owner).get(page("hours-strike", other.pk, entry.pk))

    assert response.status_code == 404
