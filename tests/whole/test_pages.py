"""Which role gets which page: the role matrix as a table of addresses.

Columns: Officer, Community officer, Division supervisor, Unit supervisor, commander (M),
cHief, aNalyst, Training officer, accreditation manager (R), Administrator. A dot is 200,
a dash 403, an x 404: the page says nothing of the record.
"""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from personnel.models import Division, Member
from personnel.roles import Role
from policies.periods import Period
from programs.models import Evaluation
from reports.workflows.assembly import request_report
from surveys.workflows.wishes import Wish, keep
from tests.reports.surveying import held_survey
from tests.support import evaluations
from tests.support.factories import (
    NOON,
    file_brief,
    log_concern,
    make_division,
    make_group,
    make_member,
)
from tests.support.factors import shown_again
from tests.support.programs import make_program
from tests.support.surveys import make_survey

ROLES = list(Role)
MARKS = {200: ".", 403: "-", 404: "x"}

# The unit's own records are those of a fellow community officer, “patrol” those of the officer's
# and the division supervisor's own division, “far” those of a division none of them belongs to.
PAGES = {
    #                                     OCDUMHNTRA
    "/": "..........",
    "/waiting/": ".........-",
    "/answers/": ".........-",
    "/search/?q=cars": ".........-",
    "/inbox/": "..........",
    "/policy/": "..........",
    "/policy/settings/answer_within_days/": "---...----",
    "/concerns/": ".........-",
    "/concerns/new/": "........--",
    "/concerns/export/": "-......-.-",
    "/concerns/{unit}/": "x.x......-",
    "/concerns/{patrol}/": ".......x.-",
    "/concerns/{far}/": "x.x....x.-",
    "/concerns/{restricted}/": "xxxx..xxx-",
    "/concerns/{unit}/edit/": "x.x...----",
    "/concerns/{restricted}/edit/": "xxxx..xxx-",
    "/concerns/{unit}/sheet/": "x.x......-",
    "/concerns/{restricted}/sheet/": "xxxx..xxx-",
    "/concerns/{unit}/answer/": "x.x...----",
    "/concerns/{unit}/escalate/": "x.x.------",
    "/groups/": ".........-",
    "/groups/new/": "-.-.------",
    "/groups/export/": "-......-.-",
    "/groups/{group}/": ".........-",
    "/groups/{group}/edit/": "-.-.------",
    "/presentations/": ".........-",
    "/presentations/new/": "........--",
    "/presentations/export/": "-......-.-",
    "/presentations/{brief}/": "x.x......-",
    "/presentations/{patrol_brief}/": ".......x.-",
    "/imports/": "-.-...----",
    "/imports/new/": "-.-...----",
    "/programs/": ".........-",
    "/programs/new/": "---.------",
    "/programs/export/": "-......-.-",
    "/programs/{program}/": ".........-",
    "/programs/{program}/edit/": "-.-.------",
    "/programs/{program}/sessions/": ".........-",
    "/programs/{program}/hours/": ".........-",
    "/programs/{program}/hours/new/": "-.-.------",
    "/programs/{program}/costs/": ".........-",
    "/programs/{program}/costs/new/": "-.-.------",
    "/programs/{program}/feedback/": ".........-",
    "/programs/{program}/feedback/new/": "-.-.------",
    "/programs/{program}/topics/new/": "-.-.------",
    "/programs/{program}/personnel/new/": "-.-.------",
    "/programs/{program}/pause/": "---...----",
    "/programs/{program}/discontinue/": "----..----",
    "/programs/{proposed}/approve/": "----..----",
    "/surveys/": ".........-",
    "/surveys/new/": "-.-.------",
    "/surveys/export/": "-......-.-",
    "/surveys/{survey}/": ".........-",
    "/surveys/{survey}/copy/": "-.-.------",
    "/surveys/{survey}/close/": "---...----",
    "/surveys/{survey}/preview/": ".........-",
    "/surveys/{survey}/code/": ".........-",
    "/surveys/{survey_draft}/": "x.....xx.-",
    "/surveys/{survey_draft}/edit/": "x.-.--xx--",
    "/surveys/{survey_draft}/questions/": "x.-.--xx--",
    "/surveys/{survey_draft}/questions/new/text/": "x.-.--xx--",
    "/surveys/{survey_draft}/discard/": "x.-.--xx--",
    "/surveys/{closed}/results/": ".........-",
    "/surveys/{closed}/results/export/": "-......-.-",
    "/surveys/{closed}/words/words/": "-.-..-.---",
    "/surveys/{closed}/words/words/export/": "-.-..-.---",
    "/surveys/wishes/": "......--.-",
    "/surveys/wishes/{wish}/": "x.x...xxx-",
    "/surveys/wishes/{wish}/give/": "x-x.--xxx-",
    "/surveys/{survey}/held/": "-.-.------",
    "/surveys/{survey}/paper-answer/": "-.-.------",
    "/programs/evaluations/": ".........-",
    "/programs/evaluations/export/": "-......-.-",
    "/programs/evaluations/new/": "-.-.------",
    "/programs/evaluations/{drafted}/": "x.x....x.-",
    "/programs/evaluations/{drafted}/records/sessions/": "x.x....x.-",
    "/programs/evaluations/{drafted}/write/": "x.x.---x--",
    "/programs/evaluations/{drafted}/discussion/": "x.x.---x--",
    "/programs/evaluations/{drafted}/submit/": "x.x.---x--",
    "/programs/evaluations/{sent}/return/": "x-x-..-x--",
    "/programs/evaluations/{decided}/": "x.x....x.-",
    "/programs/actions/{action}/": "x.x....x.-",
    "/reports/": ".........-",
    "/reports/{report}/": "x.....xx.-",
    "/reports/{report}/submit/": "x-----xx--",
    "/audit/": "----..--..",
    "/audit/export/": "----..--..",
    "/operations/": "-----.--..",
    "/members/": "----..--..",
    "/members/new/": "---------.",
    "/members/divisions/": "----..--..",
}
# What only exists as a form that is sent; a look at it is refused as a look.
SENT_ONLY = ("/concerns/{unit}/identity/", "/presentations/{brief}/accept/")


@pytest.fixture
def people(kinston) -> dict[str, Member]:
    patrol = Division.objects.get(key="patrol")
    in_patrol = {Role.OFFICER, Role.DIVISION_SUPERVISOR}
    return {
        role: make_member(role, **({"division": patrol} if role in in_patrol else {}))
        for role in ROLES
    }


@pytest.fixture
def records(people) -> dict[str, Any]:
    colleague = make_member(Role.COMMUNITY_OFFICER)
    partner = make_member(Role.OFFICER, division=Division.objects.get(key="patrol"))
    stranger = make_member(Role.OFFICER, division=make_division())
    concerns = {
        "unit": log_concern(colleague),
        "patrol": log_concern(partner),
        "far": log_concern(stranger),
        "restricted": log_concern(colleague, restricted=True),
    }
    return {name: concern.number for name, concern in concerns.items()} | {
        "group": make_group().pk,
        "survey": (survey := make_survey(colleague, status="open")).key,
        "survey_draft": make_survey(colleague).key,
        "closed": held_survey(colleague, n=12).key,
        "wish": keep(survey, Wish(phone="555 010 7788"), at=NOON).pk,
        "program": make_program(colleague).pk,
        "proposed": make_program(colleague, status="proposed").pk,
        "drafted": evaluations.written(make_program(colleague), colleague).pk,
        "sent": evaluations.submitted(make_program(colleague), colleague).pk,
        "decided": (settled := _decided(colleague)).pk,
        "action": settled.actions.get().pk,
        "brief": file_brief(colleague).pk,
        "patrol_brief": file_brief(partner).pk,
        "report": request_report("quarterly", Period.parse("2026-Q1"), by=colleague, at=NOON).pk,
    }


def _decided(writer: Member) -> Evaluation:
    """An evaluation that a commander decided, with an action the writer sees to."""
    promised = (evaluations.promise(writer),)
    decider = make_member(Role.COMMANDER)
    program = make_program(writer)
    return evaluations.decided(program, writer, decider, judgement="modify", promises=promised)


def test_every_role_gets_the_pages_the_matrix_gives_it(people, records):
    found = dict.fromkeys(PAGES, "")

    with time_machine.travel(NOON, tick=False):
        for role in ROLES:
            client = Client()
            client.force_login(people[role])
            shown_again(client, people[role])
            for page in PAGES:
                status = client.get(page.format(**records)).status_code
                found[page] += MARKS.get(status, str(status))

    wrong = {page: (marks, PAGES[page]) for page, marks in found.items() if marks != PAGES[page]}
    assert wrong == {}


@pytest.mark.parametrize("asked", SENT_ONLY)
def test_what_changes_something_is_not_a_link(people, records, asked):
    client = Client()
    client.force_login(people[Role.COMMANDER])

    assert client.get(asked.format(**records)).status_code == 405


def test_every_page_of_the_desk_is_in_the_table():
    from tests.whole.test_doors import PAGES as ADDRESSES
    from tests.whole.test_doors import address

    asked = {page.partition("?")[0] for page in PAGES}
    own = [page for page in ADDRESSES if page.startswith(("desk:", "policies:"))]
    sent_or_public = {
        "desk:theme",
        "desk:demo-login",
        "desk:notice-open",
        "desk:notice-read",
        "desk:notices-read",
        "desk:signed-in",
        "policies:clause",
        "policies:setting-edit",
    }

    assert {address(page) for page in own if page not in sent_or_public} <= asked
