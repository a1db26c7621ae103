"""What every page's frame shows: department, navigation, notices, the policy in force."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from demo.logins import demo_members
from desk.navigation import navigation_for, tabs_for
from operations.demo_mark import is_demo
from outreach.models import Concern
from personnel.models import Member, Notice
from policies.current import pack_of, version_on
from policies.packs import Pack
from records.wording import day_words, number_words

log = logging.getLogger(__name__)

# Counts in the frame are drawn on every page, so none is counted to its end.
MOST = 1000


def shell(request: HttpRequest) -> dict[str, Any]:
    """The frame's context; empty where it cannot be known, so that error pages stand by themselves."""
    try:
        return _shell(request)
    except (DatabaseError, ImproperlyConfigured) as missing:
        log.warning("the page's frame is left out: %s", type(missing).__name__)
        return {}


def _shell(request: HttpRequest) -> dict[str, Any]:
    department = getattr(request, "department", None)
    known: dict[str, Any] = {"department": department} if department else {}
    user = getattr(request, "user", None)
    if user and user.is_authenticated:
        return known | _signed_in(request, user, with_policy=department is not None)
    if department and _is_sign_in(request) and is_demo():
        pack = pack_of(version_on(timezone.localdate()))
        known["demo_logins"] = [_demo_login(member, pack) for member in demo_members()]
    return known


def _signed_in(request: HttpRequest, member: Member, *, with_policy: bool) -> dict[str, Any]:
    """Three queries: the policy's version, unread notices, open concerns."""
    known: dict[str, Any] = {"unread_count": _unread(member)}
    if with_policy:
        version = version_on(timezone.localdate())
        pack = pack_of(version)
        since = day_words(version.effective_from)
        known["role_title"] = pack.title_of(member.role)
        known["policy_line"] = f"{pack.policy.number}, in force since {since}"
    known["navigation"] = navigation_for(member, request, _open_concerns(member))
    known["tabs"] = tabs_for(member, request)
    known["here"] = request.get_full_path()
    # An error page keeps the way on around it for whoever is signed in.
    if member.may_read_content:
        known["frame"] = "desk.html"
    return known


def _is_sign_in(request: HttpRequest) -> bool:
    match = getattr(request, "resolver_match", None)
    return match is not None and match.view_name == "account_login"


def _demo_login(member: Member, pack: Pack) -> dict[str, str]:
    return {
        "email": member.email,
        "role_title": pack.title_of(member.role),
        "name": member.full_name,
    }


def _unread(member: Member) -> int | str:
    return up_to_most(Notice.objects.waiting_for(member).unread())


def _open_concerns(member: Member) -> int | str:
    if not member.may_read_content:
        return 0
    return up_to_most(Concern.objects.visible_to(member).open())


def up_to_most(rows: QuerySet[Any]) -> int | str:
    """How many rows there are: 41, or “1,000+” where counting stopped."""
    count = rows.order_by()[:MOST].values("pk").count()
    return count if count < MOST else f"{number_words(MOST)}+"
