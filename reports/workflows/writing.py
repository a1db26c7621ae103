"""Writing a report: the officer's account of each part, and what is of note in it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.utils import timezone

from audit import rounds
from audit.noting import audited
from documents.frozen import canonical
from outreach.imports.redacted import left_out_of
from personnel.models import Member
from policies.current import department
from records.history import StaleRecord, StepRefused
from reports.models import Comment, Report, ReportPart
from reports.permissions import may_comment, may_write
from reports.sections import SECTIONS
from reports.sections.done import what_was_done
from reports.sections.frame import Frame


def hold(report: Report) -> None:
    """Read the report anew, and let nobody else move it before this transaction ends; nor does a
    redaction begin, which would miss words that are copied here from other records.

    PostgreSQL locks the row; SQLite's transactions take the one write lock when they begin.
    """
    rounds.hold_off()
    report.refresh_from_db(from_queryset=Report.objects.select_for_update())


@audited("reports.writing.write_narrative")
def write_narrative(
    part: ReportPart, *, by: Member, at: datetime, text: str, seen: int
) -> ReportPart:
    """Save the account of one part, made from version `seen` of it.

    Raises StaleRecord when another text was saved since; the same one is there already.
    """
    hold(part.report)
    may_write(by, part.report).require()
    saved = ReportPart.objects.filter(pk=part.pk, narrative_version=seen).update(
        narrative=text, narrative_by=by, narrative_at=at, narrative_version=seen + 1
    )
    part.refresh_from_db()
    if not saved and part.narrative != text:
        raise StaleRecord(part.title)
    part.report.writers.add(by)
    return part


@audited("reports.writing.choose_of_note")
def choose_of_note(part: ReportPart, *, by: Member, chosen: list[int]) -> None:
    """Print these records in full; what was done about them is frozen with the choice."""
    report = part.report
    hold(report)
    may_write(by, report).require()
    # Read under the hold: the part may have been put together again a moment ago.
    part = report.parts.get(pk=part.pk)
    listed = part.lists.get(SECTIONS[part.key].chosen_from, {"rows": []})
    if unknown := set(chosen) - {row[0] for row in listed["rows"]}:
        raise StepRefused(f"{len(unknown)} of these concerns are not in this part.")
    frame = Frame(report.period, report.frozen_at or timezone.now(), department().zone)
    facts = part.gathered | {"done": what_was_done(sorted(chosen), frame, before=True)}
    part.of_note, part.facts = sorted(chosen), left_out_of(report).without_json(canonical(facts))
    part.save(update_fields=["of_note", "facts"])
    report.writers.add(by)


@audited("reports.writing.comment")
def comment(
    part: ReportPart, *, by: Member, at: datetime, text: str, reply_to: Comment | None = None
) -> Comment:
    """Ask something of a part, or reply to what was asked; the same words again are the same."""
    may_comment(by, part.report).require()
    ReportPart.objects.select_for_update().get(pk=part.pk)
    if reply_to and reply_to.part.report_id != part.report_id:
        raise StepRefused("That comment belongs to another report.")
    said = part.comments.filter(by=by, text=text, reply_to=reply_to, settled_at=None).first()
    return said or part.comments.create(by=by, at=at, text=text, reply_to=reply_to)


@audited("reports.writing.settle")
def settle(asked: Comment, *, by: Member, at: datetime) -> None:
    """Mark a comment as dealt with; everyone who talks about the report may."""
    may_comment(by, asked.part.report).require()
    Comment.objects.unsettled().filter(pk=asked.pk).update(settled_at=at, settled_by=by)


def open_comments(report: Report) -> int:
    return Comment.objects.unsettled().filter(part__report=report).count()


def open_by_part(report: Report) -> dict[int, int]:
    """How many comments are open on each part, by the part's key; parts without one are left out."""
    asked = Comment.objects.unsettled().filter(part__report=report)
    return dict(Counter(asked.values_list("part_id", flat=True)))
