"""Whoever reviews a report sees what became of it since it was returned, or since it was issued."""

from datetime import timedelta

import pytest

from outreach.models import Concern
from reports.models import ReturnedReport
from reports.workflows import assembly, review, writing
from tests.reports.making import AFTER, Q2, Counted, finish, in_words, part_of, url
from tests.support.factories import log_concern, make_member, on

pytestmark = pytest.mark.django_db

LATER = AFTER + timedelta(days=1)


@pytest.fixture
def came_back(waiting, officer, supervisor):
    """Returned with one comment, on a part whose account said something."""
    review.send_back(
        waiting,
        by=supervisor,
        at=LATER,
        seen=waiting.version,
        comments={part_of(waiting): "Where was it?"},
    )
    return waiting


def rewritten(
    report,
    by,
    text="Cars speed on Elm Row, most of all in May.",
    key="current_concerns",
    at=LATER,
):
    part = part_of(report, key)
    writing.write_narrative(part, by=by, at=at, text=text, seen=part.narrative_version)


def send_up(report, by):
    review.submit(report, by=by, at=LATER + timedelta(hours=1))


def shown(client, report):
    return client.get(url("report-changes", report)).content.decode()


def test_words_that_changed_are_shown_word_by_word_and_read_aloud(
    signed_in, draft, officer, supervisor, commander
):
    rewritten(draft, officer, "Cars speed on Elm Row.")
    review.submit(draft, by=officer, at=LATER)
    review.send_back(
        draft, by=supervisor, at=LATER, seen=1, comments={part_of(draft): "When do they?"}
    )
    rewritten(draft, officer, "Cars speed on Oak Row, in May.")
    send_up(draft, officer)

    page = shown(signed_in(supervisor), draft)

    assert '<del><span class="visually-hidden">Taken out: </span>Elm Row.' in page
    assert '<ins><span class="visually-hidden">Put in: </span>Oak Row, in May.' in page
    assert "When do they?" in page
    assert "Not answered" in page
    assert "The account was changed." in page


@pytest.mark.parametrize("step", ["report", "report-approve", "report-return", "report-changes"])
def test_every_page_of_the_review_says_that_it_came_back(
    signed_in, came_back, officer, supervisor, step
):
    rewritten(came_back, officer)
    send_up(came_back, officer)

    words = in_words(signed_in(supervisor).get(url(step, came_back)).content.decode())

    assert "returned version 1" in words or "Since it was returned" in words


def test_a_typed_list_is_a_list_for_whoever_decides_too(signed_in, draft, officer, supervisor):
    rewritten(draft, officer, "Asked of command:\n\n- patrol on Elm Row\n- lamps by the bridge")
    review.submit(draft, by=officer, at=LATER)

    for step in ("report-approve", "report-return"):
        page = signed_in(supervisor).get(url(step, draft)).text
        assert "<li>patrol on Elm Row</li><li>lamps by the bridge</li>" in page


def test_where_nothing_changed_it_says_so(signed_in, came_back, officer, supervisor):
    send_up(came_back, officer)
    client = signed_in(supervisor)

    assert "Nothing changed: every section says the same." in shown(client, came_back)
    assert "Nothing changed since." in client.get(came_back.get_absolute_url()).text


def test_a_reply_and_a_settled_comment_are_answers(signed_in, came_back, officer, supervisor):
    [asked] = part_of(came_back).comments.all()
    client = signed_in(supervisor)
    assert "One not answered" in shown(client, came_back)
    assert "The comment is not answered." in client.get(came_back.get_absolute_url()).text

    writing.comment(asked.part, by=officer, at=LATER, text="At the school.", reply_to=asked)
    page = shown(client, came_back)
    assert "At the school." in page
    assert "Answered, still open" in page
    assert "All answered" in page

    writing.settle(asked, by=officer, at=LATER + timedelta(minutes=1))
    assert "Settled by" in shown(client, came_back)


def test_a_change_after_a_comment_was_settled_is_not_told_as_what_settled_it(
    signed_in, came_back, officer, supervisor
):
    [asked] = part_of(came_back).comments.all()
    writing.settle(asked, by=supervisor, at=LATER)
    rewritten(came_back, officer, at=LATER + timedelta(minutes=5))

    page = shown(signed_in(supervisor), came_back)

    assert "The account was last changed after that." in page
    assert "The account was changed." not in page


def test_a_change_before_a_comment_was_settled_is_what_it_was_settled_with(
    signed_in, came_back, officer, supervisor
):
    rewritten(came_back, officer)
    [asked] = part_of(came_back).comments.all()
    writing.settle(asked, by=supervisor, at=LATER + timedelta(minutes=5))

    assert "The account was changed." in shown(signed_in(supervisor), came_back)


def test_what_was_settled_before_it_went_back_is_not_asked_again(
    signed_in, waiting, officer, supervisor
):
    part = part_of(waiting)
    old = writing.comment(part, by=supervisor, at=AFTER, text="An old question.")
    writing.settle(old, by=supervisor, at=AFTER + timedelta(minutes=1))
    review.send_back(waiting, by=supervisor, at=LATER, seen=1, comments={part: "A new one."})

    page = shown(signed_in(supervisor), waiting)

    assert "A new one." in page
    assert "An old question." not in page


def test_each_return_is_compared_with_what_was_sent_last(signed_in, came_back, officer, supervisor):
    rewritten(came_back, officer, "The second.")
    send_up(came_back, officer)
    review.send_back(
        came_back, by=supervisor, at=LATER, seen=2, comments={part_of(came_back): "Again."}
    )
    rewritten(came_back, officer, "The third.")

    words = in_words(shown(signed_in(supervisor), came_back))

    assert "Taken out: second." in words
    assert ReturnedReport.objects.count() == 2


def test_a_report_that_an_older_liaison_returned_says_that_nothing_was_kept(
    signed_in, came_back, supervisor
):
    ReturnedReport.objects.all().delete()

    assert "was not kept" in shown(signed_in(supervisor), came_back)


def test_a_report_that_never_came_back_has_nothing_to_compare(signed_in, waiting, supervisor):
    client = signed_in(supervisor)

    assert "There is no version before it" in shown(client, waiting)
    assert "See what changed" not in client.get(waiting.get_absolute_url()).text


@pytest.fixture
def revision(issued_report, officer):
    """Counted anew with one concern more, and written otherwise."""
    revision = review.revise(issued_report, by=officer, at=LATER, why="One was left out.")
    concern = log_concern(officer, at=on(Q2.last))
    assembly.put_together_again(revision, by=officer, at=LATER)
    finish(revision)
    rewritten(revision, officer, "Corrected.")
    return revision, concern


def test_a_revision_shows_figures_rows_and_words(signed_in, revision, supervisor):
    revised, concern = revision

    words = in_words(shown(signed_in(supervisor), revised))

    assert "Concerns voiced: 0, now 1" in words
    assert f"added: {concern.number}" in words
    assert "Put in: Corrected." in words


def test_a_row_whose_record_the_reader_may_not_open_is_not_named(
    signed_in, revision, supervisor, chief
):
    revised, concern = revision
    Concern.objects.filter(pk=concern.pk).update(restricted=True)

    assert concern.number not in shown(signed_in(supervisor), revised)
    assert concern.number in shown(signed_in(chief), revised)


def test_a_recipient_of_the_issued_report_sees_no_earlier_version(
    signed_in, issued_report, patrol_officer
):
    issued_report.recipients.create(member=patrol_officer)
    client = signed_in(patrol_officer)

    assert client.get(issued_report.get_absolute_url()).status_code == 200
    assert client.get(url("report-changes", issued_report)).status_code == 403


def test_who_sees_no_report_finds_no_changes(signed_in, waiting, administrator):
    assert signed_in(administrator).get(url("report-changes", waiting)).status_code in (403, 404)
    stranger = make_member("officer")
    assert signed_in(stranger).get(url("report-changes", waiting)).status_code == 404


def test_comparing_costs_as_many_queries_for_one_section_as_for_all(
    signed_in, came_back, officer, supervisor
):
    client = signed_in(supervisor)
    rewritten(came_back, officer)
    shown(client, came_back)
    with Counted() as one:
        shown(client, came_back)
    for part in came_back.parts.exclude(key="current_concerns"):
        rewritten(came_back, officer, "All new.", part.key)

    with Counted() as all_of_them:
        shown(client, came_back)

    assert len(all_of_them) == len(one)


def test_what_was_typed_is_shown_as_words_and_not_as_markup(
    signed_in, came_back, officer, supervisor
):
    rewritten(came_back, officer, "<script>alert(1)</script> & more")

    page = shown(signed_in(supervisor), came_back)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
