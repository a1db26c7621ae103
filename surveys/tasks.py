"""What surveys do without being asked: count what came in, close in time, forget what was sent.

Each finds by itself what is to be done, and does nothing when it is done already.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from celery import shared_task
from django.db.models import Exists, OuterRef
from django.utils import timezone

from jobs.asking import job
from jobs.papers import make
from jobs.running import Lease
from personnel.history import StepRefused
from policies.current import local_day
from policies.models import Department
from surveys.folding import fold, mix
from surveys.models import Answer, SentForm, Survey
from surveys.paper import FORM_TASK, made_from, paper_form
from surveys.permissions import may_have_form
from surveys.workflows.surveys import close

# A form can be sent again for a day after it was handed out, so its number outlives that day.
KEPT_FOR = timedelta(days=1)


@job(FORM_TASK, may=may_have_form)
def make_paper_form(lease: Lease) -> None:
    """Lay out the form to print of the survey the job names, in the language it names."""

    def drawn(key: int, language: str) -> tuple[str, Callable[[], bytes]]:
        survey = Survey.objects.get(pk=key)
        return made_from(survey, language), lambda: paper_form(survey, language)

    make(lease, drawn)


@shared_task(ignore_result=True)
def count_answers() -> None:
    count_what_came_in()


@shared_task(ignore_result=True)
def close_surveys() -> None:
    close_past_their_end(timezone.now())


@shared_task(ignore_result=True)
def forget_sent_forms() -> None:
    forget_sent_before(timezone.now())


def count_what_came_in() -> int:
    """Count the answers of every survey that has new ones, and mix them; returns how many."""
    own = Answer.objects.filter(survey=OuterRef("pk"))
    waiting = Survey.objects.filter(Exists(own.waiting()) | Exists(own.to_be_placed()))
    total = 0
    for survey in waiting:
        total += fold(survey)
        mix(survey)
    return total


def close_past_their_end(moment: datetime) -> list[Survey]:
    """Close what is open after its last day (P-V.A, C-5); returns those closed."""
    if not Department.objects.exists():
        return []
    closed = []
    for survey in Survey.objects.past_their_end(local_day(moment)):
        try:
            close(survey, at=moment)
        except StepRefused:  # Somebody closed it in this moment.
            continue
        closed.append(survey)
    return closed


def forget_sent_before(moment: datetime) -> int:
    """Forget the forms that were sent before yesterday; returns how many."""
    if not Department.objects.exists():
        return 0
    earlier = SentForm.objects.filter(on__lt=local_day(moment) - KEPT_FOR)
    return earlier.delete()[0]
