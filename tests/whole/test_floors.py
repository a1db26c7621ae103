"""What no role, order of steps or change of roles brings down: random work, and what holds after it.

The numbers are those of the floors of the role matrix. Here stand 1, 3, 4, 6, 7, 8, 10 and 11. The
others: 2 is `tests/whole/test_doors.py` with the portal's tests, 5 is `test_canaries.py`, 12 is
`tests/surveys/results/test_suppression.py`. Nothing disposes of records yet, so 9 has nothing to hold. Of 11,
a job that waits asks for no permission of its own, and there is no queue of an offline browser yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, models, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from audit.models import Entry
from audit.noting import Refusal
from outreach.concerns.workflows import concerns, referrals
from outreach.models import Action, Concern, Presentation, Referral
from outreach.presentations import workflow as presentations
from outreach.presentations.workflow import Brief
from personnel.models import Division, Member, Notice
from personnel.roles import COMMAND, UNIT, Role
from programs.catalogue.workflows import programs
from programs.evaluations.workflows import deciding, evaluations
from programs.evaluations.workflows.deciding import Decision
from programs.evaluations.workflows.evaluations import Words
from programs.models import Evaluation, Program
from reports.models import Report
from reports.workflows import review, writing
from tests.reports import making
from tests.support.evaluations import DECIDED, opened
from tests.support.factories import NOON, a_topic, file_brief, log_concern, make_member
from tests.support.programs import make_program
from tests.support.undone import undone
from tests.whole.matrix import LOOKED
from tests.whole.test_pages import MARKS
from tests.whole.town import ROLES, town

SPRING = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# Steps by which somebody lets another's work stand: of each, whose work it is.
LETS_STAND = {"close", "accept", "return", "approve", "send back", "decide", "let begin"}
SILENT = {Role.ADMINISTRATOR, Role.ACCREDITATION_MANAGER}
AFTER = max(making.day_after(making.Q1), DECIDED, NOON)


@dataclass
class House:
    """People and records at the start of every example, and what happened in this one."""

    people: list[int]
    concerns: list[int]
    briefs: list[int]
    reports: list[int]
    evaluations: list[int]
    programs: list[int]
    moments: Iterator[datetime]
    settled: dict[tuple[type[models.Model], int], dict[str, Any]] = field(default_factory=dict)
    wrote: dict[tuple[type[models.Model], int], set[int]] = field(default_factory=dict)


@pytest.fixture
def house(kinston) -> House:
    patrol = Division.objects.get(key="patrol")
    ranks = [*Role, Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR, Role.COMMANDER, Role.COMMANDER]
    people = [make_member(role) for role in ranks]
    people += [
        make_member(role, division=patrol) for role in (Role.OFFICER, Role.DIVISION_SUPERVISOR)
    ]
    by = {role: next(one for one in people if one.role == role) for role in Role}
    officer, named = by[Role.COMMUNITY_OFFICER], by[Role.COMMANDER]
    logged = [
        log_concern(officer),
        log_concern(people[-2]),
        log_concern(named),
        log_concern(officer, restricted=True),
        log_concern(officer, about_member=named),
    ]
    owned = [make_program(officer), make_program(people[-3])]
    proposed = [make_program(one, status="proposed") for one in (officer, named)]
    return House(
        [one.pk for one in people],
        [one.pk for one in logged],
        [file_brief(one).pk for one in (officer, by[Role.UNIT_SUPERVISOR], by[Role.CHIEF])],
        [making.assembled(officer, making.Q1).pk],
        [opened(program, officer).pk for program in owned],
        [one.pk for one in (*owned, *proposed)],
        (AFTER + timedelta(hours=n) for n in count(1)),
    )


# ---- the steps, each for whoever tries it


def step_of_concern(name: str) -> Callable[..., Any]:
    def take(concern: Concern, by: Member, at: datetime) -> None:
        if name == "assign":
            concerns.assign(concern, by=by, at=at, to=by)
        else:
            getattr(concerns, name)(concern, by=by, at=at, note="So it is.")

    return take


def refer(concern: Concern, by: Member, at: datetime) -> None:
    patrol = None if concern.restricted else Division.objects.get(key="patrol")
    agency = "" if patrol else "City"
    referrals.refer(concern, by=by, at=at, reason="Theirs.", to_division=patrol, to_agency=agency)


def take_back(concern: Concern, by: Member, at: datetime) -> None:
    if referral := concern.referrals.pending().first():
        referrals.take_back(referral, by=by, at=at, note="Ours again.")


def file_again(brief: Presentation, by: Member, at: datetime) -> None:
    again = Brief(
        topic=a_topic(), held_at=brief.held_at, place="Hall", audience="All", participants=9
    )
    presentations.file_again(brief, again, [], by=by, at=at, seen=brief.version)


def write_part(report: Report, by: Member, at: datetime) -> None:
    part = report.parts.first()
    seen = part.narrative_version
    writing.write_narrative(part, by=by, at=at, text=f"As of {seen}.", seen=seen)


def send_report_back(report: Report, by: Member, at: datetime) -> None:
    part = report.parts.first()
    review.send_back(report, by=by, at=at, seen=report.version, comments={part: "Why?"})


def write_evaluation(evaluation: Evaluation, by: Member, at: datetime) -> None:
    words = Words("It worked.", "keep", "It is liked.")
    evaluations.write(evaluation, words, by=by, at=at, seen=evaluation.written)


def decide(evaluation: Evaluation, by: Member, at: datetime) -> None:
    decision = Decision("keep", "As recommended.")
    deciding.decide(evaluation, decision, by=by, at=at, seen=evaluation.version)


STEPS: dict[str, tuple[type[models.Model], str, Callable[..., Any]]] = {
    **{
        name: (Concern, "concerns", step_of_concern(name))
        for name in ("escalate", "review", "assign", "resolve", "close", "reopen")
    },
    "refer": (Concern, "concerns", refer),
    "take back": (Concern, "concerns", take_back),
    "accept": (
        Presentation,
        "briefs",
        lambda one, by, at: presentations.accept(one, by=by, at=at),
    ),
    "return": (
        Presentation,
        "briefs",
        lambda one, by, at: presentations.send_back(one, by=by, at=at, note="More."),
    ),
    "file again": (Presentation, "briefs", file_again),
    "write part": (Report, "reports", write_part),
    "submit": (
        Report,
        "reports",
        lambda one, by, at: review.submit(one, by=by, at=at),
    ),
    "approve": (
        Report,
        "reports",
        lambda one, by, at: review.approve(one, by=by, at=at, seen=one.version),
    ),
    "send back": (Report, "reports", send_report_back),
    "write": (Evaluation, "evaluations", write_evaluation),
    "send up": (
        Evaluation,
        "evaluations",
        lambda one, by, at: evaluations.submit(one, by=by, at=at, seen=one.written),
    ),
    "decide": (Evaluation, "evaluations", decide),
    "let begin": (
        Program,
        "programs",
        (
            lambda one, by, at: programs.approve(
                one, by=by, at=at, seen=one.version, started_on=date(2026, 1, 1)
            )
        ),
    ),
}


KINDS = {kind: model for model, kind, _ in STEPS.values()}
# Where a step leads; what is not named here leaves the record where it is.
LEADS_TO = {
    "escalate": "escalated",
    "review": "reviewed",
    "assign": "assigned",
    "take back": "assigned",
    "refer": "referred",
    "resolve": "resolved",
    "close": "closed",
    "reopen": "reopened",
    "accept": "accepted",
    "return": "returned",
    "file again": "filed",
    "submit": "submitted",
    "approve": "issued",
    "send back": "returned",
    "write": "drafted",
    "send up": "submitted",
    "decide": "decided",
    "let begin": "active",
}
ONWARD = {
    "concerns": concerns.STEPS,
    "briefs": presentations.STEPS,
    "reports": review.STEPS,
    "evaluations": evaluations.STEPS,
    "programs": programs.STEPS,
}


def row(record: models.Model) -> dict[str, Any]:
    return type(record)._base_manager.filter(pk=record.pk).values().get()


def work_of(record: Any) -> set[int]:
    """Everybody whose work it is, as the record itself keeps it."""
    if isinstance(record, Concern):
        last = record.steps.filter(to_status="resolved").last()
        return {last.by_id} if last else set()
    if isinstance(record, Presentation):
        return {record.presenter_id}
    if isinstance(record, Program):
        return {record.owner_id}
    wrote = set(record.writers.values_list("pk", flat=True))
    owner = record.author_id if isinstance(record, Report) else record.program.owner_id
    return wrote | {owner}


def tried(house: House, name: str, record: Any, by: Member) -> bool:
    """One person tries one step; whether it was taken. Floors 1, 3, 4, 8 and 10.

    Sending a report back is two steps in one: a comment, and the return.
    """
    before, steps, told = row(record), record.steps.count(), Notice.objects.count()
    noted = Entry.objects.count()
    own = by.pk in work_of(record) | house.wrote.get((type(record), record.pk), set())
    try:
        STEPS[name][2](record, by=by, at=next(house.moments))
    except (PermissionDenied, Refusal):
        assert (row(record), record.steps.count()) == (before, steps), "a refusal changes nothing"
        assert Notice.objects.count() == told
        assert entries_since(noted) == [("refused", by.pk)]
        return False
    if Entry.objects.count() == noted:
        assert row(record) == before, "a change without an entry"
        return False
    assert entries_since(noted) == [("done", by.pk)] * (2 if name == "send back" else 1)
    assert by.role not in SILENT
    assert not (own and name in LETS_STAND), f"{name} of own work"
    moved = row(record)["status"] != before["status"] or name in ("assign", "approve")
    assert record.steps.count() == steps + moved
    assert (type(record), record.pk) not in house.settled, "it was settled"
    remember(house, name, record, by)
    return True


def entries_since(noted: int) -> list[tuple[str, int | None]]:
    return list(Entry.objects.order_by("pk").values_list("outcome", "actor")[noted:])


def remember(house: House, name: str, record: Any, by: Member) -> None:
    key = type(record), record.pk
    if name in ("write", "write part", "submit", "send up", "file again"):
        house.wrote.setdefault(key, set()).add(by.pk)
    now = row(record)
    if now["status"] in ("accepted", "issued", "decided"):
        house.settled[key] = now


def look_around(house: House) -> None:
    """Floors 3, 6, 7 and 8, for everybody, as everything stands now."""
    restricted = Concern.objects.filter(restricted=True)
    addresses = {one.get_absolute_url() for one in restricted}
    for member in Member.objects.filter(pk__in=house.people):
        seen = Concern.objects.visible_to(member)
        hidden = (
            restricted if member.role not in COMMAND else restricted.filter(about_member=member)
        )
        assert not seen.filter(pk__in=hidden.values("pk")).exists()
        if member.role not in COMMAND:
            assert not Notice.objects.waiting_for(member).filter(url__in=addresses).exists()
        if member.role in UNIT:
            referred = Referral.objects.filter(concern__restricted=False).values("concern")
            assert seen.filter(pk__in=referred).count() == referred.distinct().count()
        if member.role == Role.ADMINISTRATOR:
            for model in (Concern, Presentation, Report, Evaluation, Program, Action):
                assert not model._default_manager.visible_to(member).exists()
    for (model, pk), kept in house.settled.items():
        assert row(model(pk=pk)) == kept


def tampered(house: House) -> None:
    """What is issued or decided: past every workflow, the database refuses (floor 8)."""
    words = {Report: {"title": "Another"}, Evaluation: {"account": "Another"}}
    for model, pk in house.settled:
        for change in [words[model], {"status": "returned"}] if model in words else []:
            with pytest.raises(DatabaseError), transaction.atomic():
                model._base_manager.filter(pk=pk).update(**change)


def errands_of(seed: int) -> Iterator[tuple[str, int, int]]:
    """What is worked on, the how manyth step of those it can take, and who tries first; or else
    that somebody gets another role. One step in five is one that the record does not allow now."""
    chance = Random(seed)
    for _ in range(30):
        who = chance.randrange(16)
        if chance.random() < 0.1:
            yield chance.choice(ROLES), who, 0
        else:
            yield chance.choice([*KINDS, "concerns", "reports"]), chance.randrange(1000), who


REACHED = {
    Concern: {"escalated", "reviewed", "assigned", "referred", "resolved", "closed", "reopened"},
    Presentation: {"accepted", "returned"},
    Report: {"submitted", "returned", "issued"},
    Evaluation: {"drafted", "submitted", "decided"},
    Program: {"active"},
}


@pytest.mark.slow
def test_the_floors_hold_whatever_people_do(house):
    reached: dict[type[models.Model], set[str]] = {model: set() for model in REACHED}

    @SPRING
    @given(seed=st.integers(0, 2**32))
    def work(seed: int) -> None:
        with undone():
            house.settled, house.wrote = {}, {}
            for what, which, who in errands_of(seed):
                if what in KINDS:
                    reached_by(house, what, which, who, reached)
                else:
                    Member.objects.filter(pk=house.people[which]).update(role=what)
            look_around(house)
            tampered(house)

    work()

    assert {model: wanted - reached[model] for model, wanted in REACHED.items()} == {
        model: set() for model in REACHED
    }


def reached_by(
    house: House, kind: str, which: int, who: int, reached: dict[type[models.Model], set[str]]
) -> None:
    """Everybody tries in turn until somebody may."""
    model, keys = KINDS[kind], getattr(house, kind)
    pk = keys[which % len(keys)]
    name = chosen(kind, model._base_manager.get(pk=pk), which)
    for person in (*house.people[who:], *house.people[:who]):
        record = model._base_manager.get(pk=pk)
        if tried(house, name, record, Member.objects.get(pk=person)):
            reached[model].add(row(record)["status"])
            return


def chosen(kind: str, record: Any, which: int) -> str:
    every = [name for name, (_, of, _) in STEPS.items() if of == kind]
    onward = ONWARD[kind].get(record.status, ())
    possible = [name for name in every if LEADS_TO.get(name) in onward]
    among = possible if possible and which // 5 % 5 else every
    return among[which // 25 % len(among)]


# Where a role decides, and the address names nothing of one's own.
DECIDED_BY_ROLE = (
    "/concerns/{restricted}/",
    "/concerns/export/",
    "/imports/",
    "/programs/{proposed}/approve/",
    "/reports/{waiting}/approve/",
    "/surveys/{closed_survey}/words/words/",
    "/audit/",
    "/members/new/",
)


@pytest.mark.slow
@pytest.mark.usefixtures("nothing_is_drawn")
def test_another_role_holds_from_the_next_request(kinston):
    """Floor 11, in a session that was opened with the role before."""
    records = town()
    member, found = records.people[Role.UNIT_SUPERVISOR], {}
    client = Client()
    client.force_login(member)

    for role in (*ROLES, *reversed(ROLES)):
        Member.objects.filter(pk=member.pk).update(role=role)
        for asked in DECIDED_BY_ROLE:
            status = client.get(records.address(asked, role)).status_code
            found[asked, role] = MARKS[status]

    for (asked, role), mark in found.items():
        assert mark == LOOKED[asked][ROLES.index(role)], (asked, role)
