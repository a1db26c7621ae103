"""A survey from its draft to its close, walked through the pages: by the unit, and by citizens."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import time_machine
from django.test import Client
from django.urls import reverse

from personnel import roles
from personnel.models import Member
from personnel.roles import Role
from reports.models import Report
from surveys.models import Survey
from surveys.questionnaires.workflows.surveys import end_paper
from surveys.tasks import close_past_their_end, count_what_came_in, let_out_wishes
from tests.reports.surveying import finished
from tests.support.factories import on
from tests.support.walks import Department

NUMBER = re.compile(r'name="form" value="([^"]+)"')
# Nobody fills the form in faster.
READ = timedelta(minutes=4)


class Poll:
    """One survey of a department, and everything people do with it on a given day."""

    def __init__(
        self, city: Department, role: str, day: date, title: str, areas: tuple[str, ...] = ()
    ) -> None:
        self.city = city
        city.post(
            role,
            day,
            "surveys:survey-new",
            title_0=title,
            title_1=f"{title} (en español)",
            introduction_0="",
            introduction_1="",
            areas="\n".join(areas),
        )
        self.key = Survey.objects.latest("pk").key

    @property
    def survey(self) -> Survey:
        return Survey.objects.get(key=self.key)

    def post(self, role: str, day: date, page: str, *, expects: int = 302, **typed: Any) -> Any:
        return self.city.post(role, day, f"surveys:{page}", self.key, expects=expects, **typed)

    def get(self, role: str, day: date, page: str) -> Any:
        return self.city.get(role, day, f"surveys:{page}", self.key)

    def asks(self, role: str, day: date, *ready: str) -> None:
        """Take ready questions from the wording bank: “safety_city/city-safety-day”."""
        for one in ready:
            self.post(role, day, "question-bank", take=one)

    def opens(self, role: str, day: date, closes_on: date, *, expects: int = 302) -> Any:
        typed = {"closes_on": closes_on.isoformat(), "seen": self.survey.version}
        return self.post(role, day, "survey-open", expects=expects, **typed)

    def answers(
        self,
        day: date,
        filled: dict[str, Any],
        *,
        area: str = "",
        neighbor: int = 1,
        **contact: str,
    ) -> None:
        """A citizen, in the network of `neighbor`, opens the form on `day`, fills it in, sends it.

        `filled` by the keys of questions; `contact` for who wishes to be contacted.
        """
        client, where = Client(), {"REMOTE_ADDR": f"198.51.{neighbor}.7"}
        page = reverse("portal:survey", args=[self.key])
        with time_machine.travel(on(day), tick=False) as clock:
            form = client.get(page, **where).content.decode()
            found = NUMBER.search(form)
            assert found, "the form can be filled in"
            clock.shift(READ)
            told = filled | ({self.area_key: area} if area else {})
            fields = {f"q.{key}": value for key, value in told.items()}
            wish = {f"contact-{name}": words for name, words in contact.items()}
            sent = {"form": found[1], **fields, **wish}
            assert client.post(page, sent, **where).status_code == 302

    def is_over(self, day: date) -> None:
        """What the timetable does by itself by noon of `day`: close what is past its last day,
        take the last forms in, and count them."""
        close_past_their_end(on(day) - timedelta(hours=2))
        with time_machine.travel(on(day), tick=False):
            count_what_came_in()
            let_out_wishes(on(day))
            ends = Member.objects.in_roles(Role.UNIT_SUPERVISOR, *roles.COMMAND).first()
            assert ends, "somebody of the unit or command is there"
            end_paper(self.survey, by=ends, at=on(day))
        assert self.survey.is_closed

    @property
    def area_key(self) -> str:
        return self.survey.questions.get(kind="area").key

    def reported(self, role: str, day: date) -> Report:
        """`role` puts the report on the results together, and the worker does the job."""
        self.city.post(role, day, "reports:survey-report-new", self.key)
        return finished(Report.objects.get(survey=self.survey), on(day))
