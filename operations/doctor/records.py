"""Whether what is stored hangs together: links, jobs, tallies, and the triggers that keep it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Exists, ForeignKey, OuterRef

from audit.guards import not_as_made
from jobs.models import Job
from operations.doctor.finding import Finding
from operations.guards import GUARDS
from operations.models import Backup, Drill
from outreach.models import Concern, ImportFile
from programs.models import Evaluation
from reports.models import Report
from surveys.models import Survey
from surveys.results.folding import reconcile

# Numbers told of one link at most; the rest are counted.
TOLD = 5
RESTORE = "Restore a backup from before, beside this one, and bring the missing record over."
# A job names its record by its key alone: which table that is, by the task.
ABOUT: dict[str, type[Any]] = {
    "reports.assemble_report": Report,
    "reports.print_report": Report,
    "programs.print_evaluation": Evaluation,
    "reports.print_draft": Report,
    "programs.print_draft": Evaluation,
    "outreach.make_sheet": Concern,
    "outreach.make_handover_sheet": Concern,
    "surveys.make_paper_form": Survey,
    "outreach.tasks.import_file": ImportFile,
    "operations.make_backup": Backup,
    "operations.hold_drill": Drill,
}


def broken_links() -> Iterator[Finding]:
    """Rows that point at a row that is not there."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        for link in model._meta.concrete_fields:
            if isinstance(link, ForeignKey):
                yield from _broken(model, link)


def _broken(model: Any, link: Any) -> Iterator[Finding]:
    target, aim = link.related_model, link.target_field.name
    there = target._base_manager.filter(**{aim: OuterRef(link.attname)})
    pointing = model._base_manager.filter(**{f"{link.attname}__isnull": False})
    orphans = pointing.filter(~Exists(there)).order_by("pk").values_list("pk", link.attname)
    found = list(orphans[: TOLD + 1])
    for key, aimed_at in found[:TOLD]:
        yield Finding(
            "links",
            f"{model._meta.label} {key} points at {target._meta.label} {aimed_at}, which is not "
            "there.",
            RESTORE,
        )
    if len(found) > TOLD:
        words = f"{orphans.count()} rows of {model._meta.label} point at nothing by {link.name}."
        yield Finding("links", words, RESTORE)


def jobs_without_their_record() -> Iterator[Finding]:
    """Jobs that wait or run for a record that is gone."""
    for task, model in ABOUT.items():
        waiting = Job.objects.filter(task=task, status__in=["queued", "running"])
        there = model._base_manager.filter(pk=OuterRef("argument"))
        for job in waiting.filter(~Exists(there)):
            yield Finding(
                "jobs",
                f"Job {job.pk} is about {model._meta.label} {job.argument}, which is not there.",
                RESTORE,
            )


def tallies() -> Iterator[Finding]:
    """The tally of each survey beside the answers it was counted from."""
    for survey in Survey.objects.order_by("pk"):
        differs = reconcile(survey)
        if differs:
            yield Finding(
                "surveys",
                f"Survey {survey.pk}: its tally and its answers differ in {len(differs)} places.",
                f"Run: manage.py doctor --recount {survey.pk}",
            )


def missing_guards() -> Iterator[Finding]:
    """Triggers the rooms ask for and the database does not have, or has changed."""
    missing: dict[str, list[str]] = {}
    for guard, name in not_as_made(GUARDS):
        missing.setdefault(guard.table, []).append(name)
    for table, names in missing.items():
        yield Finding(
            "guards",
            f"The database does not keep {table} any more: {', '.join(names)} is missing, "
            "switched off or changed.",
            "Find out who did so and what was changed since, then run: manage.py doctor "
            "--put-up-guards",
        )
