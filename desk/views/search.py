"""One field for everything: a number leads to its record, words to what holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from documents.spelling import folded
from outreach.concerns.listing import rows_of
from outreach.concerns.ordering import KeysInOrder, seen_by
from outreach.models import CommunityGroup, Concern, Presentation
from outreach.search import (
    MOST_CHARACTERS,
    concerns_with,
    groups_with,
    presentations_with,
    words_of,
)
from pages.requests import MemberRequest
from personnel.models import Member
from programs.catalogue.listing import programs_with
from programs.models import Program
from records.wording import day_words, number_words
from reports.models import Report
from surveys.models import Survey
from surveys.questionnaires.listing import days_words, surveys_with

# Rows shown of each kind; one more is read to know whether there are more.
SHOWN = 8
# So many of one name are looked up.
MOST_NAMED = 50


@dataclass(frozen=True)
class Found:
    """What was found of one kind: rows for components/row.html, and the list with all of them."""

    title: str
    rows: list[dict[str, Any]]
    list_url: str
    more: bool


@require_safe
def search(request: MemberRequest) -> HttpResponse:
    typed = " ".join(request.GET.get("q", "")[:MOST_CHARACTERS].replace("\0", " ").split())
    if record := _numbered(typed, request.user):
        return redirect(record)
    words = words_of(typed)
    found = [kind for kind in _found(words, typed, request.user) if kind.rows] if words else []
    context = {"typed": typed, "words": words, "found": found}
    return render(request, "desk/search.html", context)


def _numbered(typed: str, member: Member) -> Any:
    """The record with exactly this number or key, as far as `member` may see it."""
    if not typed:
        return None
    surveys = Survey.objects.visible_to(member)
    concerns = Concern.objects.visible_to(member)
    reports = Report.objects.visible_to(member).current()
    return (
        concerns.filter(number=typed.upper()).first()
        or reports.filter(number=typed.upper()).order_by("-pk").first()
        # A key of one word is a word that other records may hold too.
        or ("-" in typed and surveys.filter(key=typed.lower()).first())
    )


def _found(words: list[str], typed: str, member: Member) -> list[Found]:
    groups = groups_with(words, CommunityGroup.objects.visible_to(member)).defer("boundary")
    concerns = _concerns_with(words, member)
    held = presentations_with(words, Presentation.objects.visible_to(member))
    reports = _reports_with(words, member)
    return [
        _kind("Groups", groups, _group, "outreach:groups", {"q": typed}),
        _kind("Concerns", concerns, _concern, "outreach:concerns", {"view": "all", "q": typed}),
        _kind(
            "Presentations",
            held.select_related("topic", "presenter"),
            _presentation,
            "outreach:presentations",
            {"q": typed},
        ),
        _kind(
            "Programs", _programs_with(words, member), _program, "programs:programs", {"q": typed}
        ),
        _kind(
            "Citizen surveys",
            _surveys_with(words, member),
            _survey,
            "surveys:surveys",
            {"q": typed},
        ),
        _kind("Reports", reports, _report, "reports:reports", {}),
        _kind("Members", _owning(words, member), _owner, "outreach:concerns", {"view": "all"}),
    ]


def _owning(words: list[str], member: Member) -> list[Member]:
    """Members in whose name every word begins one, with concerns that `member` sees: a name is no
    word of a record, so the list of what they own is what is offered."""
    named = [
        one for one in Member.objects.order_by("name", "pk") if _begins(words, folded(one.name))
    ]
    seen = Concern.objects.visible_to(member).reportable().order_by()
    keys = [one.pk for one in named[:MOST_NAMED]]
    owning = set(seen.filter(owner__in=keys).values_list("owner", flat=True).distinct())
    return [one for one in named if one.pk in owning]


def _begins(words: list[str], name: str) -> bool:
    return all(any(part.startswith(folded(word)) for part in name.split()) for word in words)


def _concerns_with(words: list[str], member: Member) -> list[Concern]:
    """The newest concerns that hold every word, as the list has them, and one more."""
    holding = concerns_with(words)
    found = seen_by(member).narrowed(lambda concerns: concerns.filter(holding))
    keys = KeysInOrder(found, "newest")
    return rows_of(keys[: SHOWN + 1])


def _reports_with(words: list[str], member: Member) -> Any:
    """Reports whose number or title holds every word; a department has few of them."""
    found = Report.objects.visible_to(member).current()
    for word in words:
        found = found.filter(Q(number__icontains=word) | Q(title__icontains=word))
    return found.order_by("-last_day", "-pk")


def _programs_with(words: list[str], member: Member) -> Any:
    found = programs_with(words, Program.objects.visible_to(member))
    return found.select_related("owner").order_by("name", "pk")


def _surveys_with(words: list[str], member: Member) -> Any:
    return surveys_with(words, Survey.objects.visible_to(member)).order_by("-pk")


def _kind(title: str, rows: Any, row: Any, page: str, query: dict[str, str]) -> Found:
    read: list[Model] = list(rows[: SHOWN + 1])
    address = f"{reverse(page)}?{urlencode(query)}" if query else reverse(page)
    return Found(title, [row(one) for one in read[:SHOWN]], address, len(read) > SHOWN)


def _group(group: CommunityGroup) -> dict[str, Any]:
    where = group.location or group.get_kind_display()
    return _row(group, group.name, where, group.status)


def _concern(concern: Concern) -> dict[str, Any]:
    parts = [concern.number, concern.place, "Command only" if concern.restricted else ""]
    return _row(concern, concern.summary, ", ".join(filter(None, parts)), concern.status)


def _presentation(held: Presentation) -> dict[str, Any]:
    came = f"{day_words(held.held_on)}, {held.place}, {number_words(held.participants)} came"
    return _row(held, f"{held.topic}, {held.audience}", came, held.status)


def _report(report: Report) -> dict[str, Any]:
    return _row(report, str(report), report.numbered, report.status)


def _program(program: Program) -> dict[str, Any]:
    parts = [program.get_kind_display(), program.audience, program.owner.short_name]
    return _row(program, program.name, ", ".join(filter(None, parts)), program.status)


def _survey(survey: Survey) -> dict[str, Any]:
    parts = [survey.key, days_words(survey)]
    return _row(survey, str(survey), ", ".join(filter(None, parts)), survey.status)


def _owner(member: Member) -> dict[str, Any]:
    address = f"{reverse('outreach:concerns')}?{urlencode({'view': 'all', 'owner': member.pk})}"
    return {"title": f"Concerns with {member.full_name}", "url": address, "sub": "", "status": ""}


def _row(record: Any, title: str, sub: str, status: str) -> dict[str, Any]:
    return {"title": title, "url": record.get_absolute_url(), "sub": sub, "status": status}
