"""A file proposes a status for a group that stands, and the unit decides; a new group has the file's."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse

from desk.waiting.groups import to_decide
from outreach.groups.workflows.status import decide_status
from outreach.imports.group_maps import read_group_map
from outreach.imports.groups import bring_in_groups, preview_groups, read_groups
from outreach.models import CommunityGroup, GroupProposal
from personnel.roles import Role
from records.history import StepRefused
from tests.outreach.imports.test_groups import feature, written
from tests.support.factories import NOON, make_member

MAP = read_group_map("""
[properties]
name = "name"
status = { property = "STATE", values = { "Resting" = "inactive" } }
""")


def brought_in(**states: str):
    features = (feature(name.replace("_", " "), STATE=word) for name, word in states.items())
    reading = read_groups(written(*features), source="City", group_map=MAP)
    return bring_in_groups(reading, at=NOON)


def status_of(name: str) -> str:
    return CommunityGroup.objects.get(name=name).status


def test_a_new_group_comes_in_with_the_files_status(unit):
    brought_in(Elm_Row="Active", Oak_Row="RESTING")

    assert (status_of("Elm Row"), status_of("Oak Row")) == ("active", "inactive")
    assert not GroupProposal.objects.exists()


def test_a_word_nobody_has_given_a_meaning_is_refused(unit):
    tally = brought_in(Elm_Row="Perhaps")

    assert "“Perhaps” is neither active nor inactive" in tally.refused[0].reason


def test_for_a_group_that_stands_it_is_proposed_and_said(unit):
    brought_in(Elm_Row="Active")

    tally = brought_in(Elm_Row="Resting")

    assert status_of("Elm Row") == "active"
    proposal = GroupProposal.objects.get()
    assert (proposal.status, proposal.why) == ("inactive", "“City” says that it is inactive")
    assert (tally.same, tally.changed) == (1, 0)
    assert any("register does not: Elm Row" in remark for remark in tally.remarks)


def test_a_preview_proposes_nothing_and_says_what_would_be(unit):
    brought_in(Elm_Row="Active")
    features = read_groups(
        written(feature("Elm Row", STATE="Resting")), source="City", group_map=MAP
    )

    tally = preview_groups(features, at=NOON)

    assert any("register does not: Elm Row" in remark for remark in tally.remarks)
    assert not GroupProposal.objects.exists()


def test_a_group_gone_from_the_file_is_proposed_as_inactive(unit):
    brought_in(Elm_Row="Active", Oak_Row="Active")

    brought_in(Elm_Row="Active")

    assert status_of("Oak Row") == "active"
    assert GroupProposal.objects.get().why == "It is not in “City” any more"


def test_a_group_that_comes_back_is_no_question_any_more(unit):
    brought_in(Elm_Row="Active", Oak_Row="Active")
    brought_in(Elm_Row="Active")

    brought_in(Elm_Row="Active", Oak_Row="Active")

    assert not GroupProposal.objects.open().exists()


def test_nobody_is_gone_where_a_feature_was_refused(unit):
    brought_in(Elm_Row="Active", Oak_Row="Active")

    brought_in(Elm_Row="Active", Oak_Row="Perhaps")

    assert not GroupProposal.objects.exists()


def test_what_the_unit_decided_stays_while_the_file_repeats_itself(unit, officer):
    brought_in(Elm_Row="Active")
    brought_in(Elm_Row="Resting")
    decide_status(GroupProposal.objects.get(), accepted=False, by=officer, at=NOON)

    brought_in(Elm_Row="Resting")

    assert status_of("Elm Row") == "active"
    assert not GroupProposal.objects.open().exists()


def test_the_unit_decides_on_the_page_and_the_desk_says_until_when(client, unit, officer):
    brought_in(Elm_Row="Active")
    brought_in(Elm_Row="Resting")
    [item] = to_decide(officer)
    assert item.title == "Decide whether Elm Row is inactive"
    assert item.due is not None

    client.force_login(officer)
    page = client.get(item.url).content.decode()
    assert "Is it inactive?" in page
    proposal = GroupProposal.objects.get()
    address = reverse("outreach:group-status", args=[proposal.group_id])
    answers = [
        client.post(address, {"proposal": proposal.pk, "decision": "accept"}).status_code
        for _ in range(2)
    ]

    assert answers == [302, 409]
    assert status_of("Elm Row") == "inactive"
    assert to_decide(officer) == []


def test_nobody_else_decides(unit, officer):
    brought_in(Elm_Row="Active")
    brought_in(Elm_Row="Resting")
    commander = make_member(role=Role.COMMANDER)

    with pytest.raises(PermissionDenied):
        decide_status(GroupProposal.objects.get(), accepted=True, by=commander, at=NOON)
    assert to_decide(commander) == []


def test_it_is_decided_once(unit, officer):
    brought_in(Elm_Row="Active")
    brought_in(Elm_Row="Resting")
    proposal = GroupProposal.objects.get()
    decide_status(proposal, accepted=True, by=officer, at=NOON)

    with pytest.raises(StepRefused, match="already"):
        decide_status(proposal, accepted=False, by=officer, at=NOON)


def test_two_proposals_never_wait_for_one_group(unit):
    brought_in(Elm_Row="Active")
    brought_in(Elm_Row="Resting")
    group = CommunityGroup.objects.get()

    with pytest.raises(IntegrityError):
        group.proposals.create(status="inactive", why="again", proposed_on=date(2026, 1, 1))
