"""The button of a desk row leads to the form that does what it says, for every kind of row."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from desk.waiting import WaitingItem, waiting_for
from outreach.concerns.workflows import actions, concerns, referrals
from outreach.imports.workflows import batches
from outreach.models import Concern, GroupProposal
from outreach.presentations import workflow as presentations
from personnel.models import Division, Member
from personnel.roles import Role
from policies.current import policy
from reports.workflows import review
from tests.outreach.imports.test_batches import brought_in, prepared
from tests.reports import making
from tests.support.evaluations import submitted
from tests.support.factories import NOON, file_brief, log_concern, make_group, make_member
from tests.support.factors import shown_again
from tests.support.forms import Page
from tests.support.programs import make_program
from tests.whole.town import town

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WAITING = Path(settings.BASE_DIR) / "desk/waiting"
TODAY = NOON.date()
# What the button of the form may say, by the words of the row's button.
DOES = {
    "Answer": "Record the answer",
    "Close": ("Close the concern", "Close them", "Close what is resolved"),
    "Contact": "Show name and contact",
    "Correct": ("Save", "File it again"),
    "Decide": ("Approve", "Decide it", "It is "),
    "Finish": ("Log concern", "File the brief report"),
    "Give back": "Give it back",
    "Give to someone": ("Give", "Assign", "Save"),
    "Hand over": "Record the receipt",
    "Key in": ("Keep this answer", "All are in"),
    "Look at it": ("Approve and import", "Ask for its approval", "Close"),
    "Look at them": "Let",
    "Prepare": "Make the draft",
    "Put together": "Put it together",
    "Read": "Acknowledge",
    "Record status": "Record",
    "Review": ("Approve", "Accept the brief report", "Review"),
    "Take up": "Take it up",
    "Update": ("Note the progress", "Record"),
    "Write": "Save",
}
LEFT_BEHIND = {"assign", "ownerless", "wish"}
Met = tuple[Member, WaitingItem]


def test_every_kind_of_row_leads_every_role_to_its_form(kinston):
    with time_machine.travel(NOON, tick=False):
        met = {**_led(_before_the_first_survey())}
        town()
        _in_everybodys_work()
        met |= _led(_rows_of_everybody())
        _the_writers_leave()
        met |= _led(row for row in _rows_of_everybody() if row[1].kind in LEFT_BEHIND)

    assert {(item.kind, item.action) for item, _ in met.values()} == kinds_of_rows()
    wrong = {
        f"{role}: {kind}, “{action}”, {item.act_url or item.url}": found
        for (role, kind, action), (item, found) in met.items()
        if not does_it(item, found)
    }
    assert wrong == {}


def _led(rows: Iterator[Met]) -> dict[tuple[str, str, str], tuple[WaitingItem, list[str]]]:
    """Where one row of each kind and button leads each role."""
    first = {(member.role, row.kind, row.action): (member, row) for member, row in rows}
    return {key: (row, where_it_leads(member, row)) for key, (member, row) in first.items()}


def does_it(item: WaitingItem, found: list[str]) -> bool:
    """One of the forms there has a button that does it; what can only be looked at is shown."""
    if (item.kind, item.action) == ("begin", "Look at it"):
        return found[:1] != ["refused"]
    return any(button.startswith(DOES[item.action]) for button in found)


def where_it_leads(member: Member, item: WaitingItem) -> list[str]:
    """The buttons of the forms at the place the row's button leads to."""
    client = Client()
    client.force_login(member)
    shown_again(client, member)
    address = urlsplit(item.act_url or item.url)
    answer = client.get(f"{address.path}?{address.query}")
    page = Page(answer.content.decode())
    if answer.status_code != 200:
        return ["refused", str(answer.status_code)]
    if address.fragment and address.fragment not in page.ids:
        return [f"there is no #{address.fragment}"]
    forms = [form for form in page.forms_at(address.fragment) if form.method == "post"]
    return [button for form in forms for button in form.buttons]


def kinds_of_rows() -> set[tuple[str, str]]:
    """(kind, words of the button) of every row that desk/waiting/ makes."""
    found = set()
    for path in WAITING.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "WaitingItem":
                given = {one.arg: one.value for one in node.keywords}
                found |= {(_texts(given["kind"])[0], one) for one in _texts(given["action"])}
    return found


def _texts(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body), *_texts(node.orelse)]
    assert isinstance(node, ast.Constant)
    return [str(node.value)]


def _rows_of_everybody() -> Iterator[Met]:
    for member in Member.objects.filter(is_active=True).order_by("pk"):
        for item in waiting_for(member, TODAY, policy(TODAY)).items:
            yield member, item


def _before_the_first_survey() -> Iterator[Met]:
    """The row that stands only while no survey is on record."""
    supervisor = make_member(Role.UNIT_SUPERVISOR)
    for item in waiting_for(supervisor, TODAY, policy(TODAY)).items:
        if item.kind == "survey":
            yield supervisor, item


def _in_everybodys_work() -> None:
    """What the town has not: one row of each kind that comes up on the way of a record."""
    officer = make_member(Role.COMMUNITY_OFFICER)
    sergeant, commander = make_member(Role.UNIT_SUPERVISOR), make_member(Role.COMMANDER)
    _concerns(officer, sergeant, commander)
    brief = file_brief(officer)
    presentations.send_back(brief, by=sergeant, at=NOON, note="How many?")
    returned = making.submitted(officer, making.Period.parse("2025-Q2"))
    part = making.part_of(returned)
    review.send_back(returned, by=sergeant, at=NOON, seen=1, comments={part: "Since when?"})
    making.assembled(officer, making.Period.parse("2025-Q1"))
    _evaluations(officer, commander)
    _imports(sergeant)
    group = make_group()
    GroupProposal.objects.create(
        group=group, status="inactive", why="The file says so", proposed_on=TODAY
    )


def _concerns(officer: Member, sergeant: Member, commander: Member) -> None:
    escalated, referred = log_concern(officer), log_concern(officer)
    concerns.escalate(escalated, by=officer, at=NOON, note="Too much for me.")
    concerns.escalate(referred, by=officer, at=NOON, note="Roads.")
    concerns.review(referred, by=sergeant, at=NOON, note="Seen.")
    referrals.refer(referred, by=sergeant, at=NOON, reason="Roads", to_agency="City Engineering")
    actions.recommend(
        escalated, by=sergeant, at=NOON, kind="patrol", what="Walk", owner=officer, due_on=TODAY
    )
    restricted = log_concern(officer, restricted=True)
    left = make_member(Role.COMMANDER)
    Concern.objects.filter(pk=restricted.pk).update(owner=left)
    Member.objects.filter(pk=left.pk).update(is_active=False)


def _evaluations(officer: Member, commander: Member) -> None:
    from programs.evaluations.workflows import evaluations

    returned = submitted(make_program(officer), officer)
    evaluations.send_back(returned, by=commander, at=NOON, seen=1, note="Say what it cost.")


def _imports(sergeant: Member) -> None:
    analyst = make_member(Role.ANALYST)
    batches.ask_approval(prepared(analyst), by=analyst, at=NOON)
    other = prepared(analyst, b"call,date,place,cleared\n51,09/14/21,Elm Row,\n")
    batches.ask_approval(other, by=analyst, at=NOON)
    batches.give_back(other, by=sergeant, at=NOON, note="Without the alarms.")
    content = b"call,date,place,cleared\n61,09/15/21,Oak Row,09/16/21\n"
    brought_in(prepared(sergeant, content), sergeant)


def _the_writers_leave() -> None:
    """Whoever has open work in the unit and patrol works no more, but for those who take it over."""
    leavers = Member.objects.filter(role__in=[Role.COMMUNITY_OFFICER, Role.OFFICER])
    leavers.update(is_active=False)
    make_member(Role.COMMUNITY_OFFICER)
    assert Division.objects.exists()
