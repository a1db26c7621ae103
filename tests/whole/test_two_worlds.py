"""Floor 6 as a whole: one town twice, with a restricted concern and without it. Whoever is not to
know of it, the member it names above all, gets every page and every file the same in both.

What comes after it is ordinary and happens in both towns, so that a number, a key or a place that
skipped one would show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from urllib.parse import parse_qsl

import pytest
import time_machine
from django.db import connection
from django.test import Client

from outreach.concerns.workflows import actions, concerns, referrals
from outreach.models import Action, CommunityGroup, Concern, Presentation
from personnel.models import Member
from personnel.roles import Role
from tests.support.factories import NOON, file_brief, log_concern, make_member
from tests.support.undone import undone
from tests.whole.matrix import LOOKED, SENT
from tests.whole.town import LATER, Town, town

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# These look at every page; every other role at the pages on which a concern can leave a trace.
READERS = (
    Role.COMMANDER,
    Role.COMMUNITY_OFFICER,
    Role.UNIT_SUPERVISOR,
    Role.ACCREDITATION_MANAGER,
)
OTHERS = tuple(role for role in Role if role not in (*READERS, Role.CHIEF))
TRACES = re.compile(
    r"^/(concerns|groups|presentations|audit|inbox|search|waiting|answers|jobs|redact)?/"
    r"|^/$|export|/reports/$"
)
# Paper is drawn from what is compared, and takes seconds each; sessions are each their own.
PASSED_BY = re.compile(r"pdf|/sheet/|/signed-in/")
# Another one for each answer: tokens, keys of forms and of jobs for one reader, nonces, numbers of
# requests.
FRESH = re.compile(
    r'(?<=value=")[A-Za-z0-9]{64}(?=")|"csrftoken[^,]*|(?<=nonce=")[^"]+'
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|(?<=X-CSRFToken\": \")[^\"]+|\b[0-9a-f]{32}\b|(?<=record=)[\w%=-]{60,}"
    r"|(?<=/jobs/)-[0-9]+"
)
# The readers' own tries in between are in the log of both.
EXTRA = (
    "/audit/?area=outreach",
    "/audit/export/",
    "/audit/?outcome=refused",
    "/concerns/?view=all",
    "/concerns/?view=all&sort=oldest",
    "/search/?q=sergeant",
    "/concerns/R-2222-2222/",
    "/concerns/like/?said=rude&place=Main%20Street",
)


# As a browser or a mail program looks ahead.
LOOKED_AHEAD = ("/concerns/R-2222-2222/", "/concerns/{about_me}/", "/concerns/?view=all", "/audit/")


@pytest.fixture
def records(kinston) -> Iterator[Town]:
    with time_machine.travel(NOON, tick=False):
        made = town()
        roles = {"chief": Role.CHIEF, "deputy": Role.COMMANDER, "officer": Role.COMMUNITY_OFFICER}
        roles |= {"other": Role.COMMUNITY_OFFICER, "sergeant": Role.UNIT_SUPERVISOR}
        made.people |= {name: make_member(role) for name, role in roles.items()}
        yield made


@contextmanager
def a_world() -> Iterator[None]:
    """What happens inside did not, and keys begin again where they did: PostgreSQL does not take back
    what its sequences gave out."""
    given_out = sequences()
    with undone():
        yield
    with connection.cursor() as cursor:
        for name, value in given_out.items():
            cursor.execute("SELECT setval(%s::regclass, %s, %s)", [name, *value])


def sequences() -> dict[str, tuple[int, bool]]:
    """What each sequence gives out next: its value, and whether that was given already."""
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename),"
            " coalesce(last_value, start_value), last_value IS NOT NULL FROM pg_sequences"
        )
        return {name: (value, given) for name, value, given in cursor.fetchall()}


def something_about(accused: Member, records: Town) -> None:
    """All that can hang on a concern, by people who may see it."""
    chief, officer = records.people["chief"], records.people["officer"]
    for number in range(3):
        concern = log_concern(
            officer,
            said="The major was rude to me on Main Street.",
            place="Main Street",
            restricted=True,
            about_member=accused,
            group=CommunityGroup.objects.order_by("pk").first(),
            presentation=Presentation.objects.order_by("pk").first(),
            efforts="She was listened to.",
        )
        actions.recommend(
            concern,
            by=chief,
            at=LATER,
            kind=Action.Kind.PERSONNEL if number else Action.Kind.OTHER,
            what="Talk to her",
            owner=chief,
            due_on=NOON.date() + timedelta(days=9),
        )
        referred(concern, chief, records.people["deputy"], to="City manager")
    late = log_concern(officer, restricted=True, about_member=accused, at=NOON - timedelta(days=90))
    concerns.answer(late, by=chief, at=LATER, text="We looked into it.")


def referred(concern: Concern, first: Member, reviewer: Member, *, to: str) -> None:
    concerns.escalate(concern, by=first, at=LATER, note="Too far.")
    concerns.review(concern, by=reviewer, at=LATER, note="Seen.")
    referrals.refer(concern, by=reviewer, at=LATER, reason="Theirs.", to_agency=to)


def something_ordinary(records: Town) -> None:
    officer, sergeant = records.people["other"], records.people["sergeant"]
    concern = log_concern(officer, said="Cars speed on Main Street.", place="Main Street")
    actions.recommend(
        concern,
        by=sergeant,
        at=LATER,
        kind=Action.Kind.OTHER,
        what="Measure the speed",
        owner=officer,
        due_on=date(2026, 6, 1),
    )
    referred(concern, officer, sergeant, to="Public works")
    file_brief(officer)
    records.records["ordinary"] = concern.number


def read_by_all(records: Town) -> dict[str, str]:
    addresses = [*(one for one in LOOKED if not PASSED_BY.search(one)), *EXTRA]
    addresses.append("/concerns/{ordinary}/")
    found = {}
    for role in (*READERS, *OTHERS):
        client = Client()
        client.force_login(records.people[role])
        for asked in addresses:
            if role in READERS or TRACES.search(asked):
                address = records.address(asked, role)
                found[f"{role} {address}"] = answered(client, "get", address)
        for asked in LOOKED_AHEAD:
            address = records.address(asked, role)
            found[f"{role} HEAD {address}"] = answered(client, "head", address)
        for asked in SENT:
            if TRACES.search(asked) and not PASSED_BY.search(asked):
                address, _, typed = records.address(asked, role).partition(" ")
                sent = dict(parse_qsl(typed))
                found[f"{role} POST {asked}"] = answered(client, "post", address, sent)
    return found


def answered(client: Client, method: str, address: str, sent: dict[str, str] | None = None) -> str:
    """What comes back, without what is another for each answer; what it did is taken back."""
    with undone():
        answer = getattr(client, method)(address, sent or {})
        body = answer.getvalue().decode(errors="replace")
    headers = sorted((k, v) for k, v in answer.headers.items() if k in TOLD)
    return FRESH.sub("…", f"{answer.status_code} {headers} {body}")


# Not the length, which such a key changes; what is as long is compared itself.
TOLD = {"ETag", "Last-Modified", "Content-Disposition", "Location"}


def test_who_is_not_to_know_of_a_restricted_concern_gets_every_page_the_same(records):
    accused = records.people[Role.COMMANDER]
    with time_machine.travel(LATER, tick=False):
        with a_world():
            something_ordinary(records)
            without = read_by_all(records)
        with a_world():
            something_about(accused, records)
            something_ordinary(records)
            assert Concern.objects.filter(about_member=accused).count() >= 4
            with_it = read_by_all(records)

    differ = [page for page, body in without.items() if with_it[page] != body]
    assert without.keys() == with_it.keys()
    assert len(without) > 300
    assert differ == [], "\n".join(f"{one}\n{told(without[one], with_it[one])}" for one in differ)


def told(one: str, other: str) -> str:
    """The first lines that differ."""
    pairs = zip(one.splitlines(), other.splitlines(), strict=False)
    lines = [f"- {mine.strip()}\n+ {theirs.strip()}" for mine, theirs in pairs if mine != theirs]
    return "\n".join(lines[:6])
