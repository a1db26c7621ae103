"""No form makes a second record: sent twice, sent again after the step back, or pressed twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import resolve

from audit.models import Entry
from outreach.models import CommunityGroup
from personnel.models import Notice, SentOnce
from personnel.roles import Role
from records.verdicts import YES
from tests.support.factories import NOON, make_member
from tests.support.factors import shown_again
from tests.support.filling import filled, hidden
from tests.support.rooms import ROOMS
from tests.support.undone import undone
from tests.whole.test_doors import PAGES, PUBLIC, address
from tests.whole.test_pages import ELSEWHERE
from tests.whole.town import Town, town

LED_ON = (302, 303)
UNIT, HEAD, ADMIN = Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR, Role.ADMINISTRATOR
# What a form asks that can't be guessed from its fields.
DAY = "2026-05-12"
ANSWERS = [
    f"{name}_{said}"
    for name in ("useful", "changed", "recommend")
    for said in ("yes", "unsure", "no")
]
FEEDBACK = {"on": DAY} | dict.fromkeys(ANSWERS, "3")
YEAR = {"program": "{program}", "year": "2025"}
BRIEF = {"day": DAY, "time": "10:00", "participants": "22"}
# Each form that makes something: its address, who fills it in, and what is typed besides.
FORMS: dict[str, tuple[str, str, dict[str, str]]] = {
    "outreach:concern-new": (
        "/concerns/new/",
        UNIT,
        {"about_member": "", "restricted": "", "latitude": "", "longitude": ""},
    ),
    "outreach:concern-effort": ("/concerns/{own}/effort/", UNIT, {}),
    "outreach:concern-answer": ("/concerns/{own}/answer/", UNIT, {}),
    "outreach:concern-unreached": ("/concerns/{own}/unreached/", UNIT, {}),
    "outreach:concern-owed": ("/concerns/{own}/owed/", UNIT, {}),
    "outreach:concern-give-on": ("/concerns/{referred}/give-on/", HEAD, {}),
    "outreach:concern-action": ("/concerns/{own}/actions/new/", UNIT, {"due_on": "2026-12-01"}),
    "outreach:action-progress": ("/concerns/{unit}/actions/{step}/", UNIT, {"to": "started"}),
    "outreach:action-hand-on": ("/concerns/{unit}/actions/{step}/give-on/", HEAD, {}),
    "outreach:referral-hand-on": ("/concerns/{referred}/referral/give-on/", HEAD, {}),
    "outreach:referral-check": ("/concerns/{referred}/referral/check/", HEAD, {}),
    "outreach:referral-receipt": ("/concerns/{referred}/referral/receipt/", HEAD, {}),
    "outreach:referral-outcome": ("/concerns/{referred}/referral/outcome/", HEAD, {}),
    "outreach:referral-takeback": ("/concerns/{referred}/referral/take-back/", HEAD, {}),
    "outreach:concern-resolve": ("/concerns/{own}/resolve/", UNIT, {}),
    "outreach:concern-escalate": ("/concerns/{own}/escalate/", UNIT, {}),
    "outreach:concern-close": ("/concerns/{resolved}/close/", HEAD, {}),
    "outreach:concern-reopen": ("/concerns/{resolved}/reopen/", HEAD, {}),
    "outreach:presentation-new": ("/presentations/new/", UNIT, BRIEF),
    "outreach:group-new": ("/groups/new/", UNIT, {"boundary_text": "", "boundary": ""}),
    "outreach:representative-new": ("/groups/{group}/representatives/new/", UNIT, {}),
    "programs:program-new": ("/programs/new/", HEAD, {}),
    "programs:program-topic-new": ("/programs/{program}/topics/new/", UNIT, {}),
    "programs:program-person-new": ("/programs/{program}/personnel/new/", UNIT, {}),
    "programs:program-hours-new": (
        "/programs/{program}/hours/new/",
        UNIT,
        {"on": DAY, "hours": "2"},
    ),
    "programs:program-costs-new": (
        "/programs/{program}/costs/new/",
        UNIT,
        {"on": DAY, "amount": "12"},
    ),
    "programs:program-feedback-new": ("/programs/{program}/feedback/new/", UNIT, FEEDBACK),
    "programs:evaluation-new": ("/programs/evaluations/new/", UNIT, YEAR),
    "programs:action-give-on": ("/programs/actions/{action}/give-on/", HEAD, {}),
    "programs:action": ("/programs/actions/{own_action}/", UNIT, {"to": "promised"}),
    "surveys:survey-new": ("/surveys/new/", UNIT, {}),
    "surveys:survey-copy": ("/surveys/{survey}/copy/", UNIT, {}),
    "surveys:question-new": ("/surveys/{survey_draft}/questions/new/text/", UNIT, {}),
    "surveys:wish-unreached": ("/surveys/wishes/{own_wish}/unreached/", UNIT, {}),
    "personnel:member-new": ("/members/new/", ADMIN, {}),
}


@pytest.fixture
def records(kinston) -> Town:
    return town()


def rows() -> dict[str, int]:
    """How many rows each room's records have, without what tells of them."""
    counted = [
        model
        for room in ROOMS
        if room not in ("audit", "jobs")  # they keep what was done, and what is under way
        for model in apps.get_app_config(room).get_models()
        if model not in (SentOnce, Notice)
    ]
    return {model._meta.label: model._base_manager.count() for model in counted}


@pytest.mark.slow
def test_no_form_makes_a_second_record_after_the_step_back(records):
    found = {}
    with time_machine.travel(NOON, tick=False):
        for form in FORMS:
            with undone():
                found[form] = sent_and_sent_again(records, form)

    assert {form: wrong for form, wrong in found.items() if wrong} == {}


def sent_and_sent_again(records: Town, form: str) -> list[str]:
    """What is wrong with a form that is sent, gone back to, sent again, and sent with a change."""
    path, role, typed = FORMS[form]
    client = signed_in(records, role)
    page = client.get(records.address(path, role))
    address = f"{page.request['PATH_INFO']}?{page.request['QUERY_STRING']}"
    sent = filled(page) | {name: [records.address(said, role)] for name, said in typed.items()}
    before = rows()

    first = client.post(address, sent)
    made = rows()
    back = client.get(address)
    put_back = sent | hidden(back)
    again = client.post(address, put_back)
    other = client.post(address, changed(put_back))

    right = {
        "it was saved": first.status_code in LED_ON,
        "it made a record": made != before,
        "the page says so": "Already saved" in back.text,
        "there is a way to another": "once=" in back.text or "draft=" in back.text,
        "the same leads to the record": again.status_code in LED_ON,
        "a change is told": other.status_code == 409,
        "there is one record": rows() == made,
    }
    return [what for what, holds in right.items() if not holds]


def signed_in(records: Town, role: str) -> Client:
    client = Client()
    client.force_login(records.people[role])
    shown_again(client, records.people[role])
    return client


def changed(sent: dict[str, Any]) -> dict[str, Any]:
    """The same with another word in the longest field."""
    longest = max(sent, key=lambda name: len(sent[name][0]) if name not in KEYS else 0)
    return sent | {longest: [sent[longest][0] + " too"]}


KEYS = ("draft", "form", "submission", "version", "csrfmiddlewaretoken")


# Guarded too; each asks for a record in a state of its own.
STEPS = {
    "outreach:concern-assign",
    "outreach:concern-redact",
    "outreach:concern-refer",
    "outreach:concern-review",
    "outreach:concern-review-assign",
    "outreach:import-new",
    "outreach:redact",
    "policies:setting-edit",
    "surveys:wish-contacted",
    "surveys:wish-give",
    "surveys:wish-return",
}
# What is sent without this guard, and why that makes nothing twice.
UNGUARDED = {
    "it names the version it was made from": {
        "outreach:concern-edit",
        "outreach:group-edit",
        "outreach:presentation-edit",
        "personnel:division-edit",
        "personnel:member-edit",
        "programs:evaluation-write",
        "programs:program-edit",
        "reports:part-narrative",
        "surveys:question-edit",
        "surveys:survey-edit",
    },
    "it moves the record once, by its status or a day that is empty": {
        "outreach:concerns-close",
        "outreach:group-status",
        "outreach:import-ask",
        "outreach:import-close",
        "outreach:import-columns",
        "outreach:import-discard",
        "outreach:import-properties",
        "outreach:import-reading",
        "outreach:import-resolve",
        "outreach:import-return",
        "outreach:import-start",
        "outreach:import-undo",
        "outreach:import-values",
        "outreach:presentation-accept",
        "outreach:presentation-return",
        "outreach:representative-contact",
        "outreach:representative-end",
        "personnel:member-disable",
        "personnel:proposal-approve",
        "personnel:proposal-refuse",
        "personnel:proposal-withdraw",
        "policies:number-approve",
        "policies:number-refuse",
        "policies:number-withdraw",
        "programs:evaluation-decide",
        "programs:evaluation-discussion",
        "programs:evaluation-return",
        "programs:evaluation-submit",
        "programs:program-approve",
        "programs:program-costs-strike",
        "programs:program-discontinue",
        "programs:program-feedback-strike",
        "programs:program-hours-strike",
        "programs:program-pause",
        "programs:program-person-end",
        "programs:program-resume",
        "programs:program-topic-end",
        "reports:comment-settle",
        "reports:report-acknowledge",
        "reports:report-approve",
        "reports:report-return",
        "reports:report-submit",
        "surveys:answer-file-undo",
        "surveys:held-admit",
        "surveys:held-leave-out",
        "surveys:held-leave-out-all",
        "surveys:question-move",
        "surveys:question-remove",
        "surveys:survey-close",
        "surveys:survey-discard",
        "surveys:survey-end-paper",
        "surveys:survey-open",
        "surveys:wish-take",
    },
    "the table takes one such row": {
        "desk:reminder",
        "outreach:concern-handover",
        "personnel:member-enable",
        "personnel:member-factor-reset",
        "personnel:member-link",
        "personnel:member-single-sign-on",
        "reports:report-new",
        "reports:report-revise",
        "reports:survey-report-new",
        "surveys:question-bank",
    },
    "the same words of the same person are one": {"reports:part-comment"},
    "done again it leaves what it left the first time": {
        "desk:notice-open",
        "desk:notice-read",
        "desk:notices-read",
        "desk:theme",
        "jobs:job-try-again",
        "outreach:concern-draft",
        "outreach:draft-discard",
        "outreach:presentation-draft",
        "personnel:member-sign-out",
        "personnel:member-unlock",
        "programs:evaluation-gather",
        "reports:part-of-note",
        "reports:report-again",
    },
    "each reading is recorded": {"outreach:concern-identity", "surveys:wish-contact"},
}


# Nothing is kept of what was typed, since it would lead to an answer: a change is not told from
# the same words, and tests/surveys/answers/test_pages.py holds that going back makes one answer.
UNTOLD = {"surveys:paper-answer"}


def test_what_is_sent_is_guarded_or_says_why_not(kinston):
    client = Client()
    client.force_login(make_member(Role.CHIEF))
    pages = [page for page in PAGES if not page.startswith(ELSEWHERE) and page not in PUBLIC]

    taken = {page for page in pages if client.post(address(page)).status_code != 405}
    guarded = {page for page in pages if hasattr(resolve(address(page)).func, "sent_once")}

    assert guarded == STEPS | set(FORMS) | UNTOLD
    assert taken - guarded == {page for pages in UNGUARDED.values() for page in pages}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="two presses need two connections")
def test_two_presses_at_the_same_moment_make_one_record(kinston):
    member = make_member(Role.COMMUNITY_OFFICER)
    address, start = f"/groups/new/?once={uuid4()}", Barrier(2)
    typed = {"name": "Mill Row Association", "kind": "neighborhood", "status": "active"}

    def press(_: int) -> int:
        client = Client()
        client.force_login(member)
        start.wait()
        try:
            return client.post(address, typed).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as hands:
        answers = list(hands.map(press, range(2)))

    assert answers == [302, 302]
    assert CommunityGroup.objects.filter(name="Mill Row Association").count() == 1


def test_what_was_refused_leaves_its_entry_and_can_be_sent_again(kinston, monkeypatch):
    client, address = Client(), f"/groups/new/?once={uuid4()}"
    client.force_login(make_member(Role.OFFICER))

    with monkeypatch.context() as without:
        without.setattr("outreach.groups.pages.groups.may_keep_groups", lambda member: YES)
        refused = client.post(address, {"name": "Mill Row", "kind": "neighborhood"})

    assert refused.status_code == 403
    assert Entry.objects.filter(action="outreach.groups.register", outcome="refused").count() == 1
    assert not SentOnce.objects.exists()
