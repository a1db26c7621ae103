"""What people type into the forms that most faults are typed into, and how it is sent."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from personnel.models import AccountProposal, Member
from tests.support.accounts import approved
from tests.support.factories import a_category, a_topic

CONCERN = "/concerns/new/"
PRESENTATION = "/presentations/new/"
GROUP = "/groups/new/"


def a_concern(**facts: Any) -> dict[str, Any]:
    """The intake form with what it requires, and `facts`."""
    return {
        "draft": str(uuid4()),
        "said": "Cars speed past the school.",
        "category": a_category().pk,
        "channel": "patrol",
        "wants_answer": "on",
        **facts,
    }


def a_brief(**facts: Any) -> dict[str, Any]:
    """The brief report of a presentation on the day before `factories.NOON`."""
    rows = {
        f"{kind}-{name}_FORMS": number
        for kind in ("voiced", "potential")
        for name, number in (("TOTAL", "1"), ("INITIAL", "0"))
    }
    return {
        "draft": str(uuid4()),
        "topic": a_topic().pk,
        "day": "2026-05-12",
        "time": "18:30",
        "place": "Library",
        "audience": "Northgate Seniors",
        "participants": "22",
        **rows,
        **facts,
    }


def a_group(**facts: Any) -> dict[str, Any]:
    return {"name": "Mill Brook Watch", "kind": "neighborhood", **facts}


def an_account(**facts: Any) -> dict[str, Any]:
    return {"name": "Ana Díaz", "email": "ana@example.org", "role": "officer", **facts}


def add_account(client: Client, **facts: Any) -> HttpResponse:
    return client.post(reverse("personnel:member-new"), an_account(**facts))


def the_account(*, by: Member) -> Member:
    """The account that was proposed last, approved by `by`."""
    return approved(AccountProposal.objects.latest("pk"), by)


def problems(answer: HttpResponse) -> dict[str, list[str]]:
    """What the refused form says, by field."""
    assert answer.status_code == 422, answer.status_code
    return dict(answer.context["form"].errors)
