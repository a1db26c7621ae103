"""What officers write about each part of a report, and what reviewers ask about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from outreach.models import Concern
from reports.models import Report, ReportPart


@dataclass(frozen=True)
class Held:
    """What the period of a report held, as its other parts count it."""

    voiced: int
    due: int
    on_time: int
    escalated: int

    @property
    def is_busy(self) -> bool:
        return self.voiced > 5


# What the summary says, and of what period it can be said: by concerns voiced, answers that fell
# due and were given on time, and what waits for a decision.
SUMMARIES: tuple[tuple[Callable[[Held], bool], str], ...] = (
    (
        lambda held: held.is_busy and 2 * held.on_time > held.due,
        (
            "Most callers were answered in time, and the same few streets fill the list. Two things are "
            "asked of command:\n\n"
            "- patrol for the station parking lot on Friday nights until the new year\n"
            "- a word with Public Works about what was referred and has not moved"
        ),
    ),
    (
        lambda held: held.escalated > 0,
        (
            "What could be settled by a visit was settled. What waits for a decision of command is named "
            "below, with what is asked; beyond it nothing is asked."
        ),
    ),
    (
        lambda held: held.is_busy,
        (
            "Most of the unit's hours went to the evenings, where the calls come from. What others hold "
            "is named below with who holds it."
        ),
    ),
    (
        lambda held: held.is_busy and not held.escalated,
        (
            "Much was raised, and what is not settled is with somebody who goes on with it. No decision of "
            "command is waited for; the unit asks that the evenings on foot stay in the plan."
        ),
    ),
    (
        lambda held: not held.is_busy and not held.escalated,
        (
            "It was a quiet period. What could be settled by a visit was settled; what waits for others "
            "is named below with who holds it. Nothing new is asked of command."
        ),
    ),
    (
        lambda held: not held.is_busy,
        (
            "Few people called in this period. The days were used to go back to those who had called "
            "before, and to tell them how it ended."
        ),
    ),
)
# The accounts of each section, used by turns. {top} is the most frequent category, {count} its
# number; the other figures stand in the report already and are not told twice.
ACCOUNTS = {
    "current_concerns": (
        (
            "{top} leads with {count}. The streets around the school and the station parking lot come "
            "up again and again; on both, patrol and the owners now work side by side."
        ),
        (
            "Most of it is small and near home. {top} leads with {count}, and the same few streets are "
            "behind it. What was late was late because the caller could not be reached."
        ),
        (
            "{top} leads with {count}. People ask less for an arrest than for somebody who comes back "
            "and says how it ended."
        ),
    ),
    "forwarded_concerns": (
        (
            "Taken up because one officer alone could not settle them: they need hours of another "
            "shift, or a word with an owner."
        ),
        "Each has somebody who goes on with it. The unit is asked to tell the groups concerned.",
    ),
    "potential_problems": (
        "None of these is a case yet. Each has somebody who looks at it and a day to look again.",
        "Some hang on other people's plans. We asked to be heard before those are final.",
    ),
    "recommended_actions": (
        (
            "Where details can be counted they are. What has passed its date waits for hours or for "
            "another agency, not for a decision."
        ),
        "Patrol asks to keep the details on the two worst streets for one more month.",
    ),
    "progress": (
        "What shows no progress is named so that command can decide whether it goes on.",
        "What was referred moves at the pace of others; we ask every two weeks and write it down.",
    ),
    "actions_taken": (
        "Most of it is visits and calls. Answers were given in person where people have no e-mail.",
        "Evenings were put where the calls come from; mornings suffered for it.",
    ),
    "activities": (
        "The school and the Commons ask most often. Evening talks are fuller than morning ones.",
        "Every talk brought at least one question that became a concern or ended one.",
    ),
    "statistics": ("The counts come from the records; nobody added them up by hand.",),
    "trends": ("{top} stands at the head of the year's list with {count}.",),
    "successes": (
        (
            "What we would tell a visitor: the flashing sign on Linden Avenue, the court that stays "
            "open until nine, and the office hour in the laundry room of Weir House."
        ),
    ),
    "program_evaluations": (
        (
            "Doors and Windows reaches tenants since it goes to their houses. What the unit asks of "
            "command is named with each program."
        ),
        "Where few came we say so; two programs grow, and one has run its course.",
    ),
    "survey_results": (
        "The results went up with the unit's recommendations; what is done about them follows there.",
    ),
    "survey_answers": (
        (
            "People feel safe by day and less so after dark; most say that they were treated with "
            "respect. What they miss is hearing what became of what they reported."
        ),
    ),
    "survey_areas": (
        "Where few answered, areas are not told apart: we ask there in person before winter.",
    ),
    "survey_recommendations": (
        (
            "Tell everyone who reports something what became of it, within two weeks. Walk Mill Lane "
            "on two evenings a week until spring. Ask again in a year, with the same questions."
        ),
    ),
    "summary": tuple(text for _, text in SUMMARIES),
    "objectives": (
        (
            "Answer everyone who raises something within two weeks. Give each group of the register a "
            "visit every quarter. Find captains for the last two blocks of the Northfield watch."
        ),
    ),
}
ON_SURVEY = (
    (
        "People feel safe by day and less so after dark, and most say that they were treated with "
        "respect. What they miss is hearing what became of what they reported. Command is asked for two "
        "evenings of walking patrol a week until spring."
    ),
)
ON_PROGRAMS = (
    (
        "Every program was evaluated. Two are worth what they take and go on; one was asked for by hardly "
        "anybody. Command is asked for nothing beyond what was decided on each of them."
    ),
)
# Of a part that names hardly anything, so that nothing leads.
ON_FEW = ("Few were raised; each was seen to by the officer who logged it.",)
# Of a survey that did not ask whether people feel safe.
ON_OTHER_SURVEY = (
    (
        "Many have not heard of what the unit offers. Before winter it tells every group of the register "
        "in person."
    ),
)
NOTHING = "Nothing was recorded for this part in the period."
CORRECTED = "The period before is now named beside it, so that the change can be judged."
CORRECTION = "One sentence named the wrong month; it names the right one now."

# What reviewers ask of a part, and what the author replies.
QUESTIONS = (
    ("Say how this compares with the period before.", "Done, in the last sentence."),
    ("Is that one street or several? Name it.", "Several. I named the two that matter."),
    ("Who does what next?", "Added: the unit goes on, patrol joins on Fridays."),
)


def account_of(part: ReportPart, turn: int) -> str:
    """What the officer writes about `part`; `turn` chooses among the accounts of its section."""
    texts = _texts_for(part)
    written = part.gathered.get("written") or part.key == "summary"
    if part.gathered.get("empty") and not written:
        return NOTHING
    return texts[turn % len(texts)].format(**_leading(part.gathered))


def _texts_for(part: ReportPart) -> tuple[str, ...]:
    """Those of a part's accounts that fit what was asked or what the period held."""
    report = part.report
    if report.survey_id and part.key in ("summary", "survey_answers"):
        asked = any("How safe" in str(one.gathered) for one in report.parts.all())
        told = ON_SURVEY if part.key == "summary" else ACCOUNTS[part.key]
        return told if asked else ON_OTHER_SURVEY
    if part.key == "current_concerns" and _held(report).voiced < 3:
        return ON_FEW
    if part.key != "summary":
        return ACCOUNTS[part.key]
    if report.kind == "evaluation":
        return ON_PROGRAMS
    held = _held(report)
    return tuple(text for fits, text in SUMMARIES if fits(held))


def _held(report: Report) -> Held:
    figures: dict[str, int] = {}
    for part in report.parts.filter(key__in=("current_concerns", "summary")):
        figures |= {one["key"]: one["value"] for one in part.gathered.get("figures", [])}
    raised = Concern.objects.reportable().logged_in(report.period)
    return Held(
        voiced=figures["voiced"] if "voiced" in figures else raised.count(),
        due=figures.get("due", 0),
        on_time=figures.get("on_time", 0),
        escalated=figures.get("escalated", 0),
    )


def _leading(facts: dict[str, Any]) -> dict[str, Any]:
    """The most frequent category of a part and its count, where it has categories."""
    figures = {figure["key"]: figure for figure in facts.get("figures", [])}
    keys = dict(facts.get("groups", [])).get("category", [])
    first = figures[keys[0]] if keys else {"label": "", "value": 0}
    return {"top": first["label"], "count": first["value"]}
