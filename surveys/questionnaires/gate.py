"""The steps a survey can take from where it stands, each with who may take it and why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.urls import reverse

from personnel.models import Member
from policies.clauses import first_link
from policies.current import today
from policies.packs import Pack
from policies.reading import ClauseLink
from records.verdicts import Verdict
from records.wording import Entry, day_words, timeline
from surveys.models import Survey, SurveyStep
from surveys.questionnaires.coverage import clause_of, missing
from surveys.questionnaires.permissions import may_close, may_design, may_discard, may_open
from surveys.questionnaires.workflows.surveys import STEPS

Status = Survey.Status
TITLES = {
    Status.DRAFT: "Draft begun",
    Status.OPEN: "Opened",
    Status.CLOSED: "Closed",
    Status.DISCARDED: "Discarded",
}


@dataclass(frozen=True)
class Step:
    """One step of a survey: what its button says, its page and who may take it."""

    to: str
    label: str
    page: str
    icon: str
    may: Callable[[Member, Survey], Verdict]
    danger: bool = False


OFFERED = (
    Step(Status.OPEN, "Open to citizens", "open", "people", may_open),
    Step(Status.CLOSED, "Close it now", "close", "lock", may_close, danger=True),
    Step(Status.DISCARDED, "Discard the draft", "discard", "trash3", may_discard, danger=True),
)
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
    danger: bool = False


def gate(survey: Survey, member: Member, pack: Pack) -> list[Way]:
    """Every step from the present status, allowed or refused.

    Who never works is not shown what is refused: no refusal will ever end.
    """
    ways = [*_steps(survey, member, pack), *_copying(survey, member, pack)]
    return [way for way in ways if member.works or way.verdict]


def leads_on(step: Step, survey: Survey) -> bool:
    """Whether the survey's own step leads there from its status; a file's way is not offered."""
    by_file = step.to == Status.CLOSED and survey.is_draft
    return step.to in STEPS[Status(survey.status)] and not by_file


def _steps(survey: Survey, member: Member, pack: Pack) -> Iterator[Way]:
    for step in OFFERED:
        if not leads_on(step, survey):
            continue
        verdict = step.may(member, survey)
        # What is missing is mended by whoever may; that it is somebody else's step is not.
        mends = step.to == Status.OPEN and not verdict and may_close(member, survey)
        fix = _mending(survey, member, pack) if mends else ("", "")
        yield Way(
            id=step.page,
            label=step.label,
            icon=step.icon,
            url=reverse(f"surveys:survey-{step.page}", args=[survey.key]),
            verdict=verdict,
            clause=first_link(pack, verdict.clause),
            fix_url=fix[0],
            fix_label=fix[1],
            danger=step.danger,
        )


def _mending(survey: Survey, member: Member, pack: Pack) -> tuple[str, str]:
    """Where what is missing is put right, for whoever may."""
    if not may_design(member, survey):
        return "", ""
    if missing(survey, pack) or not survey.questions.exists():
        return reverse("surveys:question-bank", args=[survey.key]), "Add a question."
    return "#questions", "See what is marked."


def _copying(survey: Survey, member: Member, pack: Pack) -> Iterator[Way]:
    if survey.is_draft:
        return
    verdict = may_design(member)
    yield Way(
        id="copy",
        label="Copy to a new draft",
        icon="file-earmark-text",
        url=reverse("surveys:survey-copy", args=[survey.key]),
        verdict=verdict,
        clause=first_link(pack, verdict.clause or clause_of(pack)),
    )


def entries(survey: Survey) -> list[Entry]:
    """What happened, newest first, with what is expected on top."""
    steps = list(survey.steps.select_related("by"))
    told = [
        replace(entry, title=_title(step))
        for step, entry in zip(steps, timeline(steps), strict=True)
    ]
    return [*_expected(survey), *reversed(told)]


def _title(step: SurveyStep) -> str:
    """A step that leaves it closed said that no more paper comes; one that leads back to a draft,
    that the answers of its file were taken back."""
    if step.from_status == step.to_status:
        return "All paper answers are in"
    if step.from_status and step.to_status == Status.DRAFT:
        return "A draft again"
    return TITLES[Status(step.to_status)]


def _expected(survey: Survey) -> Iterator[Entry]:
    icon = Status.CLOSED.icon
    if survey.is_open and survey.closes_on:
        yield Entry(
            "Closes by itself", f"After {day_words(survey.closes_on)}", tone="next", icon=icon
        )
    if survey.is_closed and survey.paper_until and survey.takes_paper_on(today()):
        until = f"Answers on paper are keyed in until {day_words(survey.paper_until)}"
        yield Entry("Results", until, tone="next", icon=icon)
    if survey.is_draft:
        yield Entry("Opened to citizens, or discarded", tone="next", icon=icon)
