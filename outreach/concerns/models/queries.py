"""Which concerns: those a member may know of, what waits to be handed over, and what a period counts."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from personnel.models import Member
from personnel.roles import COMMAND, Role
from policies.periods import Period

if TYPE_CHECKING:
    from outreach.concerns.models.concerns import Concern  # noqa: F401

# An answer is due within this of its logging: what keeps the count to the index of that day.
LONGEST_ANSWER = timedelta(days=400)


class ConcernQuerySet(models.QuerySet["Concern"]):
    def visible_to(self, member: Member) -> ConcernQuerySet:
        """What `member` may know of at all (trust matrix rows 10 and 13, floor 6).

        Restricted concerns exist for command alone, and never for the person they name.
        """
        if not member.may_read_content:
            return self.none()
        if member.is_command:
            return self.exclude(restricted=True, about_member=member)
        seen = self.filter(restricted=False)
        if member.reads_all:
            return seen
        return seen.filter(reduce(or_, self._reasons_of(member)))

    def pieces_visible_to(self, member: Member) -> tuple[ConcernQuerySet, ...]:
        """The same in pieces that may overlap: an index leads to each, and none to them all."""
        if member.reads_all or not member.may_read_content:
            return (self.visible_to(member),)
        seen = self.filter(restricted=False)
        return tuple(seen.filter(reason) for reason in self._reasons_of(member))

    def _reasons_of(self, member: Member) -> tuple[Q, ...]:
        """Why someone who does not read all sees an unrestricted concern."""
        return (
            Q(officer=member),
            Q(owner=member),
            Q(division__isnull=False, division=member.division_id),
            Q(pk__in=self._entrusted_to(member)),
        )

    def _entrusted_to(self, member: Member) -> models.QuerySet:  # type: ignore[type-arg]
        """Keys of what was handed to `member`: an action, or a referral to the division (row 8)."""
        every = self.model._base_manager.order_by()
        acting = every.filter(actions__owner=member).values("pk")
        if not member.is_supervisor:
            return acting
        received = every.filter(referrals__to_division__isnull=False)
        return acting.union(received.filter(referrals__to_division=member.division_id).values("pk"))

    def to_hand_over(self) -> ConcernQuerySet:
        """Open ones that nobody in the department judges, and no receipt is recorded for: about
        the chief, or with nobody in command who may read them."""
        waiting = self.filter(restricted=True, settled_on=None, handover=None)
        return waiting.filter(Q(about_member__role=Role.CHIEF) | self._read_by_nobody())

    def to_hand_over_by(self, member: Member) -> ConcernQuerySet:
        """Those whose sheet `member` takes to where it goes: command's; else one's own."""
        waiting = self.to_hand_over()
        if not (member.works and member.is_active):
            return self.none()
        if member.is_command:
            return waiting.exclude(about_member=member)
        own = waiting.filter(self._read_by_nobody(), officer=member)
        return own.exclude(about_member=member)

    def left_without_owner(self, member: Member) -> ConcernQuerySet:
        """Open restricted ones `member` may read and whose owner may not, or does not serve."""
        if not member.is_command:
            return self.none()
        open_ones = self.visible_to(member).filter(restricted=True, settled_on=None)
        able = Q(owner__is_active=True, owner__role__in=COMMAND) & ~Q(owner=F("about_member"))
        return open_ones.exclude(able)

    def _read_by_nobody(self) -> Q:
        """Restricted ones that no serving member of command may read."""
        command = list(Member.objects.in_roles(*COMMAND).values_list("pk", flat=True)[:2])
        if not command:
            return Q(restricted=True)
        return Q(about_member=command[0]) if len(command) == 1 else Q(pk__in=[])

    def reportable(self) -> ConcernQuerySet:
        """What a report may count: restricted concerns are command's alone."""
        return self.filter(restricted=False)

    def sources(self) -> list[str]:
        """Every source that concerns were brought in from, at most 200 of them.

        One step of the index for each, however many concerns there are.
        """
        table = self.model._meta.db_table
        first = f"SELECT min(source) FROM {table} WHERE external_id <> ''"
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH RECURSIVE named(source) AS ({first} UNION ALL"
                f" SELECT ({first} AND source > named.source) FROM named"
                " WHERE named.source IS NOT NULL)"
                " SELECT source FROM named WHERE source IS NOT NULL LIMIT 200"
            )
            return [source for (source,) in cursor.fetchall()]

    def voiced(self) -> ConcernQuerySet:
        return self.filter(nature=self.model.Nature.VOICED)

    def potential(self) -> ConcernQuerySet:
        return self.filter(nature=self.model.Nature.POTENTIAL)

    def open(self) -> ConcernQuerySet:
        return self.filter(settled_on=None)

    def logged_in(self, period: Period) -> ConcernQuerySet:
        return self.filter(logged_on__gte=period.first, logged_on__lte=period.last)

    def settled_in(self, period: Period) -> ConcernQuerySet:
        return self.filter(settled_on__gte=period.first, settled_on__lte=period.last)

    def carried_into(self, day: date) -> ConcernQuerySet:
        """Logged before `day`, and settled on it or later: open when `day` began.

        The expression keeps a planner without histograms from walking twenty years of concerns
        by the day they were logged; the few that were settled since are the way in.
        """
        since = self.filter(settled_on__gte=day)
        return since.alias(logged=Coalesce("logged_on", "settled_on")).filter(logged__lt=day)

    def answers_due_in(self, period: Period, *, before: date) -> ConcernQuerySet:
        """Answers that fell due in `period` and before `before`, whenever they were logged (N-III.C.5).

        With `answered_on_time` the one definition of “Answered on time”, on the desk and in reports:
        restricted concerns are in neither, so that both say the same.
        """
        return self.reportable().filter(
            answer_by__gte=period.first,
            answer_by__lt=min(before, period.next_day),
            logged_on__gte=period.first - LONGEST_ANSWER,
        )

    def answered_on_time(self) -> ConcernQuerySet:
        """Those whose answer was given, and no later than on the day it was due."""
        return self.filter(answered_on__lte=F("answer_by"))

    def unanswered_on(self, day: date) -> ConcernQuerySet:
        """Answers that were due before `day` and have not been given."""
        return self.filter(answer_by__lt=day, answered_on=None)

    def awaiting_answer(self) -> ConcernQuerySet:
        """Someone is owed an answer that has not been given.

        Compared with a day, not with NULL: a million imported calls that are over owe nobody an
        answer, and the index passes over them.
        """
        return self.filter(answer_by__gte=date.min, answered_on=None)
