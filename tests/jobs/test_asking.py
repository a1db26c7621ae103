"""Every kind of job × what may have become of whoever asked for it by the time it runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from celery import current_app
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from jobs import queue
from jobs.asking import DoneAfterLeaving, NotAllowed, job, require, timetable_alone, verdict_of
from jobs.models import Job
from jobs.running import NotDone, run, run_now
from outreach.imports import files
from outreach.models import Concern, ImportFile
from personnel.models import Division, Member
from personnel.roles import Role
from policies.periods import Period
from programs.models import Evaluation
from records.verdicts import YES, no
from reports.models import Report
from reports.workflows.assembly import request_report
from surveys.models import Survey
from tests.outreach.imports.test_pages import CALLS, GROUPS, MAP
from tests.reports import making
from tests.support import evaluations, programs
from tests.support.factories import NOON, log_concern, make_division, make_member
from tests.support.surveys import make_survey
from tests.support.uploads import received

pytestmark = pytest.mark.django_db
AT_NIGHT = making.day_after(Period.parse("2026-Q2"))


def an_import(by: Member, others: list[Member]) -> Job:
    given = ImportFile(kind="concerns", name="calls.csv", map_text=MAP.decode())
    file = received(given, CALLS, by=by, at=NOON)
    return files.start(file, by=by, at=NOON)


def a_look(by: Member, others: list[Member]) -> Job:
    given = ImportFile(kind="groups", name="groups.geojson")
    return files.receive(given, GROUPS, by=by, at=NOON).look


def an_assembly(by: Member, others: list[Member]) -> Job:
    report = request_report("quarterly", Period.parse("2026-Q2"), by=by, at=AT_NIGHT)
    assert report.assembly
    return report.assembly


def a_printing(by: Member, others: list[Member]) -> Job:
    report = making.issued(make_member(Role.COMMUNITY_OFFICER), others[0], by)
    return Job.objects.get(task="reports.print_report", argument=report.pk)


def a_printed_evaluation(by: Member, others: list[Member]) -> Job:
    evaluation = evaluations.decided(programs.make_program(others[0]), others[0], by)
    return Job.objects.get(task="programs.print_evaluation", argument=evaluation.pk)


def a_backup(by: Member, others: list[Member]) -> Job:
    return queue.request("operations.make_backup", key="b", argument=1, subject="Backup", by=by)


def a_drill(by: Member, others: list[Member]) -> Job:
    return queue.request("operations.hold_drill", key="d", argument=1, subject="Drill", by=by)


def a_paper(task: str, make: Callable[[Member], Any]) -> Callable[[Member, list[Member]], Job]:
    """A document of a record that `make` makes, asked for as its page does."""

    def asked(by: Member, others: list[Member]) -> Job:
        record = make(others[0])
        return queue.request(task, key=task, argument=record.pk, subject="A PDF", by=by)

    return asked


def about_the_chief(by: Member) -> Concern:
    return log_concern(by, about_member=make_member(Role.CHIEF))


def a_draft(by: Member) -> Report:
    return making.assembled(make_member(Role.COMMUNITY_OFFICER))


def an_evaluation(by: Member) -> Evaluation:
    return evaluations.submitted(programs.make_program(by), by)


# Each kind: how a member has it done, and the role that does. A kind without a row fails below.
KINDS: dict[str, tuple[Callable[[Member, list[Member]], Job], Role]] = {
    "outreach.tasks.import_file": (an_import, Role.UNIT_SUPERVISOR),
    "outreach.tasks.look_at_file": (a_look, Role.UNIT_SUPERVISOR),
    "reports.assemble_report": (an_assembly, Role.COMMUNITY_OFFICER),
    "reports.print_report": (a_printing, Role.COMMANDER),
    "programs.print_evaluation": (a_printed_evaluation, Role.COMMANDER),
    "outreach.make_sheet": (a_paper("outreach.make_sheet", log_concern), Role.ANALYST),
    "outreach.make_handover_sheet": (
        a_paper("outreach.make_handover_sheet", about_the_chief),
        Role.COMMANDER,
    ),
    "reports.print_draft": (a_paper("reports.print_draft", a_draft), Role.COMMANDER),
    "programs.print_draft": (a_paper("programs.print_draft", an_evaluation), Role.ANALYST),
    "surveys.make_paper_form": (
        a_paper("surveys.make_paper_form", make_survey),
        Role.UNIT_SUPERVISOR,
    ),
    "operations.make_backup": (a_backup, Role.CHIEF),
    "operations.hold_drill": (a_drill, Role.CHIEF),
}


def role_lowered(member: Member) -> None:
    Member.objects.filter(pk=member.pk).update(role=Role.OFFICER)


def made_administrator(member: Member) -> None:
    Member.objects.filter(pk=member.pk).update(role=Role.ADMINISTRATOR)


def account_closed(member: Member) -> None:
    Member.objects.filter(pk=member.pk).update(is_active=False)


def another_division(member: Member) -> None:
    """Into one that nothing of the unit belongs to; no longer the unit's supervisor either."""
    Division.objects.filter(supervisor=member).update(supervisor=None)
    Member.objects.filter(pk=member.pk).update(division=make_division(), role=Role.OFFICER)


# What is decided already and only put on paper is done whatever became of who decided it; the
# department's report is put together also when its author has left, but for nobody of another role.
PAPER = {"reports.print_report", "programs.print_evaluation"}
# Laid out for a reader: as long as they may read the record, whatever their role is by then.
READ = {
    "outreach.make_sheet": Concern,
    "reports.print_draft": Report,
    "programs.print_draft": Evaluation,
    "surveys.make_paper_form": Survey,
}
AFTER_LEAVING = PAPER | {"reports.assemble_report"}
CHANGES = [role_lowered, made_administrator, account_closed, another_division]


def kinds_of_job() -> set[str]:
    """All that Celery knows which are done as jobs."""
    current_app.loader.import_default_modules()
    return {
        name
        for name, task in current_app.tasks.items()
        if hasattr(task, "may") and not name.startswith("tests.")
    }


def test_every_kind_of_job_is_asked_below():
    kinds = kinds_of_job()

    assert kinds == set(KINDS)
    assert {
        kind for kind in kinds if isinstance(verdict_of(kind), DoneAfterLeaving)
    } == AFTER_LEAVING


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_asked_for_is_not_done_for_whoever_may_not_have_it_any_more(
    kind, change, unit, officer, supervisor
):
    request, role = KINDS[kind]
    asker = make_member(role)
    asked = request(asker, [supervisor])
    change(asker)
    before = contents()

    if kind in PAPER or (change is account_closed and kind in AFTER_LEAVING):
        require(asked, verdict_of(kind), NOON)
        return
    if kind in READ and change in (role_lowered, another_division) and sees(asker, asked):
        require(asked, verdict_of(kind), NOON)
        return
    with pytest.raises(NotDone):
        run_now(asked)

    assert asked.status == Job.Status.FAILED
    assert contents() == before
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.outcome) == (f"job {kind}", "refused")
    assert (entry.actor, entry.kind, entry.key) == (asker.pk, "jobs.job", str(asked.pk))


def sees(member: Member, asked: Job) -> bool:
    member.refresh_from_db()
    records: Any = READ[asked.task]._default_manager
    return records.visible_to(member).filter(pk=asked.argument).exists()


def contents() -> str:
    """What a job could have written, apart from its own row and the log."""
    tables = (Concern, Report, Group)
    return json.dumps([list(one.objects.order_by("pk").values()) for one in tables], default=str)


def test_its_page_says_that_it_was_refused_and_why(client, supervisor, commander):
    asked = an_import(supervisor, [])
    role_lowered(supervisor)
    with pytest.raises(NotDone):
        run_now(asked)
    client.force_login(commander)

    page = client.get(f"/jobs/{asked.pk}/").text

    assert "may not have it done any more" in page
    assert "does not bring in records from files any more" in page


def test_whoever_has_it_tried_again_is_who_asked(unit, supervisor, commander, officer):
    """The records of an import come in by who started it, so that one stays refused."""
    report = an_assembly(officer, [])
    role_lowered(officer)
    with pytest.raises(NotDone, match="may not have it done any more"):
        run_now(report)
    account_closed(officer)
    Member.objects.filter(pk=officer.pk).update(role=Role.COMMUNITY_OFFICER)
    colleague = make_member(Role.COMMUNITY_OFFICER)

    queue.try_again(report, by=colleague)
    run_now(report)

    assert report.status == Job.Status.DONE
    assert report.asked_by == colleague
    assert Entry.objects.filter(action="jobs.queue.try_again", actor=colleague.pk).exists()


def test_an_import_started_by_who_may_not_is_not_done_for_a_commander_either(supervisor, commander):
    asked = an_import(supervisor, [])
    account_closed(supervisor)
    with pytest.raises(NotDone):
        run_now(asked)

    with pytest.raises(NotAllowed, match="does not bring in records"):
        queue.try_again(asked, by=commander)

    assert not Concern.objects.exists()


def test_who_may_not_have_it_done_does_not_take_it_from_whoever_asked(client, supervisor):
    """It stays theirs, and stopped, and its page stays open to them."""
    asked, other = an_import(supervisor, []), make_member(Role.DIVISION_SUPERVISOR)
    Job.objects.filter(pk=asked.pk).update(
        status=Job.Status.FAILED, reason="Stopped.", finished_at=timezone.now()
    )
    client.force_login(other)

    answer = client.post(reverse("jobs:job-try-again", args=[asked.pk]), follow=True)

    assert "You may not have this done." in answer.text
    asked.refresh_from_db()
    assert (asked.status, asked.asked_by) == (Job.Status.FAILED, supervisor)
    refused = Entry.objects.get(kind="jobs.job", key=str(asked.pk), outcome="refused")
    assert refused.actor == other.pk
    client.force_login(supervisor)
    assert client.get(reverse("jobs:job", args=[asked.pk])).status_code == 200


def test_rights_lost_while_the_work_goes_on_keep_it_from_being_published(officer):
    asked = queue.request("tests.a_kind", key="k", argument=1, subject="Work", by=officer)

    def work(lease):
        account_closed(officer)
        with lease.publishing():
            Group.objects.create(name="published")

    run(asked.pk, work, may=lambda member, argument, at: YES)

    asked.refresh_from_db()
    assert asked.status == Job.Status.FAILED
    assert not Group.objects.exists()


def test_a_kind_without_a_verdict_is_done_for_nobody_but_the_timetable(officer):
    done: list[int] = []

    for number, by in enumerate((officer, None)):
        asked = queue.request("tests.b", key=f"{number}", argument=number, subject="W", by=by)
        run(asked.pk, lambda lease: done.append(lease.job.argument))

    assert done == [1]
    assert verdict_of("tests.b") is timetable_alone


def test_the_verdict_is_asked_about_the_record_of_the_job(officer):
    seen = []

    def may(member, argument, at):
        seen.append((member, argument))
        return no("Not this one.")

    asked = queue.request("tests.c", key="c", argument=77, subject="Work", by=officer)
    run(asked.pk, lambda lease: None, may=may)

    asked.refresh_from_db()
    assert seen == [(officer, 77)]
    assert asked.reason.endswith("Not this one.")


def test_no_kind_can_be_declared_without_a_verdict():
    with pytest.raises(TypeError, match="may"):
        job("tests.d")  # type: ignore[call-arg]
