"""The list of concerns: views, filter, order, pages, and the same as a file."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outreach.concerns.workflows import concerns
from outreach.models import Action, Concern
from pages import counting
from personnel.roles import Role
from tests.outreach.advancing import bring_to
from tests.reports.making import in_words
from tests.support.factories import NOON, a_category, log_concern, make_group, make_member

Status = Concern.Status
URL = "/concerns/"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def listed(as_member, officer):
    """The list as Officer Lindgren gets it: `listed(view="late")`."""
    client = as_member(officer)

    def shown(**asked):
        return client.get(reverse("outreach:concerns"), asked)

    return shown


def numbers(response):
    return [concern.number for concern, *_ in response.context["rows"]]


def counts(response):
    return {view.key: count for view, count in response.context["views"]}


def test_a_list_of_thirty_asks_as_often_as_a_list_of_one(listed, officer, supervisor):
    first = log_concern(officer, group=make_group())
    bring_to(Status.REFERRED, first, officer=officer, supervisor=supervisor)
    listed()
    with CaptureQueriesContext(connection) as one:
        listed()

    for _ in range(30):
        log_concern(officer, group=make_group(), latitude=35.2, longitude=-77.5)
    with CaptureQueriesContext(connection) as thirty:
        listed()

    assert len(thirty) == len(one)
    assert len(one) <= 20


def test_each_view_holds_and_counts_its_own(listed, officer, supervisor):
    long_ago = NOON - timedelta(days=30)
    late = log_concern(officer, at=long_ago)
    theirs = log_concern(supervisor)
    potential = log_concern(officer, nature="potential", wants_answer=False)
    settled = log_concern(officer, wants_answer=False)
    concerns.resolve(settled, by=officer, at=NOON, note="Settled.")

    shown = listed()

    assert counts(shown) == {
        "open": "3",
        "mine": "2",
        "late": "1",
        "unanswered": "2",
        "potential": "1",
        "all": "4",
    }
    assert numbers(listed(view="late")) == [late.number]
    assert set(numbers(listed(view="mine"))) == {late.number, potential.number}
    assert set(numbers(listed(view="unanswered"))) == {late.number, theirs.number}
    assert numbers(listed(view="potential")) == [potential.number]
    assert settled.number in numbers(listed(view="all"))


def test_late_is_an_answer_a_review_a_status_check_or_an_action(
    as_member, officer, supervisor, listed
):
    quiet = {"wants_answer": False}
    escalated = log_concern(officer, **quiet)
    concerns.escalate(escalated, by=officer, at=NOON, note="Beyond me.")
    referred = log_concern(officer, **quiet)
    bring_to(Status.REFERRED, referred, officer=officer, supervisor=supervisor)
    acted_on = log_concern(officer, **quiet)
    facts = {"owner": officer, "recommended_by": officer, "recommended_on": NOON.date()}
    Action.objects.create(
        concern=acted_on, kind="patrol", what="Patrol", due_on=NOON.date(), **facts
    )
    waiting = log_concern(officer)
    log_concern(officer, **quiet)

    assert numbers(listed(view="late")) == []
    with time_machine.travel(NOON + timedelta(days=40), tick=False):
        shown = as_member(officer).get(URL, {"view": "late"})

    late = {escalated.number, referred.number, acted_on.number, waiting.number}
    assert set(numbers(shown)) == late
    assert "Status check" in shown.text
    assert "Action" in shown.text


def test_a_late_personnel_matter_shows_nobody_anything(commander, officer, listed):
    concern = log_concern(officer, wants_answer=False)
    facts = {"owner": commander, "recommended_by": commander, "recommended_on": NOON.date()}
    Action.objects.create(
        concern=concern, kind="personnel", what="Talk", due_on=date(2026, 1, 1), **facts
    )

    assert numbers(listed(view="late")) == []
    assert listed().context["rows"][0][1] is None


def test_what_is_due_first_comes_first(listed, officer):
    soon = log_concern(officer, at=NOON - timedelta(days=10))
    never = log_concern(officer, wants_answer=False)
    later = log_concern(officer)

    assert numbers(listed()) == [soon.number, later.number, never.number]
    assert numbers(listed(sort="oldest")) == [soon.number, never.number, later.number]
    assert numbers(listed(sort="newest")) == [later.number, never.number, soon.number]
    assert numbers(listed(sort="said")) == numbers(listed())


def test_to_review_is_the_leaders_view(as_member, officer, supervisor, patrol_supervisor, listed):
    escalated = log_concern(officer)
    concerns.escalate(escalated, by=officer, at=NOON, note="Beyond me.")

    leader = as_member(supervisor).get(URL, {"view": "review"})
    elsewhere = as_member(patrol_supervisor).get(URL, {"view": "review"})

    assert numbers(leader) == [escalated.number]
    assert numbers(elsewhere) == []
    assert "review" not in counts(listed())
    assert listed(view="review").context["view"].key == "open"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "weaver"}, 0),
        ({"q": "dismissal WEAVER"}, 0),
        ({"q": "c-2026-0002"}, 1),
        ({"q": "0002"}, 1),
        ({"status": "logged", "channel": "meeting"}, 1),
        ({"since": "2026-05-13"}, 1),
        ({"until": "2026-05-12"}, 0),
        ({"since": "2026-05-12", "until": "2026-05-12"}, 0),
    ],
)
def test_the_filter_narrows_the_view(listed, officer, asked, found):
    yesterday = NOON - timedelta(days=1)
    log_concern(officer, at=yesterday, place="Weaver Street")
    log_concern(officer, said="Trucks idle.", channel="meeting", category=a_category("noise"))
    expected = ["C-2026-0001", "C-2026-0002"][found]

    shown = listed(**asked)

    assert numbers(shown) == [expected]
    assert "1 of 2 open concerns" in in_words(shown.text)


def test_category_and_group_narrow_and_each_chip_takes_its_filter_off(listed, officer):
    group = make_group(name="Tannery Hill")
    log_concern(officer, category=a_category("noise"), group=group)
    log_concern(officer)
    noise = a_category("noise").pk

    shown = listed(category=noise, group=group.pk)

    assert numbers(shown) == ["C-2026-0001"]
    labels = {chip.label: chip.url for chip in shown.context["filter"].chips}
    assert set(labels) == {"Noise", "Tannery Hill"}
    assert f"group={group.pk}" in labels["Noise"]
    assert "category=" not in labels["Noise"]


@pytest.mark.parametrize(
    "typed", ["telefonica", "TELEFÓNICA", "telef", "esquina tele", "“Telefónica”", "100 noise"]
)
def test_words_are_found_as_on_the_search_page(as_member, officer, typed):
    log_concern(officer, said="100% noise_level", place="Calle Telefónica, esquina")
    log_concern(officer)
    client = as_member(officer)

    shown = client.get(URL, {"q": typed})
    found = client.get(reverse("desk:search"), {"q": typed}).context["found"]

    assert numbers(shown) == ["C-2026-0001"]
    assert [row["url"] for row in found[0].rows] == ["/concerns/C-2026-0001/"]


@pytest.mark.parametrize(
    "typed",
    ["%", "_", '"', "'", "*", ")(", "a' | !'b", '" OR 1=1 --', ":*", "\\", "e_l", "x" * 150],
)
def test_signs_find_nothing_and_do_no_harm(listed, officer, typed):
    log_concern(officer, said="100% noise_level")

    shown = listed(q=typed)

    assert shown.status_code == 200
    assert numbers(shown) == []
    assert "None under this filter" in shown.text


def test_a_character_that_no_record_can_hold_is_refused_at_the_door(listed):
    assert listed(q="cars\0").status_code == 400


def test_words_find_nobody_who_reported_and_nothing_one_may_not_see(
    as_member, listed, officer, patrol_officer, restricted
):
    told = {"reporter_phone": "252-555-0199", "reporter_email": "canary@example.org"}
    log_concern(officer, said="Noise", reporter_name="Zebedee Canary", **told)

    for typed in ("zebedee", "canary", "0199", "bus driver"):
        assert numbers(listed(view="all", q=typed)) == []
    elsewhere = as_member(patrol_officer).get(URL, {"view": "all", "q": "noise"})
    assert numbers(elsewhere) == []
    assert numbers(listed(view="all", q="noise")) == ["C-2026-0001"]


def test_a_filter_that_is_not_understood_is_told_and_narrows_nothing(listed, officer):
    log_concern(officer)

    shown = listed(since="02/31", status="gone", category="9999")

    assert shown.status_code == 200
    assert numbers(shown) == ["C-2026-0001"]
    assert 'role="alert"' in shown.text


def test_days_the_wrong_way_round_are_told(listed, officer):
    shown = listed(since="2026-05-13", until="2026-05-01")

    assert "The last day is before the first." in shown.text


@pytest.mark.parametrize("asked", ["0", "-1", "1000000000", "two", ""])
def test_a_page_that_does_not_exist_is_the_nearest_one(listed, officer, asked):
    log_concern(officer)

    shown = listed(page=asked)

    assert shown.status_code == 200
    assert numbers(shown) == ["C-2026-0001"]


def test_twenty_five_to_a_page_and_the_filter_goes_along(listed, officer):
    for _ in range(27):
        log_concern(officer, channel="meeting")

    second = listed(channel="meeting", page=2)

    assert len(numbers(second)) == 2
    assert "26 to 27 of 27" in in_words(second.text)
    assert re.search(r'rel="prev" href="\?channel=meeting&(amp;)?page=1"', second.text)


def test_counting_stops_where_a_filter_helps_more(listed, officer, monkeypatch):
    monkeypatch.setattr(counting, "MOST", 3)
    for _ in range(5):
        log_concern(officer)

    shown = listed(view="all")

    assert counts(shown)["all"] == "3+"
    assert len(numbers(shown)) == 3


def test_a_restricted_concern_is_locked_for_command_and_nowhere_for_others(
    as_member, listed, restricted, commander
):
    theirs = as_member(commander).get(URL, {"view": "all"})
    ours = listed(view="all")

    assert numbers(theirs) == [restricted.number]
    assert "Command only" in theirs.text
    assert restricted.number not in ours.text
    assert numbers(listed(view="all", q=restricted.number)) == []
    assert set(counts(ours).values()) == {"0"}


def test_the_administrator_sees_no_concern(as_member, administrator, concern):
    refused = as_member(administrator).get(URL, {"view": "all"})

    assert refused.status_code == 403
    assert concern.number not in refused.text


def test_the_last_night_of_june_is_found_in_june(listed, officer):
    log_concern(officer, at=datetime(2026, 7, 1, 3, 30, tzinfo=UTC))

    assert numbers(listed(since="2026-06-01", until="2026-06-30")) == ["C-2026-0001"]
    assert numbers(listed(since="2026-07-01")) == []


def test_an_empty_list_says_what_belongs_there(listed):
    assert "No open concern" in listed().text
    assert "Nothing is late" in listed(view="late").text


def test_an_empty_filter_says_how_many_there_are_without_it(listed, officer):
    log_concern(officer)

    shown = listed(q="zebra")

    assert "Without it there are 1." in shown.text


def exported(client, **asked):
    response = client.get(reverse("outreach:concern-export"), asked)
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    return response, rows


def test_the_file_holds_the_list_under_the_same_filter(as_member, officer):
    log_concern(officer, category=a_category("noise"), place="=HYPERLINK(1)")
    log_concern(officer)

    response, [row] = exported(as_member(officer), category=a_category("noise").pk)

    assert response["Content-Disposition"] == (
        'attachment; filename="concerns-open-2026-05-13.csv"'
    )
    assert (row["Number"], row["Category"], row["Logged"]) == ("C-2026-0001", "Noise", "2026-05-13")
    assert row["Place"] == "'=HYPERLINK(1)"


def test_no_file_holds_a_restricted_concern_or_an_identity(as_member, officer, commander):
    log_concern(officer, restricted=True)
    log_concern(officer, reporter_name="Maria Quintero", reporter_phone="252-555-0199")

    response, rows = exported(as_member(commander), view="all")

    assert len(rows) == 1
    assert "Quintero" not in response.text
    assert "0199" not in response.text


@pytest.mark.parametrize("role", [Role.OFFICER, Role.TRAINING_OFFICER])
def test_who_takes_no_lists_away_is_told_so(as_member, unit, role):
    client = as_member(make_member(role))

    refused, offered = client.get(reverse("outreach:concern-export")), client.get(URL)

    assert refused.status_code == 403
    assert "takes no lists" in refused.text
    assert "Export" not in offered.text


def test_a_file_that_would_be_cut_is_not_made(as_member, officer, monkeypatch):
    monkeypatch.setattr(counting, "MOST", 2)
    for _ in range(2):
        log_concern(officer)

    refused = as_member(officer).get(reverse("outreach:concern-export"))

    assert refused.status_code == 409
    assert "Narrow the filter" in refused.text
