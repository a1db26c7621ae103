"""Bringing in what citizens answered to an earlier survey (row 46)."""

from __future__ import annotations

from datetime import date, datetime

from audit.noting import audited
from personnel.history import StepRefused
from personnel.models import Member
from policies.current import local_day
from surveys.folding import RANDOM, fold
from surveys.models import Answer, Survey
from surveys.permissions import may_bring_in
from surveys.responses import Reading
from surveys.workflows import surveys

AT_ONCE = 2_000
REPLACED = "Its answers were replaced by those of a file."


@audited("surveys.responses.bring_in")
def bring_in(
    survey: Survey, reading: Reading, *, by: Member, at: datetime, again: bool = False
) -> Survey:
    """Make a draft a closed survey that holds the answers of a file, counted.

    One that holds a file's answers already is refused, unless `again`: then all it holds is
    replaced. Raises StepRefused.
    """
    may_bring_in(by).require()
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    refuse_unless_it_takes_a_file(survey, again=again)
    first, last = days_of(reading, at)
    if survey.is_draft:
        surveys.bring_in(survey, by=by, at=at, opened_on=first, closed_on=last)
    else:
        _take_away(survey, by, at)
        survey.opened_on, survey.closed_on = first, last
        survey.save(update_fields=["opened_on", "closed_on"])
    _write(survey, reading)
    fold(survey)
    return survey


def refuse_unless_it_takes_a_file(survey: Survey, *, again: bool) -> None:
    """Raises StepRefused, in words that say what to do."""
    if not survey.questions.exists():
        raise StepRefused(f"“{survey.key}” has no questions yet. Bring in its questionnaire first.")
    if survey.is_draft:
        return
    if not (survey.is_closed and survey.source == Survey.Source.FILE):
        raise StepRefused(
            f"“{survey.key}” is {survey.get_status_display().lower()}, and citizens answer it "
            "here. A file is brought into a draft."
        )
    if not again:
        many = survey.answers.count()
        raise StepRefused(
            f"“{survey.key}” holds {many:,} answers from a file already. To replace all of them "
            "by those of this file, say so with --again."
        )


def days_of(reading: Reading, at: datetime) -> tuple[date, date]:
    """The first and last day anybody answered, as far as the file says; else today."""
    days = reading.days or [local_day(at)]
    return min(days), max(days)


def _take_away(survey: Survey, by: Member, at: datetime) -> None:
    survey.answers.all().delete()
    survey.tallies.all().delete()
    status = survey.status
    survey.steps.create(from_status=status, to_status=status, by=by, at=at, note=REPLACED)


def _write(survey: Survey, reading: Reading) -> None:
    """In no order, so that no place tells which row of the file an answer was."""
    responses = list(reading.responses)
    RANDOM.shuffle(responses)
    Answer.objects.bulk_create(
        (
            Answer(
                survey=survey, area=one.area, content=one.content, way=Answer.Way.FILE, placed=True
            )
            for one in responses
        ),
        batch_size=AT_ONCE,
    )
