"""Every kind of notice says what it is about, leads there, and is put away when that is done."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from accounts.particulars import Particulars
from accounts.workflows import proposals
from outreach.concerns.workflows import actions, concerns, referrals
from outreach.imports import files
from outreach.imports.workflows import batches
from outreach.models import Concern
from outreach.presentations import workflow as presentations
from personnel.models import Division, Member, Notice
from personnel.roles import Role
from policies.workflows import settings as numbers
from programs.actions import workflow as promised
from programs.catalogue.workflows import programs as catalogue
from programs.evaluations.workflows import evaluations as evaluating
from programs.evaluations.workflows.evaluations import Words
from programs.models import Program
from reports.workflows import review
from surveys.wishes import workflow as wishes
from surveys.wishes.letterbox import Wish
from tests.outreach.imports.test_batches import brought_in, prepared
from tests.reports import making
from tests.support import evaluations
from tests.support.factories import NOON, file_brief, log_concern, make_member
from tests.support.factors import shown_again
from tests.support.programs import make_program
from tests.support.rooms import ROOMS
from tests.support.surveys import make_survey

pytestmark = pytest.mark.django_db

ROOT = Path(settings.BASE_DIR)
LATER = NOON + timedelta(hours=1)

# What only tells: new until it is read. Each with the reason why nothing is to be done about it.
ONLY_TOLD = {
    "accounts/workflows/divisions.py": "who supervises a division from now on",
    "accounts/workflows/addresses.py": "an address that was confirmed, objected to or lapsed",
    "accounts/workflows/overdue.py": "put away with the proposal it reminds of",
    "outreach/redactions/workflow.py": "words that were taken out",
    "accounts/workflows/telling.py": "what was done to an account",
    "accounts/letters.py": "an address that takes no mail",
    "accounts/sign_in_limits.py": "many failed sign-ins",
    "personnel/left_behind.py": "put away by the same minute's look, see test_left_behind",
    "operations/workflows/accepting.py": "a log taken back",
    "outreach/concerns/volume.py": "many concerns opened",
    "outreach/reminders/workflow.py": "reminds of what a row of the desk asks for already",
    "outreach/groups/workflows/groups.py": "who speaks for a group",
    "outreach/imports/groups.py": "who speaks for groups, by an import",
    "surveys/questionnaires/workflows/surveys.py": "a survey that opened or closed",
    "programs/catalogue/workflows/personnel.py": "where somebody works from a day on",
    "programs/evaluations/workflows/deciding.py": "what was decided; the promised action is below",
    "outreach/concerns/workflows/intake.py": "a restricted concern, below",
}
# Modules whose notices ask for something; CASES handles each of them.
ASKING = {
    "outreach/concerns/workflows/concerns.py",
    "outreach/concerns/workflows/referrals.py",
    "outreach/concerns/workflows/actions.py",
    "outreach/presentations/workflow.py",
    "outreach/imports/workflows/batches.py",
    "surveys/wishes/workflow.py",
    "programs/evaluations/workflows/opening.py",
    "programs/evaluations/workflows/evaluations.py",
    "programs/catalogue/workflows/programs.py",
    "programs/actions/workflow.py",
    "reports/workflows/review.py",
    "reports/workflows/assembly.py",
    "accounts/workflows/proposals.py",
    "policies/workflows/settings.py",
}


def test_every_module_that_tells_is_known_here():
    telling = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if _tells(ast.parse(path.read_text()))
    }

    assert telling - {"personnel/notices.py"} == ASKING | set(ONLY_TOLD)


def _tells(module: ast.Module) -> bool:
    """Whether `tell` of personnel.notices is imported."""
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "personnel.notices"
        and any(one.name == "tell" for one in node.names)
        for node in ast.walk(module)
    )


@dataclass(frozen=True)
class People:
    officer: Member
    patrol_officer: Member
    patrol_sergeant: Member
    sergeant: Member
    commander: Member
    chief: Member
    analyst: Member
    administrator: Member


@pytest.fixture
def people(officer, patrol_officer, supervisor, commander, chief) -> People:
    patrol = patrol_officer.division
    sergeant = make_member(Role.DIVISION_SUPERVISOR, division=patrol)
    Division.objects.filter(pk=patrol.pk).update(supervisor=sergeant)
    return People(
        officer=officer,
        patrol_officer=patrol_officer,
        patrol_sergeant=sergeant,
        sergeant=supervisor,
        commander=commander,
        chief=chief,
        analyst=make_member(Role.ANALYST),
        administrator=make_member(Role.ADMINISTRATOR),
    )


# Each case tells something, gives (the beginning of its key, words it must say), and handles it.
Case = Iterator[tuple[str, str]]


def escalated(who: People) -> Case:
    concern = log_concern(who.officer)
    concerns.escalate(concern, by=who.officer, at=NOON, note="Too much.")
    yield "concern-step:", f"{concern.number}, traffic and speeding, to you"
    concerns.review(concern, by=who.sergeant, at=LATER, note="Seen.")


def referred_on(who: People) -> Case:
    concern = log_concern(who.officer)
    concerns.escalate(concern, by=who.officer, at=NOON, note="Roads.")
    yield "concern-step:", concern.number
    concerns.review(concern, by=who.sergeant, at=NOON, note="Seen.")
    referrals.refer(concern, by=who.sergeant, at=LATER, reason="Roads", to_agency="City")


def given_on(who: People) -> Case:
    concern = log_concern(who.officer)
    concerns.escalate(concern, by=who.officer, at=NOON, note="Too much.")
    give = {"by": who.sergeant, "at": NOON, "to": who.patrol_officer}
    concerns.give_on(concern, **give, seen_owner=who.officer.pk)
    yield "concern-note:", f"{concern.number}, traffic and speeding, is yours"
    concerns.review(concern, by=who.sergeant, at=LATER, note="Seen.")


def restricted(who: People) -> Case:
    concern = log_concern(who.officer, restricted=True)
    yield f"concern:{concern.pk}:restricted", concern.number
    concerns.resolve(concern, by=who.commander, at=LATER, note="Settled.")


def received(who: People) -> Case:
    concern = log_concern(who.officer)
    concerns.escalate(concern, by=who.officer, at=NOON, note="Patrol's.")
    concerns.review(concern, by=who.sergeant, at=NOON, note="Seen.")
    to = Division.objects.get(pk=who.patrol_officer.division_id)
    referral = referrals.refer(concern, by=who.sergeant, at=NOON, reason="P", to_division=to)
    yield "referral:", f"{concern.number}, traffic and speeding, is referred"
    referrals.confirm_receipt(referral, by=who.patrol_sergeant, at=LATER)


def recommended(who: People) -> Case:
    concern = log_concern(who.officer)
    day = LATER.date()
    what = {"kind": "patrol", "what": "Walk", "owner": who.patrol_officer, "due_on": day}
    action = actions.recommend(concern, by=who.sergeant, at=NOON, **what)
    yield "action:", f"An action on {concern.number}, traffic and speeding, is yours, due"
    actions.record_progress(action, by=who.patrol_officer, at=LATER, to="done", note="Done.")


def brief_filed(who: People) -> Case:
    brief = file_brief(who.officer)
    yield "presentation-step:", "filed the brief report of May 12, 2026"
    presentations.accept(brief, by=who.sergeant, at=LATER)


def import_to_approve(who: People) -> Case:
    file = prepared(who.analyst)
    batches.ask_approval(file, by=who.analyst, at=NOON)
    yield "import:", "asks you to approve the import of Night calls by"
    batches.give_back(file, by=who.sergeant, at=LATER, note="Not so.")


def import_given_back(who: People) -> Case:
    file = prepared(who.analyst)
    batches.ask_approval(file, by=who.analyst, at=NOON)
    batches.give_back(file, by=who.sergeant, at=NOON, note="Not so.")
    yield "import:", "gave the import of Night calls back to you"
    files.discard(file, by=who.analyst)


def import_started(who: People) -> Case:
    file = prepared(who.analyst)
    batches.ask_approval(file, by=who.analyst, at=NOON)
    yield "import:", "asks you to approve"
    files.start(file, by=who.sergeant, at=LATER, seen=file.mark)


def import_to_close(who: People) -> Case:
    file = brought_in(prepared(who.officer), who.officer)
    yield "import:", "can be closed"
    batches.close_together(file, by=who.sergeant, at=LATER)


def wish_waiting(who: People) -> Case:
    wish = wishes.keep(make_survey(who.officer, status="open"), Wish(phone="555 010 7788"), at=NOON)
    yield "wishes:", "asked to be contacted, by"
    wishes.take(wish, by=who.officer, at=LATER)


def wish_given(who: People) -> Case:
    wish = wishes.keep(make_survey(who.officer, status="open"), Wish(phone="555 010 7788"), at=NOON)
    wishes.assign(wish, by=who.sergeant, to=who.patrol_officer, at=NOON)
    yield "wish:", "gave you a contact wish"
    wishes.contacted(wish, by=who.patrol_officer, at=LATER, note="Called.")


def proposed(who: People) -> Case:
    program = Program(name="Night walks", owner=who.officer)
    catalogue.propose(program, by=who.sergeant, at=NOON)
    yield "program-step:", "proposed the program Night walks"
    catalogue.discontinue(program, by=who.commander, at=LATER, note="Not now.")


def evaluation_opened(who: People) -> Case:
    evaluation = evaluations.opened(make_program(who.officer), who.sergeant)
    yield "evaluation:", "It is due"
    words = Words("So it went.", "keep", "It works.")
    evaluating.write(evaluation, words, by=who.officer, at=LATER, seen=evaluation.written)


def evaluation_sent(who: People) -> Case:
    evaluation = evaluations.submitted(make_program(who.officer), who.officer)
    yield "evaluation-step:", "waits for a decision. It is due"
    evaluating.send_back(evaluation, by=who.commander, at=LATER, seen=1, note="Why?")


def action_promised(who: People) -> Case:
    promise = (evaluations.promise(who.patrol_officer),)
    facts = {"judgement": "modify", "promises": promise}
    program = make_program(who.officer)
    evaluation = evaluations.decided(program, who.officer, who.commander, **facts)
    yield "program-action:", f"An action on {program.name} is yours, due"
    action = evaluation.actions.get()
    promised.note_progress(action, by=who.patrol_officer, at=LATER, to="done", note="Done.")


def action_given_on(who: People) -> Case:
    promise = (evaluations.promise(who.patrol_officer),)
    facts = {"judgement": "modify", "promises": promise}
    program = make_program(who.officer)
    evaluation = evaluations.decided(program, who.officer, who.commander, **facts)
    action = evaluation.actions.get()
    promised.give_on(action, by=who.sergeant, at=NOON, to=who.officer, reason="Ill.")
    yield "program-action-note:", f"An action promised for {program.name} is yours, from"
    promised.note_progress(action, by=who.officer, at=LATER, to="done", note="Done.")


def report_put_together(who: People) -> Case:
    report = making.assembled(who.officer)
    yield f"report:{report.pk}:assembled", "April to June 2026"
    review.submit(report, by=who.officer, at=LATER)


def report_to_approve(who: People) -> Case:
    report = making.submitted(who.officer)
    yield (
        "report-step:",
        "Q-2026-2, Quarterly Community Services Report for April to June 2026,",
    )
    review.approve(report, by=who.sergeant, at=LATER, seen=1)


def report_returned(who: People) -> Case:
    report = making.submitted(who.officer)
    asked = {making.part_of(report): "Why?"}
    review.send_back(report, by=who.sergeant, at=LATER, seen=1, comments=asked)
    yield "report-step:", "for changes"
    review.submit(report, by=who.officer, at=LATER)


def report_issued(who: People) -> Case:
    report = making.issued(who.officer, who.sergeant, who.commander)
    yield f"report:{report.pk}:issued", "Please acknowledge it"
    for recipient in report.recipients.all():
        review.acknowledge(report, by=recipient.member, at=LATER)


def report_superseded(who: People) -> Case:
    report = making.issued(who.officer, who.sergeant, who.commander)
    yield f"report:{report.pk}:issued", "Please acknowledge it"
    revision = review.revise(report, by=who.officer, at=LATER, why="A number.")
    review.submit(revision, by=who.officer, at=LATER)
    for approver in (who.sergeant, who.commander):
        review.approve(revision, by=approver, at=LATER, seen=1)


def account_proposed(who: People) -> Case:
    wanted = Particulars("new@example.org", "Nia Cole", "", Role.OFFICER, None)
    proposal = proposals.add(wanted, by=who.administrator, at=NOON)
    yield "proposal:", "It waits for you."
    proposals.withdraw(proposal, by=who.administrator, at=LATER)


def number_proposed(who: People) -> Case:
    with time_machine.travel(NOON, tick=False):
        made = numbers.propose("answer_within_days", 12, by=who.sergeant, at=NOON)
    yield f"number:{made.pk}", "It waits for command."
    numbers.chase(NOON + timedelta(days=8))
    numbers.approve(made, by=who.commander, at=NOON + timedelta(days=9))


CASES: list[Callable[[People], Case]] = [
    escalated,
    referred_on,
    given_on,
    restricted,
    received,
    recommended,
    brief_filed,
    import_to_approve,
    import_given_back,
    import_started,
    import_to_close,
    wish_waiting,
    wish_given,
    proposed,
    evaluation_opened,
    evaluation_sent,
    action_promised,
    action_given_on,
    report_put_together,
    report_to_approve,
    report_returned,
    report_issued,
    report_superseded,
    account_proposed,
    number_proposed,
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_a_notice_says_what_is_asked_and_is_put_away_when_it_is_done(people, case, monkeypatch):
    monkeypatch.setattr("celery.Celery.send_task", lambda *asked, **options: None)
    steps = case(people)
    with time_machine.travel(NOON, tick=False):
        key, words = next(steps)
        told = list(Notice.objects.unread().filter(key__startswith=key))
        assert told
        assert any(words in one.text for one in told), [one.text for one in told]
        for notice in told:
            assert _opens(notice) == 200, notice

        assert list(steps) == []

    still_new = Notice.objects.unread().filter(pk__in=[one.pk for one in told])
    assert [one.text for one in still_new] == []


def _opens(notice: Notice) -> int:
    """What its reader gets at the address it leads to."""
    client = Client()
    client.force_login(notice.to)
    shown_again(client, notice.to)
    answer: Any = client.get(notice.url)
    return int(answer.status_code)


def test_the_bell_counts_what_the_list_of_new_notices_shows(people):
    for n in range(3):
        concern = log_concern(people.officer, said=f"Said {n}")
        concerns.escalate(concern, by=people.officer, at=NOON, note="Too much.")
    concerns.review(Concern.objects.first(), by=people.sergeant, at=LATER, note="Seen.")
    client = Client()
    client.force_login(people.sergeant)

    page = client.get("/inbox/")

    shown = page.context["page_obj"]
    assert page.context["unread_count"] == page.context["unread"] == len(shown) == 2
    assert all(one.read_at is None for one in shown)
    assert len(client.get("/inbox/?view=all").context["page_obj"]) == 3
