"""The steps a concern can take from where it stands, each with who may take it and why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from outreach.concerns.permissions import (
    may_answer,
    may_assign,
    may_close,
    may_decide,
    may_escalate,
    may_give_on,
    may_hand_over,
    may_refer,
    may_reopen,
    may_resolve,
    may_review,
    may_watch,
)
from outreach.concerns.record import ConcernRecord
from outreach.concerns.workflows.concerns import GIVEN_ON, STEPS
from outreach.models import Concern
from personnel.models import Member
from policies.clauses import first_link
from policies.packs import Pack
from policies.reading import ClauseLink
from records.history import StepRefused
from records.verdicts import Verdict, first_refusal

Status = Concern.Status


@dataclass(frozen=True)
class Step:
    """One of a concern's own steps: what its button says, its page and who may take it."""

    to: str
    label: str
    page: str
    icon: str
    may: Callable[[Member, Concern], Verdict]


def _may_review_and_assign(member: Member, concern: Concern) -> Verdict:
    return first_refusal(may_review(member, concern), may_assign(member, concern))


OFFERED = (
    Step(Status.RESOLVED, "Mark as resolved", "resolve", "check-circle", may_resolve),
    Step(Status.CLOSED, "Close", "close", "check2-all", may_close),
    # To where its first half leads; the second is taken with it.
    Step(
        Status.REVIEWED,
        "Review and assign",
        "review-assign",
        "person-check",
        _may_review_and_assign,
    ),
    Step(Status.REVIEWED, "Take up for review", "review", "eye", may_review),
    Step(Status.ASSIGNED, "Assign", "assign", "person-check", may_assign),
    Step(Status.REFERRED, "Refer", "refer", "box-arrow-up-right", may_refer),
    Step(Status.ESCALATED, "Escalate", "escalate", "arrow-up-circle", may_escalate),
    Step(Status.REOPENED, "Reopen", "reopen", "arrow-counterclockwise", may_reopen),
)
# What is said to whoever tries a later step first.
FIRST = {
    Status.RESOLVED: "Mark it as resolved first.",
    Status.ESCALATED: "Escalate it first.",
    Status.REVIEWED: "Take it up for review first.",
    Status.ASSIGNED: "Assign it first.",
    Status.REOPENED: "Reopen it first.",
}
STEP_OF = {step.page: step for step in OFFERED}


@dataclass(frozen=True)
class Way:
    """One line of the gate, ready for components/step_button.html."""

    id: str
    label: str
    icon: str
    url: str
    verdict: Verdict
    clause: ClauseLink | None = None
    fix_url: str = ""
    fix_label: str = ""


def gate(record: ConcernRecord, member: Member, pack: Pack) -> list[Way]:
    """Every step from the present status, allowed or refused, the referral's own ones first.

    Who never works on concerns is not shown what is refused: no refusal will ever end.
    """
    ways = [
        *_handing_over(record, member, pack),
        *_answering(record, member, pack),
        *_own_referral(record, member, pack),
        *_onward(record, member, pack),
        *_giving_on(record, member, pack),
    ]
    return [way for way in ways if member.works or way.verdict]


def check_possible(step: Step, concern: Concern) -> None:
    """Raise StepRefused, in the workflow's words, unless the status leads to this step."""
    now = Status(concern.status)
    if step.to in STEPS[now]:
        return
    refused = f"This cannot go from “{now.words}” to “{Status(step.to).words}”."
    raise StepRefused(f"{refused} {_first_step(now, Status(step.to))}".strip())


def _first_step(now: Status, to: Status) -> str:
    """What has to be done first on the shortest way from `now` to `to`, in words; "" if nothing."""
    if now == to or to == Status.REOPENED:
        return ""
    ways, reached = [[now]], {now}
    for way in ways:
        if to in STEPS[way[-1]]:
            return FIRST.get(way[1], "") if len(way) > 1 else ""
        onward = [status for status in Status if status in STEPS[way[-1]] - reached]
        reached.update(onward)
        ways.extend([*way, status] for status in onward)
    return ""


def _handing_over(record: ConcernRecord, member: Member, pack: Pack) -> Iterator[Way]:
    """Only while it waits to leave the department, and for whoever takes it there."""
    if not record.concern.restricted:
        return
    if verdict := may_hand_over(member, record.concern):
        yield _way("handover", "Hand it over", "box-arrow-up-right", record.concern, verdict, pack)


def _answering(record: ConcernRecord, member: Member, pack: Pack) -> Iterator[Way]:
    concern = record.concern
    if concern.answered_on:
        return
    verdict = may_answer(member, concern)
    if concern.answer_by:
        yield _way("answer", "Record the answer", "reply", concern, verdict, pack)
        yield _way("unreached", "Could not be reached", "telephone", concern, verdict, pack)
    if verdict and (concern.answer_by or not concern.is_settled):
        label = "No answer is owed" if concern.answer_by else "They want an answer"
        yield _way("owed", label, "reply", concern, verdict, pack)


def _own_referral(record: ConcernRecord, member: Member, pack: Pack) -> Iterator[Way]:
    concern, pending = record.concern, record.pending
    if not pending:
        return
    watches, decides = may_watch(member, pending), may_decide(member, concern)
    back = f"Take back from {pending.to_words}"
    outcome = "Record the referral's outcome"
    yield _way("referral-outcome", outcome, "file-earmark-check", concern, watches, pack)
    yield _way("referral-takeback", back, "arrow-return-left", concern, decides, pack)


def _giving_on(record: ConcernRecord, member: Member, pack: Pack) -> Iterator[Way]:
    """To somebody else while it waits for a review or another agency; offered to who may."""
    concern, verdict = record.concern, may_give_on(member, record.concern)
    if concern.status in GIVEN_ON and verdict:
        yield _way("give-on", "Give it to someone else", "person-check", concern, verdict, pack)


def _onward(record: ConcernRecord, member: Member, pack: Pack) -> Iterator[Way]:
    concern = record.concern
    for step in OFFERED:
        taken_back = step.to == Status.ASSIGNED and record.pending
        if step.to in STEPS[Status(concern.status)] and not taken_back:
            verdict = step.may(member, concern)
            waits = step.to == Status.RESOLVED and record.pending is not None
            fix = ("#referral", "Record it, then this opens.") if waits else ("", "")
            yield _way(step.page, step.label, step.icon, concern, verdict, pack, *fix)


def _way(
    page: str,
    label: str,
    icon: str,
    concern: Concern,
    verdict: Verdict,
    pack: Pack,
    fix_url: str = "",
    fix_label: str = "",
) -> Way:
    return Way(
        id=page,
        label=label,
        icon=icon,
        url=reverse(f"outreach:{_url_name(page)}", args=[concern.number]),
        verdict=verdict,
        clause=first_link(pack, verdict.clause),
        fix_url=fix_url,
        fix_label=fix_label,
    )


def _url_name(page: str) -> str:
    return page if page.startswith("referral-") else f"concern-{page}"
