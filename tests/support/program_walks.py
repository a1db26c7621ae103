"""A program and its yearly evaluations in a walk: what people do, through the client alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import time_machine

from jobs.models import Job
from jobs.running import run_now
from policies.models import Topic
from programs.evaluations.workflows.deciding import PRINT_TASK
from programs.models import Evaluation, EvaluationPrinting, Program
from programs.tasks import open_evaluations
from tests.support.factories import on
from tests.support.pdfs import text_of
from tests.support.walks import Department


class Course:
    """One program of a department, by its name, with the topic whose sessions are its own."""

    def __init__(self, town: Department, name: str, topic: str) -> None:
        self.town, self.name = town, name
        self.topic = Topic.objects.get(key=topic)

    @property
    def program(self) -> Program:
        return Program.objects.get(name=self.name)

    def evaluation(self, year: int) -> Evaluation:
        return Evaluation.objects.get(program=self.program, first_day=date(year, 1, 1))

    def does(self, role: str, day: date, page: str, *more: Any, **typed: Any) -> Any:
        """What `role` sends on `day` to a page of the program."""
        return self.town.post(
            role, day, f"programs:program-{page}", self.program.pk, *more, **typed
        )

    def steps(self, role: str, day: date, year: int, page: str, **typed: Any) -> Any:
        """What `role` sends on `day` to a page of one year's evaluation."""
        pk = self.evaluation(year).pk
        return self.town.post(role, day, f"programs:evaluation-{page}", pk, **typed)

    def reads(self, role: str, day: date, year: int) -> str:
        """The words of one year's evaluation as `role` sees it on `day`."""
        page = self.town.get(role, day, "programs:evaluation", self.evaluation(year).pk)
        assert page.status_code == 200
        return str(page.content.decode())

    def holds(self, role: str, day: date, came: int, **typed: Any) -> Any:
        """`role` files the brief report of a session under the program's topic."""
        fields = {"topic": self.topic.pk, "participants": str(came), **typed}
        return self.town.presents(role, day, **fields)

    def is_due(self, day: date) -> None:
        """The hourly task of the timetable, on `day`."""
        with time_machine.travel(on(day), tick=True):
            open_evaluations()

    def writes(self, role: str, day: date, year: int, account: str, recommends: str, why: str):
        """`role` writes the evaluation of `year` as it stands, and sends it up."""
        words = {"account": account, "recommendation": recommends, "reasons": why}
        seen = self.evaluation(year).written
        self.steps(role, day, year, "write", seen=seen, **words)

    def sends(self, role: str, day: date, year: int, note: str = "") -> None:
        self.steps(role, day, year, "submit", note=note, seen=self.evaluation(year).written)

    def decides(
        self,
        role: str,
        day: date,
        year: int,
        judgement: str,
        reasons: str = "",
        promises: tuple[tuple[str, str, str], ...] = (),
        expects: int = 302,
        **typed: str,
    ) -> Any:
        """`role` decides the version there is; promises are (what, role of the owner, day)."""
        evaluation = self.evaluation(year)
        rows = {
            f"promised-{n}-{name}": value
            for n, (what, owner, due_on) in enumerate(promises)
            for name, value in (
                ("what", what),
                ("owner", self.town[owner].pk),
                ("due_on", due_on),
            )
        }
        return self.town.post(
            role,
            day,
            "programs:evaluation-decide",
            evaluation.pk,
            expects=expects,
            judgement=judgement,
            reasons=reasons,
            seen=evaluation.version,
            discussed=evaluation.discussions.count(),
            **{"promised-TOTAL_FORMS": len(promises) + 1, "promised-INITIAL_FORMS": 0},
            **rows,
            **typed,
        )

    def pdf(self, role: str, day: date, year: int) -> str:
        """The words of the PDF `role` opens, after the worker has printed it."""
        evaluation = self.evaluation(year)
        run_now(Job.objects.get(task=PRINT_TASK, argument=evaluation.pk))
        page = self.town.get(role, day, "programs:evaluation-pdf", evaluation.pk)
        assert page.content == bytes(EvaluationPrinting.objects.get(evaluation=evaluation).pdf)
        return text_of(page.content)
