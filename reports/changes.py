"""What a revision says differently from the report it revises, part by part."""

from __future__ import annotations

from reports.models import Report, ReportPart
from reports.sections.frame import figures_of


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
