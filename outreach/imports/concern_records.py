"""The database's side of bringing in concerns: what is here already, and the writing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from audit.noting import audited
from importing.statistics import renew_statistics
from importing.tally import Tally
from outreach.concerns.permissions import may_edit, may_resolve
from outreach.imports.concerns import (
    EVERY,
    Known,
    MayNot,
    Plan,
    Reading,
    anybody,
    compared,
)
from outreach.imports.entries import NOON, Entry
from outreach.models import Concern, ConcernNote, ConcernStep, ImportFile, NumberSeries
from personnel.models import Member
from personnel.roles import Role
from policies.current import department, local_day, setting
from policies.models import Category

Status = Concern.Status
# The fields of an entry that a concern has under the same name.
AS_THEY_ARE = ("summary", "said", "place", "nature", "channel", "latitude", "longitude")


def preview(reading: Reading, *, importer: Member | None = None) -> Tally:
    """The tally there would be if the importer brought the file in now."""
    refused = _refused_to(importer) if importer else anybody
    return compared(reading, known_of(reading), refused).tally


@audited("outreach.imports.concern_records.bring_in")
def bring_in(
    reading: Reading,
    *,
    by: Member,
    at: datetime,
    prepared_by: Member | None = None,
    batch: ImportFile | None = None,
) -> Tally:
    """Write what is new and changed, all of it or nothing. `by` answers for what comes in.

    No step is taken that `by` may not take: a row that would is refused. What the file says is over
    comes in resolved, and waits for somebody else to close it. Where somebody else prepared the
    import, `by` has approved it as a whole: it comes in closed, resolved by the one and closed by
    the other (rows 9 and 46).

    What is over owes nobody an answer. What comes in open has its day like any other, counted from
    the day it was logged; one that is past shows as late.
    """
    plan = compared(reading, known_of(reading, lock=True), _refused_to(by))
    writing = Writing(reading, by, at, prepared_by=prepared_by, batch=batch)
    writing.new(plan)
    writing.changed(plan)
    transaction.on_commit(renew_statistics, robust=True)
    return plan.tally


def _refused_to(by: Member) -> MayNot:
    """Why `by` may not change a concern as the file would, by the verdicts of its steps."""

    def refused(concern: Concern, fields: Collection[str]) -> str:
        verdict = may_edit(by, concern)
        if verdict and "settled_on" in fields:
            verdict = may_resolve(by, concern)
        return "" if verdict else verdict.reason

    return refused


def known_of(reading: Reading, *, lock: bool = False) -> dict[str, Known]:
    """The concerns of the reading's source that are here already, by external id."""
    # Said as the unique index says it, so that SQLite uses that index.
    with_id = Concern.objects.exclude(external_id="")
    found = with_id.filter(source=reading.source).select_related("category")
    found = found.select_for_update(of=("self",)) if lock else found
    ids = list(reading.entries)
    return {
        concern.external_id: _known(concern)
        for start in range(0, len(ids), EVERY)
        for concern in found.filter(external_id__in=ids[start : start + EVERY])
    }


def _known(concern: Concern) -> Known:
    then = concern.imported or {}
    settled = {Status.RESOLVED, Status.CLOSED}
    as_imported = settled if then.get("settled_on") else {Status.LOGGED}
    here: dict[str, Any] = {name: getattr(concern, name) for name in AS_THEY_ARE}
    here |= {
        "logged_on": concern.logged_on.isoformat(),
        # The clock is nobody's to edit, and how it reads depends on the department's zone.
        "time": then.get("time"),
        "category": concern.category.key,
        "settled_on": concern.settled_on.isoformat() if concern.settled_on else None,
    }
    return Known(concern, here, concern.imported, work_began=concern.status not in as_imported)


class Writing:
    """One file being written, in the caller's transaction."""

    def __init__(
        self,
        reading: Reading,
        by: Member,
        at: datetime,
        *,
        prepared_by: Member | None = None,
        batch: ImportFile | None = None,
    ) -> None:
        self.reading, self.by, self.at, self.batch = reading, by, at, batch
        # Two pairs of eyes: only what somebody else has prepared is closed with its approval.
        self.resolver = prepared_by or by
        self.closes = self.resolver.pk != by.pk
        self.owner = by if self.resolver.role == Role.ANALYST else self.resolver
        self.zone = department().zone
        self.within = timedelta(days=setting("answer_within_days"))
        self.categories = dict(Category.objects.values_list("key", "pk"))

    @property
    def settled(self) -> Status:
        """As what a concern comes in that the file says is over."""
        return Status.CLOSED if self.closes else Status.RESOLVED

    def new(self, plan: Plan) -> None:
        """Make the new concerns, some at a time so that a long file needs little memory."""
        numbers = _numbers(plan.new)
        note = f"Imported from {self.reading.source}"
        for start in range(0, len(plan.new), EVERY):
            made = Concern.objects.bulk_create(
                self._concern(entry, next(numbers[entry.logged_on.year]))
                for entry in plan.new[start : start + EVERY]
            )
            self._steps(((concern, "", Status.LOGGED, note) for concern in made), self.owner)
            self._settle([concern for concern in made if concern.settled_on])

    def _settle(self, settled: list[Concern]) -> None:
        """The steps of what is over: one resolved it, and only another has closed it."""
        note = f"According to {self.reading.source}"
        steps = [(concern, Status.LOGGED, Status.RESOLVED, note) for concern in settled]
        self._steps(steps, self.resolver)
        if self.closes:
            note = "Approved with the import"
            steps = [(concern, Status.RESOLVED, Status.CLOSED, note) for concern in settled]
            self._steps(steps, self.by)

    def _concern(self, entry: Entry, number: str) -> Concern:
        return Concern(
            number=number,
            source=self.reading.source,
            external_id=entry.external_id,
            category_id=self.categories[entry.category],
            batch=self.batch,
            officer=self.owner,
            owner=self.owner,
            division=self.owner.division,
            logged_on=entry.logged_on,
            logged_at=entry.logged_at(self.zone),
            answer_by=None if entry.settled_on else entry.logged_on + self.within,
            status=self.settled if entry.settled_on else Status.LOGGED,
            settled_on=entry.settled_on,
            imported=entry.values(),
            **{name: getattr(entry, name) for name in AS_THEY_ARE},
        )

    def changed(self, plan: Plan) -> None:
        """Write the fields the file has changed, each change with a note on the concern."""
        settled = []
        for known, entry, told in plan.changed:
            if "settled_on" in told and known.imported and not known.imported["settled_on"]:
                settled.append(known.concern)
            self._update(known, entry, told)
        day, words = local_day(self.at), f"Changed in {self.reading.source}: "
        ConcernNote.objects.bulk_create(
            [
                ConcernNote(
                    concern=known.concern,
                    kind=ConcernNote.Kind.EDIT,
                    by=self.by,
                    at=self.at,
                    on=day,
                    text=words + ", ".join(name.replace("_", " ") for name in told),
                )
                for known, _, told in plan.changed
            ],
            batch_size=EVERY,
        )
        self._settle(settled)

    def _update(self, known: Known, entry: Entry, told: list[str]) -> None:
        concern, now = known.concern, entry.values()
        fresh: dict[str, Any] = {name: now[name] for name in told if name in AS_THEY_ARE}
        if "category" in told:
            fresh["category_id"] = self.categories[entry.category]
        if "logged_on" in told or "time" in told:
            fresh |= {"logged_on": entry.logged_on, "logged_at": self._moment(known, entry, told)}
        if "settled_on" in told:
            fresh |= {"settled_on": entry.settled_on, "status": self.settled}
        fresh["imported"] = {**(known.imported or {}), **{name: now[name] for name in told}}
        for name, value in fresh.items():
            setattr(concern, name, value)
        concern.save_edit(seen=concern.version, fields=list(fresh))

    def _moment(self, known: Known, entry: Entry, told: list[str]) -> datetime:
        """The new moment; a clock the file does not give any more stays what it was."""
        before = (known.imported or {}).get("time")
        clock = entry.time if "time" in told else before and time.fromisoformat(before)
        return datetime.combine(entry.logged_on, clock or NOON, tzinfo=self.zone)

    def _steps(self, taken: Iterable[tuple[Concern, str, str, str]], by: Member) -> None:
        ConcernStep.objects.bulk_create(
            [
                ConcernStep(
                    concern=concern,
                    from_status=came_from,
                    to_status=to,
                    by=by,
                    at=self.at,
                    note=note,
                )
                for concern, came_from, to, note in taken
            ],
            batch_size=EVERY,
        )


def _numbers(entries: list[Entry]) -> dict[int, Any]:
    """The next numbers of every year that is needed, years in order so that two imports never
    wait for each other crosswise."""
    needed = Counter(entry.logged_on.year for entry in entries)
    return {
        year: iter(NumberSeries.objects.take("C", year, needed[year])) for year in sorted(needed)
    }
