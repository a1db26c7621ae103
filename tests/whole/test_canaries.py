"""Words that some may not read stand nowhere else: on no page, in no file, mail, title or address.

A canary is planted in a record of the town, and everything the site says to a role without the
right is searched for it, as it was written and as pages and addresses write it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
import time_machine
from django.core import mail
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from audit.models import Entry
from jobs.models import Job
from outreach.concerns import sheets
from outreach.concerns.sheets import intake_sheet
from outreach.concerns.workflows import actions, concerns
from outreach.models import Action, Concern, Draft
from personnel.models import Member, Notice
from personnel.notices import mail_unmailed
from personnel.roles import COMMAND, READERS, UNIT, Role
from programs.evaluations.models import READ_EVALUATIONS
from programs.models import Evaluation
from reports.models import Report, ReportPart
from reports.models.reports import READ_REPORTS
from surveys.models import Survey
from surveys.wishes import workflow as wishes
from surveys.wishes.letterbox import Wish
from tests.reports import making
from tests.support.factories import NOON, log_concern, make_member
from tests.support.factors import shown_again
from tests.support.pdfs import attachments_of, text_of
from tests.support.surveys import answer
from tests.whole.matrix import LOOKED, SENT
from tests.whole.town import LATER, ROLES, Town, town

NOBODY: frozenset[str] = frozenset()
NAMED = Role.COMMANDER
# Of these pages nothing is about a record with a canary in it.
ELSEWHERE = ("/imports/", "/members/", "/operations/", "/policy/", "/signed-in/")
STEPS_ON = ("/concerns/{unit}/", "/concerns/{restricted}/", "/concerns/{about}/")
FULL_OF_SIGNS = "O'Fenn & <Søn>"


@dataclass(frozen=True)
class Canary:
    """`to` are the roles whose pages may hold these words, once they ask for the record."""

    words: str
    to: frozenset[str] = NOBODY

    @cached_property
    def forms(self) -> set[str]:
        said = self.words
        ways = (escape(said), quote(said), quote_plus(said), json.dumps(said)[1:-1])
        return {one.casefold() for one in (said, *ways)}


REPORTER = {
    "reporter_name": f"Zqname {FULL_OF_SIGNS}",
    "reporter_phone": "+1 (555) 0137741",
    "reporter_email": "zqmail+own@example.net",
    "reporter_language": "Zqtongue & more",
}
WISHED = {
    "name": f"Zqwish {FULL_OF_SIGNS}",
    "phone": "+1 (555) 0137742",
    "email": "zqcall+own@example.net",
    "about": f"Zqabout {FULL_OF_SIGNS}",
}


class Aviary:
    """The canaries of a town by where they are; a page is asked which of them it may not hold."""

    def __init__(self, records: Town) -> None:
        self.records, self.records.records["about"] = records, ""
        self.canaries = {words: Canary(words) for words in (*REPORTER.values(), *WISHED.values())}
        self.canaries[WISHED["about"]] = Canary(WISHED["about"], UNIT | COMMAND)
        self._plant()

    def _add(self, words: str, to: Iterable[str] = NOBODY) -> str:
        words = f"{words} {FULL_OF_SIGNS}"
        self.canaries[words] = Canary(words, frozenset(to))
        return words

    def _plant(self) -> None:
        colleague = make_member(Role.COMMUNITY_OFFICER)
        decider = make_member(Role.CHIEF)
        unit = self.told(colleague)
        self.records.records["unit"] = unit.number
        about = {"due_on": NOON.date(), "at": NOON, "by": decider, "owner": decider}
        matter = self._add("Zqmatter", COMMAND)
        actions.recommend(unit, kind=Action.Kind.PERSONNEL, what=matter, **about)
        self._restricted("restricted", colleague, decider, COMMAND)
        named = self.records.people[NAMED]
        self._restricted("about", colleague, decider, COMMAND - {NAMED}, about_member=named)
        self._others(colleague)

    def told(self, by: Member, **facts: Any) -> Concern:
        concern = log_concern(by, **REPORTER, **facts)
        for role in (Role.OFFICER, Role.DIVISION_SUPERVISOR):
            self.records.own["own"][role] = log_concern(
                self.records.people[role], **REPORTER
            ).number
        return concern

    def _restricted(
        self, name: str, by: Member, decider: Member, to: Iterable[str], **facts: Any
    ) -> None:
        said, place, note = (self._add(f"Zq{name}{part}", to) for part in ("said", "place", "note"))
        facts |= {"said": said, "place": place, "restricted": True}
        concern = log_concern(by, **facts, **REPORTER)
        concerns.note_effort(concern, by=decider, at=LATER, text=note)
        concerns.escalate(concern, by=decider, at=LATER, note=self._add(f"Zq{name}why", to))
        self.records.records[name] = concern.number
        self.canaries[concern.number] = Canary(concern.number, frozenset(to))

    def _others(self, colleague: Member) -> None:
        keys = self.records.records
        survey = Survey.objects.get(key=keys["survey"])
        keys["wish"] = wishes.keep(survey, Wish(**WISHED), at=NOON).pk
        answer(survey, mark="held", words=self._add("Zqheld", UNIT))
        typed = {"said": self._add("Zqdraft"), "place": self._add("Zqdraftplace")}
        Draft.objects.filter(pk=keys["draft"]).update(typed=typed)
        account = self._add("Zqaccount", READ_EVALUATIONS | {NAMED})
        Evaluation.objects.filter(pk=keys["drafted"]).update(account=account)
        part = ReportPart.objects.filter(report=keys["report"], key="current_concerns")
        part.update(narrative=self._add("Zqnarrative", READ_REPORTS))
        Report.objects.get(pk=keys["waiting"]).parts.first().comments.create(
            by=colleague, at=NOON, text=self._add("Zqcomment", READ_REPORTS)
        )

    def sung_in(self, said: str) -> set[str]:
        said = said.casefold()
        return {
            words for words, one in self.canaries.items() if any(form in said for form in one.forms)
        }

    def escaped_to(self, role: str, said: str) -> set[str]:
        """The canaries in `said` that nothing this role is shown may hold."""
        return self.forbidden(role, self.sung_in(said))

    def forbidden(self, role: str, sung: set[str]) -> set[str]:
        return {words for words in sung if role not in self.canaries[words].to}


@pytest.fixture
def aviary(kinston) -> Aviary:
    with time_machine.travel(NOON, tick=False):
        return Aviary(town())


def client_of(records: Town, role: str) -> Client:
    client = Client()
    client.force_login(records.people[role])
    shown_again(client, records.people[role])
    return client


def all_said(answer: HttpResponse) -> str:
    """Headers and body; a PDF as its text."""
    heads = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    body = answer.getvalue()
    return heads + (text_of(body) if body.startswith(b"%PDF") else body.decode())


def readings(role: str) -> Iterator[str]:
    """What is looked at: every page and file of records that this role gets."""
    place = ROLES.index(Role(role))
    for asked, marks in LOOKED.items():
        if marks[place] == "." and not asked.startswith(ELSEWHERE):
            yield asked
    yield from ("/concerns/{about}/", "/concerns/{restricted}/", "/reports/{waiting}/")
    for word in ("zq", "0137741", "fenn", "own@example"):
        if role in READERS:
            yield f"/search/?q={word}"
            yield f"/concerns/?view=all&q={word}"


def refusals(role: str) -> Iterator[str]:
    """Pages of concerns that this role does not get."""
    place = ROLES.index(Role(role))
    for asked, marks in LOOKED.items():
        if asked.startswith("/concerns/{") and marks[place] != ".":
            yield asked


def wanderings(role: str) -> Iterator[str]:
    """Steps on concerns with canaries in them: taken with nothing typed, and mostly refused."""
    for asked in (*SENT, *(one.replace("{restricted}", "{about}") for one in SENT)):
        if asked.startswith(STEPS_ON) and not asked.endswith("/identity/"):
            yield asked


@pytest.fixture
def _sheets_are_words(monkeypatch):
    """What a sheet says, without its paper; one on paper is read below."""

    def words(template: str, context: dict[str, Any], **more: Any) -> bytes:
        return render_to_string(template, context).encode()

    monkeypatch.setattr(sheets, "render_pdf", words)


@pytest.mark.slow
@pytest.mark.usefixtures("_sheets_are_words")
def test_no_page_file_or_refusal_holds_what_its_reader_may_not_know(aviary):
    records, escaped, seen = aviary.records, {}, set()

    with time_machine.travel(NOON, tick=False):
        for role in ROLES:
            client = client_of(records, role)
            sent = [client.post(records.address(one, role)) for one in wanderings(role)]
            looked = [client.get(records.address(one, role)) for one in readings(role)]
            refused = [client.get(records.address(one, role)) for one in refusals(role)]
            for told in (*sent, *looked, *refused):
                sung = aviary.sung_in(all_said(told))
                seen |= sung
                if found := aviary.forbidden(role, sung):
                    escaped[role, told.wsgi_request.path, told.status_code] = found

    assert escaped == {}
    # Whoever may read them does find them, so that their absence elsewhere says something.
    assert {words for words, one in aviary.canaries.items() if one.to} <= seen


@pytest.mark.slow
def test_who_raised_it_and_who_asked_for_a_call_are_read_by_a_step_alone(aviary):
    records, found = aviary.records, {}

    with time_machine.travel(NOON, tick=False):
        for role in ROLES:
            client = client_of(records, role)
            for asked in ("/concerns/{unit}/identity/", "/surveys/wishes/{wish}/contact/"):
                said = all_said(client.post(records.address(asked, role)))
                found[role, asked] = bool(aviary.sung_in(said))

    may_read = UNIT | COMMAND
    assert {role for (role, _), told in found.items() if told} == may_read
    assert all(found[role, asked] for role, asked in found if role in may_read)


@pytest.mark.slow
def test_the_sheet_on_paper_holds_no_name_and_no_personnel_matter(aviary):
    concern = Concern.objects.get(number=aviary.records.records["unit"])

    said = text_of(intake_sheet(concern))

    assert concern.said in said
    assert aviary.escaped_to(Role.OFFICER, said) == set()


@pytest.mark.slow
def test_a_report_and_its_lists_hold_nothing_restricted_and_no_name(aviary, monkeypatch):
    people = aviary.records.people
    author = people[Role.COMMUNITY_OFFICER]
    report = making.issued(author, people[Role.UNIT_SUPERVISOR], people[Role.COMMANDER])

    pdf = making.printed(report)

    lists = attachments_of(pdf)
    assert any(aviary.records.records["unit"].encode() in content for content in lists.values())
    said = "\n".join([text_of(pdf), str(lists.keys()), *(one.decode() for one in lists.values())])
    assert aviary.escaped_to(Role.OFFICER, said) == set()


@pytest.mark.slow
def test_no_mail_and_no_line_of_the_log_holds_a_canary(aviary):
    people = aviary.records.people
    unit = Concern.objects.get(number=aviary.records.records["unit"])
    concerns.escalate(unit, by=people[Role.COMMUNITY_OFFICER], at=LATER, note="Too far.")
    concerns.review(unit, by=people[Role.UNIT_SUPERVISOR], at=LATER, note="Seen.")
    hidden = {words for words in aviary.canaries if not words.startswith("R-")}

    mail_unmailed(timezone.now() + timedelta(hours=1))

    assert mail.outbox
    noted = Entry.objects.values_list("action", "key", "detail")
    for told in (
        *(f"{one.subject}\n{one.body}" for one in mail.outbox),
        *Notice.objects.values_list("text", flat=True),
        *Job.objects.values_list("subject", flat=True),
        *(json.dumps(line) for line in noted),
    ):
        assert aviary.sung_in(told) & hidden == set()
    of = {member.email: role for role, member in people.items()}
    for one in mail.outbox:
        if role := of.get(one.to[0]):
            assert aviary.escaped_to(role, f"{one.subject}\n{one.body}") == set()
