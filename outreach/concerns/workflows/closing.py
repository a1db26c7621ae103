"""Closing several concerns at once: each under its own verdict, each noted by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied

from outreach.concerns.workflows.concerns import close
from outreach.models import Concern
from personnel.models import Member
from records.history import StepRefused


@dataclass
class Closed:
    """What became of them: those that are closed, and the others with the reason."""

    closed: list[Concern] = field(default_factory=list)
    refused: list[tuple[Concern, str]] = field(default_factory=list)


def close_each(concerns: Iterable[Concern], *, by: Member, at: datetime, note: str = "") -> Closed:
    """Close those of `concerns` that `by` may close, somebody else having resolved them (row 9).

    One that is refused holds up no other.
    """
    done = Closed()
    for concern in concerns:
        try:
            close(concern, by=by, at=at, note=note)
        except (PermissionDenied, StepRefused) as refusal:
            done.refused.append((concern, str(refusal)))
        else:
            done.closed.append(concern)
    return done
