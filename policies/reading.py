"""The policy as people read it: clauses with their screens, duties and settings in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from policies.current import setting
from policies.packs import Clause, Duty, Pack

OFTEN = {
    "month": "every month",
    "quarter": "every quarter",
    "year": "every year",
    "two_years": "at least every two years",
}


@dataclass(frozen=True)
class ClauseLink:
    """A clause as a chip: `label` is how it is cited, `url` where it is read."""

    label: str
    url: str


@dataclass(frozen=True)
class ClausePage:
    clause: Clause
    label: str
    screen: str
    duties: tuple[Duty, ...]


@dataclass(frozen=True)
class DutyLine:
    duty: Duty
    who: str
    often: str
    within: str
    to: str
    clause: ClauseLink


@dataclass(frozen=True)
class SettingLine:
    key: str
    what: str
    value: int
    default: int
    unit: str
    is_open: bool
    clause: ClauseLink | None


def clause_link(pack: Pack, ref: str) -> ClauseLink | None:
    """The chip for `ref`, or None when this department's policy has no such clause."""
    found = next((clause for clause in pack.clauses if clause.ref == ref), None)
    if found is None:
        return None
    return ClauseLink(cited(pack, found), reverse("policies:clause", args=[ref]))


def cited(pack: Pack, clause: Clause) -> str:
    """“600-6 §IV.R”."""
    return f"{pack.policy.number} §{clause.number}"


def clause_pages(pack: Pack) -> list[ClausePage]:
    return [
        ClausePage(
            clause=clause,
            label=cited(pack, clause),
            screen=_screen(clause.serves),
            duties=tuple(duty for duty in pack.duties if duty.clause == clause.ref),
        )
        for clause in pack.clauses
    ]


def duty_lines(pack: Pack) -> list[DutyLine]:
    return [
        DutyLine(
            duty=duty,
            who=pack.title_of(duty.who),
            often=OFTEN[duty.every] if duty.every else "when it happens",
            within=f"within {setting(duty.within)} days" if duty.within else "",
            to=", ".join(pack.title_of(role) for role in duty.to),
            clause=clause_link(pack, duty.clause) or ClauseLink(duty.clause, ""),
        )
        for duty in pack.duties
    ]


def setting_lines(pack: Pack) -> list[SettingLine]:
    return [
        SettingLine(
            key=key,
            what=entry.what,
            value=setting(key),
            default=entry.value,
            unit=entry.unit,
            is_open=entry.open,
            clause=clause_link(pack, entry.clause) if entry.clause else None,
        )
        for key, entry in pack.settings.items()
    ]


def _screen(url_name: str) -> str:
    """The address of the screen that serves a clause; empty where none does yet."""
    try:
        return reverse(url_name) if url_name else ""
    except NoReverseMatch:
        return ""
