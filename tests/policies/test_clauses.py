"""The clause beside a part of a concern's page is one the department's own policy has for it."""

from __future__ import annotations

import pytest

from policies.clauses import RULINGS, ruling
from policies.packs import load_pack
from policies.reading import clause_link

PACKS = ("asheville", "cambridge", "kinston", "new_canaan", "portales")
NUMBERS = {
    "answer": "answer_within_days",
    "steps": "review_within_days",
    "actions": "action_due_days",
}


@pytest.mark.parametrize("key", PACKS)
@pytest.mark.parametrize(("subject", "number"), NUMBERS.items())
def test_a_part_has_the_clause_of_its_number(key, subject, number):
    pack = load_pack(key)

    assert ruling(pack, subject) == clause_link(pack, pack.settings[number].clause)


@pytest.mark.parametrize("key", PACKS)
@pytest.mark.parametrize("subject", ["intake", "referral"])
def test_what_every_department_does_has_a_clause_of_its_own(key, subject):
    link = ruling(load_pack(key), subject)

    assert link is not None
    assert "III.C.1" not in link.label  # of Portales, the brief report of a presentation


@pytest.mark.parametrize("key", PACKS)
def test_no_clause_beside_a_part_is_said_to_come_later(key):
    pack = load_pack(key)
    cited = {link.url for subject in RULINGS if (link := ruling(pack, subject))}
    served = {one.ref: one.serves for one in pack.clauses}

    assert all(served[url.rstrip("/").rsplit("/", 1)[1]] for url in cited)
