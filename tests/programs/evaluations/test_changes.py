"""Whoever decides on an evaluation that came back sees what changed since it was returned."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from programs.evaluations.workflows import evaluations as writing
from programs.evaluations.workflows.evaluations import Words
from programs.models import Evaluation, ReturnedEvaluation
from tests.support.evaluations import ACCOUNT, REASONS, SENT, submitted
from tests.support.factories import a_topic, file_brief, on
from tests.support.programs import make_program, serve

pytestmark = pytest.mark.django_db

LATER = SENT + timedelta(days=1)


@pytest.fixture
def program(officer):
    return make_program(officer)


@pytest.fixture
def returned(program, officer, commander):
    evaluation = submitted(program, officer)
    writing.send_back(evaluation, by=commander, at=SENT, seen=1, note="Say what it cost.")
    return evaluation


def sent_again(evaluation, by, account=ACCOUNT, recommendation="modify"):
    writing.write(
        evaluation,
        Words(account, recommendation, REASONS),
        by=by,
        at=LATER,
        seen=evaluation.written,
    )
    writing.submit(evaluation, by=by, at=LATER, seen=evaluation.written)


def pages(client, member, evaluation):
    """The record with the form of the decision, and the page on which it is returned again."""
    client.force_login(member)
    with time_machine.travel(LATER, tick=False):
        names = ("evaluation", "evaluation-return")
        return [client.get(reverse(f"programs:{one}", args=[evaluation.pk])).text for one in names]


def test_it_shows_the_note_and_the_words_that_changed(client, returned, officer, commander):
    sent_again(returned, officer, "Evening walks worked; the poster did not.", "discontinue")

    for page in pages(client, commander, returned):
        assert "Say what it cost." in page
        assert "Taken out: </span>leaflet" in page
        assert "Put in: </span>poster" in page
        assert "Put in: </span>Discontinue" in page


def test_figures_counted_anew_and_their_records_are_named(
    client, returned, program, officer, commander
):
    topic = a_topic()
    serve(program, topic)
    file_brief(officer, topic=topic, at=SENT, held_at=on(returned.last_day))
    sent_again(returned, officer)

    page, _ = pages(client, commander, returned)

    assert "Sessions: 0, now <b>1</b>" in page
    assert "Sessions, added:" in page


def test_where_nothing_changed_it_says_so(client, returned, officer, commander):
    sent_again(returned, officer)

    for page in pages(client, commander, returned):
        assert "Nothing changed: it says the same." in page


def test_one_that_was_returned_before_this_was_kept_says_so(client, returned, officer, commander):
    ReturnedEvaluation.objects.all().delete()
    sent_again(returned, officer)

    assert "was not kept" in pages(client, commander, returned)[0]


def test_the_page_of_each_step_shows_what_it_is_about(client, program, officer, commander):
    evaluation = submitted(program, officer)
    written = Evaluation.objects.get(pk=evaluation.pk)

    _, page = pages(client, commander, written)

    assert ACCOUNT in page
    assert REASONS in page
