"""The catalogue, a program's page, and the forms that change it (K-IV.E.3, P-IV.A)."""

from __future__ import annotations

import csv
import io
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from personnel.roles import Role
from policies.current import version_on
from policies.models import Topic
from programs.catalogue.workflows.programs import change, discontinue
from programs.models import Program
from tests.support.factories import NOON, file_brief, make_member, on
from tests.support.programs import (
    enter_cost,
    enter_feedback,
    enter_hours,
    make_program,
    serve,
    staff,
)

LIST = reverse("programs:programs")
BEFORE_NOON = on(date(2026, 5, 13), hour=15)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def page(name: str, *args) -> str:
    return reverse(f"programs:{name}", args=args)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def typed(owner, **facts) -> dict[str, str]:
    return {
        "name": "Porch Lights",
        "kind": "prevention",
        "owner": str(owner.pk),
        "submission": str(uuid4()),
        "version": "1",
        **facts,
    }


# ---- The list


def test_the_list_shows_each_program_with_its_sessions_and_last_decision(
    program, topic, officer, commander, as_member
):
    file_brief(officer, topic=topic, at=NOON)
    _decided(program, commander, "modify")

    shown = text_of(as_member(officer).get(LIST))

    assert "Lock It, Light It" in shown
    assert "Officer Fontaine" in shown
    assert "Modify, 2025" in shown
    assert f'href="{page("program-sessions", program.pk)}">1</a>' in shown


def test_a_decision_is_not_told_to_who_reads_no_evaluations(
    program, commander, patrol_officer, as_member
):
    _decided(program, commander, "discontinue")

    shown = text_of(as_member(patrol_officer).get(LIST))

    assert "Lock It, Light It" in shown
    assert "Discontinue, 2025" not in shown
    assert "None yet" in shown


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "porch"}, {"Porch Lights"}),
        ({"q": "SENIÓR crime"}, {"Lock It, Light It"}),
        ({"q": "river"}, {"Porch Lights"}),
        ({"q": "porch nothing"}, set()),
        ({"q": "!?"}, set()),
        ({"kind": "youth"}, {"Porch Lights"}),
        ({"status": "active"}, {"Lock It, Light It"}),
        ({"status": "nonsense"}, {"Lock It, Light It", "Porch Lights"}),
    ],
)
def test_the_list_is_narrowed(program, proposed, officer, as_member, asked, found):
    Program.objects.filter(pk=proposed.pk).update(kind="youth", target_areas="Riverside")

    response = as_member(officer).get(LIST, asked)

    assert {one.name for one, _ in response.context["rows"]} == found


def test_the_list_is_narrowed_by_owner(program, supervisor, officer, as_member):
    make_program(supervisor, name="Safe Doors")

    response = as_member(officer).get(LIST, {"owner": supervisor.pk})

    assert [one.name for one, _ in response.context["rows"]] == ["Safe Doors"]


def test_an_empty_catalogue_says_who_fills_it(supervisor, officer, as_member):
    assert "Propose the first program" in text_of(as_member(supervisor).get(LIST))
    shown = text_of(as_member(officer).get(LIST))
    assert "The supervisor of the community services unit proposes programs." in shown
    assert page("program-new") not in shown


def test_the_list_is_read_page_by_page_with_the_same_questions(
    owner, officer, as_member, django_assert_max_num_queries
):
    for n in range(30):
        program = make_program(owner, name=f"Program {n:02}")
        staff(program, officer)
    client = as_member(officer)
    client.get(LIST)

    with django_assert_max_num_queries(20):
        first = client.get(LIST)
    second = client.get(LIST, {"page": 2})

    assert (len(first.context["rows"]), len(second.context["rows"])) == (25, 5)


def test_the_file_holds_what_the_filter_shows(program, proposed, topic, officer, as_member):
    file_brief(officer, topic=topic, at=NOON)

    response = as_member(officer).get(page("programs-export"), {"status": "active"})
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert response["Content-Disposition"] == 'attachment; filename="programs-2026-05-13.csv"'
    assert [row["Program"] for row in rows] == ["Lock It, Light It"]
    assert rows[0]["Topics"] == "Senior citizen crime awareness"
    assert rows[0]["Sessions this year"] == "1"


def test_who_takes_no_lists_away_gets_no_file(program, patrol_officer, as_member):
    assert as_member(patrol_officer).get(page("programs-export")).status_code == 403


# ---- One program


def test_the_page_tells_what_it_is_and_what_its_years_held(
    program, topic, officer, owner, patrol_officer, as_member
):
    program.objectives, program.target_areas = "Fewer open doors.", "Depot\nRiverside"
    program.public_description = {"en": "Lock your door.", "es": "Cierre su puerta."}
    program.save()
    staff(program, patrol_officer, qualification="CPTED course")
    file_brief(officer, topic=topic, at=NOON, participants=22)
    enter_hours(program, owner, on=date(2026, 5, 12), hours="6.50")
    enter_hours(program, owner, on=date(2025, 5, 12), hours="4")
    enter_cost(program, owner, on=date(2026, 5, 12), amount="89.50")
    enter_feedback(program, owner, on=date(2026, 5, 12), yes=18, unsure=2, quote="More of it.")

    shown = text_of(as_member(officer).get(program.get_absolute_url()))

    for words in ("Fewer open doors.", "Depot, Riverside", "CPTED course", "Cierre su puerta."):
        assert words in shown
    hours = page("program-hours", program.pk)
    assert f'href="{hours}?year=2026" title="Show the hours">6.5</a>' in shown
    assert f'href="{hours}?year=2025" title="Show the hours">4</a>' in shown
    assert (
        f'{page("program-costs", program.pk)}?year=2026" title="Show the cost">$89.50</a>' in shown
    )
    assert (
        f'{page("program-sessions", program.pk)}?year=2026" title="Show the sessions">22</a>'
        in shown
    )
    assert (
        f'{page("program-feedback", program.pk)}?year=2026" title="Show the cards">20</a>' in shown
    )
    assert "“More of it.”" in shown


def test_struck_entries_are_in_no_sum(program, owner, supervisor, as_member):
    for _ in range(2):
        enter_hours(program, owner, on=date(2026, 5, 12), hours="3")
    program.hours.filter(pk=program.hours.first().pk).update(struck_at=NOON, struck_by=supervisor)

    response = as_member(supervisor).get(program.get_absolute_url())

    [(_, this_year), _] = response.context["years"]
    assert this_year.hours == 3


def test_sessions_of_other_divisions_are_counted_and_not_listed(
    program, topic, officer, patrol_officer, as_member
):
    file_brief(officer, topic=topic, at=NOON, audience="Northgate Seniors")
    file_brief(patrol_officer, topic=topic, at=NOON, audience="Rotary Club")

    for address in (program.get_absolute_url(), page("program-sessions", program.pk)):
        shown = text_of(as_member(patrol_officer).get(address))
        assert "Rotary Club" in shown
        assert "Northgate Seniors" not in shown
    assert "<b>2</b> held" in shown
    assert "1 of them were held by other divisions" in shown


def test_the_list_of_sessions_holds_one_year(program, topic, officer, as_member):
    file_brief(officer, topic=topic, held_at=on(date(2025, 3, 1)), audience="Last year")
    file_brief(officer, topic=topic, held_at=on(date(2026, 3, 1)), audience="This year")
    client, address = as_member(officer), page("program-sessions", program.pk)

    this_year, last_year = (text_of(client.get(address, {"year": y})) for y in ("", "2025"))

    assert ("This year" in this_year, "Last year" in this_year) == (True, False)
    assert ("This year" in last_year, "Last year" in last_year) == (False, True)


def test_evaluations_stand_on_the_page_of_who_reads_them(
    program, commander, patrol_officer, owner, as_member
):
    evaluation = _decided(program, commander, "keep")
    link = f"/programs/evaluations/{evaluation.pk}/"

    assert link in text_of(as_member(owner).get(program.get_absolute_url()))
    assert link not in text_of(as_member(patrol_officer).get(program.get_absolute_url()))


def test_the_unit_finds_the_way_to_an_evaluation_of_a_program_that_ran(
    program, proposed, officer, owner, as_member
):
    def way(member, of) -> bool:
        address = f"{page('evaluation-new')}?program={of.pk}"
        return address in text_of(as_member(member).get(of.get_absolute_url()))

    assert way(officer, program)
    assert not way(officer, proposed)
    assert not way(owner, program)


def test_the_gate_says_why_a_step_is_refused(program, proposed, supervisor, officer, as_member):
    shown = text_of(as_member(supervisor).get(program.get_absolute_url()))
    assert page("program-pause", program.pk) in shown
    assert "A commander or the chief discontinues a program." in shown
    assert page("program-discontinue", program.pk) not in shown

    shown = text_of(as_member(supervisor).get(proposed.get_absolute_url()))
    assert "You proposed it or wrote at the proposal; someone else approves it." in shown
    assert "Decline the proposal" in shown


def test_who_only_reads_sees_no_refusals_and_no_buttons(program, accreditation_manager, as_member):
    shown = text_of(as_member(accreditation_manager).get(program.get_absolute_url()))

    assert "Next step" not in shown
    assert "Enter hours" not in shown
    assert "Edit the program" not in shown


def test_the_steps_are_told_newest_first_and_by_their_names(program, officer, commander, as_member):
    program.objectives = "Fewer open doors."
    change(program, by=officer, at=BEFORE_NOON, seen=1, fields=["objectives"])
    discontinue(program, by=commander, at=NOON, note="Nobody came.")

    response = as_member(officer).get(program.get_absolute_url())

    titles = [entry.title for entry in response.context["steps"]]
    assert titles == ["Discontinued", "Changed"]


def test_an_administrator_sees_no_program(program, as_member):
    assert as_member(make_member(Role.ADMINISTRATOR)).get(LIST).status_code == 403


# ---- Proposed and changed


def test_a_program_is_proposed_with_words_for_the_public(owner, supervisor, as_member):
    form = typed(owner, public_description_0="Lock up.", public_description_1="Cierre bien.")

    response = as_member(supervisor).post(page("program-new"), form)

    program = Program.objects.get()
    assert response.url == program.get_absolute_url()
    assert (program.status, program.owner) == ("proposed", owner)
    assert program.public_description.data == {"en": "Lock up.", "es": "Cierre bien."}


def test_a_form_sent_twice_proposes_once(owner, supervisor, as_member):
    client, form = as_member(supervisor), typed(owner)
    client.post(page("program-new"), form)
    Program.objects.update(name="Renamed")

    response = client.post(page("program-new"), form)

    assert response.status_code == 302
    assert Program.objects.count() == 1


def test_a_double_click_leads_to_the_program_and_not_to_an_error(owner, supervisor, as_member):
    client, form = as_member(supervisor), typed(owner)

    first, second = (client.post(page("program-new"), form) for _ in range(2))

    assert first.url == second.url == Program.objects.get().get_absolute_url()


def test_a_name_is_asked_for_once_in_any_case(program, owner, supervisor, as_member):
    response = as_member(supervisor).post(
        page("program-new"), typed(owner, name="lock it,  light it")
    )

    assert response.status_code == 422
    assert "A program of this name is in the catalogue already." in text_of(response)


def test_the_form_says_that_no_health_data_belongs_in_it(supervisor, as_member):
    assert "no other health data" in text_of(as_member(supervisor).get(page("program-new")))


def test_an_owner_who_does_not_work_is_not_offered(
    accreditation_manager, owner, supervisor, as_member
):
    response = as_member(supervisor).post(page("program-new"), typed(accreditation_manager))

    assert response.status_code == 422
    assert response.context["form"].errors["owner"]


@pytest.mark.parametrize("name", ["program-new"])
def test_an_officer_gets_no_form_to_propose(officer, as_member, name):
    assert as_member(officer).get(page(name)).status_code == 403


def test_a_program_is_changed_and_the_step_says_what(program, officer, owner, as_member):
    form = typed(owner, name=program.name, objectives="Fewer open doors.", target_areas="Depot")

    response = as_member(officer).post(page("program-edit", program.pk), form)

    program.refresh_from_db()
    assert response.status_code == 302
    assert (program.objectives, program.version) == ("Fewer open doors.", 2)
    assert program.steps.get().note == "Changed: objectives, target areas."


def test_what_nobody_changed_leaves_no_step(program, officer, owner, as_member):
    form = typed(owner, name=program.name)

    as_member(officer).post(page("program-edit", program.pk), form)

    assert not program.steps.exists()


def test_two_who_edit_at_once_see_both_versions(program, officer, owner, as_member):
    client, address = as_member(officer), page("program-edit", program.pk)
    client.post(address, typed(owner, name=program.name, objectives="First."))

    response = client.post(address, typed(owner, name=program.name, objectives="Second."))

    assert response.status_code == 409
    assert response.context["differing"] == [("Objectives", "First.", "Second.")]
    assert "Officer Lindgren saved at" in text_of(response)
    again = typed(owner, name=program.name, objectives="Second.", version="2")
    assert client.post(address, again).status_code == 302
    program.refresh_from_db()
    assert program.objectives == "Second."


def test_without_a_version_nothing_is_saved(program, officer, owner, as_member):
    form = typed(owner, name=program.name, objectives="No.", version="strange")

    response = as_member(officer).post(page("program-edit", program.pk), form)

    program.refresh_from_db()
    assert response.status_code in (409, 422)
    assert program.objectives == ""


def test_a_discontinued_program_has_no_form(owner, officer, as_member):
    ended = make_program(owner, status="discontinued")

    response = as_member(officer).get(page("program-edit", ended.pk))

    assert response.status_code == 403
    assert "Command resumes it" in text_of(response)


# ---- Topics and personnel


def test_a_topic_is_added_and_ended(program, officer, as_member):
    client, fraud = as_member(officer), Topic.objects.get(key="fraud")

    client.post(page("program-topic-new", program.pk), {"topic": fraud.pk, "since": "2026-02-01"})
    served = program.topics.get(topic=fraud)
    client.post(page("program-topic-end", program.pk, served.pk), {"last_day": "2026-04-30"})

    served.refresh_from_db()
    assert (served.since, served.until) == (date(2026, 2, 1), date(2026, 4, 30))


def test_a_topic_of_another_program_is_refused_at_the_field(
    program, topic, owner, officer, as_member
):
    other = make_program(owner, name="Safe Doors")
    client, address = as_member(officer), page("program-topic-new", other.pk)

    offered = text_of(client.get(address))
    response = client.post(address, {"topic": topic.pk, "since": "2026-05-01"})

    assert "Senior citizen crime awareness, belongs to Lock It, Light It" in offered
    assert response.status_code == 422
    assert "belongs to Lock It, Light It. End it there first." in text_of(response)


def test_a_topic_does_not_end_before_it_began(program, officer, as_member):
    served = program.topics.get()

    response = as_member(officer).post(
        page("program-topic-end", program.pk, served.pk), {"last_day": "2024-12-31"}
    )

    assert response.status_code == 422
    assert "before the first day, January 1, 2025" in text_of(response)


def test_a_row_of_another_program_is_not_found(program, owner, officer, as_member):
    other = make_program(owner)
    served, person = program.topics.get(), staff(program, officer)
    client = as_member(officer)

    for address in (
        page("program-topic-end", other.pk, served.pk),
        page("program-person-end", other.pk, person.pk),
    ):
        assert client.get(address).status_code == 404


def test_personnel_is_added_and_ended(program, officer, patrol_officer, as_member):
    client = as_member(officer)

    client.post(
        page("program-person-new", program.pk),
        {"member": patrol_officer.pk, "qualification": "CPTED course", "since": "2026-02-01"},
    )
    person = program.personnel.get()
    client.post(page("program-person-end", program.pk, person.pk), {"last_day": "2026-04-30"})

    person.refresh_from_db()
    assert (person.qualification, person.until) == ("CPTED course", date(2026, 4, 30))


@pytest.mark.parametrize("name", ["program-topic-new", "program-person-new", "program-edit"])
def test_a_stranger_gets_no_form(program, patrol_officer, as_member, name):
    assert as_member(patrol_officer).get(page(name, program.pk)).status_code == 403


@pytest.mark.parametrize("name", ["program-topic-end", "program-person-end"])
def test_a_stranger_ends_nothing(program, patrol_officer, officer, as_member, name):
    row = program.topics.get() if "topic" in name else staff(program, officer)

    client, address = as_member(patrol_officer), page(name, program.pk, row.pk)

    assert client.get(address).status_code == 403
    assert client.post(address, {"last_day": "2026-05-01"}).status_code == 403
    row.refresh_from_db()
    assert row.until is None


# ---- Steps


def test_command_approves_with_a_first_day(proposed, commander, as_member):
    client, address = as_member(commander), page("program-approve", proposed.pk)
    assert client.get(address).status_code == 200

    client.post(address, {"seen": "1", "started_on": "2019-09-01"})

    proposed.refresh_from_db()
    assert (proposed.status, proposed.started_on) == ("active", date(2019, 9, 1))


def test_approving_names_the_topics_that_open_again(program, proposed, topic, commander, as_member):
    discontinue(program, by=commander, at=NOON, note="Nobody came.")
    serve(proposed, topic, since=date(2026, 5, 13))

    shown = text_of(as_member(commander).get(page("program-approve", proposed.pk)))

    assert "These topics are closed and open again with it" in shown
    assert "<li>Senior citizen crime awareness</li>" in shown


def test_what_was_changed_after_it_was_read_is_not_approved(
    proposed, commander, officer, as_member
):
    proposed.objectives = "Other."
    change(proposed, by=officer, at=NOON, seen=1, fields=["objectives"])

    response = as_member(commander).post(
        page("program-approve", proposed.pk), {"seen": "1", "started_on": "2026-05-13"}
    )

    assert response.status_code == 409
    assert "Somebody changed it while you were looking" in text_of(response)


def test_a_program_is_paused_and_resumed_with_a_note(program, supervisor, as_member):
    client = as_member(supervisor)

    assert client.post(page("program-pause", program.pk), {"note": ""}).status_code == 422
    client.post(page("program-pause", program.pk), {"note": "School is out."})
    client.post(page("program-resume", program.pk), {"note": "School is back."})

    program.refresh_from_db()
    assert program.status == "active"
    assert [step.to_status for step in program.steps.all()] == ["paused", "active"]


def test_discontinuing_asks_and_names_what_follows(program, topic, officer, commander, as_member):
    file_brief(officer, topic=topic, at=NOON)
    client, address = as_member(commander), page("program-discontinue", program.pk)

    asked = text_of(client.get(address))
    program.refresh_from_db()
    assert program.status == "active"
    client.post(address, {"note": "Nobody came."})

    for words in (
        "These topics close today",
        "<li>Senior citizen crime awareness</li>",
        "Lindgren",
    ):
        assert words in asked
    program.refresh_from_db()
    assert program.status == "discontinued"


def test_a_proposal_is_declined_on_the_same_page_in_other_words(proposed, commander, as_member):
    client, address = as_member(commander), page("program-discontinue", proposed.pk)

    asked = text_of(client.get(address))
    client.post(address, {"note": "We have one like it."})

    assert "Decline the proposal" in asked
    assert "These topics close" not in asked
    proposed.refresh_from_db()
    assert (proposed.status, proposed.started_on) == ("discontinued", None)


@pytest.mark.parametrize("step", ["approve", "pause", "resume", "discontinue"])
def test_who_may_not_take_a_step_gets_no_page(program, officer, as_member, step):
    assert as_member(officer).get(page(f"program-{step}", program.pk)).status_code == 403


def test_a_step_that_does_not_lead_on_is_refused_in_words(program, commander, as_member):
    response = as_member(commander).get(page("program-resume", program.pk))

    assert response.status_code == 409
    assert "It is active." in text_of(response)


def _decided(program, commander, decision: str):
    return program.evaluations.create(
        first_day=date(2025, 1, 1),
        last_day=date(2025, 12, 31),
        due_on=date(2026, 3, 31),
        opened_on=date(2026, 1, 2),
        policy=version_on(date(2025, 12, 31)),
        clause="K-IV.D",
        status="decided",
        account="It went well.",
        recommendation=decision,
        decision=decision,
        decided_at=NOON,
        decided_by=commander,
        frozen_at=NOON,
        digest="0" * 64,
        **({"effective_on": date(2026, 6, 1)} if decision == "discontinue" else {}),
    )
