"""The keys of a list in its order, the same whether it is read to its end or not."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outreach.concerns import listing
from outreach.concerns.lateness import next_date
from outreach.concerns.ordering import KeysInOrder, count_of, in_one_piece, seen_by
from outreach.concerns.workflows import concerns
from outreach.models import Action, Concern, Referral
from pages import counting
from tests.outreach.advancing import bring_to, refer
from tests.support.factories import NOON, log_concern

ORDERS = ("newest", "oldest", "next")
LONG_AGO, SOON = NOON.date() - timedelta(days=20), NOON.date() + timedelta(days=9)
# By then some answers are late, and a review, a status check and an action.
DAY = NOON.date() + timedelta(days=8)


@pytest.fixture
def records(officer, supervisor, patrol_officer, patrol_supervisor, commander):
    """Concerns of two divisions, logged in no order, with every kind of day on some of them."""
    for days in (3, 40, 17, 8):
        log_concern(officer, at=NOON - timedelta(days=days))
        log_concern(patrol_officer, at=NOON - timedelta(days=days + 2))
    quiet = {"wants_answer": False, "at": NOON - timedelta(days=5)}
    for by in (officer, patrol_officer):
        log_concern(by, **quiet)
        settled = log_concern(by, at=NOON - timedelta(days=30))
        concerns.resolve(settled, by=by, at=NOON, note="Settled.")
    bring_to("escalated", log_concern(officer, **quiet), officer=officer, supervisor=supervisor)
    refer(
        bring_to("reviewed", log_concern(officer, **quiet), officer=officer, supervisor=supervisor),
        by=supervisor,
        to_division=patrol_supervisor.division,
    )
    for due in (LONG_AGO, SOON):
        acted_on = log_concern(officer, **quiet)
        act(acted_on, due, owner=patrol_officer)
        act(acted_on, due + timedelta(days=1), owner=officer)
    hidden = log_concern(officer, restricted=True, about_member=patrol_officer)
    act(hidden, LONG_AGO, owner=commander)
    Referral.objects.update(next_check_on=LONG_AGO)
    Concern.objects.filter(status="escalated").update(review_by=LONG_AGO)
    answered = log_concern(patrol_officer, at=NOON - timedelta(days=50))
    concerns.answer(answered, by=patrol_officer, at=NOON, text="They were told.")


def act(concern, due, *, owner):
    facts = {"recommended_by": owner, "recommended_on": LONG_AGO, "owner": owner}
    Action.objects.create(concern=concern, kind="patrol", what="Patrol", due_on=due, **facts)


def expected(view, member, order):
    """The same keys by looking at every concern."""
    seen = listing.with_next_dates(Concern.objects.visible_to(member))
    held = {
        "all": lambda one: True,
        "open": lambda one: one.settled_on is None,
        "unanswered": lambda one: one.answer_by and not one.answered_on,
        "late": lambda one: _next(one) < DAY,
    }[view]
    places = {
        "newest": lambda one: (-one.logged_on.toordinal(), -one.pk),
        "oldest": lambda one: (one.logged_on, one.pk),
        "next": lambda one: (_next(one), -one.pk),
    }
    return [one.pk for one in sorted(filter(held, seen), key=places[order])]


def _next(concern):
    due = next_date(concern)
    return due.day if due else date.max


@pytest.mark.parametrize("view", ["all", "open", "unanswered", "late"])
@pytest.mark.parametrize("who", ["officer", "patrol_officer", "patrol_supervisor", "commander"])
def test_a_list_holds_the_same_in_the_same_order_however_long_it_is(
    records, request, monkeypatch, who, view
):
    member = request.getfixturevalue(who)
    held = listing.among(listing.VIEWS[view], member, DAY)

    for order, most in product(ORDERS, (1, 3, 6, 10_000)):
        monkeypatch.setattr(counting, "MOST", most)
        wanted = expected(view, member, order)[:most]
        keys = KeysInOrder(held, order)
        assert (order, most, list(keys)) == (order, most, wanted)
        assert (order, most, keys[2:4]) == (order, most, wanted[2:4])


@pytest.mark.parametrize("view", ["all", "open", "unanswered", "late"])
@pytest.mark.parametrize("who", ["officer", "patrol_officer", "commander"])
def test_each_list_is_counted_once_and_no_further_than_most(
    records, request, monkeypatch, who, view
):
    member = request.getfixturevalue(who)
    held = listing.among(listing.VIEWS[view], member, DAY)

    whole = count_of(held)
    monkeypatch.setattr(counting, "MOST", 3)

    assert whole == len(expected(view, member, "newest"))
    assert count_of(held) == 3


def test_what_is_seen_in_pieces_is_what_is_seen(records, patrol_officer, patrol_supervisor):
    for member in (patrol_officer, patrol_supervisor):
        pieces = seen_by(member)

        whole = set(pieces.whole.values_list("pk", flat=True))
        together = {pk for one in pieces.pieces for pk in one.values_list("pk", flat=True)}

        assert together == whole
        assert len(pieces.pieces) > 1


def test_of_what_has_no_day_the_newest_follow_however_long_the_list_is(officer, monkeypatch):
    due = [log_concern(officer, at=NOON + timedelta(days=days)).pk for days in (0, 2)]
    dayless = [log_concern(officer, wants_answer=False).pk for _ in range(6)]
    monkeypatch.setattr(counting, "MOST", 4)

    keys = KeysInOrder(seen_by(officer), "next")

    assert list(keys) == [*due, *dayless[:-3:-1]]


def test_who_reads_no_content_has_no_piece_of_it(records, administrator):
    assert list(KeysInOrder(seen_by(administrator), "next")) == []


def test_the_first_page_of_a_long_list_reads_no_more_than_it_shows(records, officer, monkeypatch):
    monkeypatch.setattr(counting, "MOST", 5)
    keys = KeysInOrder(in_one_piece(Concern.objects.visible_to(officer)), "newest")
    len(keys)

    with CaptureQueriesContext(connection) as asked:
        first = keys[:2]

    assert len(first) == 2
    [query] = asked
    assert "LIMIT 2" in query["sql"]
