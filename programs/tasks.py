from collections.abc import Callable

from celery import shared_task
from django.utils import timezone

from jobs.asking import DoneAfterLeaving, job
from jobs.papers import make
from jobs.running import Lease
from policies.current import department
from programs import left_behind
from programs.evaluations.permissions import may_have_draft, may_have_printed
from programs.evaluations.printing import DRAFT_TASK, evaluation_pdf, made_from, print_evaluation
from programs.evaluations.workflows.opening import open_due
from programs.models import Evaluation


@shared_task(ignore_result=True)
def open_evaluations() -> None:
    """Every hour; opens what the policy asks for and nobody has opened yet."""
    open_due(timezone.now())


@shared_task(ignore_result=True)
def tell_of_left_behind() -> None:
    """The unit is told within a minute of what a closed account left behind."""
    left_behind.tell_the_unit(timezone.now())


@job("programs.print_evaluation", may=DoneAfterLeaving(may_have_printed))
def make_pdf(lease: Lease) -> None:
    print_evaluation(Evaluation.objects.get(pk=lease.job.argument), lease, at=timezone.now())


@job(DRAFT_TASK, may=may_have_draft)
def print_draft(lease: Lease) -> None:
    """Lay out an evaluation that is not decided, for whoever decides or writes it."""

    def drawn(key: int, variant: str) -> tuple[str, Callable[[], bytes]]:
        evaluation = Evaluation.objects.get(pk=key)
        return made_from(evaluation), lambda: evaluation_pdf(evaluation)

    with timezone.override(department().zone):
        make(lease, drawn)
