"""The list of programs: what stands beside each, and its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from documents.spelling import folded
from outreach.models import Presentation
from personnel.models import Member
from policies.periods import Period
from programs.models import Evaluation, Program, ProgramTopic

EXPORTED = [
    "Program",
    "Kind",
    "Status",
    "Owner",
    "Audience",
    "Topics",
    "Target areas",
    "Partner agency",
    "First day",
    "Ended on",
    "Sessions this year",
    "Last decision",
    "Year decided on",
]


def with_counts(programs: QuerySet[Program], member: Member, year: Period) -> QuerySet[Program]:
    """Rows with their topics, the sessions of `year`, and the last decision `member` may read."""
    topics = ProgramTopic.objects.filter(until=None).select_related("topic")
    decided = Evaluation.objects.visible_to(member).decided().filter(program=OuterRef("pk"))
    latest = decided.order_by("-last_day")
    return (
        programs.select_related("owner")
        .prefetch_related(Prefetch("topics", topics, to_attr="serving"))
        .annotate(
            sessions_held=_sessions_in(year),
            decided_as=Subquery(latest.values("decision")[:1]),
            decided_year=Subquery(latest.values("last_day")[:1]),
        )
    )


def _sessions_in(year: Period) -> Coalesce:
    """How many sessions counted for the outer program in `year`."""
    on_its_day = Q(topic__served__until=None) | Q(topic__served__until__gte=F("held_on"))
    held = Presentation.objects.held_in(year).filter(
        on_its_day, topic__served__program=OuterRef("pk"), topic__served__since__lte=F("held_on")
    )
    counted = held.order_by().values("topic__served__program")
    return Coalesce(Subquery(counted.annotate(n=Count("pk", distinct=True)).values("n")), 0)


def programs_with(words: Iterable[str], among: QuerySet[Program]) -> QuerySet[Program]:
    """Those of `among` where every word stands in their own or in a topic's name.

    Looked for here, as a search does: without regard to accents, among some dozens.
    """
    looked_for = [folded(word) for word in words]
    if not looked_for:
        return among.none()
    topics = ProgramTopic.objects.filter(until=None).select_related("topic")
    programs = among.prefetch_related(Prefetch("topics", topics, to_attr="named"))
    return among.filter(pk__in=[one.pk for one in programs if _holds(one, looked_for)])


def _holds(program: Any, words: list[str]) -> bool:
    own = (program.name, program.audience, program.objectives, program.partner_agency)
    topics = (served.topic.name for served in program.named)
    text = folded(" ".join((*own, program.target_areas, *topics)))
    return all(word in text for word in words)


def decision_words(program: Any) -> str:
    """“Modify, 2025”: the last decision and the year it judged; "" before the first."""
    if not program.decided_as:
        return ""
    return f"{Evaluation.Judgement(program.decided_as).label}, {program.decided_year.year}"


def exported(programs: Iterable[Any]) -> Iterator[tuple[object, ...]]:
    for program in programs:
        decided = program.decided_as and Evaluation.Judgement(program.decided_as).label
        yield (
            program.name,
            program.get_kind_display(),
            program.get_status_display(),
            program.owner.full_name,
            program.audience,
            "; ".join(one.topic.name for one in program.serving),
            "; ".join(program.areas),
            program.partner_agency,
            program.started_on,
            program.ended_on,
            program.sessions_held,
            decided or "",
            program.decided_year.year if decided else "",
        )
