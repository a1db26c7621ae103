"""The policy as people read it: clauses with their screens, duties and settings in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from policies.models import NumberProposal, Setting
from policies.packs import Clause, Duty, Pack

# A number of things needs no word beside it.
UNITS = {"days": "days", "meters": "meters", "count": ""}

OFTEN = {
    "month": "every month",
    "quarter": "every quarter",
    "year": "every year",
    "two_years": "at least every two years",
}


# What the link from a clause to its screen says.
SCREENS = {
    "outreach:concern-new": "Log a concern",
    "outreach:concerns": "Concerns",
    "outreach:groups": "Groups",
    "outreach:presentation-new": "Log a presentation",
    "outreach:presentations": "Presentations",
    "programs:evaluations": "Evaluations",
    "programs:programs": "Programs",
    "reports:reports": "Reports",
    "surveys:surveys": "Citizen surveys",
}


@dataclass(frozen=True)
class ClauseLink:
    """A clause as a chip: `label` is how it is cited, `url` where it is read."""

    label: str
    url: str


@dataclass(frozen=True)
class ClausePage:
    """A clause with the screen that serves it; without one it comes in a later version."""

    clause: Clause
    label: str
    screen: str
    screen_name: str
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
    # The department's own decision, where it made one.
    own: Setting | None
    # What is proposed for it and not decided yet.
    proposed: NumberProposal | None = None


def clause_link(pack: Pack, ref: str) -> ClauseLink | None:
    """The chip for `ref`, or None when this department's policy has no such clause."""
    found = next((clause for clause in pack.clauses if clause.ref == ref), None)
    if found is None:
        return None
    return ClauseLink(cited(pack, found), reverse("policies:clause", args=[ref]))


def cited(pack: Pack, clause: Clause) -> str:
    """“600-6 §IV.R”; “§1902.1.A.4” where the clause's number begins with the policy's own."""
    if clause.number.startswith(f"{pack.policy.number}."):
        return f"§{clause.number}"
    return f"{pack.policy.number} §{clause.number}"


def clause_pages(pack: Pack) -> list[ClausePage]:
    return [
        ClausePage(
            clause=clause,
            label=cited(pack, clause),
            screen=_screen(clause.serves),
            screen_name=SCREENS.get(clause.serves, "The page for it"),
            duties=tuple(duty for duty in pack.duties if duty.clause == clause.ref),
        )
        for clause in pack.clauses
    ]


def duty_lines(pack: Pack) -> list[DutyLine]:
    own = own_settings()
    return [
        DutyLine(
            duty=duty,
            who=pack.title_of(duty.who),
            often=OFTEN[duty.every] if duty.every else "when it happens",
            within=_within(pack, duty, own),
            to=", ".join(pack.title_of(role) for role in duty.to),
            clause=clause_link(pack, duty.clause) or ClauseLink(duty.clause, ""),
        )
        for duty in pack.duties
    ]


def _within(pack: Pack, duty: Duty, own: dict[str, Setting]) -> str:
    if not duty.within:
        return ""
    days = own[duty.within].value if duty.within in own else pack.settings[duty.within].value
    return f"within {days:,} {'day' if days == 1 else 'days'}"


def setting_lines(pack: Pack) -> list[SettingLine]:
    own = own_settings()
    waiting = NumberProposal.objects.open().select_related("proposed_by")
    proposed = {one.key: one for one in waiting}
    return [setting_line(pack, key, own.get(key), proposed.get(key)) for key in pack.settings]


def setting_line(
    pack: Pack, key: str, own: Setting | None, proposed: NumberProposal | None = None
) -> SettingLine:
    """One number the work needs: the department's, else the pack's. Raises KeyError."""
    entry = pack.settings[key]
    return SettingLine(
        key=key,
        what=entry.what,
        value=own.value if own else entry.value,
        default=entry.value,
        unit=UNITS[entry.unit],
        is_open=entry.open,
        clause=clause_link(pack, entry.clause) if entry.clause else None,
        own=own,
        proposed=proposed,
    )


def own_settings() -> dict[str, Setting]:
    """What the department decided itself, by key."""
    return {one.key: one for one in Setting.objects.select_related("changed_by")}


def _screen(url_name: str) -> str:
    """The address of the screen that serves a clause; empty where none does yet."""
    try:
        return reverse(url_name) if url_name else ""
    except NoReverseMatch:
        return ""
