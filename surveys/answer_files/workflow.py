"""Bringing in what citizens answered to an earlier survey (row 46)."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from audit.models import Entry
from audit.noting import audited
from importing.cleaning import clean_line
from personnel.models import Member
from policies.current import local_day
from records.history import StepRefused
from surveys.answer_files.permissions import may_bring_in, may_take_back_answers
from surveys.answer_files.reading import Reading
from surveys.models import Answer, AnswerFile, Survey
from surveys.questionnaires.workflows import surveys
from surveys.results.folding import RANDOM, fold

AT_ONCE = 2_000
# So many refused answers are kept with the file by their row; all of them are counted.
MOST_KEPT = 200
REPLACED = "Its answers were replaced by those of a file."


@dataclass(frozen=True)
class Source:
    """The file answers come from: what it is called, and its digest."""

    name: str
    sha256: str

    @classmethod
    def of(cls, name: str, content: bytes) -> Source:
        return cls(clean_line(name)[:120] or "file", hashlib.sha256(content).hexdigest())


@audited("surveys.responses.bring_in")
def bring_in(
    survey: Survey,
    reading: Reading,
    source: Source,
    *,
    by: Member,
    at: datetime,
    again: bool = False,
) -> Survey:
    """Make a draft a closed survey that holds the answers of a file, counted; `source` stays
    beside it with how it was read.

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
    survey.files.create(
        **asdict(source), by=by, at=at, columns=reading.columns, told=_told(reading)
    )
    return survey


def _told(reading: Reading) -> dict[str, Any]:
    """What became of the rows, without anything that somebody answered."""
    return {
        **reading.counts,
        "remarks": reading.remarks,
        "named": [(one.row, one.question, one.reason) for one in reading.named[:MOST_KEPT]],
    }


def why_not_taken_back(file: AnswerFile) -> str:
    """Why its answers cannot be taken back; empty when nobody has made anything of them (row 57)."""
    if not file.holds:
        return "Only the file whose answers the survey holds is taken back, and only once."
    since = Entry.objects.filter(at__gte=file.at, outcome=Entry.Outcome.DONE)
    if since.filter(action__startswith="reports.").exists():
        return "A report was worked on since; it may have counted these answers."
    if since.filter(action__startswith="file surveys:").exists():
        return "Results of a survey were taken away as a file since; it may hold these."
    return ""


def refuse_if_used(file: AnswerFile) -> None:
    """Raises StepRefused, with the reason, unless its answers can be taken back."""
    if reason := why_not_taken_back(file):
        raise StepRefused(f"These answers cannot be taken back. {reason}")


@audited("surveys.responses.take_back")
def take_back(file: AnswerFile, *, by: Member, at: datetime) -> int:
    """Take back what a file brought in (row 57): the survey is a draft again, as it was before.

    Returns how many answers went. The file's counts and digest stay. Raises StepRefused.
    """
    may_take_back_answers(by, file).require()
    survey = Survey.objects.select_for_update().get(pk=file.survey_id)
    refuse_if_used(file)
    held = AnswerFile.objects.filter(pk=file.pk, undone_at=None)
    if not held.update(undone_at=at, undone_by=by):
        raise StepRefused("Somebody has taken them back already.")
    count = survey.answers.count()
    survey.answers.all().delete()
    survey.tallies.all().delete()
    surveys.empty_again(survey, by=by, at=at)
    return count


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
