import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from documents.pages import page_count
from documents.pdf import PdfRefused
from jobs.running import NotDone, run_now
from personnel.models import Member
from policies.current import NoPolicyAdopted, department, parse_period
from policies.packs import ReportDefinition
from policies.periods import NotAPeriod, Period
from records.history import StepRefused
from reports.definitions import LETTERS, definition_for
from reports.facts import digest_of
from reports.models import Report
from reports.workflows.assembly import request_report
from reports.workflows.printing import report_pdf


class Command(BaseCommand):
    help = "Put a report together, by the same steps as the page. It stays a draft to be written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=[*LETTERS])
        parser.add_argument("--period", required=True, help="2021, 2021-Q4 or 2021-11")
        parser.add_argument("--by", help="e-mail of the author; else who the policy has write it")
        parser.add_argument("--pdf", type=Path, help="also write the PDF to this path")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args: Any, kind: str, **options: Any) -> None:
        try:
            report = self._assembled(kind, parse_period(options["period"]), options["by"])
            pdf = report_pdf(report)
        except (NoPolicyAdopted, NotAPeriod, StepRefused, PermissionDenied, NotDone) as refused:
            raise CommandError(str(refused)) from refused
        except PdfRefused as refused:
            raise CommandError(refused.reason) from refused
        if options["pdf"]:
            options["pdf"].write_bytes(pdf)
        told = in_numbers(report, page_count(pdf))
        self.stdout.write(
            json.dumps(told, ensure_ascii=False) if options["json"] else in_words(told)
        )

    def _assembled(self, kind: str, period: Period, email: str | None) -> Report:
        _, definition = definition_for(kind, period)
        report = request_report(kind, period, by=author_of(definition, email), at=timezone.now())
        if report.status == Report.Status.ASSEMBLING and report.assembly:
            run_now(report.assembly)
            report.refresh_from_db()
        return report


def author_of(definition: ReportDefinition, email: str | None) -> Member:
    """The member named, or the first serving one of a role the policy has write the report."""
    if email:
        found = Member.objects.serving().filter(email__iexact=email).first()
        if found is None:
            raise CommandError(f"Nobody serving has the e-mail {email}.")
        return found
    for role in definition.written_by:
        if found := Member.objects.in_roles(role).order_by("pk").first():
            return found
    roles = ", ".join(definition.written_by)
    raise CommandError(f"The policy has {roles} write this report, and no such member serves.")


def in_numbers(report: Report, pages: int) -> dict[str, Any]:
    return {
        "kind": report.kind,
        "period": report.period.key(starts=department().year_starts),
        "sections": {
            part.key: {
                "figures": [
                    {"label": figure["label"], "value": figure["value"]}
                    for figure in part.gathered.get("figures", [])
                ]
            }
            for part in report.parts.all()
        },
        "digest": report.digest or digest_of(report),
        "pages": pages,
    }


def in_words(told: dict[str, Any]) -> str:
    lines = [f"{told['kind']} report, {told['period']}, {told['pages']} pages"]
    for section, said in told["sections"].items():
        lines.append(f"{section}:")
        lines += [f"  {figure['label']}: {figure['value']}" for figure in said["figures"]]
    return "\n".join([*lines, f"digest {told['digest']}"])
