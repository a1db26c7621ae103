"""What a record refuses is said before a page asks for what the step needs, not after it was typed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from accounts.particulars import Particulars
from accounts.workflows import proposals
from accounts.workflows.overdue import lapse as lapse_account
from outreach.concerns.workflows import concerns
from outreach.imports.workflows import taking_back
from outreach.models import Action, Representative
from personnel.models import Member
from personnel.roles import Role
from policies.models import Topic
from policies.workflows import settings as numbers
from policies.workflows.settings import lapse as lapse_number
from programs.catalogue.workflows.entries import strike
from programs.models import Program
from surveys.models import Survey
from surveys.questionnaires.workflows.surveys import discard
from surveys.wishes import workflow as wishes
from surveys.wishes.letterbox import Wish
from tests.outreach.imports.test_group_batches import brought_in
from tests.support import programs
from tests.support.factories import NOON, log_concern, make_group, make_member
from tests.support.factors import shown_again
from tests.support.filling import filled
from tests.support.programs import make_program
from tests.support.surveys import make_survey
from tests.support.undone import undone
from tests.whole.matrix import SENT
from tests.whole.town import ONCE, Town, town

GAP = re.compile(r"{(\w+)}")
ASKED = (Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR, Role.COMMANDER, Role.ADMINISTRATOR)
# Records that are over, by what their addresses begin with: the town has only open ones of these.
OVER = {
    "/members/proposals/": {"{lapsed}", "{overtaken}"},
    "/policy/numbers/": {"{lapsed_number}"},
    "/concerns/": {"{unanswered}"},
    "/concerns/{unit}/actions/": {"{ended_step}"},
    "/groups/representatives/": {"{ended_representative}"},
    "/groups/": {"{inactive}"},
    "/imports/": {"{taken_back}"},
    "/programs/": {"{discontinued}"},
    "/programs/{program}/hours/": {"{struck}"},
    "/programs/{program}/personnel/": {"{left_person}"},
    "/programs/{program}/topics/": {"{ended_topic}"},
    "/surveys/": {"{discarded}"},
    "/surveys/wishes/": {"{contacted}"},
}


@pytest.mark.slow
@pytest.mark.django_db
def test_no_page_asks_for_a_step_that_its_record_refuses(kinston):
    with time_machine.travel(NOON, tick=False):
        came_in = _taken_back()
        records = town()
        records.records["taken_back"] = came_in
        _some_are_over(records)
        vain = [
            f"{role}: {asked}: {said}"
            for role in ASKED
            for asked, said in _refused_when_sent(records, role)
        ]

    assert not vain, "\n".join(vain)


def _refused_when_sent(records: Town, role: str) -> Iterator[tuple[str, str]]:
    """The addresses whose page asks and whose record then refuses, with what it says."""
    client = Client()
    client.force_login(records.people[role])
    shown_again(client, records.people[role])
    for asked in _addresses():
        address = records.address(asked, role)
        page = client.get(address)
        if page.status_code != 200 or "li-form" not in page.text:
            continue
        answer = _sent(client, address, page)
        if answer.status_code == 409:
            yield (
                asked,
                " ".join(re.sub("<[^>]+>", " ", answer.text.split("<h1>")[-1]).split())[:150],
            )


def _sent(client: Client, address: str, page: HttpResponse) -> HttpResponse:
    """What the page's form answers, filled in with other words in each field; it is taken back."""
    typed = {
        name: [f"{value} {name}" if value == "Words for a test" else value for value in values]
        for name, values in filled(page).items()
    }
    with undone():
        return client.post(address, typed)


def _addresses() -> list[str]:
    """Every address a step is sent to, with each record that can stand in its last place."""
    # What is taken out of a record is refused by the words typed, not by where the record stands.
    paths = {asked.partition(" ")[0] for asked in SENT if "redact/" not in asked}
    alike = defaultdict(set, {begins: set(names) for begins, names in OVER.items()})
    for path in paths:
        for gap in list(GAP.finditer(path))[-1:]:
            alike[path[: gap.start()]].add(gap.group())
    found = set()
    for path in paths:
        *_, gap = [None, *GAP.finditer(path)]
        begins = path[: gap.start()] if gap else path
        ends = path[gap.end() :] if gap else ""
        found |= {f"{begins}{one}{ends}" for one in alike.get(begins, {""})}
    return sorted(found)


def _taken_back() -> int:
    """An import that was taken back, before anything was counted that keeps it here."""
    sergeant = make_member(Role.UNIT_SUPERVISOR)
    came_in = brought_in(sergeant)
    taking_back.undo(came_in, by=sergeant, at=NOON)
    return came_in.pk


def _some_are_over(records: Town) -> None:
    """What OVER names."""
    officer = records.people[Role.COMMUNITY_OFFICER]
    commander, administrator = (
        records.people[role] for role in (Role.COMMANDER, Role.ADMINISTRATOR)
    )
    one = Particulars("late@example.org", "Ari Lind", "", Role.OFFICER, None)
    lapsed = proposals.add(one, by=administrator, at=NOON)
    lapse_account(lapsed, at=NOON)
    moved = make_member(Role.OFFICER)
    overtaken = proposals.renew_link(moved, by=administrator, at=NOON)
    Member.objects.filter(pk=moved.pk).update(rank="Sergeant")
    number = numbers.propose("answer_within_days", 9, by=commander, at=NOON)
    lapse_number(number, at=NOON)
    group = make_group(status="inactive")
    discarded = make_survey(officer)
    discard(discarded, by=officer, at=NOON)
    survey = Survey.objects.get(key=records.records["survey"])
    wish = wishes.keep(survey, Wish(phone="555 010 7790"), at=NOON)
    wishes.take(wish, by=officer, at=NOON)
    wishes.contacted(wish, by=officer, at=NOON, note="Rang them.")
    records.records |= {
        "lapsed": lapsed.pk,
        "overtaken": overtaken.pk,
        "lapsed_number": number.pk,
        "unanswered": _unanswered(officer),
        "inactive": group.pk,
        "ended_representative": Representative.objects.create(
            group=group, name="Bo Weaver", until=ONCE
        ).pk,
        "discontinued": make_program(officer, status="discontinued").pk,
        "discarded": discarded.key,
        "contacted": wish.pk,
        **_over_in_records(records, officer),
    }


def _unanswered(officer: Member) -> str:
    """A settled concern to which none is owed an answer."""
    concern = log_concern(officer)
    concerns.want_answer(concern, by=officer, at=NOON, wanted=False, note="They said so.")
    concerns.resolve(concern, by=officer, at=NOON, note="A sign was put up.")
    return concern.number


def _over_in_records(records: Town, officer: Member) -> dict[str, int]:
    """Parts of records that are over: an action, hours, a person and a topic of a program."""
    action = Action.objects.get(pk=records.records["step"])
    Action.objects.filter(pk=action.pk).update(status="done", ended_on=ONCE)
    program = Program.objects.get(pk=records.records["program"])
    struck = programs.enter_hours(program, officer, on=ONCE)
    strike(struck, by=records.people[Role.UNIT_SUPERVISOR], at=NOON)
    return {
        "ended_step": action.pk,
        "struck": struck.pk,
        "left_person": programs.staff(program, officer, until=ONCE).pk,
        "ended_topic": programs.serve(program, Topic.objects.last(), until=ONCE).pk,
    }
