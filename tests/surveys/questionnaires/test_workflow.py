"""A survey from its first draft to its close."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from personnel.models import Notice
from policies.current import policy, version_on
from records.history import StaleRecord, StepRefused, move
from surveys.models import Survey
from surveys.questionnaires.coverage import missing
from surveys.questionnaires.workflows import surveys as workflow
from surveys.questionnaires.workflows.questions import add, remove
from tests.support.factories import NOON
from tests.support.surveys import ask, make_survey
from tests.surveys.asking import CLOSES, complete_draft, opened, own


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def draft(officer):
    return complete_draft(officer, policy().survey.domains)


def written(title="Resident survey 2026", **facts):
    return Survey(title={"en": title, "es": "Encuesta"}, **facts)


# ---- a draft is begun


def test_a_survey_is_called_after_its_title(officer):
    made = workflow.design(written(), by=officer, at=NOON)

    assert (made.key, made.status, made.designed_by) == ("resident-survey-2026", "draft", officer)
    assert [(step.to_status, step.by) for step in made.steps.all()] == [("draft", officer)]


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Resident survey 2026", "resident-survey-2026-2"),
        ("New", "new-2"),
        ("Опрос", "survey"),
        ("Ñandú & agua", "nandu-agua"),
    ],
)
def test_no_two_surveys_and_no_page_have_the_same_key(officer, title, key):
    workflow.design(written(), by=officer, at=NOON)

    made = workflow.design(written(title), by=officer, at=NOON)

    assert made.key == key


def test_a_form_sent_twice_makes_one_survey(officer, supervisor):
    sent = uuid4()

    first = workflow.design(written(submission=sent), by=officer, at=NOON)
    again = workflow.design(written(submission=sent), by=officer, at=NOON)

    assert again == first
    assert Survey.objects.count() == 1
    with pytest.raises(StepRefused):
        workflow.design(written(submission=sent), by=supervisor, at=NOON)


def test_a_patrol_officer_designs_nothing(patrol_officer):
    with pytest.raises(PermissionDenied):
        workflow.design(written(), by=patrol_officer, at=NOON)


# ---- a draft is corrected


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(officer, draft):
    stale = Survey.objects.get(pk=draft.pk)
    draft.introduction = {"en": "Five minutes.", "es": "Cinco minutos."}
    workflow.correct(draft, by=officer, seen=draft.version, fields=["introduction"])
    stale.introduction = {"en": "Ten minutes."}

    with pytest.raises(StaleRecord):
        workflow.correct(stale, by=officer, seen=stale.version, fields=["introduction"])

    kept = Survey.objects.get(pk=draft.pk)
    assert kept.introduction.localize("en") == "Five minutes."


def test_a_discarded_draft_is_not_corrected(officer, draft):
    stale = Survey.objects.get(pk=draft.pk)
    workflow.discard(draft, by=officer, at=NOON)

    with pytest.raises(StaleRecord):
        workflow.correct(stale, by=officer, seen=stale.version, fields=["title"])


# ---- it opens


def test_opening_keeps_the_policy_and_the_days(supervisor, draft):
    step = workflow.open_survey(draft, by=supervisor, at=NOON, closes_on=CLOSES)

    draft.refresh_from_db()
    assert (draft.status, draft.opened_on, draft.closes_on) == ("open", NOON.date(), CLOSES)
    assert draft.policy.pack_key == "kinston"
    assert (step.from_status, step.to_status, step.by) == ("draft", "open", supervisor)


def test_it_does_not_open_before_every_domain_is_asked_about(supervisor, officer):
    domains = policy().survey.domains
    draft = complete_draft(officer, domains[:-1])

    with pytest.raises(PermissionDenied, match="Recommendations and suggestions"):
        opened(draft, supervisor)

    draft.refresh_from_db()
    assert draft.is_draft


@pytest.mark.parametrize("day", [NOON.date(), NOON.date() - timedelta(days=1)])
def test_its_last_day_is_after_today(supervisor, draft, day):
    with pytest.raises(StepRefused, match="not after today"):
        workflow.open_survey(draft, by=supervisor, at=NOON, closes_on=day)


def test_what_opens_is_what_was_read(supervisor, officer, draft):
    read = draft.version
    add(Survey.objects.get(pk=draft.pk), own("One more?"), by=officer)
    now = Survey.objects.get(pk=draft.pk)

    with pytest.raises(StepRefused, match="Somebody changed it"):
        workflow.open_survey(now, by=supervisor, at=NOON, closes_on=CLOSES, seen=read)
    with pytest.raises(StepRefused, match="Somebody changed it"):
        workflow.open_survey(draft, by=supervisor, at=NOON, closes_on=CLOSES)


def test_opening_is_a_version_of_its_own(supervisor, draft):
    before = draft.version

    opened(draft, supervisor)

    assert Survey.objects.get(pk=draft.pk).version == draft.version == before + 1


def test_it_opens_once(supervisor, draft):
    other = Survey.objects.get(pk=draft.pk)
    opened(draft, supervisor)

    with pytest.raises(StepRefused):
        opened(other, supervisor)

    assert draft.steps.filter(to_status="open").count() == 1


def test_whoever_wrote_it_is_told_that_it_opened(supervisor, officer, draft):
    opened(draft, supervisor)

    [notice] = Notice.objects.filter(to=officer)
    assert "is open to citizens" in notice.text
    assert notice.url == draft.get_absolute_url()


# ---- it closes


def test_somebody_closes_it_before_its_last_day(supervisor, draft):
    opened(draft, supervisor)

    workflow.close(draft, by=supervisor, at=NOON + timedelta(days=3))

    draft.refresh_from_db()
    assert (draft.status, draft.closed_on) == ("closed", NOON.date() + timedelta(days=3))
    assert draft.takes_until == NOON + timedelta(days=3, minutes=30)


def test_it_closes_by_itself_under_the_name_of_who_opened_it(supervisor, draft):
    opened(draft, supervisor)

    workflow.close(draft, at=NOON + timedelta(days=60))

    step = draft.steps.last()
    assert (step.by, step.note) == (supervisor, workflow.CLOSED_BY_ITSELF)
    assert draft.closed_on == CLOSES


def test_of_two_workers_one_closes_it(supervisor, draft):
    opened(draft, supervisor)
    other = Survey.objects.get(pk=draft.pk)
    workflow.close(draft, at=NOON + timedelta(days=60))

    with pytest.raises(StepRefused):
        workflow.close(other, at=NOON + timedelta(days=60))

    assert draft.steps.filter(to_status="closed").count() == 1


def test_a_draft_does_not_close(supervisor, draft):
    with pytest.raises(StepRefused, match="it is draft"):
        workflow.close(draft, by=supervisor, at=NOON)


def test_a_survey_held_elsewhere_is_brought_in_closed(officer, draft):
    days = {"opened_on": date(2021, 1, 4), "closed_on": date(2021, 3, 31)}

    step = workflow.bring_in(draft, by=officer, at=NOON, **days)

    draft.refresh_from_db()
    assert (draft.status, draft.source, draft.closed_on) == ("closed", "file", date(2021, 3, 31))
    assert step.note == "Its answers came from a file."


def test_an_open_survey_is_not_brought_in(officer, supervisor, draft):
    opened(draft, supervisor)

    with pytest.raises(StepRefused):
        workflow.bring_in(draft, by=officer, at=NOON, opened_on=NOON.date(), closed_on=NOON.date())


# ---- it is discarded, or copied


def test_a_draft_is_discarded_and_nothing_else(officer, supervisor, draft):
    other = complete_draft(officer, policy().survey.domains)
    opened(other, supervisor)

    workflow.discard(draft, by=officer, at=NOON)

    assert Survey.objects.get(pk=draft.pk).status == "discarded"
    with pytest.raises(PermissionDenied):
        workflow.discard(other, by=officer, at=NOON)


def test_a_copy_asks_the_same_under_the_same_keys(officer, supervisor, draft):
    ask(draft, "q9", "choice", dont_know=True, dont_know_values=["9"])
    workflow.discard(draft, by=officer, at=NOON)

    made = workflow.copy(draft, written("Monthly survey, July"), by=officer, at=NOON)

    told = ("position", "key", "kind", "options", "dont_know_values", "low_label")
    assert list(made.questions.values_list(*told)) == list(draft.questions.values_list(*told))
    assert (made.key, made.status) == ("monthly-survey-july", "draft")


def test_a_copy_sent_twice_has_its_questions_once(officer, draft):
    sent = uuid4()

    for _ in range(2):
        made = workflow.copy(draft, written(submission=sent), by=officer, at=NOON)

    assert made.questions.count() == draft.questions.count()


# ---- what two people do at once


@pytest.fixture
def removed_meanwhile(monkeypatch, officer, draft):
    """Somebody removes a question after the check and before the survey opens."""

    def meanwhile(day):
        survey = Survey.objects.get(pk=draft.pk)
        remove(survey.questions.first(), by=officer)
        return version_on(day)

    monkeypatch.setattr(workflow, "version_on", meanwhile)


def test_nothing_opens_whose_questions_changed_after_the_check(
    supervisor, draft, removed_meanwhile
):
    with pytest.raises(StepRefused, match="Somebody changed it"):
        opened(draft, supervisor)


def test_without_its_guard_it_would_open_with_a_domain_missing(
    monkeypatch, supervisor, draft, removed_meanwhile
):
    """The negative control of the test above."""
    monkeypatch.setattr(
        workflow, "move", lambda record, to, still=None, **facts: move(record, to, **facts)
    )

    opened(draft, supervisor)

    assert missing(Survey.objects.get(status="open"), policy())


def test_a_discarded_survey_goes_nowhere(officer, supervisor):
    survey = make_survey(officer, status="discarded")
    ask(survey, "q1")

    for step in (
        lambda: workflow.close(survey, by=supervisor, at=NOON),
        lambda: workflow.bring_in(
            survey, by=officer, at=NOON, opened_on=NOON.date(), closed_on=NOON.date()
        ),
    ):
        with pytest.raises(StepRefused):
            step()
