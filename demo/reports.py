"""The year's reports, each on its way from the request to the acknowledgment."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, datetime, timedelta

from demo.accounts import CORRECTED, CORRECTION, QUESTIONS, account_of
from demo.diary import Course, working_days_after
from demo.scene import Scene
from demo.work import do_job
from personnel.models import Member
from personnel.roles import Role
from policies.packs import ReportDefinition
from policies.periods import Period
from reports.models import Report, ReportPart
from reports.workflows import review, writing
from reports.workflows.assembly import assemble, request_report

# A course that ends with its report, for another one to go on with.
OnItsWay = Generator[datetime, None, Report]

ONE_IN_THREE = 3
# The year's programs are told when they are decided: so many working days after it.
DECIDED_AFTER = {"evaluation": 24}


class Reporting:
    """The report of one period: its author, who decides, and the moments of its steps.

    `turn` counts the reports of a kind and varies what is written, asked and returned.
    """

    def __init__(
        self, scene: Scene, definition: ReportDefinition, period: Period, turn: int
    ) -> None:
        self.scene, self.definition, self.period, self.turn = scene, definition, period, turn
        self.author = scene.cast[Role(definition.written_by[0])]
        self.hours = scene.hours(f"report {definition.key} {period.key()}")

    def issued(self, *, acknowledged: bool) -> Course:
        """The whole way within the due days; one report in three is returned once.

        Where not everybody has `acknowledged`, the last recipient is still to do so.
        """
        is_returned = self.turn % ONE_IN_THREE == 0
        way = self.waiting if is_returned else self._submitted
        report = yield from way(self.period.last)
        yield from self._decided(report, acknowledged=acknowledged)

    def waiting(self, begun: date) -> OnItsWay:
        """Returned with a comment, corrected, and before its first approval again."""
        report = yield from self.returned(begun)
        yield (at := self._on(begun, 4))
        self._correct_and_submit(report, at)
        return report

    def returned(self, begun: date) -> OnItsWay:
        """Submitted and returned: the author has a comment to answer."""
        report = yield from self._submitted(begun)
        yield (at := self._on(begun, 3))
        part = report.parts.all()[self.turn % report.parts.count()]
        question, _ = QUESTIONS[self.turn % len(QUESTIONS)]
        by, seen = self._decider(report), report.version
        review.send_back(report, by=by, at=at, seen=seen, comments={part: question})
        return report

    def revised(self, at: datetime, *, is_decided: bool) -> Course:
        """A correction of the issued report: before its last approval, or issued if `is_decided`."""
        yield at
        issued = Report.objects.current().for_period(self.definition.key, self.period).get()
        report = review.revise(issued, by=self.author, at=at, why=CORRECTION)
        part = report.parts.earliest("position")
        self._write(part, f"{part.narrative}\n\n{CORRECTION}", at)
        yield (at := at + timedelta(hours=3))
        review.submit(report, by=self.author, at=at, note=CORRECTION)
        if is_decided:
            yield from self._decided(report, acknowledged=True)
        elif len(report.chain) > 1:
            yield (at := at + timedelta(hours=18))
            self._approve(report, at)

    def _submitted(self, begun: date) -> OnItsWay:
        """Put together on the first working day after `begun`, written and sent up on the next."""
        yield (at := self._on(begun, 1))
        report = request_report(self.definition.key, self.period, by=self.author, at=at)
        assert report.assembly
        do_job(report.assembly, at, lambda lease: assemble(report, lease, at=at))
        report.refresh_from_db()
        yield (sent := self._on(begun, 2))
        for part in report.parts.all():
            self._write(part, account_of(part, self.turn), sent)
        review.submit(report, by=self.author, at=sent)
        return report

    def _correct_and_submit(self, report: Report, at: datetime) -> None:
        _, reply = QUESTIONS[self.turn % len(QUESTIONS)]
        part = report.parts.get(comments__isnull=False)
        self._write(part, f"{part.narrative}\n\n{CORRECTED}", at)
        asked = part.comments.get()
        writing.comment(part, by=self.author, at=at, text=reply, reply_to=asked)
        writing.settle(asked, by=self.author, at=at)
        review.submit(report, by=self.author, at=at, note=reply)

    def _decided(self, report: Report, *, acknowledged: bool) -> Course:
        """Approved along the chain, issued, and acknowledged by who received it."""
        at = report.steps.latest("at").at
        while not report.is_issued:
            yield (at := self.hours.after(at, 1))
            self._approve(report, at)
        for member in self._received_by(report, acknowledged):
            yield (at := self.hours.after(at, 1))
            review.acknowledge(report, by=member, at=at)

    def _approve(self, report: Report, at: datetime) -> None:
        by, seen = self._decider(report), report.version
        review.approve(report, by=by, at=at, seen=seen)

    def _received_by(self, report: Report, everybody: bool) -> list[Member]:
        """The recipients, the chief at the end; all but the last unless `everybody`."""
        recipients = report.recipients.select_related("member").order_by("pk")
        members = [recipient.member for recipient in recipients]
        members.sort(key=lambda member: member.role == Role.CHIEF)
        return members if everybody else members[:-1]

    def _write(self, part: ReportPart, text: str, at: datetime) -> None:
        seen = part.narrative_version
        writing.write_narrative(part, by=self.author, at=at, text=text, seen=seen)

    def _on(self, begun: date, days: int) -> datetime:
        days += DECIDED_AFTER.get(self.definition.key, 0)
        return self.hours.on(working_days_after(begun, days), 9, 16)

    def _decider(self, report: Report) -> Member:
        return self.scene.cast[Role(report.waits_for)]
