"""The sessions of a program: presentations whose topic served it on the day they were held."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from outreach.models import Presentation
from policies.periods import Period
from programs.models import Program, ProgramTopic


def sessions_in(program: Program, period: Period) -> QuerySet[Presentation]:
    """What was held for `program` in `period`, in the order of the days (K-IV.Q)."""
    served = Q()
    for topic in topics_in(program, period):
        days = Q(topic=topic.topic_id, held_on__gte=topic.since)
        if topic.until:
            days &= Q(held_on__lte=topic.until)
        served |= days
    if not served:
        return Presentation.objects.none()
    return Presentation.objects.held_in(period).filter(served).order_by("held_on", "pk")


def topics_in(program: Program, period: Period) -> QuerySet[ProgramTopic]:
    """The topics that served the program on some day of `period`."""
    begun = program.topics.filter(since__lte=period.last)
    return begun.filter(Q(until=None) | Q(until__gte=period.first)).select_related("topic")
