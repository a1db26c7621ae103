"""The stations of a report on its way, as its page shows them."""

import pytest

from reports.chain import stages
from reports.workflows import review
from tests.reports.making import AFTER, part_of

pytestmark = pytest.mark.django_db


def told(report, member):
    return [(stage.title, stage.state, stage.lines) for stage in stages(report, member)]


def test_the_way_of_a_draft(draft, officer):
    assert told(draft, officer) == [
        ("Written", "now", ("Officer Lindgren",)),
        ("Review", "next", ("Community Services Unit supervisor",)),
        ("Approval", "next", ("Major of Support Services",)),
        ("Issued", "next", ("On approval", "Then it never changes")),
        ("Acknowledged", "next", ("Major of Support Services", "Chief of Police")),
    ]


def test_the_one_it_waits_for_is_told_so(waiting, supervisor, commander):
    assert told(waiting, supervisor)[1] == (
        "Review",
        "now",
        ("Community Services Unit supervisor, you",),
    )
    assert told(waiting, commander)[1][2] == ("Community Services Unit supervisor",)


def test_the_way_of_an_issued_report(issued_report, officer):
    assert told(issued_report, officer) == [
        ("Written", "done", ("Officer Lindgren",)),
        ("Reviewed", "done", ("Sgt. Baptiste",)),
        ("Approved", "done", ("Maj. Calloway",)),
        ("Issued", "done", ()),
        ("Acknowledged", "now", ("0 of 2",)),
    ]


def test_a_returned_report_is_being_written_again(waiting, officer, supervisor):
    review.send_back(waiting, by=supervisor, at=AFTER, seen=1, comments={part_of(waiting): "Why?"})

    assert told(waiting, officer)[0] == (
        "Written",
        "now",
        ("Officer Lindgren", "Returned for changes"),
    )
