"""What waits for a member on brief reports (P-III.C.1)."""

from __future__ import annotations

from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse

from desk.waiting.items import MOST, WaitingItem
from desk.waiting.routing import comes_to, supervisor_of
from outreach.models import Presentation, PresentationStep
from personnel.models import Member
from policies.clauses import first_link
from policies.packs import Pack
from records.wording import number_words, short_day_words

Status = Presentation.Status

BRIEF = ("P-III.C.1", "K-IV.E.2", "N-IV.B.2.a", "C-7")


def to_review(member: Member, pack: Pack) -> list[WaitingItem]:
    """Brief reports whose presenter this member supervises."""
    filed = Presentation.objects.visible_to(member).to_review()
    mine = filed.annotate(by=F("presenter"), named=supervisor_of("presenter"))
    rows = mine.filter(comes_to(member)).select_related("topic", "presenter")
    clause = first_link(pack, *BRIEF)
    return [
        WaitingItem(
            kind="brief",
            title=f"Brief report: {named(brief)}",
            sub=f"{brief.presenter.short_name}, {short_day_words(brief.held_on)},"
            f" {number_words(brief.participants)} participants.",
            url=brief.get_absolute_url(),
            action="Review",
            act_url=f"{brief.get_absolute_url()}#next",
            clause=clause,
        )
        for brief in rows.order_by("filed_on", "pk")[:MOST]
    ]


def returned(member: Member, pack: Pack) -> list[WaitingItem]:
    """Brief reports of this member that came back with a question."""
    returns = PresentationStep.objects.filter(
        presentation=OuterRef("pk"), to_status=Status.RETURNED
    ).order_by("-at", "-pk")
    own: Any = Presentation.objects.filter(presenter=member, status=Status.RETURNED)
    rows = own.select_related("topic").annotate(note=Subquery(returns.values("note")[:1]))
    clause = first_link(pack, *BRIEF)
    return [
        WaitingItem(
            kind="returned",
            title=f"Correct the brief report: {named(brief)}",
            sub=f"It came back. {brief.note or ''}".strip(),
            url=brief.get_absolute_url(),
            action="Correct",
            act_url=reverse("outreach:presentation-edit", args=[brief.pk]),
            clause=clause,
        )
        for brief in rows.order_by("held_on", "pk")[:MOST]
    ]


def named(brief: Presentation) -> str:
    return f"{brief.topic}, {brief.audience}"
