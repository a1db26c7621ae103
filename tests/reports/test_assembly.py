"""Putting a report together: what is asked, what is frozen, and what happens when it goes wrong."""

import threading
from contextlib import nullcontext, suppress
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from documents.frozen import Gathered
from jobs.models import Job
from jobs.running import NotDone, run_now
from outreach.concerns.workflows import concerns
from outreach.models import Concern
from personnel.models import Notice
from personnel.roles import Role
from policies.adoption import adopt
from policies.packs import Element, all_reports, load_pack, pack_keys
from policies.periods import Period
from records.history import StepRefused
from reports.definitions import NotRequired
from reports.models import Report
from reports.sections import SECTIONS
from reports.sections.base import Section
from reports.workflows import assembly, review, writing
from tests.reports.making import (
    AFTER,
    Q1,
    Q2,
    assembled,
    finish,
    half_past_eleven_at_night,
    issued,
)
from tests.support.factories import log_concern, make_member, on

pytestmark = pytest.mark.django_db

MAY_4, JUNE_30 = date(2026, 5, 4), date(2026, 6, 30)


def texts(report):
    return list(report.parts.values_list("key", "facts", "records"))


def value(report, section, key):
    part = report.parts.get(key=section)
    return next(f for f in part.gathered["figures"] if f["key"] == key)


def test_the_draft_holds_every_part_the_policy_asks_for_in_its_order(draft):
    assert list(draft.parts.values_list("position", "key", "title", "clause")) == [
        (0, "current_concerns", "Current concerns", "K-IV.R"),
        (1, "potential_problems", "Potential problems", "K-IV.R"),
        (2, "recommended_actions", "Recommended actions", "K-IV.R"),
        (3, "progress", "Progress on earlier concerns and problems", "K-IV.R"),
        (4, "summary", "Summary", "K-IV.R"),
    ]
    assert draft.status == "draft"
    assert draft.frozen_at is not None


@pytest.mark.parametrize("key", pack_keys())
def test_this_version_knows_every_section_that_a_shipped_policy_asks_for(key):
    pack = load_pack(key)

    assert {e.section for _, r in all_reports(pack) for e in r.elements} <= SECTIONS.keys()


def test_the_report_carries_its_number_its_clause_and_the_day_it_is_due(draft):
    assert draft.number == "Q-2026-2"
    assert draft.clause == "K-IV.R"
    assert draft.due_on == JUNE_30 + timedelta(days=15)
    assert draft.chain == [Role.UNIT_SUPERVISOR, Role.COMMANDER]


def test_what_is_frozen_does_not_change_when_the_records_do(officer, supervisor):
    concern = log_concern(officer, at=on(MAY_4), said="Cars race on Quarry Road.")
    report = assembled(officer)
    before = texts(report)

    concerns.resolve(concern, by=officer, at=AFTER, note="Fixed.")
    Concern.objects.filter(pk=concern.pk).update(summary="Something else", logged_on=Q1.first)
    log_concern(officer, at=on(MAY_4))

    assert texts(Report.objects.get(pk=report.pk)) == before


def test_the_author_is_told_when_it_is_ready(draft, officer):
    notice = Notice.objects.get(to=officer)

    assert "The quarterly community services report for April to June 2026 is put" in notice.text
    assert notice.url == draft.get_absolute_url()


def test_asking_twice_gives_one_report(officer, supervisor):
    first = assembly.request_report("quarterly", Q2, by=officer, at=AFTER)
    second = assembly.request_report("quarterly", Q2, by=supervisor, at=AFTER)

    assert first == second
    assert second.author == officer
    assert Job.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_fault_043_two_who_ask_in_the_same_moment_get_one_report(officer, supervisor, monkeypatch):
    met, given = threading.Barrier(2, timeout=1), []
    begun = assembly._begun

    def begun_together(*args):
        # On PostgreSQL both arrive here; SQLite lets the second one in when the first is done.
        with suppress(threading.BrokenBarrierError):
            met.wait()
        return begun(*args)

    def ask(member):
        given.append(assembly.request_report("quarterly", Q2, by=member, at=AFTER).pk)
        connection.close()

    monkeypatch.setattr(assembly, "_begun", begun_together)
    asking = [threading.Thread(target=ask, args=[member]) for member in (officer, supervisor)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()

    report = Report.objects.get()
    assert given == [report.pk, report.pk]
    assert Job.objects.get().argument == report.pk


def test_a_kind_the_policy_does_not_know_names_those_it_does(officer):
    with pytest.raises(NotRequired, match="600-6 asks for no monthly report") as refused:
        assembly.request_report("monthly", Period.parse("2026-05"), by=officer, at=AFTER)

    assert "It asks for: quarterly, evaluation." in str(refused.value)


def test_a_period_of_another_length_is_refused(officer):
    with pytest.raises(NotRequired, match="covers 3 months; 2026 is 12"):
        assembly.request_report("quarterly", Period.parse("2026"), by=officer, at=AFTER)


def test_a_period_that_has_not_ended_is_refused_in_the_departments_time(officer):
    last_night = half_past_eleven_at_night(JUNE_30)

    with pytest.raises(StepRefused, match="April to June 2026 has not ended"):
        assembly.request_report("quarterly", Q2, by=officer, at=last_night)

    assert not Report.objects.exists()
    assert assembly.request_report("quarterly", Q2, by=officer, at=last_night + timedelta(hours=1))


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR)]
)
def test_only_those_the_policy_names_put_it_together(unit, role):
    with pytest.raises(PermissionDenied, match="The policy has others write this report"):
        assembly.request_report("quarterly", Q2, by=make_member(role), at=AFTER)


@pytest.mark.parametrize(
    ("author", "chain"),
    [
        (Role.COMMUNITY_OFFICER, ["unit_supervisor", "commander"]),
        (Role.UNIT_SUPERVISOR, ["commander"]),
        (Role.COMMANDER, ["chief"]),
    ],
)
def test_a_stage_of_the_authors_own_role_is_passed_by(unit, author, chain):
    _, definition = assembly.definition_for("quarterly", Q2)

    assert assembly.chain_above(definition, make_member(author)) == chain


def test_putting_it_together_again_keeps_what_was_written(draft, officer):
    part = draft.parts.get(key="current_concerns")
    writing.write_narrative(part, by=officer, at=AFTER, text="A quiet spring.", seen=0)
    log_concern(officer, at=on(MAY_4))

    assembly.put_together_again(draft, by=officer, at=AFTER)
    finish(draft)

    part.refresh_from_db()
    assert part.narrative == "A quiet spring."
    assert value(draft, "current_concerns", "voiced")["value"] == 1
    assert draft.parts.count() == 5


def test_only_a_draft_is_put_together_again(waiting, officer):
    with pytest.raises(PermissionDenied, match="It is not being written now"):
        assembly.put_together_again(waiting, by=officer, at=AFTER)


def test_a_returned_report_is_not_put_together_again(waiting, officer, supervisor):
    part = waiting.parts.first()
    review.send_back(waiting, by=supervisor, at=AFTER, seen=1, comments={part: "Name the lot."})

    with pytest.raises(StepRefused, match="cannot go from “Returned”"):
        assembly.put_together_again(waiting, by=officer, at=AFTER)


def test_a_try_that_breaks_leaves_nothing_and_the_next_one_all(officer, monkeypatch):
    report = assembly.request_report("quarterly", Q2, by=officer, at=AFTER)
    with monkeypatch.context() as broken:
        broken.setattr(type(SECTIONS["progress"]), "gather", lambda *_: 1 / 0)
        with pytest.raises(NotDone):
            finish(report)

    assert not report.parts.exists()
    assert Report.objects.get().status == "assembling"

    Job.objects.update(run_after=None)
    finish(report)
    run_now(report.assembly)

    assert report.parts.count() == 5
    assert report.steps.count() == 1


def test_a_section_this_version_lacks_fails_in_words(officer, monkeypatch):
    monkeypatch.delitem(SECTIONS, "progress")
    report = assembly.request_report("quarterly", Q2, by=officer, at=AFTER)

    with pytest.raises(NotDone, match="This version of Liaison has no section “progress”"):
        finish(report)

    assert Job.objects.get().status == "failed"


def test_earlier_figures_come_from_the_issued_report_before(officer, supervisor, commander):
    log_concern(officer, at=on(date(2026, 2, 3)))
    before = issued(officer, supervisor, commander, period=Q1)
    log_concern(officer, at=on(date(2026, 2, 4)))

    voiced = value(assembled(officer, Q2), "current_concerns", "voiced")

    assert (voiced["value"], voiced["earlier"], voiced["earlier_report"]) == (0, 1, before.pk)


def test_a_report_before_that_is_not_issued_says_nothing(officer):
    assembled(officer, Q1)

    assert value(assembled(officer, Q2), "current_concerns", "voiced")["earlier"] is None


def test_earlier_figures_follow_the_latest_revision(officer, supervisor, commander):
    before = issued(officer, supervisor, commander, period=Q1)
    log_concern(officer, at=on(date(2026, 2, 3)))
    revision = review.revise(before, by=officer, at=AFTER, why="One was missing.")
    assembly.put_together_again(revision, by=officer, at=AFTER)
    finish(revision)
    review.submit(revision, by=officer, at=AFTER)
    for approver in (supervisor, commander):
        review.approve(revision, by=approver, at=AFTER, seen=1)

    voiced = value(assembled(officer, Q2), "current_concerns", "voiced")

    assert (voiced["earlier"], voiced["earlier_report"]) == (1, revision.pk)


def test_the_reports_of_another_policy_are_another_series(officer, supervisor, commander):
    issued(officer, supervisor, commander, period=Q1)
    adopt(load_pack("cambridge"))

    report = assembled(officer, Q2)

    assert report.policy.pack_key == "cambridge"
    assert value(report, "current_concerns", "voiced")["earlier"] is None


class SomebodyLogsMeanwhile(Section):
    """A section during which a concern is logged on another connection."""

    key = "objectives"

    def __init__(self, officer):
        self.officer = officer

    def gather(self, frame):
        logging = threading.Thread(target=self.log)
        logging.start()
        logging.join()
        return Gathered()

    def log(self):
        log_concern(self.officer, at=on(MAY_4))
        connection.close()


ELEMENTS = [
    Element(section=section, title=section, clause="K-IV.R")
    for section in ("objectives", "current_concerns")
]


@pytest.mark.django_db(transaction=True)
def test_fault_042_all_sections_see_the_records_of_one_moment(officer, monkeypatch):
    report = assembly.request_report("quarterly", Q2, by=officer, at=AFTER)
    monkeypatch.setitem(SECTIONS, "objectives", SomebodyLogsMeanwhile(officer))

    found = assembly.gather(report, ELEMENTS, at=AFTER)

    assert Concern.objects.count() == 1
    assert found["current_concerns"].figures[0].value == 0


@pytest.mark.django_db(transaction=True)
def test_fault_042_without_that_moment_sections_would_disagree(officer, monkeypatch):
    report = assembly.request_report("quarterly", Q2, by=officer, at=AFTER)
    monkeypatch.setitem(SECTIONS, "objectives", SomebodyLogsMeanwhile(officer))
    monkeypatch.setattr(assembly, "one_sight", nullcontext)

    found = assembly.gather(report, ELEMENTS, at=AFTER)

    assert found["current_concerns"].figures[0].value == 1


@pytest.mark.django_db(transaction=True)
def test_the_connection_writes_as_usual_after_it_only_read(officer):
    report = assembly.request_report("quarterly", Q2, by=officer, at=AFTER)
    usual = getattr(connection, "transaction_mode", None)

    finish(report)

    assert getattr(connection, "transaction_mode", None) == usual
    assert log_concern(officer, at=AFTER).pk
