"""Whether what was issued or decided is still what it was: digests, PDFs, sums."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from operations.doctor.finding import Finding
from programs.evaluations.facts import digest_of as digest_of_evaluation
from programs.models import Evaluation, EvaluationPrinting
from reports.facts import digest_of as digest_of_report
from reports.models import Printing, Report, ReportPart

RESTORE = "Take its rows from a backup made before; tell command, and revise the report if need be."
CLOSE = 0.005
# Their figures count answers, and no row stands for an answer.
OF_SURVEYS = ("survey_results", "survey_answers", "survey_areas", "survey_recommendations")


def reports() -> Iterator[Finding]:
    """Issued reports whose digest is no longer that of what is stored."""
    for report in Report.objects.issued().order_by("pk").iterator(20):
        if digest_of_report(report) != report.digest:
            words = f"Report {report.pk}: what is stored is not what was issued."
            yield Finding("reports", words, RESTORE)


def evaluations() -> Iterator[Finding]:
    """Decided evaluations whose digest is no longer that of what is stored."""
    decided = Evaluation.objects.filter(status=Evaluation.Status.DECIDED)
    for evaluation in decided.order_by("pk").iterator(20):
        if digest_of_evaluation(evaluation) != evaluation.digest:
            words = f"Evaluation {evaluation.pk}: what is stored is not what was decided."
            yield Finding("evaluations", words, RESTORE)


def printed() -> Iterator[Finding]:
    """Stored PDFs that are not the ones that were made; their pages refuse to show them."""
    for kind, model in (("report", Printing), ("evaluation", EvaluationPrinting)):
        for kept in model._base_manager.order_by("pk").iterator(20):
            if sha256(bytes(kept.pdf)).hexdigest() != kept.sha256:
                yield Finding(
                    "printed",
                    f"The stored PDF of {kind} {getattr(kept, f'{kind}_id')} was replaced; it is "
                    "not shown any more.",
                    "Take it from a backup made before, and find out who changed it.",
                )


def figures_of_reports() -> Iterator[Finding]:
    """Figures that do not follow from the frozen rows they name, in any report put together."""
    parts = ReportPart.objects.exclude(report__status=Report.Status.ASSEMBLING)
    parts = parts.exclude(key__in=OF_SURVEYS)
    for part in parts.order_by("report_id", "position").iterator(20):
        try:
            wrong = list(_wrong_figures(part))
        except (ValueError, TypeError, KeyError) as unread:
            wrong = [f"nothing can be read ({type(unread).__name__})"]
        if wrong:
            yield Finding(
                "report figures",
                f"Report {part.report_id}, part {part.position}: {', '.join(wrong[:5])} does not "
                "follow from the rows kept with it.",
                RESTORE,
            )


def _wrong_figures(part: ReportPart) -> Iterator[str]:
    facts, lists = json.loads(part.facts), json.loads(part.records)
    for figure in facts.get("figures", ()):
        if not _follows(figure, lists.get(figure["list"])):
            yield figure["key"]


def _follows(figure: Mapping[str, Any], records: Mapping[str, Any] | None) -> bool:
    """A figure counts its rows, or adds up one column of them; a row it names is there."""
    keys, value = figure["keys"], figure["value"]
    if records is None:
        return not keys
    rows = {row[0]: row for row in records["rows"]}
    if any(key not in rows for key in keys):
        return False
    if value == len(keys):
        return True
    named = [rows[key] for key in keys]
    sums = (_sum(row[column] for row in named) for column in range(1, len(records["columns"])))
    return any(total is not None and abs(total - float(value)) < CLOSE for total in sums)


def _sum(values: Iterator[Any]) -> float | None:
    total = 0.0
    for value in values:
        try:
            total += float(value or 0)
        except (TypeError, ValueError):
            return None
    return total
