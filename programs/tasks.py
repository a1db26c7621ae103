from celery import shared_task
from django.utils import timezone

from jobs.asking import DoneAfterLeaving, job
from jobs.running import Lease
from programs.models import Evaluation
from programs.permissions import may_have_printed
from programs.printing import print_evaluation
from programs.workflows.opening import open_due


@shared_task(ignore_result=True)
def open_evaluations() -> None:
    """Every hour; opens what the policy asks for and nobody has opened yet."""
    open_due(timezone.now())


@job("programs.print_evaluation", may=DoneAfterLeaving(may_have_printed))
def make_pdf(lease: Lease) -> None:
    print_evaluation(Evaluation.objects.get(pk=lease.job.argument), lease, at=timezone.now())
