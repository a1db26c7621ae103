from celery import shared_task

from policies.current import today
from portal.networks import forget_before


@shared_task(ignore_result=True)
def forget_networks() -> None:
    """Clear away how many forms came from which network on earlier days."""
    forget_before(today())
