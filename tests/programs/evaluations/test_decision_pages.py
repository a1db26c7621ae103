"""Deciding, writing and sending up through the pages, with and without a slip (K-IV.D, P-III.C.2)."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from personnel.roles import Role
from programs.evaluations.workflows import evaluations
from programs.models import Discussion, Evaluation, Program
from tests.support.evaluations import (
    ACCOUNT,
    DECIDED,
    OPENED,
    SENT,
    Y2024,
    decided,
    opened,
    submitted,
    written,
)
from tests.support.factories import make_member
from tests.support.programs import make_program

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _late_january():
    with time_machine.travel(DECIDED, tick=True):
        yield


@pytest.fixture
def waiting(program, officer, commander) -> Evaluation:
    return submitted(program, officer)


def step(name, evaluation):
    return reverse(f"programs:evaluation-{name}", args=[evaluation.pk])


def decision(evaluation, judgement="keep", *, rows=1, **typed):
    return {
        "judgement": judgement,
        "reasons": "It works.",
        "effective_on": "",
        "seen": evaluation.version,
        "discussed": evaluation.discussions.count(),
        "promised-TOTAL_FORMS": rows,
        "promised-INITIAL_FORMS": "0",
        **typed,
    }


def row(n, what, owner, due_on):
    return {
        f"promised-{n}-what": what,
        f"promised-{n}-owner": owner.pk,
        f"promised-{n}-due_on": due_on,
    }


def stored():
    return Evaluation.objects.get()


# ---- Deciding


def test_whoever_may_decide_finds_the_form_with_what_is_recommended(waiting, commander, as_member):
    page = as_member(commander).get(waiting.get_absolute_url())

    assert "Your decision" in page.text
    assert '<b>Modified</b> <span class="li-cap">recommended</span>' in page.text
    assert page.text.count("recommended</span>") == 1


def test_a_commander_keeps_it(waiting, commander, as_member):
    sent = as_member(commander).post(step("decide", waiting), decision(waiting))

    assert (sent.status_code, sent.url) == (302, waiting.get_absolute_url())
    assert (stored().decision, stored().decided_by) == ("keep", commander)


def test_a_commander_modifies_it_with_two_actions(waiting, officer, owner, commander, as_member):
    typed = decision(
        waiting,
        "modify",
        rows=3,
        **row(0, "End the mailing", officer, "2026-03-31"),
        **row(2, "Walk on Saturdays", owner, "2026-04-30"),
    )

    as_member(commander).post(step("decide", waiting), typed)

    kept = [(a.what, a.owner, a.due_on) for a in stored().actions.all()]
    assert kept == [
        ("End the mailing", officer, date(2026, 3, 31)),
        ("Walk on Saturdays", owner, date(2026, 4, 30)),
    ]


def test_a_commander_discontinues_it(waiting, commander, as_member):
    typed = decision(waiting, "discontinue", effective_on="2026-03-01")

    as_member(commander).post(step("decide", waiting), typed)

    assert Program.objects.get().ended_on == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("judgement", "typed", "says", "at_field"),
    [
        ("", {}, "Choose “The program should be”", "#id_judgement_0"),
        ("keep", {"reasons": " "}, "Say why.", "#id_reasons"),
        ("discontinue", {}, "Choose the first day without it", "#id_effective_on"),
        ("discontinue", {"effective_on": "2026-01-27"}, "This day is over", "#id_effective_on"),
        ("modify", {}, "Promise at least one action", ""),
        ("modify", {"promised-0-what": "End it"}, "Action 1: Choose somebody for it.", "promised"),
        ("destroy", {}, "Select a valid choice", "#id_judgement_0"),
        ("keep", {"seen": "x"}, "Enter a whole number", ""),
    ],
)
def test_what_is_missing_is_said_at_its_place_and_nothing_is_lost(
    waiting, commander, as_member, judgement, typed, says, at_field
):
    typed = decision(waiting, judgement, **typed)

    page = as_member(commander).post(step("decide", waiting), typed)

    assert page.status_code == 422
    assert says in page.text
    assert at_field in page.text
    assert "<title>Error:" in page.text.replace("\n", "")
    assert stored().status == "submitted"


def test_what_was_typed_stays_when_something_is_missing(waiting, officer, commander, as_member):
    typed = decision(
        waiting,
        "modify",
        reasons="Walks work.",
        **row(0, "End the mailing", officer, "2026-01-02"),
    )

    page = as_member(commander).post(step("decide", waiting), typed)

    assert "The day of “End the mailing” is over." in page.text
    assert "Walks work." in page.text
    assert 'value="End the mailing"' in page.text
    assert 'value="2026-01-02"' in page.text


def test_another_row_is_a_plain_post_that_finds_no_fault(waiting, officer, commander, as_member):
    typed = decision(waiting, "modify", reasons="", **{"promised-0-what": "End it", "more": "1"})

    page = as_member(commander).post(step("decide", waiting), typed)

    assert page.status_code == 200
    assert 'name="promised-1-what"' in page.text
    assert 'value="End it"' in page.text
    assert "to fix</h2>" not in page.text
    assert stored().status == "submitted"


def test_rows_of_a_program_that_is_kept_count_for_nothing(waiting, officer, commander, as_member):
    typed = decision(waiting, "keep", **{"promised-0-what": "Half a thought"})

    as_member(commander).post(step("decide", waiting), typed)

    assert (stored().decision, stored().actions.count()) == ("keep", 0)


def test_a_decision_on_what_was_not_read_comes_back_with_its_words(
    waiting, officer, commander, as_member
):
    older = decision(waiting, "modify", **row(0, "End the mailing", officer, "2026-03-31"))
    evaluations.send_back(waiting, by=commander, at=SENT, seen=1, note="Again.")
    evaluations.submit(waiting, by=officer, at=SENT, seen=1)

    page = as_member(commander).post(step("decide", waiting), older)

    assert page.status_code == 409
    assert "You read version 1; version 2 has been sent up since" in page.text
    assert 'value="End the mailing"' in page.text
    assert 'name="seen" value="2"' in page.text
    assert stored().status == "submitted"


def test_a_discussion_noted_meanwhile_is_shown_first(waiting, officer, commander, as_member):
    older = decision(waiting)
    noted = Discussion(where="public", on=date(2026, 1, 22), notes="Saturdays too.")
    evaluations.note_discussion(waiting, noted, by=officer, at=DECIDED)

    page = as_member(commander).post(step("decide", waiting), older)

    assert page.status_code == 409
    assert "Saturdays too." in page.text


def test_the_second_of_two_deciders_is_told(waiting, commander, chief, as_member):
    typed = decision(waiting)
    as_member(chief).post(step("decide", waiting), typed)

    page = as_member(commander).post(step("decide", waiting), typed)

    assert page.status_code == 409
    assert "Nothing was decided" in page.text
    assert stored().decided_by == chief


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COMMANDER, Role.CHIEF}))
def test_nobody_below_command_decides_through_the_page(waiting, as_member, role):
    client = as_member(make_member(role))

    sent = client.post(step("decide", waiting), decision(waiting))

    assert sent.status_code in (403, 404)
    assert stored().status == "submitted"


def test_a_commander_who_wrote_it_does_not_decide_through_the_page(waiting, officer, as_member):
    officer.role = Role.COMMANDER
    officer.save()
    client = as_member(officer)

    page = client.get(waiting.get_absolute_url())
    sent = client.post(step("decide", waiting), decision(waiting))

    assert "Your decision" not in page.text
    assert sent.status_code == 403


# ---- Returning and sending up


def test_it_is_returned_with_what_has_to_change(waiting, officer, commander, as_member):
    typed = {"note": "Say what it cost.", "seen": 1}

    as_member(commander).post(step("return", waiting), typed)
    page = as_member(officer).get(waiting.get_absolute_url())

    assert stored().status == "returned"
    assert "Returned for changes" in page.text
    assert "Say what it cost." in page.text


def test_a_return_says_something(waiting, commander, as_member):
    page = as_member(commander).post(step("return", waiting), {"note": "", "seen": 1})

    assert page.status_code == 422
    assert "Fill in “What has to change?”" in page.text or "What has to change" in page.text
    assert stored().status == "submitted"


def test_it_is_sent_up_with_a_note(program, officer, commander, as_member):
    evaluation = written(program, officer)
    client = as_member(officer)

    asked = client.get(step("submit", evaluation))
    client.post(step("submit", evaluation), {"note": "Soon, please.", "seen": 1})

    assert "It goes to Maj. Calloway" in asked.text
    assert stored().status == "submitted"
    assert stored().steps.last().note == "Soon, please."


def test_what_is_not_written_is_said_before_it_is_sent(program, officer, as_member):
    evaluation = opened(program, officer)
    client = as_member(officer)

    asked = client.get(step("submit", evaluation))
    sent = client.post(step("submit", evaluation), {"note": "", "seen": 0})

    assert "Something is not written yet" in asked.text
    assert sent.status_code == 409
    assert "Write the account first" in sent.text


# ---- Writing


def test_the_words_are_saved(program, officer, as_member):
    evaluation = opened(program, officer)
    typed = {"account": "The walks.", "recommendation": "keep", "reasons": "Cheap.", "seen": 0}

    sent = as_member(officer).post(step("write", evaluation), typed)

    assert sent.status_code == 302
    assert (stored().account, stored().recommendation, stored().reasons) == (
        "The walks.",
        "keep",
        "Cheap.",
    )


def test_half_of_it_can_be_saved(program, officer, as_member):
    evaluation = opened(program, officer)

    sent = as_member(officer).post(step("write", evaluation), {"account": "A start.", "seen": 0})

    assert (sent.status_code, stored().status) == (302, "drafted")


def test_who_saves_second_sees_both_texts_and_may_save_again(
    program, officer, supervisor, as_member
):
    evaluation = written(program, officer)
    mine = {"account": "Mine.", "recommendation": "keep", "reasons": "", "seen": 0}
    client = as_member(supervisor)

    page = client.post(step("write", evaluation), mine)

    assert page.status_code == 409
    assert ACCOUNT in page.text
    assert "Mine." in page.text
    assert 'name="seen" value="1"' in page.text
    assert stored().account == ACCOUNT
    client.post(step("write", evaluation), mine | {"seen": 1})
    assert stored().account == "Mine."


def test_a_text_that_is_too_long_comes_back(program, officer, as_member):
    evaluation = opened(program, officer)

    page = as_member(officer).post(step("write", evaluation), {"account": "x" * 20_001, "seen": 0})

    assert page.status_code == 422
    assert "x" * 20_001 in page.text
    assert stored().account == ""


def test_what_waits_is_not_written(waiting, officer, as_member):
    client = as_member(officer)

    assert client.get(step("write", waiting)).status_code == 409
    assert client.post(step("write", waiting), {"account": "x", "seen": 1}).status_code == 409


def test_everything_is_counted_anew(program, officer, as_member):
    evaluation = opened(program, officer, at=OPENED)

    as_member(officer).post(step("gather", evaluation))

    assert stored().frozen_at > OPENED


def test_counting_anew_is_not_a_link(program, officer, as_member):
    assert as_member(officer).get(step("gather", opened(program, officer))).status_code == 405


def test_a_discussion_is_noted(program, officer, as_member):
    evaluation = opened(program, officer)
    typed = {"where": "public", "on": "2026-01-27", "title": "Merchants", "notes": "Saturdays."}

    as_member(officer).post(step("discussion", evaluation), typed)

    noted = stored().discussions.get()
    assert (noted.where, noted.title, noted.entered_by) == ("public", "Merchants", officer)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"on": "2026-01-29"}, "after today"),
        ({"on": "2024-12-31"}, "before 2025"),
        ({"notes": ""}, "What was said about it"),
    ],
)
def test_a_discussion_with_a_slip_is_not_noted(program, officer, as_member, typed, says):
    evaluation = opened(program, officer)
    whole = {"where": "public", "on": "2026-01-27", "title": "", "notes": "Saturdays."}

    page = as_member(officer).post(step("discussion", evaluation), whole | typed)

    assert page.status_code == 422
    assert says in page.text
    assert not stored().discussions.exists()


# ---- The list, and opening one by hand


def rows_of(page):
    return [one.program.name for one in page.context["page_obj"]]


def test_the_list_shows_what_waits_for_a_commander(waiting, officer, commander, chief, as_member):
    written(make_program(officer, name="Porch Lights"), officer)
    decided(make_program(officer, name="Bike Marking"), officer, chief, judgement="keep")
    client = as_member(commander)
    address = reverse("programs:evaluations")

    views = {
        view: rows_of(client.get(address, {"view": view}))
        for view in ("all", "mine", "writing", "waiting", "decided", "nonsense")
    }

    everything = ["Bike Marking", "Lock It, Light It", "Porch Lights"]
    assert views == {
        "all": everything,
        "mine": ["Lock It, Light It"],
        "writing": ["Porch Lights"],
        "waiting": ["Lock It, Light It"],
        "decided": ["Bike Marking"],
        "nonsense": everything,
    }


def test_the_list_is_narrowed_by_words_and_year(waiting, officer, as_member):
    older = make_program(officer, name="Porch Lights", since=date(2024, 1, 1))
    opened(older, officer, period=Y2024)
    client, address = as_member(officer), reverse("programs:evaluations")

    assert rows_of(client.get(address, {"q": "porch"})) == ["Porch Lights"]
    assert rows_of(client.get(address, {"year": "2025"})) == ["Lock It, Light It"]
    assert rows_of(client.get(address, {"year": "1999"})) == ["Lock It, Light It", "Porch Lights"]
    assert "No evaluation fits these filters" in client.get(address, {"q": "nothing"}).text


def test_the_list_as_a_file_follows_the_view_and_the_filter(waiting, officer, as_member):
    written(make_program(officer, name="Porch Lights"), officer)

    file = as_member(officer).get(reverse("programs:evaluations-export"), {"view": "waiting"})

    lines = file.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith('"Lock It, Light It",2025,Awaiting decision,Officer Ines Fontaine')


@pytest.mark.parametrize("role", [Role.OFFICER, Role.TRAINING_OFFICER])
def test_who_takes_no_lists_away_gets_no_file(waiting, as_member, role):
    client = as_member(make_member(role))

    assert client.get(reverse("programs:evaluations-export")).status_code == 403


def test_a_long_list_has_pages_and_costs_no_more_questions(
    officer, as_member, django_assert_max_num_queries, kinston
):
    for _ in range(30):
        opened(make_program(officer), officer)
    client = as_member(officer)
    client.get(reverse("programs:evaluations"))

    with django_assert_max_num_queries(26):
        page = client.get(reverse("programs:evaluations"), {"page": 2})

    assert len(rows_of(page)) == 5


def test_an_empty_list_says_what_comes_here(officer, chief, as_member):
    for member, words in [
        (officer, "No program has been evaluated"),
        (chief, "No evaluation here"),
    ]:
        assert words in as_member(member).get(reverse("programs:evaluations")).text


def test_one_is_opened_by_hand(program, officer, as_member):
    client, address = as_member(officer), reverse("programs:evaluation-new")

    asked = client.get(address, {"program": program.pk})
    sent = client.post(address, {"program": program.pk, "year": "2025"})

    assert f'<option value="{program.pk}" selected>' in asked.text
    assert sent.url == stored().get_absolute_url()


@pytest.mark.parametrize(
    ("year", "says"),
    [
        ("2026", "Only a year that has ended is evaluated."),
        ("2024", "did not run in 2024"),
        ("", "Choose “Year”"),
    ],
)
def test_what_cannot_be_evaluated_is_refused_with_its_reason(
    program, officer, as_member, year, says
):
    address = reverse("programs:evaluation-new")

    page = as_member(officer).post(address, {"program": program.pk, "year": year})

    assert page.status_code == 422
    assert says in page.text
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize("role", [Role.COMMANDER, Role.DIVISION_SUPERVISOR, Role.OFFICER])
def test_only_the_unit_gets_the_page_that_opens_one(kinston, as_member, role):
    client = as_member(make_member(role))

    assert client.get(reverse("programs:evaluation-new")).status_code == 403
