"""The ways through the application that one member has: the sidebar and the phone's tabs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from accounts.permissions import may_read_accounts, may_read_log
from desk.workload import may_read_workload
from operations.permissions import may_read_state
from outreach.concerns.permissions import may_log
from outreach.imports.permissions import may_prepare_import
from personnel.models import Member
from surveys.wishes.permissions import may_read_wishes


@dataclass(frozen=True)
class Place:
    """One entry: the page it opens, and the pages (by the start of their names) it stands for."""

    label: str
    page: str
    icon: str
    covers: tuple[str, ...]


DESK = Place(
    "My desk",
    "desk:home",
    "inbox",
    ("desk:home", "desk:waiting", "desk:answers", "desk:late", "desk:ready"),
)
WORKLOAD = Place(
    "Who has what",
    "desk:workload",
    "person-check",
    ("desk:workload", "desk:open-rows", "desk:reminder"),
)
CONCERNS = Place(
    "Concerns",
    "outreach:concerns",
    "chat-square-text",
    ("outreach:concern", "outreach:referral", "outreach:action", "outreach:draft"),
)
GROUPS = Place("Groups", "outreach:groups", "people", ("outreach:group", "outreach:repres"))
PRESENTATIONS = Place(
    "Presentations", "outreach:presentations", "easel", ("outreach:presentation",)
)
IMPORTS = Place("Imports", "outreach:imports", "file-earmark-arrow-up", ("outreach:import",))
PROGRAMS = Place("Programs", "programs:programs", "clipboard-check", ("programs:program",))
EVALUATIONS = Place(
    "Evaluations", "programs:evaluations", "check2-circle", ("programs:eval", "programs:action")
)
SURVEYS = Place("Citizen surveys", "surveys:surveys", "ui-checks", ("surveys:",))
WISHES = Place("Contact wishes", "surveys:wishes", "telephone-plus", ("surveys:wish",))
REPORTS = Place("Reports", "reports:reports", "file-earmark-text", ("reports:",))
POLICY = Place("Policy", "policies:policy", "journal-text", ("policies:",))
MEMBERS = Place("Members", "personnel:members", "person-badge", ("personnel:",))
AUDIT = Place("Audit log", "desk:log", "list-ul", ("desk:log",))
STATE = Place("State of the system", "operations:state", "shield-check", ("operations:",))
NOTICES = Place("Notices", "desk:inbox", "bell", ("desk:inbox",))
LOG = Place("Log", "outreach:concern-new", "plus-lg", ("outreach:concern-new",))


def navigation_for(
    member: Member, request: HttpRequest, open_concerns: int | str
) -> list[dict[str, Any]]:
    """The sidebar's groups of entries."""
    if not member.may_read_content:
        return [_group("", [DESK, MEMBERS, AUDIT, STATE, NOTICES, POLICY], request)]
    community = [CONCERNS, GROUPS, PRESENTATIONS]
    if may_prepare_import(member):
        community.append(IMPORTS)
    accountability = [REPORTS, POLICY]
    if may_read_accounts(member):
        accountability.append(MEMBERS)
    if may_read_log(member):
        accountability.append(AUDIT)
    if may_read_state(member):
        accountability.append(STATE)
    programs = [PROGRAMS, EVALUATIONS, SURVEYS]
    if may_read_wishes(member):
        programs.append(WISHES)
    groups = [
        _group("", [DESK, WORKLOAD] if may_read_workload(member) else [DESK], request),
        _group("Community", community, request),
        _group("Programs", programs, request),
        _group("Accountability", accountability, request),
    ]
    for item in groups[1]["items"]:
        if item["label"] == CONCERNS.label:
            item["count"] = open_concerns
    return groups


def tabs_for(member: Member, request: HttpRequest) -> list[dict[str, Any]]:
    """The phone's tab bar: at most five, logging in the middle for those who log."""
    if not member.may_read_content:
        places = [DESK, MEMBERS, NOTICES, POLICY]
    elif may_log(member):
        places = [DESK, CONCERNS, LOG, REPORTS]
    else:
        places = [DESK, CONCERNS, REPORTS, POLICY]
    tabs = _items(places, request)
    for tab in tabs:
        tab["log"] = tab["label"] == LOG.label
        tab["label"] = "Desk" if tab["label"] == DESK.label else tab["label"]
    return [*tabs, {"label": "More", "url": "#menu", "icon": "list", "current": False}]


def _group(title: str, places: list[Place], request: HttpRequest) -> dict[str, Any]:
    return {"title": title, "items": _items(places, request)}


def _items(places: list[Place], request: HttpRequest) -> list[dict[str, Any]]:
    found = [(place, _address(place.page)) for place in places]
    marked = marked_among(places, _page_of(request))
    return [
        {
            "label": place.label,
            "url": url,
            "icon": place.icon,
            "count": None,
            "bad": False,
            "current": place == marked,
        }
        for place, url in found
        if url
    ]


def marked_among(places: list[Place], page: str) -> Place | None:
    """The one of `places` that `page` belongs to: where several do, the one that says it closest.

    So logging a concern marks “Log” in the tab bar, and “Concerns” in the sidebar, which has no
    entry of its own for it.
    """
    covering = [
        (max(map(len, covers)), place)
        for place in places
        if (covers := [start for start in place.covers if page.startswith(start)])
    ]
    return max(covering, key=lambda one: one[0])[1] if covering else None


def _page_of(request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    return match.view_name if match else ""


def _address(page: str) -> str:
    """Only real pages appear: an entry whose page does not exist is left out."""
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
