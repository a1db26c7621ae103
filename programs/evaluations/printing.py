"""The PDF of a decided evaluation, made from what was frozen and decided alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from audit.noting import note
from documents.frozen_lists import csv_of
from documents.pages import page_count
from documents.pdf import Attachment, render_pdf
from jobs import papers
from jobs.running import Lease
from policies.current import department, pack_of
from policies.reading import clause_link
from programs.evaluations.promises import DECIDED
from programs.evaluations.reading import EvaluationView
from programs.models import Evaluation, EvaluationPrinting, EvaluationStep
from records.wording import day_words, moment_words

DRAFT_TASK = "programs.print_draft"
TEMPLATE = "programs/evaluations/print.html"
# Everything the document holds after its cover: (id, heading).
CONTENTS = (
    ("decision", "Decision"),
    ("the-program", "The program"),
    ("what-citizens-said", "What citizens said"),
    ("account", "Account of the year"),
    ("what-was-decided-before", "What was decided before"),
    ("what-there-is-no-data-for", "What there is no data for"),
    ("where-each-figure-comes-from", "Where each figure comes from"),
)
STEP_WORDS = {
    Evaluation.Status.OPENED: "Opened",
    Evaluation.Status.DRAFTED: "Written",
    Evaluation.Status.SUBMITTED: "Sent for a decision",
    Evaluation.Status.RETURNED: "Returned",
    Evaluation.Status.DECIDED: "Decided",
}


@dataclass(frozen=True)
class Source:
    """One list of records the evaluation was counted from, and the file it is attached as."""

    title: str
    counted: int
    file: str


def print_evaluation(evaluation: Evaluation, lease: Lease, *, at: datetime) -> None:
    """Make the PDF and keep it with its SHA-256; the work of the job."""
    lease.progress(0, "Laying out the pages", total=1)
    pdf = papers.laid_out(lambda: evaluation_pdf(evaluation))
    with lease.publishing():
        EvaluationPrinting.objects.get_or_create(
            evaluation=evaluation,
            defaults={
                "job": lease.job,
                "pdf": pdf,
                "sha256": hashlib.sha256(pdf).hexdigest(),
                "pages": page_count(pdf),
                "made_at": at,
            },
        )
        note("programs.printing.print_evaluation", evaluation)


def made_from(evaluation: Evaluation) -> str:
    """The digest of what the PDF of an undecided evaluation says."""
    steps = evaluation.steps.count()
    return papers.digest_of(render_to_string(TEMPLATE, print_context(evaluation)), str(steps))


def evaluation_pdf(evaluation: Evaluation) -> bytes:
    """The evaluation as PDF bytes; the same evaluation gives the same bytes. Raises PdfRefused."""
    with timezone.override(department().zone):
        attached = list(csv_lists(evaluation))
        return render_pdf(TEMPLATE, print_context(evaluation), attachments=attached)


def print_context(evaluation: Evaluation) -> dict[str, Any]:
    view = EvaluationView(evaluation, printing=True)
    return {
        "evaluation": evaluation,
        "view": view,
        "facts": view.facts,
        "department": department(),
        "clause": clause_link(pack_of(evaluation.policy), evaluation.clause),
        "decided": DECIDED.get(evaluation.decision, "not decided yet"),
        "recommended": evaluation.get_recommendation_display(),
        "contents": CONTENTS,
        "cover_period": f"Evaluation for {evaluation.period.days_label}",
        "cover_facts": cover_facts(evaluation, view),
        "program_facts": program_facts(view),
        "key_figures": key_figures(view),
        "steps": step_rows(evaluation),
        "actions": evaluation.actions.select_related("owner"),
        "discussions": evaluation.discussions.all(),
        "sources": sources(evaluation),
        "most_at_a_topic": max((figure.value for figure in view.topics), default=0),
    }


def cover_facts(evaluation: Evaluation, view: EvaluationView) -> list[tuple[str, str]]:
    clause = clause_link(pack_of(evaluation.policy), evaluation.clause)
    since = day_words(evaluation.policy.effective_from)
    decided_by = evaluation.decided_by.full_name if evaluation.decided_by else ""
    facts = [
        ("Decision", _decision_words(evaluation)),
        ("Decided by", decided_by),
        ("Recommended", evaluation.get_recommendation_display()),
        ("Written by", ", ".join(member.full_name for member in evaluation.writers.all())),
        ("Program owner", view.facts["program"]["owner"]),
        ("Required by", f"{clause.label}, in force since {since}" if clause else ""),
        ("Figures as of", moment_words(evaluation.frozen_at) if evaluation.frozen_at else ""),
    ]
    return [(label, words) for label, words in facts if words]


def program_facts(view: EvaluationView) -> list[tuple[str, str]]:
    """What the program was when its year was gathered."""
    program = view.facts["program"]
    facts = [
        ("Kind", program["kind"]),
        ("For", program["audience"]),
        ("Objectives", program["objectives"]),
        ("With", program["partner"]),
        ("Areas", ", ".join(program["areas"])),
        ("Topics", ", ".join(program["topics"])),
    ]
    return [(label, words) for label, words in facts if words]


def _decision_words(evaluation: Evaluation) -> str:
    words = DECIDED.get(evaluation.decision, "Not decided yet: this is a draft")
    return (
        f"{words} from {day_words(evaluation.effective_on)}" if evaluation.effective_on else words
    )


def key_figures(view: EvaluationView) -> list[dict[str, str]]:
    """The numbers of the first page: what it did and what it took."""
    return [
        {
            "label": stat.figure.label,
            "value": stat.gap or stat.words,
            "note": stat.note,
        }
        for stat in view.stats
    ]


def step_rows(evaluation: Evaluation) -> list[dict[str, str]]:
    """Who wrote, returned and decided it, and when.

    What was remarked on the way is the unit's own, as in reports: the table says that something was.
    The reason of a decision stands under the decision.
    """
    return [
        {
            "step": STEP_WORDS[Evaluation.Status(step.to_status)],
            "by": step.by.full_name,
            "when": moment_words(step.at),
            "note": _step_note(step),
        }
        for step in evaluation.steps.select_related("by")
    ]


def _step_note(step: EvaluationStep) -> str:
    remarked = step.note and step.to_status != Evaluation.Status.DECIDED
    parts = [
        f"Version {step.version}" if step.version else "",
        "with a remark" if remarked else "",
    ]
    words = ", ".join(filter(None, parts))
    return words[:1].upper() + words[1:]


def sources(evaluation: Evaluation) -> list[Source]:
    return [
        Source(records["title"], len(records["rows"]), file_name(evaluation, name))
        for name, records in evaluation.lists.items()
        if records["rows"]
    ]


def csv_lists(evaluation: Evaluation) -> Iterator[Attachment]:
    """Every list of records behind the figures, as CSV, attached to the PDF."""
    for name, records in evaluation.lists.items():
        if records["rows"]:
            yield Attachment(
                file_name(evaluation, name),
                records["title"],
                csv_of(records),
                evaluation.frozen_at or evaluation.decided_at,  # type: ignore[arg-type]
            )


def file_name(evaluation: Evaluation, name: str) -> str:
    """“sessions-2025.csv”: the file of one list, named by the day its year began where it must."""
    first, last = evaluation.first_day.year, evaluation.last_day.year
    return f"{name}-{first}.csv" if first == last else f"{name}-{first}-{last}.csv"
