"""The intake sheet as a document (A-3.A): everything that was done, and nobody's name."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from outreach.concerns.sheets import intake_sheet
from outreach.concerns.workflows import actions, concerns
from outreach.models import Concern
from tests.documents.reading import opened, words
from tests.outreach.advancing import NEXT_DAY, bring_to
from tests.support.factories import log_concern, make_group

Status = Concern.Status
IDENTITY = {
    "reporter_name": "Maria Quintero-Vale",
    "reporter_phone": "252-555-0199",
    "reporter_email": "maria.qv@example.org",
}


@pytest.fixture(autouse=True)
def the_day_after():
    with time_machine.travel(NEXT_DAY, tick=False):
        yield


@pytest.fixture
def full(officer, supervisor, commander):
    """A concern with everything on it."""
    concern = log_concern(
        officer,
        said="Cars speed past José's shop at dismissal.",
        place="Weaver Street",
        group=make_group(name="Tannery Hill"),
        efforts="Watched for an hour.",
        **IDENTITY,
    )
    bring_to(Status.REFERRED, concern, officer=officer, supervisor=supervisor)
    concerns.answer(concern, by=officer, at=NEXT_DAY, text="Told her about the patrol.")
    facts = {"at": NEXT_DAY, "due_on": NEXT_DAY.date() + timedelta(days=30)}
    actions.recommend(
        concern, by=officer, kind="patrol", what="Directed patrol", owner=officer, total=12, **facts
    )
    actions.recommend(
        concern, by=commander, kind="personnel", what="Speak with him", owner=commander, **facts
    )
    concern.refresh_from_db()
    return concern


def test_the_sheet_holds_everything_the_clause_asks_for(full):
    printed = words(intake_sheet(full))

    for said in (
        "Kinston Police Department",
        "Community Services Unit",
        "Concern intake sheet",
        "C-2026-0001",
        "Cars speed past José's shop at dismissal.",
        "Weaver Street",
        "Tannery Hill",
        "Watched for an hour.",
        "Directed patrol",
        "0 of 12",
        "City Engineering",
        "The street is the city's.",
        "Told her about the patrol.",
        "Escalated",
        "Officer Tessa Lindgren",
    ):
        assert said in printed


def test_no_name_and_no_personnel_matter_is_ever_printed(full):
    pdf = intake_sheet(full)

    printed = words(pdf) + str(opened(pdf).metadata)
    for kept in (*IDENTITY.values(), "Speak with him"):
        assert kept not in printed


def test_an_empty_sheet_says_that_nothing_is_recorded(concern):
    printed = words(intake_sheet(concern))

    assert "None recorded: efforts." in printed
    assert "None recorded: recommended actions." in printed
    assert "None recorded: referral." in printed
    assert "Owed by May 27, 2026" in printed


def test_a_restricted_sheet_says_so_on_every_page(restricted):
    assert "Command only" in words(intake_sheet(restricted))


def test_the_same_record_gives_the_same_bytes(full):
    assert intake_sheet(full) == intake_sheet(Concern.objects.get(pk=full.pk))


@pytest.mark.slow
def test_a_long_record_runs_over_several_pages(concern, officer):
    for hour in range(40):
        concerns.note_effort(
            concern, by=officer, at=NEXT_DAY, text=f"Hour {hour}. " + "Watched. " * 60
        )

    pdf = intake_sheet(concern)

    assert len(opened(pdf).pages) > 5
    assert "Hour 39." in words(pdf)


def test_words_that_look_like_markup_are_printed_as_they_stand(officer):
    said = '<link rel="attachment" href="file:///etc/passwd"> {{7*7}}'

    pdf = intake_sheet(log_concern(officer, said=said))

    assert "file:///etc/passwd" in words(pdf)
    assert not opened(pdf).attachments


def test_the_accreditation_manager_reads_the_sheet(as_member, concern, accreditation_manager):
    address = reverse("outreach:concern-sheet", args=[concern.number])

    assert as_member(accreditation_manager).get(address).status_code == 200
