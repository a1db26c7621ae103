from celery import shared_task
from django.utils import timezone

from personnel import tallies
from personnel.letters import mail_waiting
from personnel.notices import mail_unmailed
from personnel.workflows import addresses, overdue


@shared_task(ignore_result=True)
def mail_notices() -> None:
    mail_unmailed(timezone.now())


@shared_task(ignore_result=True)
def mail_letters() -> None:
    mail_waiting(timezone.now())


@shared_task(ignore_result=True)
def chase_proposals() -> None:
    overdue.chase(timezone.now())
    addresses.lapse_due(timezone.now())


@shared_task(ignore_result=True)
def forget_tries() -> None:
    tallies.forget_before(timezone.now())
