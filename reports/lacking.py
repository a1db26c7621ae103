"""What a report that is not issued yet would say in letters that can't be printed here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from documents.lacking import Lacking, Place, lacking_in
from documents.letters import installed
from personnel.models import Member
from programs.openable import openable_by
from reports.models import Report
from reports.reading import PartView, read_report, with_links


def lacking_before_issuing(report: Report, member: Member) -> list[Lacking]:
    """Of the whole report, with links to the records that `member` may open."""
    views = read_report(report)
    for view in views:
        with_links(view, partial(openable_by, member))
    return lacking_in_parts(views)


def lacking_in_parts(views: Sequence[PartView]) -> list[Lacking]:
    """Of these parts; their rows lead where the views let them."""
    return lacking_in(piece for view in views for piece in _said(view))


def _said(view: PartView) -> Iterator[tuple[Place, str]]:
    """Each row that is printed, the account, and what else was frozen and stands in no row."""
    part = view.part
    here = f"{part.report.get_absolute_url()}?part={part.key}"
    rows: list[str] = []
    for exhibit in view.tables.values():
        for row in exhibit.rows:
            text = " ".join(str(value) for value in row.values())
            rows.append(text)
            yield Place(str(row[exhibit.named_by]), exhibit.links.get(row["key"], "")), text
    yield Place(f"the account of “{part.title}”", here), part.narrative
    others = installed().lacking(part.facts) - installed().lacking(" ".join(rows))
    yield Place(f"the figures of “{part.title}”", here), "".join(others)
