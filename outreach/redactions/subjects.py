"""The kinds of records out of which words are taken, each with who may and where they stand.

Concerns have a page of their own (`outreach.redactions.pages`), because who raised one is kept
apart. Each room names its kinds in a `redacting` module; `settings.REDACTION_SUBJECTS` lists them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

from audit.redaction import Phrases
from outreach.models import CommunityGroup, ImportFile, Presentation
from outreach.redactions import redacting
from outreach.redactions.permissions import may_redact_brief, may_redact_file, may_redact_group
from outreach.redactions.redacting import Cleared, Traces
from personnel.models import Member
from records.verdicts import Verdict


@dataclass(frozen=True)
class Subject:
    """One kind: what a page calls it, which records a member sees, who may, and the places."""

    words: str
    visible_to: Callable[[Member], models.QuerySet[Any]]
    may: Callable[[Member, Any], Verdict]
    clear: Callable[[Any, Phrases], Cleared]
    traces: Callable[[Any], Traces]


SUBJECTS = {
    "presentation": Subject(
        "brief report",
        Presentation.objects.visible_to,
        may_redact_brief,
        redacting.clear_presentation,
        redacting.traces_of_presentation,
    ),
    "group": Subject(
        "group",
        CommunityGroup.objects.visible_to,
        may_redact_group,
        redacting.clear_group,
        redacting.traces_of_group,
    ),
    "import": Subject(
        "import",
        ImportFile.objects.visible_to,
        may_redact_file,
        redacting.clear_file,
        redacting.traces_of_file,
    ),
}


def subjects() -> dict[str, Subject]:
    """Every kind of every room, by the word its address names it with."""
    found: dict[str, Subject] = {}
    for name in settings.REDACTION_SUBJECTS:
        found |= import_string(name)
    return found
