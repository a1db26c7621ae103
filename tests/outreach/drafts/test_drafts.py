"""Unfinished entries: kept on the server for their author, until sent or thrown away."""

from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from outreach.drafts import workflow as drafts
from outreach.models import Draft
from tests.support.factories import NOON, a_category, make_member

NEW = "/concerns/new/"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def keep(as_member, officer):
    """Saves as the page does: `keep(said="…", draft=key)`."""
    client = as_member(officer)

    def saved(**typed):
        return client.post(reverse("outreach:concern-draft"), typed)

    return saved


def a_draft(member, **typed):
    return Draft.objects.create(member=member, form="concern", typed=typed, saved_at=NOON)


def test_a_save_says_when_and_under_which_key(keep, officer):
    key = str(uuid4())

    answer = keep(draft=key, said="Cars speed", channel="patrol")

    assert answer.json() == {"saved": "12:00 pm", "draft": key}
    assert Draft.objects.get().member == officer
    assert Draft.objects.get().typed == {"said": "Cars speed", "channel": "patrol"}


def test_the_next_save_replaces_the_one_before(keep):
    key = str(uuid4())
    keep(draft=key, said="Cars")

    keep(draft=key, said="Cars speed")

    assert Draft.objects.get().typed == {"said": "Cars speed"}


def test_only_fields_of_the_form_are_kept_and_no_more_than_fits(keep):
    keep(draft=str(uuid4()), said="x" * 50_000, status="closed", csrfmiddlewaretoken="t")

    typed = Draft.objects.get().typed
    assert set(typed) == {"said"}
    assert len(typed["said"]) == drafts.MOST_CHARACTERS


def test_nothing_typed_is_no_draft(keep):
    assert keep(draft=str(uuid4()), said="  ").status_code == 200
    assert not Draft.objects.exists()


def test_a_save_that_arrives_after_the_form_was_sent_is_refused(keep, as_member, officer):
    key = str(uuid4())
    typed = {"draft": key, "said": "Cars.", "category": a_category().pk, "channel": "patrol"}
    as_member(officer).post(NEW, typed)

    late = keep(**typed)

    assert late.status_code == 409
    assert not Draft.objects.exists()


def test_nobody_writes_into_another_members_draft(keep, patrol_officer):
    theirs = a_draft(patrol_officer, said="Theirs")

    assert keep(draft=str(theirs.key), said="Mine").status_code == 409
    assert Draft.objects.get().typed == {"said": "Theirs"}


@pytest.mark.parametrize("key", ["no key", "1", "00000000"])
def test_a_key_that_is_none_is_refused(keep, key):
    assert keep(draft=key, said="Cars").status_code == 400


def test_a_save_is_only_ever_posted(as_member, officer):
    assert as_member(officer).get(reverse("outreach:concern-draft")).status_code == 405


def test_who_only_reads_keeps_no_draft(as_member, accreditation_manager):
    client = as_member(accreditation_manager)

    assert client.post(reverse("outreach:concern-draft"), {"said": "x"}).status_code == 403


def test_the_form_lists_ones_own_unfinished_entries(as_member, officer, patrol_officer):
    a_draft(officer, said="Lights out at the bus stop")
    a_draft(officer, channel="meeting")
    a_draft(patrol_officer, said="Of no concern to her")

    shown = as_member(officer).get(NEW).text

    assert "You have two unfinished entries" in shown
    assert "Lights out at the bus stop" in shown
    assert "Nothing written down yet" in shown
    assert "Of no concern to her" not in shown


def test_a_draft_taken_up_again_fills_the_form_as_it_was_left(as_member, officer):
    draft = a_draft(
        officer, said="Lights out", category=str(a_category().pk), potential="on", place="Depot"
    )

    form = as_member(officer).get(NEW, {"draft": str(draft.key)}).context["form"]

    assert form["said"].value() == "Lights out"
    assert form["category"].value() == str(a_category().pk)
    assert (form["potential"].value(), form["wants_answer"].value()) == ("on", False)
    assert form["draft"].value() == str(draft.key)


@pytest.mark.parametrize("key", ["another's", "nonsense"])
def test_a_draft_that_is_not_ones_own_starts_an_empty_form(as_member, officer, patrol_officer, key):
    theirs = a_draft(patrol_officer, said="Theirs")
    asked = str(theirs.key) if key == "another's" else key

    shown = as_member(officer).get(NEW, {"draft": asked})

    assert shown.status_code == 200
    assert "Theirs" not in shown.text


def test_discarding_asks_first(as_member, officer):
    draft = a_draft(officer, said="Lights out")
    client, url = as_member(officer), reverse("outreach:draft-discard", args=[draft.pk])

    asked = client.get(url)
    assert "Lights out" in asked.text
    assert Draft.objects.exists()

    assert client.post(url).url == NEW
    assert not Draft.objects.exists()


def test_nobody_discards_another_members_draft(as_member, patrol_officer):
    theirs = a_draft(patrol_officer, said="Theirs")
    url = reverse("outreach:draft-discard", args=[theirs.pk])

    assert as_member(make_member()).post(url).status_code == 404
    assert Draft.objects.exists()


def test_what_postgresql_cannot_keep_is_left_out(officer):
    typed = {"said": "Cars\x00 speed \ud83d.", "pla\x00ce\udc00": "Depot", "efforts": "\x00"}

    draft = drafts.keep("concern", typed, key=uuid4(), by=officer, at=NOON)

    assert draft.typed == {"said": "Cars speed .", "place": "Depot"}
