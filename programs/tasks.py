from celery import shared_task
from django.utils import timezone

from jobs.running import run
from programs.models import Evaluation
from programs.printing import print_evaluation
from programs.workflows.opening import open_due


@shared_task(ignore_result=True)
def open_evaluations() -> None:
    """Every hour; opens what the policy asks for and nobody has opened yet."""
    open_due(timezone.now())


@shared_task(name="programs.print_evaluation", ignore_result=True)
def make_pdf(job_id: int) -> None:
    run(
        job_id,
        lambda lease: print_evaluation(
            Evaluation.objects.get(pk=lease.job.argument), lease, at=timezone.now()
        ),
    )
