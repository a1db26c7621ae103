"""What surveys do without being asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from config.celery import BEAT
from surveys import tasks
from surveys.models import SentForm, Survey
from surveys.results.folding import fold
from tests.support.factories import make_member
from tests.support.surveys import answer, ask, make_survey

# In Kinston it is still the evening of April 30.
LATE_ON_THE_30TH = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)
ON_THE_1ST = LATE_ON_THE_30TH + timedelta(hours=2)


@pytest.fixture
def survey(kinston) -> Survey:
    survey = make_survey(make_member(), status="open", closes_on=date(2026, 4, 30))
    ask(survey, "safe")
    return survey


def test_what_came_in_is_counted_and_mixed_wherever_it_came_in(survey):
    other = make_survey(survey.designed_by, status="closed")
    quiet = make_survey(survey.designed_by, status="open")
    keys = [answer(one, safe=4).pk for one in (survey, survey, other)]

    assert tasks.count_what_came_in() == 3

    assert survey.tallies.get(question="").n == 2
    assert other.tallies.get(question="").n == 1
    assert not quiet.tallies.exists()
    assert not survey.answers.filter(pk__in=keys).exists()


def test_it_does_nothing_a_second_time(survey):
    answer(survey, safe=4)
    tasks.count_what_came_in()
    kept = survey.answers.get()

    assert tasks.count_what_came_in() == 0

    assert survey.answers.get() == kept


def test_what_was_counted_by_somebody_else_is_still_mixed(survey):
    kept = answer(survey, safe=4)
    fold(survey)

    tasks.count_what_came_in()

    assert survey.answers.get() != kept


def test_a_survey_closes_when_its_last_day_is_over_where_the_department_is(survey):
    assert tasks.close_past_their_end(LATE_ON_THE_30TH) == []

    assert tasks.close_past_their_end(ON_THE_1ST) == [survey]

    survey.refresh_from_db()
    assert survey.is_closed
    assert survey.closed_on == date(2026, 4, 30)
    assert tasks.close_past_their_end(ON_THE_1ST) == []


def test_a_survey_that_somebody_closes_in_that_moment_is_left_to_them(survey, monkeypatch):
    def closes_first(one, *, at):
        Survey.objects.filter(pk=one.pk).update(status="closed", closed_on=date(2026, 4, 30))
        one.refresh_from_db()
        return close(one, at=at)

    close = tasks.close
    monkeypatch.setattr(tasks, "close", closes_first)

    assert tasks.close_past_their_end(ON_THE_1ST) == []


def test_sent_forms_are_forgotten_when_the_day_after_theirs_is_over(survey):
    days = [date(2026, 4, day) for day in (28, 29, 30)]
    SentForm.objects.bulk_create(SentForm(digest=day.isoformat(), on=day) for day in days)

    assert tasks.forget_sent_before(LATE_ON_THE_30TH) == 1
    assert tasks.forget_sent_before(ON_THE_1ST) == 1

    assert SentForm.objects.get().on == date(2026, 4, 30)


@pytest.mark.django_db
def test_without_a_department_there_is_nothing_to_do():
    assert tasks.count_what_came_in() == 0
    assert tasks.close_past_their_end(ON_THE_1ST) == []
    assert tasks.forget_sent_before(ON_THE_1ST) == 0


@pytest.mark.parametrize(
    ("task", "seconds"),
    [(tasks.count_answers, 60), (tasks.close_surveys, 300), (tasks.forget_sent_forms, 3600)],
)
def test_the_timetable_has_it(task, seconds):
    assert [one["schedule"] for one in BEAT.values() if one["task"] == task.name] == [seconds]
