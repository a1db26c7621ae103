"""One person of each role, and records of every kind that they meet at different distances.

The unit's own records are a fellow community officer's, “patrol” are those of the officer's and the
division supervisor's own division, “far” those of a division that none of them belongs to. What is
“own” was made by whoever asks, or names them: its address depends on the role that asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from accounts.particulars import Particulars
from accounts.workflows import proposals
from jobs.queue import request as request_job
from outreach.concerns.workflows import actions, concerns, referrals
from outreach.imports import files, looking
from outreach.imports.samples import layout_of
from outreach.imports.workflows import batches
from outreach.models import Action, Draft, ImportFile, Representative
from outreach.presentations import workflow as presentations
from personnel.models import Division, Member, Notice
from personnel.notices import tell
from personnel.roles import WORKING, Role
from policies.current import policy
from policies.models import Topic
from policies.periods import Period
from policies.workflows import settings as numbers
from programs.models import Evaluation
from reports.models import Report
from surveys.answer_files import workflow as responses
from surveys.answer_files.reading import Reading
from surveys.answer_files.workflow import Source
from surveys.questionnaires.coverage import domains
from surveys.wishes import workflow as wishes
from surveys.wishes.letterbox import Wish
from tests.outreach.imports.test_pages import CALLS, GROUPS, MAP
from tests.reports import making
from tests.reports.surveying import held_survey
from tests.support import evaluations, programs
from tests.support.factories import (
    NOON,
    file_brief,
    log_concern,
    make_division,
    make_group,
    make_member,
)
from tests.support.programs import make_program
from tests.support.surveys import answer, ask, make_survey
from tests.surveys.asking import complete_draft

ROLES = list(Role)
# Held answers that came from one network.
CROWD = "n0123456789abcdef"
IN_PATROL = {Role.OFFICER, Role.DIVISION_SUPERVISOR}
LATER = NOON + timedelta(hours=1)
ONCE, Q3 = date(2026, 5, 12), Period.parse("2025-Q3")


@dataclass
class Town:
    """`records` are the same whoever asks, `own` are by the role that does."""

    people: dict[str, Member]
    records: dict[str, Any] = field(default_factory=dict)
    own: dict[str, dict[str, Any]] = field(default_factory=dict)

    def address(self, asked: str, role: str) -> str:
        """Of a record somebody of this role can't make the address names nobody's."""
        own = {name: keys.get(role, 0) for name, keys in self.own.items()}
        return asked.format(**self.records, **own)


def people_of_each_role() -> dict[str, Member]:
    patrol = Division.objects.get(key="patrol")
    return {
        role: make_member(role, **({"division": patrol} if role in IN_PATROL else {}))
        for role in ROLES
    }


def town() -> Town:
    """Needs a department under Kinston's pack."""
    made = Town(people_of_each_role())
    colleague = make_member(Role.COMMUNITY_OFFICER)
    sergeant = make_member(Role.UNIT_SUPERVISOR)
    decider = make_member(Role.COMMANDER)
    made.records |= (
        _members(colleague)
        | _proposals(made.people[Role.ADMINISTRATOR])
        | _concerns(colleague, sergeant, decider)
        | _groups_and_briefs(colleague, sergeant)
        | _programs(colleague, decider)
        | _reports(colleague, sergeant, decider)
        | _surveys(colleague)
        | _numbers(sergeant)
        | _imports(colleague)
    )
    named = log_concern(colleague, about_member=made.people[Role.CHIEF])
    made.records["about_chief"] = named.number
    made.own = _own(made, colleague, decider)
    return made


def _members(colleague: Member) -> dict[str, Any]:
    tell([colleague], "Somebody did something.", url="/policy/", key="another's")
    job = request_job("tests.nothing", key="another's", argument=1, subject="Work", by=colleague)
    typed = {"said": "Begun and not sent."}
    left = Draft.objects.create(member=colleague, form="concern", typed=typed, saved_at=NOON)
    return {
        "member": colleague.pk,
        "left": make_member(is_active=False).pk,
        "division": Division.objects.get(key="patrol").pk,
        "notice": Notice.objects.get(key="another's").pk,
        "job": job.pk,
        "draft": left.pk,
    }


def _proposals(administrator: Member) -> dict[str, Any]:
    """A new account of each kind of role, waiting for whoever approves it."""
    roles = (Role.OFFICER, Role.UNIT_SUPERVISOR, Role.COMMANDER, Role.CHIEF)
    return {
        f"of_{role}": proposals.add(
            Particulars(f"new.{role}@example.org", "Nia Cole", "", role, None),
            by=administrator,
            at=NOON,
        ).pk
        for role in roles
    }


def _numbers(sergeant: Member) -> dict[str, Any]:
    """A number that waits for command."""
    return {"number": numbers.propose("review_within_days", 9, by=sergeant, at=NOON).pk}


def _concerns(colleague: Member, sergeant: Member, decider: Member) -> dict[str, Any]:
    patrol = Division.objects.get(key="patrol")
    partner = make_member(Role.OFFICER, division=patrol)
    stranger = make_member(Role.OFFICER, division=make_division())
    made = {
        "unit": log_concern(colleague),
        "patrol": log_concern(partner),
        "far": log_concern(stranger),
        "restricted": log_concern(colleague, restricted=True),
        "resolved": log_concern(colleague),
        "closed": log_concern(colleague),
        "referred": log_concern(colleague),
    }
    for name in ("resolved", "closed"):
        concerns.resolve(made[name], by=colleague, at=LATER, note="Settled.")
    concerns.close(made["closed"], by=sergeant, at=LATER)
    concerns.escalate(made["referred"], by=colleague, at=LATER, note="Too far.")
    concerns.review(made["referred"], by=sergeant, at=LATER, note="Seen.")
    referrals.refer(made["referred"], by=sergeant, at=LATER, reason="Theirs.", to_division=patrol)
    promised = {"at": NOON, "what": "Walk there", "due_on": date(2026, 6, 1)}
    patrols = actions.recommend(
        made["unit"], by=colleague, kind=Action.Kind.PATROL, owner=colleague, **promised
    )
    personnel = actions.recommend(
        made["unit"], by=decider, kind=Action.Kind.PERSONNEL, owner=decider, **promised
    )
    numbers = {name: concern.number for name, concern in made.items()}
    return numbers | {"step": patrols.pk, "personnel_step": personnel.pk}


def _groups_and_briefs(colleague: Member, sergeant: Member) -> dict[str, Any]:
    partner = make_member(Role.OFFICER, division=Division.objects.get(key="patrol"))
    group = make_group()
    accepted = file_brief(colleague)
    presentations.accept(accepted, by=sergeant, at=LATER)
    return {
        "group": group.pk,
        "representative": Representative.objects.create(group=group, name="Ann Weaver").pk,
        "brief": file_brief(colleague).pk,
        "patrol_brief": file_brief(partner).pk,
        "accepted": accepted.pk,
    }


def _programs(colleague: Member, decider: Member) -> dict[str, Any]:
    program = make_program(colleague)
    sent = evaluations.submitted(make_program(colleague), colleague)
    return {
        "program": program.pk,
        "proposed": make_program(colleague, status="proposed").pk,
        "paused": make_program(colleague, status="paused").pk,
        "topic": programs.serve(program, Topic.objects.first()).pk,
        "person": programs.staff(program, colleague).pk,
        "hours": programs.enter_hours(program, colleague, on=ONCE).pk,
        "cost": programs.enter_cost(program, colleague, on=ONCE).pk,
        "feedback": programs.enter_feedback(program, colleague, on=ONCE).pk,
        "drafted": evaluations.written(make_program(colleague), colleague).pk,
        "sent": sent.pk,
        "decided": (settled := _decided(colleague, colleague, decider)).pk,
        "action": settled.actions.get().pk,
    }


def _decided(writer: Member, owner: Member, decider: Member) -> Evaluation:
    """An evaluation that a commander decided, with an action `owner` sees to."""
    promised = (evaluations.promise(owner),)
    program = make_program(writer)
    return evaluations.decided(program, writer, decider, judgement="modify", promises=promised)


def _reports(colleague: Member, sergeant: Member, decider: Member) -> dict[str, Any]:
    report, waiting = making.assembled(colleague, making.Q1), making.submitted(colleague, making.Q4)
    asked = making.part_of(waiting).comments.create(by=sergeant, at=NOON, text="Since when?")
    return {
        "report": report.pk,
        "waiting": waiting.pk,
        "comment": asked.pk,
        "issued": making.issued(colleague, sergeant, decider, period=Q3).pk,
    }


def _surveys(colleague: Member) -> dict[str, Any]:
    survey, draft = make_survey(colleague, status="open"), make_survey(colleague)
    ask(survey, "words", "text")
    for n in range(5):
        answer(survey, mark="held", crowd=CROWD, words=f"Buy now, {n}")
    mailed = make_survey(colleague, status="closed", paper_until=date(2027, 1, 31))
    closed = held_survey(colleague, n=12)
    earlier = make_survey(colleague, key="earlier")
    ask(earlier, "safe")
    responses.bring_in(earlier, Reading(), Source.of("a.csv", b"x"), by=colleague, at=NOON)
    return {
        "crowd": CROWD,
        "file_survey": earlier.key,
        "answer_file": earlier.files.get().pk,
        "mailed_survey": mailed.key,
        "survey": survey.key,
        "survey_draft": draft.key,
        "ready": complete_draft(colleague, domains(policy())).key,
        "question": ask(draft, "safety").pk,
        "closed_survey": closed.key,
        "survey_by_key": survey.pk,
        "closed_survey_by_key": closed.pk,
        "held": answer(survey, mark="held", words="Buy now").pk,
        "wish": wishes.keep(survey, Wish(phone="555 010 7788"), at=NOON).pk,
    }


def _imports(colleague: Member) -> dict[str, Any]:
    def trial(kind: str, content: bytes, **how: str) -> ImportFile:
        file = ImportFile(kind=kind, name=f"{kind}.csv", **how)
        files.receive(file, content, by=colleague, at=NOON)
        return looked_at(file)

    def looked_at(file: ImportFile) -> ImportFile:
        """What the job would find, without the job."""
        ImportFile.objects.filter(pk=file.pk).update(**looking.look(file, at=NOON))
        file.refresh_from_db()
        return file

    def asked(file: ImportFile) -> ImportFile:
        batches.ask_approval(file, by=colleague, at=NOON)
        return file

    def in_columns() -> ImportFile:
        file = trial("concerns", CALLS, source="Calls")
        files.take_reading(file, layout_of(file), by=colleague)
        return looked_at(file)

    started = trial("groups", GROUPS)
    files.start(started, by=colleague, at=NOON)
    return {
        "trial": asked(trial("concerns", CALLS, map_text=MAP.decode())).pk,
        "unmapped": in_columns().pk,
        "areas": trial("groups", GROUPS).pk,
        "started": started.pk,
    }


def _own(made: Town, colleague: Member, decider: Member) -> dict[str, dict[str, Any]]:
    """What each working role has made or been given; the others have an account alone."""
    own: dict[str, dict[str, Any]] = {}
    for role, member in made.people.items():
        tell([member], "Somebody did something.", url="/policy/", key="own")
        own.setdefault("myself", {})[role] = member.pk
        own.setdefault("own_notice", {})[role] = Notice.objects.get(to=member, key="own").pk
    waiting = Report.objects.get(pk=made.records["waiting"])
    for n, role in enumerate(role for role in ROLES if role in WORKING):
        member = made.people[role]
        resolved = log_concern(member)
        concerns.resolve(resolved, by=member, at=LATER, note="Settled.")
        draft = Draft.objects.create(member=member, form="concern", typed={}, saved_at=NOON)
        job = request_job("tests.nothing", key=f"of {role}", argument=1, subject="Work", by=member)
        sent = evaluations.submitted(make_program(member), member if member.is_unit else colleague)
        program = make_program(member)
        for name, key in {
            "own": log_concern(member).number,
            "own_resolved": resolved.number,
            "own_restricted": log_concern(member, restricted=True).number,
            "about_me": log_concern(colleague, about_member=member).number,
            "own_draft": draft.pk,
            "own_job": job.pk,
            "own_brief": file_brief(member).pk,
            "own_program": program.pk,
            "own_proposed": make_program(member, status="proposed").pk,
            "own_drafted": evaluations.written(make_program(member), colleague).pk,
            "own_sent": sent.pk,
            "own_action": _decided(colleague, member, decider).actions.get().pk,
            "own_waiting": _waiting_by(member, waiting, n).pk,
            "own_proposal": proposals.renew_link(
                member, by=made.people[Role.ADMINISTRATOR], at=NOON
            ).pk,
            "own_wish": _taken_by(member, made.records["survey"]),
        }.items():
            own.setdefault(name, {})[role] = key
    return own


def _waiting_by(member: Member, waiting: Report, n: int) -> Report:
    """The report as if `member` had written it and taken the role it waits for since."""
    first = date(2020 - n, 1, 1)
    facts = {
        one.attname: getattr(waiting, one.attname)
        for one in Report._meta.concrete_fields
        if not one.primary_key
    }
    chain = [member.role] if member.leads else waiting.chain
    return Report.objects.create(
        **facts
        | {
            "number": f"Q-{first.year}-1",
            "first_day": first,
            "last_day": date(first.year, 3, 31),
            "author_id": member.pk,
            "chain": chain,
            "waits_for": chain[0],
        }
    )


def _taken_by(member: Member, key: str) -> int:
    """A wish given to the member while their role took some."""
    survey = make_survey(member, status="open", key=f"{key}-{member.pk}")
    wish = wishes.keep(survey, Wish(phone="555 010 7799"), at=NOON)
    type(wish).objects.filter(pk=wish.pk).update(owner=member, status=wish.Status.TAKEN)
    return int(wish.pk)
