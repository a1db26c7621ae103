"""The Celery application, and the one timetable of what happens without being asked."""

import os

os.umask(0o077)  # before anything is written: what we make is for this account alone

from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, task_unknown, worker_init, worker_ready
from django.core.exceptions import ImproperlyConfigured
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# What, which task, how often. Each entry only asks the database what is due, so a timetable that
# stood still for a week catches up by itself. `expires`: a stopped worker finds no pile.
BEAT: dict[str, dict[str, Any]] = {
    "wake jobs nobody has heard of": {
        "task": "jobs.tasks.sweep",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "seal the audit log": {
        "task": "audit.tasks.seal_entries",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "forget documents made yesterday": {
        "task": "jobs.tasks.forget_papers",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "mail what is new": {
        "task": "personnel.tasks.mail_notices",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "mail letters one by one": {
        "task": "accounts.tasks.mail_letters",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "chase proposals for accounts that nobody decides": {
        "task": "accounts.tasks.chase_proposals",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "chase proposed numbers that nobody decides": {
        "task": "policies.tasks.chase_proposals",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "forget tries that no longer count": {
        "task": "personnel.tasks.forget_tries",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "forget which networks sent how many forms": {
        "task": "portal.tasks.forget_networks",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "forget uploaded files that were left lying": {
        "task": "outreach.tasks.forget_left_files",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "tell of concerns whose owner works no more": {
        "task": "outreach.tasks.tell_of_left_behind",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "tell of contact wishes whose owner works no more": {
        "task": "surveys.tasks.tell_of_left_behind",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "tell of evaluations whose owner works no more": {
        "task": "programs.tasks.tell_of_left_behind",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "open the evaluations a year asks for": {
        "task": "programs.tasks.open_evaluations",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "count what citizens answered": {
        "task": "surveys.tasks.count_answers",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "close surveys after their last day": {
        "task": "surveys.tasks.close_surveys",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "ask for the nightly backup and the weekly drill": {
        "task": "operations.tasks.ask_for_proofs",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "look at the certificate of the site": {
        "task": "operations.tasks.look_at_certificate",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "show who asked to be contacted on earlier days": {
        "task": "surveys.tasks.let_wishes_out",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "forget the forms of earlier days": {
        "task": "surveys.tasks.forget_sent_forms",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
}

app = Celery("liaison")
app.steps["worker"].add(DjangoStructLogInitStep)
app.conf.beat_schedule = BEAT
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_lines(**facts: Any) -> None:
    """Celery sets up no logging of its own: LOGGING holds for workers too."""


@worker_init.connect
@beat_init.connect
def refuse_the_wrong_database(**facts: Any) -> None:
    """Celery notes an exception of a receiver and goes on; SystemExit ends the process.

    The connection is closed again: Celery forks its beat and its pool after this, and SQLite calls
    a file damaged that it reads by a connection from before the fork.
    """
    from django.db import connections

    from operations.starting import before_serving

    try:
        before_serving()
    except ImproperlyConfigured as fault:
        raise SystemExit(f"Liaison does not start. {fault}") from fault
    finally:
        connections.close_all()


@worker_ready.connect
def sweep_at_start(sender: Any, **facts: Any) -> None:
    """What was queued or cut off while no worker was there is found at once."""
    sender.app.send_task("jobs.tasks.sweep", ignore_result=True, expires=30)


@task_unknown.connect
def leave_for_a_newer_worker(sender: Any, name: str, **facts: Any) -> None:
    """During a deploy an old worker may hear of new work. The row stays queued for a newer one."""
    sender.app.log.get_default_logger().warning("%s is left for a newer worker", name)
