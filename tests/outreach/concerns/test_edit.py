"""Correcting a record: what changed is kept, and of two at once nothing is lost."""

import pytest
import time_machine
from django.urls import reverse

from outreach.concerns.workflows import concerns
from outreach.models import Concern
from personnel.roles import Role
from policies.models import Category
from tests.outreach.advancing import NEXT_DAY
from tests.support.factories import a_category, log_concern, make_group, make_member


@pytest.fixture(autouse=True)
def the_day_after():
    with time_machine.travel(NEXT_DAY, tick=False):
        yield


@pytest.fixture
def address(concern):
    return reverse("outreach:concern-edit", args=[concern.number])


def typed(concern, **changed):
    kept = {
        "version": concern.version,
        "summary": concern.summary,
        "said": concern.said,
        "nature": concern.nature,
        "category": concern.category_id,
        "channel": concern.channel,
        "place": concern.place,
        "group": concern.group_id or "",
    }
    return kept | changed


def test_a_correction_keeps_what_stood_there_before(as_member, officer, concern, address):
    group = make_group(name="Tannery Hill")

    answer = as_member(officer).post(
        address,
        typed(concern, place="Weaver Street", category=a_category("noise").pk, group=group.pk),
        follow=True,
    )

    saved = Concern.objects.get()
    assert (saved.place, saved.category.key, saved.group) == ("Weaver Street", "noise", group)
    assert saved.notes.get().text.splitlines() == [
        "Category: “Traffic and speeding” became “Noise”.",
        "Where: “nothing” became “Weaver Street”.",
        "Group: “nothing” became “Tannery Hill”.",
    ]
    assert "C-2026-0001 is corrected." in answer.text


def test_saving_without_a_change_leaves_no_note(as_member, officer, concern, address):
    as_member(officer).post(address, typed(concern))

    assert not concern.notes.exists()
    assert Concern.objects.get().version == 1


def test_fault_036_the_second_of_two_sees_both_versions_and_keeps_the_own_text(
    as_member, officer, supervisor, concern, address
):
    seen = typed(concern)
    as_member(supervisor).post(address, seen | {"place": "Larch Street"})

    answer = as_member(officer).post(address, seen | {"place": "Weaver Street at noon"})

    assert answer.status_code == 409
    assert "Someone else changed this while you were writing" in answer.text
    assert "Sgt. Baptiste" in answer.text
    assert answer.context["conflict"]["fields"] == [
        ("Where", "Larch Street", "Weaver Street at noon")
    ]
    assert 'value="Weaver Street at noon"' in answer.text
    assert Concern.objects.get().place == "Larch Street"


def test_fault_036_saved_again_after_the_conflict_the_own_text_is_meant(
    as_member, officer, supervisor, concern, address
):
    seen = typed(concern)
    as_member(supervisor).post(address, seen | {"place": "Larch Street"})
    client = as_member(officer)
    refused = client.post(address, seen | {"place": "Weaver Street"})

    version = refused.context["form"]["version"].value()
    client.post(address, seen | {"place": "Weaver Street", "version": version})

    saved = Concern.objects.get()
    assert saved.place == "Weaver Street"
    assert [note.text for note in saved.notes.all()] == [
        "Where: “nothing” became “Larch Street”.",
        "Where: “Larch Street” became “Weaver Street”.",
    ]


def test_fault_037_settled_while_one_was_writing_nothing_is_saved_and_the_text_is_shown(
    as_member, officer, concern, address
):
    concerns.resolve(concern, by=officer, at=NEXT_DAY, note="Settled.")

    answer = as_member(officer).post(address, typed(concern, said="They came again at night."))

    assert answer.status_code == 409
    assert "A settled concern is not corrected" in answer.text
    assert "They came again at night." in answer.text
    assert not concern.notes.exists()


def test_a_settled_concern_has_no_form(as_member, officer, concern, address):
    concerns.resolve(concern, by=officer, at=NEXT_DAY, note="Settled.")

    answer = as_member(officer).get(address)

    assert answer.status_code == 409
    assert "Reopen it first" in answer.text


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"said": ""}, "said"),
        ({"summary": ""}, "summary"),
        ({"summary": "x" * 201}, "summary"),
        ({"category": "9999"}, "category"),
        ({"version": "one"}, "version"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(
    as_member, officer, concern, address, changed, field
):
    answer = as_member(officer).post(address, typed(concern, **changed))

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert not concern.notes.exists()


def test_privileged_fields_in_the_form_are_ignored(as_member, officer, concern, address, chief):
    sent = typed(concern, status="closed", restricted="on", owner=chief.pk, number="C-1")

    as_member(officer).post(address, sent)

    saved = Concern.objects.get()
    assert (saved.status, saved.restricted, saved.owner) == ("logged", False, officer)


def test_a_retired_category_stays_on_the_record_that_has_it(as_member, officer):
    noise = a_category("noise")
    concern = log_concern(officer, category=noise)
    Category.objects.filter(pk=noise.pk).update(retired_on=NEXT_DAY.date())
    address = reverse("outreach:concern-edit", args=[concern.number])

    as_member(officer).post(address, typed(concern, place="Weaver Street"))

    saved = Concern.objects.get()
    assert (saved.category, saved.place) == (noise, "Weaver Street")


def test_a_concern_just_read_by_another_division_has_no_edit(
    as_member, unit, concern, address, patrol
):
    elsewhere = make_member(Role.COMMUNITY_OFFICER, division=patrol)

    for answer in (as_member(elsewhere).get(address), as_member(elsewhere).post(address, {})):
        assert answer.status_code == 403
        assert "work on this concern" in answer.text


def test_settled_between_the_look_and_the_save_nothing_is_saved_and_the_reason_told(
    as_member, officer, concern, address, monkeypatch
):
    """A colleague resolves it after the page looked and before the correction is written."""
    correct = concerns.correct

    def too_late(record, **facts):
        concerns.resolve(Concern.objects.get(), by=officer, at=NEXT_DAY, note="Settled.")
        return correct(record, **facts)

    monkeypatch.setattr(concerns, "correct", too_late)

    answer = as_member(officer).post(address, typed(concern, said="They came again at night."))

    assert answer.status_code == 409
    assert "A settled concern is not corrected" in answer.text
    assert "They came again at night." in answer.text
    assert Concern.objects.get().said == concern.said
    assert not concern.notes.exists()
