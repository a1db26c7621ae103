"""My desk: what needs me, late first; for each role the page it works from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.workflows.proposals import summary, waits_for
from desk import figures
from desk.missing import missing_on
from desk.readiness import next_report, readiness
from desk.waiting import REVIEWS, Waiting, waiting_for
from desk.wording import desk_words, needs_you
from outreach.concerns import listing
from outreach.concerns.lateness import next_date
from outreach.concerns.ordering import KeysInOrder, count_of
from outreach.models import CommunityGroup
from pages.requests import MemberRequest
from personnel.models import AccountProposal, Member
from personnel.roles import Role
from policies.current import NoPolicyAdopted, department, policy, today
from policies.packs import Pack
from reports.due import not_begun
from reports.models import Report

# Rows of a list on the desk; the rest is one link away.
SHOWN = 8
FEW = 6


@require_safe
def home(request: MemberRequest) -> HttpResponse:
    """The desk of the member's role."""
    try:
        department()
    except NoPolicyAdopted:
        return render(request, "desk/home_empty.html")
    member, day = request.user, today()
    template, facts = DESKS.get(member.role, ("officer", _officer))
    context = facts(member, day, policy(day)) | {"today": day}
    return render(request, f"desk/home_{template}.html", context)


@require_safe
def waiting(request: MemberRequest) -> HttpResponse:
    """Everything that waits for the member, without the desk's limits.

    A leader's desk shows it in two parts, and each opens here by itself: `?of=review`, `?of=own`.
    """
    day = today()
    found = _part_of(waiting_for(request.user, day, policy(day)), request.GET.get("of", ""))
    context = {"groups": _grouped(found), "sentence": needs_you(found), "today": day}
    return render(request, "desk/waiting.html", context)


def _part_of(found: Waiting, which: str) -> Waiting:
    match which:
        case "review":
            return found.of_kinds(REVIEWS)
        case "own":
            return found.without(REVIEWS)
        case _:
            return found


def _officer(member: Member, day: date, pack: Pack) -> dict[str, Any]:
    found = waiting_for(member, day, pack)
    upcoming = next_report(pack, day)
    mine = listing.among(listing.VIEWS["mine"], member, day)
    keys = KeysInOrder(mine, "next")[:FEW]
    groups = CommunityGroup.objects.active().filter(liaison=member).defer("boundary")
    return {
        "sentence": desk_words(found, upcoming.period, day),
        "groups": _grouped(found, SHOWN),
        "concerns": [(one, next_date(one)) for one in listing.rows_of(keys)],
        "concern_count": count_of(mine),
        "next_report": upcoming,
        "liaison": list(groups[:FEW]),
        "liaison_count": groups.count(),
    }


def _leader(member: Member, day: date, pack: Pack) -> dict[str, Any]:
    found = waiting_for(member, day, pack)
    upcoming = next_report(pack, day)
    missing = missing_on(day, member)
    return {
        "sentence": desk_words(found, upcoming.period, day, closes=True),
        "division": member.division,
        "stats": figures.four_figures(member, day, upcoming.period),
        "review": _capped(found.of_kinds(REVIEWS)),
        "own": _grouped(found.without(REVIEWS), FEW),
        "missing": [(one, one.late_by(day)) for one in missing[:SHOWN]],
        "missing_count": len(missing),
        "ready": readiness(member, upcoming.period, day),
        "next_report": upcoming,
    }


def _reader(member: Member, day: date, pack: Pack) -> dict[str, Any]:
    """For the accreditation manager: the state of things, and the evidence so far."""
    period = next_report(pack, day).period
    missing = missing_on(day, member)
    issued = Report.objects.visible_to(member).issued().select_related("issued_by")
    return {
        "stats": figures.four_figures(member, day, period)[:3],
        "issued": list(issued.order_by("-issued_at")[:SHOWN]),
        "owed": [*not_begun(day), *_unissued(member)],
        "missing": [(one, one.late_by(day)) for one in missing[:SHOWN]],
        "missing_count": len(missing),
    }


def _unissued(member: Member) -> list[Report]:
    begun = Report.objects.visible_to(member).current().exclude(status=Report.Status.ISSUED)
    return list(begun.select_related("author").order_by("due_on", "pk")[:SHOWN])


def _administrator(member: Member, day: date, pack: Pack) -> dict[str, Any]:
    """Accounts alone: how many serve in each role, and how many are closed."""
    serving = Count("pk", filter=Q(is_active=True))
    by_role = Member.objects.order_by().values("role").annotate(serving=serving, all=Count("pk"))
    known = {row["role"]: row for row in by_role}
    waiting = (
        AccountProposal.objects.visible_to(member)
        .open()
        .select_related("member", "proposed_by", "division")
    )
    return {
        "proposals": [
            (one, summary(one), waits_for(one)) for one in waiting.order_by("decide_by")[:SHOWN]
        ],
        "roles": [
            (role, pack.title_of(role), known[role]["serving"]) for role in Role if role in known
        ],
        "serving": sum(row["serving"] for row in known.values()),
        "closed": sum(row["all"] - row["serving"] for row in known.values()),
    }


Facts = Callable[[Member, date, Pack], dict[str, Any]]

DESKS: dict[str, tuple[str, Facts]] = {
    Role.DIVISION_SUPERVISOR: ("leader", _leader),
    Role.UNIT_SUPERVISOR: ("leader", _leader),
    Role.COMMANDER: ("leader", _leader),
    Role.CHIEF: ("leader", _leader),
    Role.ACCREDITATION_MANAGER: ("reader", _reader),
    Role.ADMINISTRATOR: ("administrator", _administrator),
}


def _grouped(found: Waiting, most: int | None = None) -> list[dict[str, Any]]:
    """Each group under its heading, cut to `most` rows, with how many it holds in all."""
    return [
        {"heading": heading, "items": items[:most], "count": len(items)}
        for heading, items in found.groups
    ]


def _capped(found: Waiting) -> dict[str, Any]:
    return {"items": found.items[:SHOWN], "count": len(found.items)}
