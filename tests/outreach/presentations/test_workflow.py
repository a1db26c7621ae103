"""The brief report from filing to review, and the concerns it makes (P-III.C.1)."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from outreach.drafts import workflow as drafts
from outreach.models import Concern, Draft, Presentation
from outreach.presentations import workflow
from outreach.presentations.workflow import Brief, Heard
from personnel.models import Notice
from personnel.roles import Role
from records.history import StaleRecord, StepRefused
from tests.support.factories import (
    NOON,
    a_category,
    a_topic,
    file_brief,
    make_division,
    make_group,
    make_member,
)

Status = Presentation.Status
Nature = Concern.Nature
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def speeding(kinston):
    return Heard("Cars speed past the school.", a_category("traffic"))


@pytest.fixture
def storefronts(kinston):
    return Heard("Empty storefronts draw loiterers.", a_category("traffic"), Nature.POTENTIAL)


def brief(**facts):
    usual = {
        "topic": a_topic(),
        "held_at": NOON - timedelta(days=1),
        "place": "Library",
        "audience": "Northgate Seniors",
        "participants": 22,
    }
    return Brief(**usual | facts)


def test_filing_keeps_the_facts_and_leaves_a_step(officer, unit):
    presentation = workflow.file_brief(brief(), [], by=officer, at=NOON)

    assert (presentation.presenter, presentation.division) == (officer, unit)
    assert (presentation.held_on, presentation.filed_on) == (date(2026, 5, 12), date(2026, 5, 13))
    step = presentation.steps.get()
    assert (step.to_status, step.by, step.at) == (Status.FILED, officer, NOON)


def test_a_talk_late_on_the_last_day_of_a_month_counts_in_that_month(officer):
    late = datetime(2026, 5, 1, 3, 30, tzinfo=UTC)  # 11:30 pm on April 30 in Kinston

    presentation = workflow.file_brief(brief(held_at=late), [], by=officer, at=NOON)

    assert presentation.held_on == date(2026, 4, 30)


def test_what_was_heard_becomes_concerns_linked_back(officer, speeding, storefronts):
    group = make_group()

    presentation = workflow.file_brief(
        brief(group=group), [speeding, storefronts], by=officer, at=NOON
    )

    voiced, potential = presentation.concerns.order_by("number")
    assert (voiced.nature, voiced.said) == (Nature.VOICED, "Cars speed past the school.")
    assert (potential.nature, potential.said) == (Nature.POTENTIAL, storefronts.said)
    for concern in (voiced, potential):
        assert concern.channel == Concern.Channel.PRESENTATION
        assert (concern.officer, concern.group, concern.place) == (officer, group, "Library")
        assert concern.steps.get().to_status == Concern.Status.LOGGED


def test_an_answer_is_owed_to_who_voiced_a_concern_and_to_nobody_for_a_potential_problem(
    officer, speeding, storefronts
):
    presentation = workflow.file_brief(brief(), [speeding, storefronts], by=officer, at=NOON)

    assert presentation.concerns.voiced().get().answer_by == date(2026, 5, 27)
    assert presentation.concerns.potential().get().answer_by is None


def test_the_same_form_sent_twice_is_one_record(officer, supervisor, speeding):
    key = uuid4()
    first = workflow.file_brief(brief(), [speeding], by=officer, at=NOON, submission=key)

    again = workflow.file_brief(brief(), [speeding], by=officer, at=LATER, submission=key)

    assert again == first
    assert (Presentation.objects.count(), Concern.objects.count()) == (1, 1)
    assert Notice.objects.filter(to=supervisor).count() == 1


def test_the_form_of_somebody_else_gives_nothing_away(officer, patrol_officer):
    key = uuid4()
    workflow.file_brief(brief(), [], by=officer, at=NOON, submission=key)

    assert workflow.filed_already(key, patrol_officer) is None


def test_filing_ends_the_draft_and_a_late_save_is_refused(officer):
    key = uuid4()
    drafts.keep("presentation", {"place": "Library"}, key=key, by=officer, at=NOON)

    workflow.file_brief(brief(), [], by=officer, at=NOON, submission=key)

    assert not Draft.objects.exists()
    with pytest.raises(StepRefused):
        drafts.keep("presentation", {"place": "Library"}, key=key, by=officer, at=LATER)


def test_a_report_that_cannot_be_filed_makes_no_concern(officer, speeding):
    nameless = Heard("Nobody knows what about.", None)

    with pytest.raises(Exception, match="(?i)category"):
        workflow.file_brief(brief(), [speeding, nameless], by=officer, at=NOON)

    assert not Presentation.objects.exists()
    assert not Concern.objects.exists()


def test_the_presenters_supervisor_is_told(supervisor, commander, officer):
    presentation = file_brief(officer)

    notice = Notice.objects.get()
    assert (notice.to, notice.url) == (supervisor, presentation.get_absolute_url())
    assert notice.text.startswith("Officer Lindgren filed the brief report of ")


def test_where_the_named_supervisor_may_not_review_someone_who_may_is_told(unit, commander):
    clerk = make_member(Role.OFFICER, name="Casey Clerk")
    division = make_division(supervisor=clerk)

    presentation = file_brief(make_member(Role.OFFICER, division=division))

    assert workflow.reviewers_of(presentation) == [commander]
    assert Notice.objects.get().to == commander


def test_accepting_settles_the_report_and_tells_the_presenter(officer, supervisor):
    presentation = file_brief(officer)

    step = workflow.accept(presentation, by=supervisor, at=LATER)

    presentation.refresh_from_db()
    assert presentation.status == Status.ACCEPTED
    assert (step.from_status, step.to_status, step.by) == (
        Status.FILED,
        Status.ACCEPTED,
        supervisor,
    )
    told = Notice.objects.get(to=officer)
    start = "Sgt. Baptiste reviewed your brief report of May 12, 2026, "
    assert told.text == f"{start}{presentation.topic}."


def test_returning_says_what_is_missing(officer, supervisor):
    presentation = file_brief(officer)

    workflow.send_back(presentation, by=supervisor, at=LATER, note="Which classes?")

    presentation.refresh_from_db()
    assert presentation.status == Status.RETURNED
    assert presentation.steps.last().note == "Which classes?"
    assert Notice.objects.get(to=officer).text.startswith("Sgt. Baptiste returned")


def test_filing_again_corrects_the_facts_and_goes_back_to_review(officer, supervisor):
    presentation = file_brief(officer)
    workflow.send_back(presentation, by=supervisor, at=NOON, note="How many?")

    corrected = brief(participants=30, held_at=NOON - timedelta(days=2))
    workflow.file_again(presentation, corrected, [], by=officer, at=LATER, seen=1)

    presentation.refresh_from_db()
    assert presentation.status == Status.FILED
    assert (presentation.participants, presentation.held_on) == (30, date(2026, 5, 11))
    assert [step.to_status for step in presentation.steps.all()] == [
        Status.FILED,
        Status.RETURNED,
        Status.FILED,
    ]
    assert Notice.objects.filter(to=supervisor).count() == 2


def test_filing_again_makes_no_concern_twice_and_logs_what_is_new(
    officer, supervisor, speeding, storefronts
):
    presentation = file_brief(officer, heard=(speeding,))
    workflow.send_back(presentation, by=supervisor, at=NOON, note="Anything else?")

    workflow.file_again(
        presentation, brief(), [speeding, storefronts], by=officer, at=LATER, seen=1
    )

    assert presentation.concerns.voiced().count() == 1
    assert presentation.concerns.potential().count() == 1
    assert Concern.objects.count() == 2


def test_of_two_windows_the_second_to_file_again_is_refused(officer, supervisor):
    presentation = file_brief(officer)
    workflow.send_back(presentation, by=supervisor, at=NOON, note="How many?")
    in_another_window = Presentation.objects.get(pk=presentation.pk)
    workflow.file_again(presentation, brief(participants=30), [], by=officer, at=LATER, seen=1)

    with pytest.raises(StepRefused):
        workflow.file_again(
            in_another_window, brief(participants=1), [], by=officer, at=LATER, seen=1
        )

    presentation.refresh_from_db()
    assert presentation.participants == 30


def test_a_reviewer_accepts_only_the_version_that_was_read(officer, supervisor, commander):
    presentation = file_brief(officer)
    workflow.send_back(presentation, by=commander, at=NOON, note="How many?")
    workflow.file_again(presentation, brief(participants=3), [], by=officer, at=LATER, seen=1)

    with pytest.raises(StaleRecord):
        workflow.accept(presentation, by=supervisor, at=LATER, seen=1)

    presentation.refresh_from_db()
    assert presentation.status == Status.FILED
    workflow.accept(presentation, by=supervisor, at=LATER, seen=2)


def test_fault_038_of_two_reviewers_at_once_one_decides(officer, supervisor, commander):
    presentation = file_brief(officer)
    seen_by_commander = Presentation.objects.get(pk=presentation.pk)
    workflow.accept(presentation, by=supervisor, at=LATER)

    with pytest.raises(StepRefused):
        workflow.send_back(seen_by_commander, by=commander, at=LATER, note="No.")

    assert presentation.steps.count() == 2


def test_a_reviewed_report_never_changes_again(officer, supervisor):
    presentation = file_brief(officer)
    workflow.accept(presentation, by=supervisor, at=LATER)

    with pytest.raises(StepRefused):
        workflow.file_again(presentation, brief(participants=1), [], by=officer, at=LATER, seen=1)
    with pytest.raises(StepRefused):
        workflow.send_back(presentation, by=supervisor, at=LATER, note="Again.")

    presentation.refresh_from_db()
    assert presentation.participants == 22


def test_every_status_says_where_it_can_go():
    assert set(workflow.STEPS) == set(Status)
    assert set().union(*workflow.STEPS.values()) == set(Status)
