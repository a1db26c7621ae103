"""Each count that a page shows is the number of rows which its link opens, for whoever reads it.

Random towns, every role: from the desk, the lists and their filters, as far as links lead.
SEEDS in the environment names other towns: SEEDS=7,8,9. Which page of each kind is looked at is
drawn by WHICH, another number on every day; a failure names both.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
import time_machine
from django.test import Client
from django.urls import Resolver404, resolve

from desk import navigation
from desk.views import home
from personnel.models import Member
from personnel.roles import Role
from tests.support.counting import Counted, joined
from tests.support.factories import NOON, log_concern
from tests.support.pages_read import Element
from tests.whole.random_town import random_town

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

SEEDS = [int(one) for one in os.environ.get("SEEDS", "1").split(",")]
WHICH = int(os.environ.get("WHICH", date.today().toordinal()))
# A month after the records were made, when much is late.
LATER = NOON + timedelta(days=30)
BEGIN = (
    "/",
    "/waiting/",
    "/late/",
    "/answers/",
    "/inbox/",
    "/workload/",
    "/concerns/",
    "/groups/",
    "/presentations/",
    "/imports/",
    "/programs/",
    "/programs/evaluations/",
    "/surveys/",
    "/surveys/wishes/",
    "/reports/",
    "/members/",
    "/members/divisions/",
    "/audit/",
    "/policy/",
)
# Of each kind of page so many are looked at; of a report, whose parts are one kind, more.
MOST, MOST_OF = 1, {"reports:report": 6}
# Pages of one record's steps and forms show no counts, and files are opened by their counts.
FILE = re.compile(r"/(sheet|pdf|export|new|edit|map\.toml|refused\.csv)/?(\?|$)|as=csv")


def as_read_by(member: Member) -> Counted:
    client = Client()
    client.force_login(member)
    return Counted(client)


def pages_of(reads: Counted, random: Random) -> Iterator[str]:
    """What the member gets from BEGIN on, a few pages of each kind, lists narrowed at random."""
    ahead, seen, of_kind = list(BEGIN), set(BEGIN), Counter()
    while ahead:
        address = ahead.pop(0)
        if not reads.is_page(address):
            continue
        yield address
        tree = reads.tree(address)
        main = tree.first(lambda one: one.name == "main") or tree
        links = [one.get("href") for one in main.every(lambda one: one.name == "a")]
        random.shuffle(links)
        for link in (*_narrowed(main, random), *links):
            to = joined(address, link.partition("#")[0])
            kind = _kind_of(to)
            if not kind or to in seen or FILE.search(to):
                continue
            if of_kind[kind] < MOST_OF.get(kind, MOST):
                of_kind[kind] += 1
                seen.add(to)
                ahead.append(to)


def _narrowed(main: Element, random: Random) -> Iterator[str]:
    """The list under one choice of each of two of its filters."""
    form = main.first(lambda one: "li-filter" in one.classes)
    fields = form.every(lambda one: one.name == "select") if form else []
    for field in random.sample(fields, min(2, len(fields))):
        values = [one.get("value") for one in field.every(lambda one: one.name == "option")]
        if values := [value for value in values if value]:
            yield f"?{field.get('name')}={random.choice(values)}"


def _kind_of(address: str) -> str:
    """The page's name, and for a list whether it is narrowed."""
    path, _, query = address.partition("?")
    try:
        return resolve(path).view_name + ("?" if query and "part=" not in query else "")
    except Resolver404:
        return ""


def disagreeing_on(page: str, reads: Counted) -> tuple[list[str], int]:
    """Counts that are not the number of their rows, and how many counts were looked at."""
    wrong = [f"{words} is a count without its mark" for words in reads.unmarked_on(page)]
    counts = set(reads.counts_on(page))
    for shown in counts:
        rows = reads.rows_at(shown.opens, shown.among)
        if str(rows) != shown.number:
            wrong.append(f"{page} “{shown.words}”: {shown.number}, but {shown.opens} has {rows}")
    return wrong, len(counts)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_count_is_the_number_of_rows_its_link_opens(kinston, seed):
    town = random_town(seed)
    wrong, looked = list[str](), Counter()

    with time_machine.travel(LATER, tick=False):
        for role in Role:
            reads = as_read_by(town.people[role])
            for page in pages_of(reads, Random(f"{WHICH} {role}")):
                found, counts = disagreeing_on(page, reads)
                wrong += [f"{role} {words}" for words in found]
                looked[role] += counts

    assert not wrong, "\n".join([f"SEEDS={seed} WHICH={WHICH}", *wrong])
    assert min(looked.values()) > 10, looked


def test_a_count_that_is_wrong_or_has_no_mark_is_found(officer, monkeypatch):
    """The negative control."""
    log_concern(officer)
    with time_machine.travel(LATER, tick=False):
        assert disagreeing_on("/", as_read_by(officer))[0] == []

        monkeypatch.setattr(home, "count_of", lambda mine: 2)
        monkeypatch.setattr(navigation, "CONCERNS", replace(navigation.CONCERNS, page="desk:inbox"))
        wrong = disagreeing_on("/", as_read_by(officer))[0]

    assert {one.partition("”")[0] for one in wrong} >= {
        "/ “See all 2",
        "/ “2",
        "/ “1",
    }
