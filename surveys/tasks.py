"""What surveys do without being asked: count what came in, close in time, forget what was sent.

Each finds by itself what is to be done, and does nothing when it is done already.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from celery import shared_task
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from jobs.asking import job
from jobs.papers import make
from jobs.running import Lease
from policies.current import local_day
from policies.models import Department
from records.history import StepRefused
from surveys import left_behind
from surveys.answers.crowds import forget_small_crowds
from surveys.answers.workflow import wait_for_a_look
from surveys.models import Answer, SentForm, Survey, WishSlip
from surveys.questionnaires.paper import FORM_TASK, made_from, paper_form
from surveys.questionnaires.permissions import may_have_form
from surveys.questionnaires.workflows.surveys import close
from surveys.results.folding import fold, mix, mix_held
from surveys.wishes.workflow import let_out

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
def let_wishes_out() -> None:
    let_out_wishes(timezone.now())


@shared_task(ignore_result=True)
def forget_sent_forms() -> None:
    forget_sent_before(timezone.now())


@shared_task(ignore_result=True)
def tell_of_left_behind() -> None:
    """The unit is told within a minute of the wishes that a closed account left behind."""
    left_behind.tell_the_unit(timezone.now())


def count_what_came_in() -> int:
    """Count the answers of every survey that has new ones, and mix them, the held ones too;
    returns how many were counted."""
    own = Answer.objects.filter(survey=OuterRef("pk"))
    waiting = Survey.objects.filter(
        Exists(own.waiting()) | Exists(own.to_be_placed()) | Exists(own.held_to_be_placed())
    )
    total = 0
    for survey in waiting:
        total += fold(survey)
        mix(survey)
        _mix_held(survey, timezone.now())
    return total


@transaction.atomic
def _mix_held(survey: Survey, moment: datetime) -> None:
    """Held answers have no place of their own from here on, and a day by which somebody looks."""
    if mix_held(survey):
        wait_for_a_look(survey, at=moment)


def let_out_wishes(moment: datetime) -> int:
    """Show the unit the contact wishes of earlier days; returns how many. Small crowds of held
    answers are crowds no more: no more of them can come."""
    if not Department.objects.exists():
        return 0
    day = local_day(moment)
    some = WishSlip.objects.filter(survey=OuterRef("pk"), on__lt=day)
    total = 0
    for survey in Survey.objects.filter(Exists(some)):
        forget_small_crowds(survey)
        total += let_out(survey, at=moment)
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
