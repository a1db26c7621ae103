"""What a report says differently: from the version that was returned, or from the one it revises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from documents.differences import Texts
from documents.frozen_changes import (
    Changed,
    ChangedRows,
    Openable,
    changed_figures,
    changed_rows,
    named_rows,
)
from reports.models import Comment, Report, ReportPart, ReportStep, ReturnedReport
from reports.sections import SECTIONS
from reports.sections.frame import figures_of


@dataclass(frozen=True)
class Asked:
    """A reviewer's comment that stood open when the report was returned."""

    comment: Comment
    # Whether the part's words are other ones now.
    rewritten: bool

    @property
    def is_answered(self) -> bool:
        return bool(self.comment.settled_at or self.comment.replies.all())

    @property
    def account_words(self) -> str:
        """What became of the account; of a settled comment, as it stood when it was settled. Only
        the last save has a time, so whether one stood before it is not told."""
        if not self.rewritten:
            return "The account is the same."
        settled, saved = self.comment.settled_at, self.comment.part.narrative_at
        if settled and saved and saved > settled:
            return "The account was last changed after that."
        return "The account was changed."


@dataclass(frozen=True)
class SinceReturned:
    """What became of a report since it was returned with `step`.

    `changed` is None where what it said then was not kept: it was returned by an older Liaison.
    """

    step: ReportStep
    changed: Sequence[Changed] | None
    asked: Sequence[Asked]

    @property
    def unanswered(self) -> int:
        return sum(not one.is_answered for one in self.asked)


def said_in(report: Report) -> dict[str, Any]:
    """What can change between two versions of a report, by the key of its parts."""
    words = report.parts.values_list("key", "narrative", "of_note")
    return {key: {"narrative": said, "of_note": chosen} for key, said, chosen in words}


def since_returned(report: Report, openable: Openable) -> SinceReturned | None:
    """None for a report that never came back."""
    returns = report.steps.filter(to_status=Report.Status.RETURNED)
    step = returns.select_related("by", "returned").last()
    if step is None:
        return None
    said = _said_at(step)
    parts = list(report.parts.defer("facts", "records"))
    for part in parts:
        part.report = report
    changed = None if said is None else _changed_parts(parts, said, openable)
    return SinceReturned(step, changed, list(_asked_by(step, said or {})))


def _said_at(step: ReportStep) -> dict[str, Any] | None:
    try:
        return dict(step.returned.said)
    except ReturnedReport.DoesNotExist:
        return None


def _changed_parts(
    parts: Sequence[ReportPart], said: Mapping[str, Any], openable: Openable
) -> list[Changed]:
    found = [
        Changed(
            part.title,
            words=Texts(said[part.key]["narrative"], part.narrative),
            rows=list(_chosen_otherwise(part, said[part.key]["of_note"], openable)),
            url=_url(part),
        )
        for part in parts
        if part.key in said
    ]
    return [one for one in found if one]


def _url(part: ReportPart) -> str:
    return f"{part.report.get_absolute_url()}?part={part.key}"


def _chosen_otherwise(
    part: ReportPart, before: Sequence[int], openable: Openable
) -> Iterator[ChangedRows]:
    """The records that are printed in full now and were not, and the other way round."""
    name = SECTIONS[part.key].chosen_from
    if not name or set(before) == set(part.of_note):
        return
    records = part.lists[name]
    came = [row for row in records["rows"] if row[0] in set(part.of_note) - set(before)]
    gone = [row for row in records["rows"] if row[0] in set(before) - set(part.of_note)]
    yield named_rows("Printed in full", records, came, gone, openable)


def _asked_by(step: ReportStep, said: Mapping[str, Any]) -> Iterator[Asked]:
    """What was open when the report went back, whoever had asked it."""
    asked = Comment.objects.filter(part__report=step.report_id, reply_to=None, at__lte=step.at)
    still = asked.exclude(settled_at__lt=step.at).select_related("part", "by", "settled_by")
    for one in still.prefetch_related("replies__by").order_by("part__position", "at", "pk"):
        before = said.get(one.part.key, {}).get("narrative", one.part.narrative)
        yield Asked(one, rewritten=before != one.part.narrative)


def since_issued(report: Report, openable: Openable) -> list[Changed]:
    """What a revision says otherwise than the report it revises; empty for an original."""
    if report.revises is None:
        return []
    before = {part.key: part for part in report.revises.parts.all()}
    now = {part.key: part for part in report.parts.all()}
    found = [_revised(report, before.get(key), part, openable) for key, part in now.items()]
    gone = [part for key, part in before.items() if key not in now]
    found += [Changed(part.title, note="This section is not in the revision.") for part in gone]
    return [one for one in found if one]


def _revised(
    report: Report, before: ReportPart | None, part: ReportPart, openable: Openable
) -> Changed:
    part.report = report
    if before is None:
        words = Texts("", part.narrative)
        return Changed(part.title, words=words, note="This section is new.", url=_url(part))
    rows = changed_rows(before.lists, part.lists, openable)
    rows += _chosen_otherwise(part, before.of_note, openable)
    return Changed(
        part.title,
        words=Texts(before.narrative, part.narrative),
        figures=changed_figures(before.gathered, part.gathered),
        rows=rows,
        url=_url(part),
    )


def changes_since(report: Report) -> list[tuple[str, str]]:
    """(part, words) for every part that differs from the revised report; empty for an original."""
    if report.revises is None:
        return []
    before = {part.key: part for part in report.revises.parts.all()}
    found = []
    for part in report.parts.all():
        earlier = before.get(part.key)
        words = "Added." if earlier is None else _differences(earlier, part)
        if words:
            found.append((part.title, words))
    return found


def _differences(earlier: ReportPart, now: ReportPart) -> str:
    said = []
    was, now_is = figures_of(earlier.facts), figures_of(now.facts)
    labels = {
        f["key"]: f["label"] for f in [*earlier.gathered["figures"], *now.gathered["figures"]]
    }
    for key in sorted(was.keys() | now_is.keys()):
        if was.get(key, 0) != now_is.get(key, 0):
            said.append(f"{labels[key]}: {was.get(key, 0)}, now {now_is.get(key, 0)}.")
    if earlier.narrative != now.narrative:
        said.append("The officer's account was rewritten.")
    if sorted(earlier.of_note) != sorted(now.of_note):
        said.append("Other records are printed in full.")
    return " ".join(said)
