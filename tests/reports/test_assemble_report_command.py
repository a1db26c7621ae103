"""`manage.py assemble_report`: the same steps as the page, for scripts and for the assessor."""

import json
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from outreach.concerns.workflows import concerns
from reports.facts import digest_of
from reports.management.commands import assemble_report
from reports.models import Report
from tests.documents.reading import opened
from tests.reports.making import AFTER, Q1, issued
from tests.support.factories import log_concern, on
from tests.support.pdfs import text_of

pytestmark = pytest.mark.django_db

MAY_4 = date(2026, 5, 4)


@pytest.fixture(autouse=True)
def _in_july():
    with time_machine.travel(AFTER):
        yield


@pytest.fixture
def _without_paper(monkeypatch):
    """A printing takes seconds; most of what the command tells needs none."""
    monkeypatch.setattr(assemble_report, "report_pdf", lambda report: b"")
    monkeypatch.setattr(assemble_report, "page_count", lambda pdf: 3)


quick = pytest.mark.usefixtures("_without_paper")


def assemble(*arguments):
    said = StringIO()
    call_command("assemble_report", *arguments, stdout=said)
    return said.getvalue()


@quick
def test_it_tells_every_section_with_its_figures(officer):
    concern = log_concern(officer, at=on(MAY_4))
    concerns.answer(concern, by=officer, at=on(MAY_4), text="Patrol watches.")

    told = json.loads(assemble("quarterly", "--period", "2026-Q2", "--json"))

    assert told.keys() == {"kind", "period", "sections", "digest", "pages"}
    assert (told["kind"], told["period"]) == ("quarterly", "2026-Q2")
    assert list(told["sections"]) == [
        "current_concerns",
        "potential_problems",
        "recommended_actions",
        "progress",
        "summary",
    ]
    assert told["sections"]["current_concerns"]["figures"][:4] == [
        {"label": "Concerns voiced", "value": 1},
        {"label": "Still open at the end", "value": 1},
        {"label": "Answers that fell due", "value": 1},
        {"label": "Answered on time", "value": 1},
    ]
    assert told["sections"]["progress"] == {
        "figures": [
            {"label": "Carried forward", "value": 0},
            {"label": "Settled", "value": 0},
            {"label": "Moving", "value": 0},
            {"label": "Without progress", "value": 0},
        ]
    }
    assert told["digest"] == digest_of(Report.objects.get())


def test_it_writes_the_pdf_and_counts_its_pages(officer, tmp_path):
    path = tmp_path / "report.pdf"

    told = json.loads(assemble("quarterly", "--period", "2026-Q2", "--json", "--pdf", str(path)))

    assert told["pages"] == len(opened(path.read_bytes()).pages)
    assert "Q-2026-2" in text_of(path.read_bytes())


@quick
def test_run_again_it_tells_the_same(officer):
    first = assemble("quarterly", "--period", "2026-Q2", "--json")
    log_concern(officer, at=on(MAY_4))

    assert assemble("quarterly", "--period", "2026-Q2", "--json") == first
    assert Report.objects.count() == 1


@quick
def test_in_words_for_those_who_read(officer):
    said = assemble("quarterly", "--period", "2026-Q2")

    assert said.startswith("quarterly report, 2026-Q2, ")
    assert "  Concerns voiced: 0\n" in said


@quick
def test_the_author_is_who_the_policy_has_write_it_or_who_is_named(officer, supervisor):
    assemble("quarterly", "--period", "2026-Q2")
    assert Report.objects.get().author == officer

    assemble("quarterly", "--period", "2026-Q1", "--by", supervisor.email.upper())
    assert Report.objects.get(first_day=Q1.first).author == supervisor


@quick
def test_an_issued_report_is_told_as_it_was_issued(officer, supervisor, commander):
    report = issued(officer, supervisor, commander, period=Q1)

    told = json.loads(assemble("quarterly", "--period", "2026-Q1", "--json"))

    assert told["digest"] == report.digest


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["monthly", "--period", "2026-05"], "600-6 asks for no monthly report"),
        (["quarterly", "--period", "spring"], "“spring” is not a period"),
        (["quarterly", "--period", "2026-Q3"], "July to September 2026 has not ended"),
        (["quarterly", "--period", "2026-05"], "covers 3 months"),
        (["quarterly", "--period", "2026-Q2", "--by", "nobody@example.org"], "Nobody serving"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(officer, arguments, words):
    with pytest.raises(CommandError, match=words):
        assemble(*arguments)


def test_it_is_not_put_together_in_the_name_of_someone_who_may_not(officer, chief):
    with pytest.raises(CommandError, match="The policy has others write this report"):
        assemble("quarterly", "--period", "2026-Q2", "--by", chief.email)


def test_without_anyone_to_write_it_that_is_said(unit):
    with pytest.raises(CommandError, match="community_officer, unit_supervisor write this report"):
        assemble("quarterly", "--period", "2026-Q2")


def test_without_a_policy_the_command_that_adopts_one_is_named(db):
    with pytest.raises(CommandError, match="manage.py adopt_policy"):
        assemble("quarterly", "--period", "2026-Q2")
