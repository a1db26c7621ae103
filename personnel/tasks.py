from celery import shared_task
from django.utils import timezone

from personnel import tallies
from personnel.notices import mail_unmailed


@shared_task(ignore_result=True)
def mail_notices() -> None:
    mail_unmailed(timezone.now())


@shared_task(ignore_result=True)
def forget_tries() -> None:
    tallies.forget_before(timezone.now())
