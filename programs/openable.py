"""Which of the records behind a frozen figure their reader may open as they are today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from outreach.models import Concern, Presentation
from personnel.models import Member
from programs.models import Evaluation, Program, ProgramAction
from surveys.models import Survey

# By the URL name of the record's page: whose page it is, and what its address is made of.
PAGES: dict[str, tuple[Any, str]] = {
    "outreach:concern": (Concern, "number"),
    "outreach:presentation": (Presentation, "pk"),
    "programs:action": (ProgramAction, "pk"),
    "programs:evaluation": (Evaluation, "pk"),
    "programs:program": (Program, "pk"),
    "surveys:survey": (Survey, "key"),
}


def openable_by(
    member: Member, records: Mapping[str, Any], rows: Iterable[Sequence[Any]]
) -> set[Any]:
    """Of the column that `records` link by, the values in `rows` whose page `member` may see."""
    if not records["link"]:
        return set()
    model, field = PAGES[records["link"]]
    asked = [row[records["link_by"]] for row in rows]
    seen = model.objects.visible_to(member).filter(**{f"{field}__in": asked})
    return set(seen.values_list(field, flat=True))
