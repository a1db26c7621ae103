from celery import shared_task
from django.utils import timezone

from policies.models import PolicyVersion
from policies.workflows import settings


@shared_task(ignore_result=True)
def chase_proposals() -> None:
    if PolicyVersion.objects.exists():
        settings.chase(timezone.now())
