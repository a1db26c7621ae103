from celery import shared_task
from django.utils import timezone

from accounts.letters import mail_waiting
from accounts.workflows import addresses, overdue


@shared_task(ignore_result=True)
def mail_letters() -> None:
    mail_waiting(timezone.now())


@shared_task(ignore_result=True)
def chase_proposals() -> None:
    overdue.chase(timezone.now())
    addresses.lapse_due(timezone.now())
