"""Who works in a program, and what qualifies them (K-IV.E.6, K-IV.G.3)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from audit.noting import audited
from personnel.models import Member
from personnel.notices import tell
from policies.current import local_day
from programs.catalogue.permissions import may_change
from programs.catalogue.workflows.noting import hold, note_change
from programs.models import Program, ProgramPerson
from records.history import StepRefused
from records.wording import day_words


@audited("programs.personnel.name_person")
def name_person(
    program: Program, person: ProgramPerson, *, by: Member, at: datetime
) -> ProgramPerson:
    """Someone works in the program from a day on; they are told."""
    may_change(by, program).require()
    hold(program)
    person.program = program
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        raise StepRefused(f"{person.member} works in {program} already.") from None
    words = f"{person.member} works in it from {day_words(person.since)}."
    step = note_change(program, words, by=by, at=at)
    tell(
        [person.member],
        f"You work in the program {program.name} from {day_words(person.since)}.",
        url=program.get_absolute_url(),
        key=f"program-step:{step.pk}",
    )
    return person


def refuse_if_ended(person: ProgramPerson) -> None:
    """Raises StepRefused where the end is on record already."""
    if person.until:
        raise _works_no_longer(person)


def _works_no_longer(person: ProgramPerson) -> StepRefused:
    return StepRefused(f"{person.member} no longer works in {person.program}.")


@audited("programs.personnel.end_person")
def end_person(
    person: ProgramPerson, *, by: Member, at: datetime, last_day: date | None = None
) -> None:
    """Someone's time in the program ends; the entry stays as history."""
    program = person.program
    may_change(by, program).require()
    last_day = max(last_day or local_day(at), person.since)
    if not ProgramPerson.objects.filter(pk=person.pk, until=None).update(until=last_day):
        raise _works_no_longer(person)
    person.until = last_day
    words = f"{person.member} worked in it until {day_words(last_day)}."
    note_change(program, words, by=by, at=at)
