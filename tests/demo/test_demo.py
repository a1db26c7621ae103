"""The demo's year, in its small form: everybody has a login, and everybody has something to do."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from demo.accounts import ACCOUNTS, SUMMARIES, Held
from demo.diary import Diary, working_day, working_days_after
from demo.logins import PASSWORD, demo_members
from demo.work import print_issued
from demo.year import SMALL, play
from desk.waiting import waiting_for
from outreach.concerns.workflows import concerns
from outreach.models import Action, Concern, ConcernStep, Draft, Presentation, Referral
from personnel.models import Division, Member, Notice
from personnel.roles import Role
from policies.current import department, local_day, policy
from policies.packs import load_pack
from reports.models import Printing, Recipient, Report
from reports.sections import SECTIONS

# A Friday in the middle of a quarter.
NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)


def told(*arguments: str) -> str:
    said = io.StringIO()
    call_command("demo", *arguments, stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def millbrook(django_db_setup, django_db_blocker):
    """Kinston's year, played once for the tests of this module and then taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        play(load_pack("kinston"), now=NOW, scale=SMALL)
        print_issued(at_once=1)
        yield
        transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.usefixtures("millbrook")
class TestMillbrook:
    def test_nobody_mistakes_it_for_a_real_department(self):
        assert department().name == "Millbrook Police Department"
        assert "fictional" in department().place
        assert all(member.email.endswith("@example.org") for member in Member.objects.all())

    def test_there_is_one_login_for_each_role(self):
        assert [member.role for member in demo_members()] == list(Role)
        assert all(member.check_password(PASSWORD) for member in demo_members())

    def test_every_division_has_its_supervisor_and_commander(self):
        assert not Division.objects.filter(supervisor=None).exists()
        assert not Division.objects.filter(commander=None).exists()

    def test_every_step_is_one_the_workflow_knows(self):
        steps = ConcernStep.objects.exclude(from_status="").values_list("from_status", "to_status")

        assert set(steps)
        assert all(after in concerns.STEPS[before] for before, after in set(steps))

    def test_nobody_closes_what_they_resolved_themselves(self):
        closed = Concern.objects.filter(status=Concern.Status.CLOSED)

        assert closed
        for concern in closed:
            resolved, closing = (
                concern.steps.filter(to_status=s).last() for s in ("resolved", "closed")
            )
            assert resolved.by_id != closing.by_id

    def test_nothing_happens_after_the_present_moment(self):
        moments = [
            *ConcernStep.objects.values_list("at", flat=True),
            *Notice.objects.values_list("created_at", flat=True),
            *Report.objects.exclude(issued_at=None).values_list("issued_at", flat=True),
            *Printing.objects.values_list("made_at", flat=True),
        ]

        assert max(moments) <= NOW
        assert min(moments) < NOW - timedelta(days=300)

    def test_no_mail_is_left_to_send(self, mailoutbox):
        assert Notice.objects.exists()
        assert not Notice.objects.filter(mailed_at=None).exists()
        assert not mailoutbox

    def test_the_working_roles_all_have_something_to_do(self):
        today = local_day(NOW)

        idle = [
            member.role
            for member in demo_members()
            if member.works and not waiting_for(member, today, policy(today)).items
        ]

        assert not idle

    def test_the_desks_show_what_is_late_and_what_is_half_done(self):
        today = local_day(NOW)

        assert Concern.objects.unanswered_on(today).exists()
        assert Referral.objects.unchecked_on(today).exists()
        assert Action.objects.open().filter(done=8, total=12).exists()
        assert Concern.objects.filter(restricted=True).count() == 2
        assert Draft.objects.count() == 3

    def test_briefs_wait_for_review_and_one_is_returned(self):
        statuses = list(Presentation.objects.values_list("status", flat=True))

        assert statuses.count("filed") == 2
        assert statuses.count("returned") == 1
        assert "accepted" in statuses

    def test_every_issued_report_has_its_pdf_and_the_latest_is_on_its_way(self):
        latest = Report.objects.order_by("-last_day").first()

        assert latest.status == Report.Status.SUBMITTED
        assert latest.parts.filter(comments__isnull=False).exists()
        assert Report.objects.issued().filter(revision=2).exists()
        assert not Report.objects.issued().filter(printing=None).exists()

    def test_every_account_is_written_and_replaces_its_names(self):
        for report in Report.objects.all():
            assert all(part.narrative and "{" not in part.narrative for part in report.parts.all())

    def test_one_recipient_has_yet_to_acknowledge_the_last_issue(self):
        waiting = Recipient.objects.filter(acknowledged_at=None, report__revised_by=None)

        assert waiting.get().member.role == Role.CHIEF

    def test_a_second_run_changes_nothing_and_tells_the_logins(self):
        before = Concern.objects.count(), Member.objects.count(), Report.objects.count()

        said = told("kinston", "--if-empty", "--small")

        assert (Concern.objects.count(), Member.objects.count(), Report.objects.count()) == before
        assert said.count(PASSWORD) == len(Role)
        assert "tessa.lindgren@example.org" in said
        assert "Try first" in said

    def test_without_being_told_to_it_touches_no_existing_records(self):
        with pytest.raises(CommandError, match="Nothing was changed"):
            told("asheville")

    def test_starting_afresh_asks_first(self, monkeypatch):
        monkeypatch.setattr("builtins.input", lambda question: "no")

        with pytest.raises(CommandError, match="Nothing was changed"):
            told("asheville", "--afresh")

        assert Concern.objects.exists()

    @pytest.mark.parametrize(
        "path", ["/", "/concerns/", "/groups/", "/presentations/", "/reports/"]
    )
    def test_the_pages_show_it(self, path):
        client = Client()
        client.force_login(Member.objects.get(email="owen.baptiste@example.org"))

        assert client.get(path).status_code == 200


def test_it_is_refused_where_there_is_no_demo(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="not a demo"):
        told("kinston", "--if-empty")


def test_there_is_an_account_for_every_section_a_policy_can_ask_for():
    assert set(ACCOUNTS) == set(SECTIONS)


def test_steps_are_taken_in_the_order_of_their_moments():
    diary, taken = Diary(until=NOW), []

    def course(name, *days):
        for day in days:
            yield NOW + timedelta(days=day)
            taken.append((name, day))

    diary.enter(course("one", -9, -3, 2))
    diary.enter(course("other", -7, -1))
    diary.play(lambda at: None)

    assert taken == [("one", -9), ("other", -7), ("one", -3), ("other", -1)]


def test_a_course_that_goes_back_in_time_is_refused():
    diary = Diary(until=NOW)
    diary.enter(NOW - timedelta(days=days) for days in (1, 2))

    with pytest.raises(ValueError, match="goes back"):
        diary.play(lambda at: None)


def test_working_days_leave_out_weekends():
    friday = NOW.date()

    assert working_days_after(friday, 1) == friday + timedelta(days=3)
    assert working_days_after(friday, 6) == friday + timedelta(days=10)
    assert working_day(friday + timedelta(days=2)) == friday + timedelta(days=3)


@pytest.mark.parametrize("voiced", [0, 3, 20])
@pytest.mark.parametrize("escalated", [0, 2])
@pytest.mark.parametrize("on_time", [0, 4])
def test_of_any_period_a_summary_can_be_said_and_none_names_what_it_did_not_hold(
    voiced, escalated, on_time
):
    held = Held(voiced=voiced, due=5, on_time=on_time, escalated=escalated)
    said = [text for fits, text in SUMMARIES if fits(held)]

    assert len(said) > 1
    assert any("quiet" in text for text in said) == (voiced < 6 and not escalated)
    assert any("decision of command is named" in text for text in said) == bool(escalated)
