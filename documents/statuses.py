"""Statuses as people read them: the words, the tone and the icon stand on the status itself.

    class Status(StatusChoices):
        ASKED = "asked", "wait", "clock", "Asked for"
        PLANNED = "planned", "active", "calendar", "Planned"

    status = StatusField(Status, default=Status.ASKED)

A page's pill, a file, a printed document and a refusal all read these. Of each member the value is
what the database holds, then the tone (draft, active, wait, warn, bad, ok, done or none), the icon
of the sprite, and last the words, Django's label.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Self

from django.apps import apps
from django.db import models


class StatusChoices(models.TextChoices):
    """Choices that know how they look. `step` is what a timeline calls the step that led there,
    where the words of the status do not tell it: “Sent up for review” led to “In review”."""

    tone: str
    icon: str
    step: str

    def __new__(cls, value: str, tone: str = "", icon: str = "circle", step: str = "") -> Self:
        made = str.__new__(cls, value)
        made._value_ = value
        made.tone, made.icon, made.step = tone, icon, step
        return made

    @property
    def words(self) -> str:
        return str(self.label)

    @property
    def step_title(self) -> str:
        return self.step or self.words


class State(StatusChoices):
    """Of what is no record of its own: an account, a factor, what the system needs, a draft."""

    ACTIVE = "active", "ok", "check-circle", "Active"
    INVITED = "invited", "", "circle", "Invited"
    CLOSED = "closed", "done", "check2-all", "Closed"
    DRAFT = "draft", "draft", "pencil", "Draft"
    DONE = "done", "ok", "check-circle", "Done"
    REFUSED = "refused", "warn", "slash-circle", "Refused"
    GREEN = "green", "ok", "check-circle", "Green"
    RED = "red", "bad", "exclamation-circle", "Red"


class Headway(StatusChoices):
    """What became of a concern that a report names once more, in the report's own words."""

    SETTLED = "settled", "ok", "check-circle", "Settled"
    MOVING = "moving", "active", "arrow-repeat", "Moving"
    NONE = "none", "bad", "exclamation-circle", "No progress"


class StatusField(models.CharField):
    """A column of one of `statuses`, read from the database as such.

    Without `statuses` it holds those of its model's `Status`: the steps of a record are told of
    before and after in the record's own. An empty value is none yet.
    """

    def __init__(self, statuses: type[StatusChoices] | None = None, **facts: Any) -> None:
        self.statuses = statuses
        if statuses is not None:
            facts["choices"] = statuses
        facts.setdefault("max_length", 20)
        super().__init__(**facts)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """To migrations it is the plain column that it is to the database."""
        name, _, given, facts = super().deconstruct()
        return name, "django.db.models.CharField", given, facts

    def clone(self) -> StatusField:
        """Of an abstract model's field, for each model that inherits it."""
        _, _, _, facts = super().deconstruct()
        facts.pop("choices", None)
        return type(self)(self.statuses, **facts)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        statuses = self.statuses or getattr(self.model, "Status", None)
        if not value or statuses is None:
            return value
        try:
            return statuses(value)
        except ValueError:  # of a later version, or written past the product
            return value


def status_of(value: Any) -> StatusChoices | None:
    """The status that `value` is, or that a record stands at, or a State by its key."""
    if isinstance(value, StatusChoices):
        return value
    own = getattr(value, "Status", None)
    try:
        return own(value.status) if own else State(value)
    except ValueError:
        return None


@cache
def by_words() -> dict[str, StatusChoices]:
    """Every status of a record by its words, as frozen rows hold them."""
    fields = (field for model in apps.get_models() for field in model._meta.get_fields())
    own = (field.statuses for field in fields if isinstance(field, StatusField) and field.statuses)
    kinds: tuple[type[StatusChoices], ...] = (State, *own, Headway)
    return {one.words: one for statuses in kinds for one in statuses}
