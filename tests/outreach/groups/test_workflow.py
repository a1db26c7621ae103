"""Keeping the register and the history of who speaks for a group (A-1.A.1, A-3.B)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from outreach.groups.workflows import groups as workflow
from outreach.models import CommunityGroup, Representative
from personnel.models import Notice
from records.history import StaleRecord, StepRefused
from tests.support.factories import NOON, make_group

TODAY = date(2026, 5, 13)


@pytest.fixture
def association(officer):
    return make_group(name="Tannery Hill Neighborhood Association", liaison=officer)


@pytest.fixture
def petrakis(association, officer):
    """The president since January."""
    president = Representative(name="Joan Petrakis", position="President", since=date(2026, 1, 8))
    return workflow.name_representative(association, president, by=officer, at=NOON)


def test_a_group_enters_the_register(supervisor):
    group = workflow.register(CommunityGroup(name="Old Mill Watch", kind="watch"), by=supervisor)

    assert CommunityGroup.objects.get() == group
    assert group.status == CommunityGroup.Status.ACTIVE


def test_the_second_of_two_who_correct_a_group_is_told(association, supervisor):
    workflow.correct(association, by=supervisor, seen=1, fields=["meetings"])
    association.meetings = "Fridays"

    with pytest.raises(StaleRecord):
        workflow.correct(association, by=supervisor, seen=1, fields=["meetings"])

    association.refresh_from_db()
    assert association.meetings == ""


def test_a_representative_speaks_from_the_day_it_is_recorded(association, officer):
    named = workflow.name_representative(
        association, Representative(name="Devon Ashby"), by=officer, at=NOON
    )

    assert (named.group, named.since, named.until) == (association, TODAY, None)


def test_the_commander_is_told_who_speaks_for_a_group(commander, chief, petrakis, association):
    notice = Notice.objects.get()

    assert notice.to == commander
    assert notice.text == "Who speaks for Tannery Hill Neighborhood Association has changed."
    assert notice.url == association.get_absolute_url()


def test_the_end_is_a_day_and_the_entry_stays(commander, association, petrakis, officer):
    workflow.end_representative(petrakis, by=officer, at=NOON, last_day=date(2026, 5, 1))

    kept = association.representatives.get()
    assert (kept.name, kept.position) == ("Joan Petrakis", "President")
    assert (kept.since, kept.until) == (date(2026, 1, 8), date(2026, 5, 1))
    assert Notice.objects.filter(to=commander).count() == 2


def test_the_last_day_is_yesterday_unless_it_is_given(association, petrakis, officer):
    workflow.end_representative(petrakis, by=officer, at=NOON)

    assert petrakis.until == TODAY - timedelta(days=1)
    assert not association.representatives.serving_on(TODAY).exists()


def test_who_was_recorded_today_ends_no_earlier_than_today(association, officer):
    named = workflow.name_representative(
        association, Representative(name="Devon Ashby"), by=officer, at=NOON
    )

    workflow.end_representative(named, by=officer, at=NOON)

    assert named.until == TODAY


def test_an_end_is_not_written_over(commander, petrakis, officer):
    workflow.end_representative(petrakis, by=officer, at=NOON, last_day=date(2026, 5, 1))

    with pytest.raises(StepRefused, match="no longer speaks"):
        workflow.end_representative(petrakis, by=officer, at=NOON, last_day=date(2026, 5, 9))

    petrakis.refresh_from_db()
    assert petrakis.until == date(2026, 5, 1)
    assert Notice.objects.filter(to=commander).count() == 2


def test_a_successor_is_a_new_entry_beside_the_old_one(association, petrakis, officer):
    workflow.end_representative(petrakis, by=officer, at=NOON, last_day=date(2026, 5, 12))
    successor = Representative(name="Luis Cardoza", position="President")
    workflow.name_representative(association, successor, by=officer, at=NOON)

    on_that_day = association.representatives.serving_on
    assert [one.name for one in on_that_day(date(2026, 3, 1))] == ["Joan Petrakis"]
    assert [one.name for one in on_that_day(TODAY)] == ["Luis Cardoza"]


def test_a_telephone_is_corrected_and_what_stood_there_is_kept(
    association, petrakis, officer, commander
):
    seen = (petrakis.phone, petrakis.email)

    workflow.correct_contact(
        petrakis, by=officer, at=NOON, phone="555 010 9999", email="", seen=seen
    )

    petrakis.refresh_from_db()
    assert (petrakis.phone, petrakis.until) == ("555 010 9999", None)
    former = petrakis.former_contacts.get()
    assert ((former.phone, former.email), former.corrected_by) == (seen, officer)
    assert former.corrected_on == TODAY
    told = Notice.objects.filter(to=commander, text__startswith="How to reach")
    assert told.count() == 1
    assert "555" not in told.get().text


def test_two_who_correct_at_once_do_not_overwrite_each_other(petrakis, officer):
    seen = (petrakis.phone, petrakis.email)
    workflow.correct_contact(petrakis, by=officer, at=NOON, phone="1", email="", seen=seen)

    with pytest.raises(StepRefused, match="meanwhile"):
        workflow.correct_contact(petrakis, by=officer, at=NOON, phone="2", email="", seen=seen)

    assert petrakis.former_contacts.count() == 1


def test_nothing_is_kept_when_nothing_differs(petrakis, officer, commander):
    seen = (petrakis.phone, petrakis.email)

    made = workflow.correct_contact(
        petrakis, by=officer, at=NOON, phone=seen[0], email=seen[1], seen=seen
    )

    assert made is None
    assert not petrakis.former_contacts.exists()


def test_only_who_changes_representatives_corrects_them(petrakis, patrol_officer):
    with pytest.raises(PermissionDenied):
        workflow.correct_contact(
            petrakis, by=patrol_officer, at=NOON, phone="1", email="", seen=("", "")
        )
