"""A record moves by one conditional update, and an edit names the version it was made from."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from outreach.concerns.workflows.concerns import STEPS
from outreach.models import CommunityGroup, Concern
from records.history import StaleRecord, StepRefused, move
from tests.support.factories import log_concern, make_group

Status = Concern.Status


def both_at_once(take):
    """What `take` says in two threads that go ahead together, each on its own connection."""
    together = threading.Barrier(2)

    def taker(number):
        try:
            return take(number, together)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(taker, range(2)))


def status_now(concern):
    return Concern.objects.values_list("status", flat=True).get(pk=concern.pk)


def test_a_move_writes_status_and_facts_and_says_where_it_came_from(concern, chief):
    came_from = move(concern, Status.ESCALATED, steps=STEPS, review_by=concern.logged_on)

    assert came_from == Status.LOGGED
    assert (concern.status, concern.review_by) == (Status.ESCALATED, concern.logged_on)
    concern.refresh_from_db()
    assert (concern.status, concern.review_by) == (Status.ESCALATED, concern.logged_on)


def test_a_step_the_table_does_not_know_is_refused_in_words(concern):
    with pytest.raises(StepRefused, match="cannot go from “Logged” to “Closed”"):
        move(concern, Status.CLOSED, steps=STEPS, settled_on=concern.logged_on)

    assert concern.status == Status.LOGGED
    concern.refresh_from_db()
    assert (concern.status, concern.settled_on) == (Status.LOGGED, None)


def test_a_record_that_moved_on_meanwhile_is_not_moved_from_where_it_was(concern):
    seen_before = Concern.objects.get(pk=concern.pk)
    move(concern, Status.ESCALATED, steps=STEPS)

    with pytest.raises(StepRefused, match="from “Escalated” to “Resolved”"):
        move(seen_before, Status.RESOLVED, steps=STEPS)

    assert status_now(concern) == Status.ESCALATED


def test_a_record_that_is_gone_is_refused(concern):
    nowhere = Concern(pk=concern.pk + 1000, status=Status.LOGGED)

    with pytest.raises(StepRefused):
        move(nowhere, Status.ESCALATED, steps=STEPS)


def undone(concern):
    with transaction.atomic():
        move(concern, Status.ESCALATED, steps=STEPS)
        raise ValueError("the step row was refused")


def test_a_move_is_undone_with_the_step_around_it(concern):
    with pytest.raises(ValueError, match="refused"):
        undone(concern)

    assert status_now(concern) == Status.LOGGED


def reviewed(officer):
    """A concern that two supervisors can now take two ways."""
    concern = log_concern(officer)
    for status in (Status.ESCALATED, Status.REVIEWED):
        move(concern, status, steps=STEPS)
    return concern


WAYS = (Status.ASSIGNED, Status.REFERRED)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_a_step_at_once_one_is_refused(officer):
    def take(number, together):
        mine = Concern.objects.get(pk=concern.pk)
        together.wait(10)
        try:
            return move(mine, WAYS[number], steps=STEPS)
        except StepRefused:
            return "refused"

    for _ in range(5):
        concern = reviewed(officer)

        assert sorted(both_at_once(take)) == ["refused", Status.REVIEWED]
        assert status_now(concern) in WAYS


@pytest.mark.django_db(transaction=True)
def test_without_the_condition_both_would_take_it(officer):
    concern = reviewed(officer)

    def take(number, together):
        mine = Concern.objects.get(pk=concern.pk)
        allowed = WAYS[number] in STEPS[Status(mine.status)]
        together.wait(10)
        mine.status = WAYS[number]
        mine.save(update_fields=["status"])
        return allowed

    assert both_at_once(take) == [True, True]


def test_an_edit_made_from_the_version_in_force_is_saved(unit):
    group = make_group(name="Old Mill Watch", about="Kept as it is.")
    group.name, group.about = "Mill Watch", "Not among the fields."

    group.save_edit(seen=1, fields=["name"])

    saved = CommunityGroup.objects.get(pk=group.pk)
    assert (saved.name, saved.about, saved.version) == ("Mill Watch", "Kept as it is.", 2)
    assert group.version == 2


def test_an_edit_writes_whom_a_record_points_at(unit, officer):
    group = make_group()
    group.liaison = officer

    group.save_edit(seen=1, fields=["liaison"])

    assert CommunityGroup.objects.get(pk=group.pk).liaison == officer


@pytest.mark.parametrize("seen", [0, 2, 10**30, None])
def test_an_edit_made_from_another_version_changes_nothing(unit, seen):
    group = make_group(name="Old Mill Watch")
    group.name = "Taken over"

    with pytest.raises(StaleRecord):
        group.save_edit(seen=seen, fields=["name"])

    saved = CommunityGroup.objects.get(pk=group.pk)
    assert (saved.name, saved.version) == ("Old Mill Watch", 1)
    assert group.version == 1


@pytest.mark.django_db(transaction=True)
def test_fault_036_of_two_edits_at_once_one_is_saved(unit):
    group = make_group(name="Old Mill Watch")

    def edit(number, together):
        mine = CommunityGroup.objects.get(pk=group.pk)
        mine.name = f"Edited by {number}"
        together.wait(10)
        try:
            mine.save_edit(seen=mine.version, fields=["name"])
        except StaleRecord:
            return ""
        return mine.name

    for round_ in range(1, 6):
        saved = [name for name in both_at_once(edit) if name]

        group.refresh_from_db()
        assert [group.name] == saved
        assert group.version == round_ + 1


@pytest.mark.django_db(transaction=True)
def test_fault_036_without_the_version_the_second_edit_would_bury_the_first(unit):
    group = make_group(name="Old Mill Watch")

    def edit(number, together):
        mine = CommunityGroup.objects.get(pk=group.pk)
        mine.name = f"Edited by {number}"
        together.wait(10)
        mine.save(update_fields=["name"])
        return mine.name

    assert both_at_once(edit) == ["Edited by 0", "Edited by 1"]
