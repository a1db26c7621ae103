"""Walking through the pages as people of a department do, each on a given day.

A walk uses the client alone: what it does, a browser can do. Time stands where the walk says.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import time_machine
from django.test import Client
from django.urls import reverse

from jobs.models import Job
from jobs.running import run_now
from outreach.models import Concern, Presentation
from personnel.models import Division, Member
from personnel.roles import Role
from policies.adoption import adopt
from policies.models import Category, Topic
from policies.packs import load_pack
from policies.periods import Period
from reports.models import Printing, Report, ReportPart
from tests.support.factories import make_member, on
from tests.support.pdfs import text_of


class Department:
    """A department under one pack, with one person for each role, and a browser for each."""

    def __init__(self, pack: str) -> None:
        adopt(load_pack(pack))
        unit = Division.objects.get(is_unit=True)
        self.people = {role: make_member(role) for role in Role}
        unit.supervisor = self.people[Role.UNIT_SUPERVISOR]
        unit.commander = self.people[Role.COMMANDER]
        unit.save()

    def __getitem__(self, role: str) -> Member:
        return self.people[Role(role)]

    def post(
        self, role: str, day: date, name: str, /, *args: Any, expects: int = 302, **typed: Any
    ) -> Any:
        """What `role` sends on `day`; redirects count as done, anything else has to be expected."""
        with time_machine.travel(on(day), tick=True):
            client = Client()
            client.force_login(self[role])
            response = client.post(reverse(name, args=args), typed)
        done = (
            response.status_code in (302, 303)
            if expects == 302
            else response.status_code == expects
        )
        assert done, (
            name,
            response.status_code,
            getattr(response, "context", None) and _errors(response),
        )
        return response

    def get(self, role: str, day: date, name: str, /, *args: Any, **query: Any) -> Any:
        with time_machine.travel(on(day), tick=True):
            client = Client()
            client.force_login(self[role])
            return client.get(reverse(name, args=args), query)

    def logs(
        self, role: str, day: date, said: str, *, category: str = "traffic", **typed: Any
    ) -> Concern:
        """`role` fills in the intake form on `day`."""
        chosen = Category.objects.get(key=category)
        tile = str(chosen.pk) if chosen.position < 5 else "else"
        fields = {
            "draft": _new_key(),
            "said": said,
            "category": tile,
            "other_category": chosen.pk if tile == "else" else "",
            "channel": "patrol",
            **typed,
        }
        self.post(role, day, "outreach:concern-new", **fields)
        return Concern.objects.get(said=said)

    def presents(self, role: str, day: date, **typed: Any) -> Presentation:
        """`role` files the brief report of a presentation held on `day`."""
        fields = {
            "draft": _new_key(),
            "topic": Topic.objects.order_by("position").first().pk,  # type: ignore[union-attr]
            "day": day.isoformat(),
            "time": "08:30",
            "place": "Library",
            "audience": "Northgate Seniors",
            "participants": "22",
            **_no_rows("voiced"),
            **_no_rows("potential"),
            **typed,
        }
        self.post(role, day, "outreach:presentation-new", **fields)
        return Presentation.objects.latest("pk")

    def puts_together(self, role: str, day: date, kind: str, period: Period) -> Report:
        """`role` asks for the report on `day`, and the worker does the job."""
        self.post(role, day, "reports:report-new", kind, period.key())
        report = Report.objects.get(kind=kind, first_day=period.first)
        with time_machine.travel(on(day), tick=True):
            assert report.assembly
            run_now(report.assembly)
        report.refresh_from_db()
        return report

    def writes(self, role: str, day: date, report: Report, part: str, text: str) -> None:
        seen = ReportPart.objects.get(report=report, key=part).narrative_version
        self.post(role, day, "reports:part-narrative", report.pk, part, text=text, seen=seen)

    def approves(self, role: str, day: date, report: Report) -> None:
        report.refresh_from_db()
        self.post(role, day, "reports:report-approve", report.pk, seen=report.version)
        report.refresh_from_db()

    def issued_pdf(self, report: Report) -> str:
        """The words of the PDF, after the worker has printed it."""
        run_now(Job.objects.get(task="reports.print_report", argument=report.pk))
        return text_of(bytes(Printing.objects.get(report=report).pdf))


def _no_rows(prefix: str) -> dict[str, str]:
    """The management part of a formset whose rows are all empty."""
    return {f"{prefix}-TOTAL_FORMS": "2", f"{prefix}-INITIAL_FORMS": "0"}


def _new_key() -> str:
    return str(uuid4())


def _errors(response: Any) -> Any:
    form = response.context.get("form") if response.context else None
    return getattr(form, "errors", None)
