"""The log: what is noted, what it never says, and that nobody changes it afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from audit.guards import put_aside
from audit.kept import GUARDS
from audit.marks import content_of, mark_of, seal_of
from audit.models import Entry
from audit.noting import audited, note
from audit.sealing import Head, head, seal
from audit.verifying import verify
from jobs.sights import one_sight
from outreach.concerns.workflows import concerns
from records.history import StepRefused
from tests.support.factories import NOON, log_concern

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(officer):
    """Six entries in their places; the first is the policy's adoption."""
    for number in range(5):
        note("test.step", kind="test.record", key=str(number), by=officer, fields=["place"])
    return seal()


@contextmanager
def all_allowed() -> Iterator[Any]:
    """Somebody may do anything to the database, triggers and all."""
    with put_aside(GUARDS), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        yield cursor
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")


def rewritten(statement: str, *values: object) -> None:
    with all_allowed() as cursor:
        cursor.execute(statement, values)


def first_bad(*printed: tuple[str, Head]) -> int | None:
    bad = verify(printed).bad
    return bad.place if bad else None


def noted() -> list[tuple[str, str]]:
    """After the adoption of the policy."""
    return list(Entry.objects.order_by("pk").values_list("action", "outcome"))[1:]


def test_a_step_leaves_one_entry_with_who_what_and_as_what(officer):
    concern = log_concern(officer)

    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.outcome) == ("outreach.concerns.log", "done")
    assert (entry.kind, entry.key) == ("outreach.concern", str(concern.pk))
    assert (entry.actor, entry.role) == (officer.pk, officer.role)


def test_an_entry_names_fields_and_not_what_they_say(officer):
    concern = log_concern(officer, said="Wren Abernathy sleeps in the mill", reporter_name="Wren")

    concern.summary = "Somebody sleeps in the mill of Abernathy"
    concerns.correct(
        concern, by=officer, at=NOON, seen=1, changes={"summary": "Abernathy was named"}
    )

    written = json.dumps(list(Entry.objects.values()), default=str)
    assert "Abernathy" not in written
    assert "Wren" not in written
    assert Entry.objects.latest("pk").detail == {"fields": ["summary"]}


def test_a_refused_step_changes_nothing_and_is_noted(officer, patrol_officer):
    concern = log_concern(officer)

    with pytest.raises(PermissionDenied):
        concerns.close(concern, by=patrol_officer, at=NOON)

    concern.refresh_from_db()
    assert concern.status == concern.Status.LOGGED
    assert noted()[1:] == [("outreach.concerns.close", "refused")]
    assert Entry.objects.latest("pk").actor == patrol_officer.pk


def test_a_step_at_the_wrong_time_is_noted_as_refused(officer, supervisor):
    concern = log_concern(officer)

    with pytest.raises(StepRefused):
        concerns.close(concern, by=supervisor, at=NOON)

    assert noted()[1:] == [("outreach.concerns.close", "refused")]


def test_what_is_undone_leaves_no_entry(officer):
    @audited("test.fall")
    def fall(*, by):
        note("inner", by=by)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fall(by=officer)

    assert noted() == []


def test_a_refusal_inside_another_step_is_noted_once(officer):
    @audited("test.inner")
    def inner(*, by):
        raise StepRefused("Not now.")

    @audited("test.outer")
    def outer(*, by):
        inner(by=by)

    with pytest.raises(StepRefused):
        outer(by=officer)

    assert noted() == [("test.outer", "refused")]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 1 WHERE place = 3",
        "UPDATE audit_entry SET key = 'x' WHERE place = 3",
        "UPDATE audit_entry SET place = 99 WHERE place = 3",
        "UPDATE audit_entry SET seal = 'x' WHERE place = 3",
        "DELETE FROM audit_entry WHERE place = 6",
        "DELETE FROM audit_entry",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_entry(chain, statement):
    with (
        pytest.raises(DatabaseError, match="only added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert Entry.objects.count() == 6


def test_an_untouched_log_is_found_whole(chain, officer):
    note("test.later", by=officer)

    checked = verify([("a report", chain)])

    assert (checked.entries, checked.heads, checked.waiting, checked.bad) == (6, 1, 1, None)


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE audit_entry SET actor = 999999 WHERE place = 3", 3),
        ("UPDATE audit_entry SET outcome = 'refused' WHERE place = 2", 2),
        ("UPDATE audit_entry SET detail = '{}' WHERE place = 5", 5),
        ("DELETE FROM audit_entry WHERE place = 4", 4),
        ("DELETE FROM audit_entry WHERE place = 1", 1),
    ],
)
def test_fault_122_whoever_takes_the_triggers_away_is_found_where_they_were(
    chain, statement, place
):
    rewritten(statement)

    assert first_bad() == place


def test_fault_122_two_entries_that_changed_places_are_found(chain):
    """Each as Liaison wrote it; only their order is another."""
    third, fourth = Entry.objects.filter(place__in=(3, 4)).order_by("place")
    with all_allowed():
        for entry, other in ((third, fourth), (fourth, third)):
            told = {name: getattr(other, name) for name in (*Entry.CONTENT, "mark")}
            Entry.objects.filter(pk=entry.pk).update(**told)

    found = verify().bad

    assert found is not None
    assert (found.place, found.why) == (3, "its seal does not follow from the entries before it")


def test_fault_122_an_entry_slipped_in_is_found(chain):
    rewritten("UPDATE audit_entry SET place = place + 100 WHERE place > 3")
    rewritten("UPDATE audit_entry SET place = place - 99 WHERE place > 100")
    slipped = Entry.objects.get(place=2)
    slipped.pk, slipped.place, slipped.key = None, 4, "slipped"
    slipped.save(force_insert=True)

    assert first_bad() == 4


def test_an_entry_added_past_liaison_is_found_while_it_waits_and_afterwards(chain):
    forged = Entry.objects.get(place=2)
    forged.pk, forged.place, forged.seal, forged.key = None, None, "", "forged"
    forged.save(force_insert=True)

    assert first_bad() == 7
    seal()
    assert first_bad() == 7


def test_fault_122_a_cut_end_is_found_by_a_printed_head(chain):
    rewritten("DELETE FROM audit_entry WHERE place > 4")

    assert first_bad() is None
    assert first_bad(("R-2026-1", chain)) == 5


def test_fault_122_a_cut_end_that_grew_again_is_found_by_a_printed_head(chain, officer):
    rewritten("DELETE FROM audit_entry WHERE place > 4")
    note("test.step", by=officer)
    note("test.step", by=officer)
    seal()

    assert first_bad() is None
    assert first_bad(("R-2026-1", chain)) == 6


def test_fault_122_a_log_rewritten_with_the_key_is_found_by_a_printed_head(chain):
    middle = Head(3, Entry.objects.get(place=3).seal)
    previous = "0" * 64
    for entry in Entry.objects.in_order():
        entry.actor = 1
        entry.mark = mark_of(content_of(entry))
        previous = seal_of(previous, entry.place, entry)
        rewritten(
            "UPDATE audit_entry SET actor = 1, mark = %s, seal = %s WHERE id = %s",
            entry.mark,
            previous,
            entry.pk,
        )

    assert first_bad() is None
    assert first_bad(("R-2026-1", middle), ("R-2026-2", chain)) == 3


def test_an_earlier_secret_still_vouches_while_it_is_known(chain, settings):
    earlier, settings.SECRET_KEY = (
        settings.SECRET_KEY,
        "a new secret, long and random enough for it",
    )

    assert first_bad() == 1
    settings.SECRET_KEY_FALLBACKS = [earlier]
    assert first_bad() is None


def test_sealing_goes_on_where_it_stopped(chain, officer):
    note("test.step", by=officer)

    assert seal() == head()
    assert head().place == 7
    assert seal() == head()


def test_a_head_is_read_from_paper(chain):
    assert Head.parse(f" {str(chain).upper()} ") == chain
    assert Head.parse(chain.digest) == Head(0, chain.digest)
    for smudged in ("", "7", "x-" + "0" * 64, "7-abc", "g" * 64):
        with pytest.raises(ValueError, match="no head"):
            Head.parse(smudged)


def test_no_long_reading_begins_inside_a_step(officer):
    @audited("test.count")
    def count(*, by):
        with one_sight():
            pass

    with pytest.raises(RuntimeError, match="read before it begins"):
        count(by=officer)
    with one_sight():
        pass
