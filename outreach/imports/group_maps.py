"""The map of a file of groups: which property is what. A small TOML file, or a form.

[source]
name = "City register"                  # left out: what the import is told, else the file's name

[properties]
name = "NEIGHB_NAME"                    # required
status = { property = "STATE", values = { "Current" = "active", "Disbanded" = "inactive" } }
contact = "PRESIDENT"                   # who speaks for the group, with phone and email
phone = "PRES_PHONE"
email = "PRES_EMAIL"
location = "MEETS_AT"
meetings = "MEETS_ON"
description = "NOTES"                   # taken apart: meetings, people, and the rest in words
about = ["HOUSEHOLDS", "FOUNDED"]       # left out: every property that is nothing else
leave_out = ["INSPECTOR"]

Names of properties and words of the status are compared in one spelling (`documents.spelling`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from documents.spelling import folded
from importing.cleaning import clean_line
from importing.map_columns import Name, Part, Words
from importing.toml_maps import TomlMap, read_map_of

Status = Literal["active", "inactive"]
# Words a status is recognized by where the map does not name them.
STATUS_WORDS: dict[str, Status] = {
    **dict.fromkeys(
        ("active", "current", "yes", "y", "registered", "recognized", "open", "activo", "activa"),
        "active",
    ),
    **dict.fromkeys(
        ("inactive", "disbanded", "dissolved", "dormant", "expired", "former", "closed", "no", "n")
        + ("defunct", "not active", "inactivo", "inactiva"),
        "inactive",
    ),
}
# Fields that one property each is taken for, in the order in which the pages list them.
SINGLE = ("name", "contact", "phone", "email", "location", "meetings", "description")


class GroupSource(Part):
    name: Annotated[Name, StringConstraints(max_length=60)] = ""


class StatusProperty(Part):
    property: Words
    values: dict[Name, Status] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def short_form(cls, given: Any) -> Any:
        return {"property": given} if isinstance(given, str) else given

    def meaning(self, word: str) -> Status | None:
        """What a word of the file means; None where nobody has said."""
        own = {folded(each): meant for each, meant in self.values.items()}
        return own.get(folded(word)) or STATUS_WORDS.get(folded(word))


class Properties(Part):
    name: Words
    status: StatusProperty | None = None
    contact: Words | None = None
    phone: Words | None = None
    email: Words | None = None
    location: Words | None = None
    meetings: Words | None = None
    description: Words | None = None
    about: tuple[Words, ...] | None = None
    leave_out: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def each_is_one_thing(self) -> Properties:
        taken: dict[str, str] = {}
        for field, name in self.named():
            if (before := taken.setdefault(folded(name), field)) != field:
                raise ValueError(f"“{name}” cannot be both {before} and {field}")
        return self

    def named(self) -> Iterator[tuple[str, str]]:
        """Each field with a property it names."""
        for field in SINGLE:
            if name := getattr(self, field):
                yield field, name
        if self.status:
            yield "status", self.status.property
        yield from (("about", name) for name in self.about or ())
        yield from (("leave_out", name) for name in self.leave_out)


class GroupMap(TomlMap):
    source: GroupSource = Field(default_factory=GroupSource)
    properties: Properties

    def of_source(self, name: str) -> GroupMap:
        """The same map for groups that come from `name`."""
        return self.model_copy(update={"source": GroupSource(name=clean_line(name)[:60])})

    def refuse_missing(self, names: Iterable[str]) -> None:
        """Raises MapError for a property that no feature of the file has."""
        known = {folded(name) for name in names}
        for field, name in self.properties.named():
            if folded(name) not in known:
                where = ("properties", field)
                if field == "leave_out":
                    continue
                raise self.fault(
                    where, f"the file has no property “{name}”; it has {listed(names)}"
                )


def listed(names: Iterable[str], most: int = 40) -> str:
    """The names, as many as one can read, and how many there are beyond."""
    shown = list(names)
    more = f" and {len(shown) - most} more" if len(shown) > most else ""
    return ", ".join(name[:60] for name in shown[:most]) + more


def read_group_map(written: bytes | str, file: str = "the map") -> GroupMap:
    """The checked map. Raises MapError naming file, line and field."""
    return read_map_of(GroupMap, written, file)
