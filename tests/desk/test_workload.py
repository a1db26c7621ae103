"""Who has what: the numbers are their rows, each leader sees their own people, nobody is ranked."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.workload import NOBODY, Asked, OpenRows, loads
from outreach.concerns.workflows import actions
from personnel.models import Division
from personnel.roles import Role
from surveys.wishes import workflow as wishes
from tests.support.factories import NOON, log_concern, make_member
from tests.support.surveys import make_survey

MONTH_LATER = NOON + timedelta(days=30)
DAY = MONTH_LATER.date()


@pytest.fixture(autouse=True)
def a_month_later():
    with time_machine.travel(MONTH_LATER, tick=False):
        yield


@pytest.fixture
def patrol(patrol_officer) -> Division:
    return patrol_officer.division


def act(concern, by, owner, due):
    return actions.recommend(
        concern, by=by, at=NOON, kind="patrol", what="Walk", owner=owner, due_on=due
    )


def of(member, found):
    return next(load for load in found if load.member == member)


def test_each_number_is_as_many_rows_as_its_address_shows(
    client, concern, officer, patrol_officer, supervisor
):
    log_concern(officer, at=MONTH_LATER - timedelta(days=1))
    act(concern, supervisor, officer, DAY + timedelta(days=3))
    act(concern, supervisor, patrol_officer, DAY - timedelta(days=1))
    client.force_login(supervisor)

    page = client.get("/workload/")

    seen = 0
    for load, numbers in page.context["rows"]:
        for words, count, url in numbers:
            rows = client.get(url).context["page_obj"].paginator
            assert rows.count == count == len(rows.object_list[0:100]), (load.key, words)
            seen += count
    assert seen
    mine = of(officer, loads(supervisor, Asked(), DAY))
    assert (mine.counts["open"], mine.counts["late"], mine.counts["week"]) == (3, 1, 1)
    assert mine.oldest == NOON.date()


def test_a_contact_wish_is_work_of_whoever_has_taken_it_up(client, officer, supervisor):
    survey = make_survey(supervisor, status="open")
    wish, other = (
        wishes.keep(survey, wishes.Wish(name="Pat Sample", phone="555 010 7788"), at=NOON)
        for _ in range(2)
    )
    wishes.take(wish, by=officer, at=NOON)
    client.force_login(supervisor)

    page = client.get(f"/workload/open/?kind=wish&when=late&holder={officer.pk}")

    assert of(officer, loads(supervisor, Asked(), DAY)).counts["late"] == 1
    assert [row.url for row, _ in page.context["rows"]] == [wish.get_absolute_url()]
    assert other.get_absolute_url() not in page.text
    assert "Pat Sample" not in page.text
    wishes.contacted(wish, by=officer, at=NOON, note="Told them.")
    assert of(officer, loads(supervisor, Asked(), DAY)).counts["open"] == 0


def test_a_divisions_supervisor_sees_the_own_people_and_cannot_ask_for_others(
    client, concern, officer, patrol_officer, patrol
):
    sergeant = make_member(Role.DIVISION_SUPERVISOR, division=patrol, rank="Sgt.")
    theirs = log_concern(patrol_officer)
    client.force_login(sergeant)

    page = client.get("/workload/?division=unit&holder=1")
    rows = client.get(f"/workload/open/?holder={officer.pk}&division={officer.division.key}")

    people = {load.member for load, _ in page.context["rows"]}
    assert people == {patrol_officer, sergeant}
    assert theirs.number in client.get("/workload/open/").text
    assert rows.context["page_obj"].paginator.count == 0


def test_a_divisions_supervisor_without_a_division_sees_nobody(client, concern, officer):
    client.force_login(make_member(Role.DIVISION_SUPERVISOR, division=None))

    assert [client.get(f"/workload/{page}").status_code for page in ("", "open/", "export/")] == [
        403,
        403,
        403,
    ]


@pytest.mark.parametrize(
    "role", [Role.OFFICER, Role.COMMUNITY_OFFICER, Role.ANALYST, Role.ACCREDITATION_MANAGER]
)
def test_who_leads_nobody_sees_nobodys_work(client, unit, role):
    client.force_login(make_member(role))

    assert [client.get(f"/workload/{page}").status_code for page in ("", "open/", "export/")] == [
        403,
        403,
        403,
    ]


def test_what_is_restricted_counts_for_command_alone(commander, chief, officer, supervisor):
    hidden = log_concern(chief, restricted=True)
    hidden.refresh_from_db()

    assert of(hidden.owner, loads(chief, Asked(), DAY)).counts["open"] == 1
    assert of(hidden.owner, loads(supervisor, Asked(), DAY)).counts["open"] == 0
    assert len(OpenRows(supervisor, Asked(holder=hidden.owner.pk), DAY)) == 0


def test_what_nobody_has_stands_first_and_leads_to_its_rows(client, concern, officer, supervisor):
    officer.is_active = False
    officer.save()
    client.force_login(supervisor)

    page = client.get("/workload/")

    load, numbers = page.context["rows"][0]
    assert (load.key, load.counts["open"]) == (NOBODY, 1)
    assert concern.number in client.get(numbers[0][2]).text
    assert officer not in {one.member for one, _ in page.context["rows"]}


def test_people_stand_by_last_name_however_much_they_have(concern, officer, supervisor):
    names = [load.member.name.split()[-1] for load in loads(supervisor, Asked(), DAY)]

    assert names == sorted(names)


def test_it_is_searched_by_name_paged_and_says_when_nobody_fits(client, unit, supervisor):
    for n in range(30):
        make_member(name=f"Zed Sample{n:02}")
    client.force_login(supervisor)

    assert len(client.get("/workload/").context["rows"]) == 25
    assert len(client.get("/workload/?q=sample07").context["rows"]) == 1
    assert "Nobody fits" in client.get("/workload/?q=nowhere").text


def test_the_file_says_the_same(client, concern, officer, supervisor):
    officer.name = "=cmd Lindgren"
    officer.rank = ""
    officer.save()
    client.force_login(supervisor)

    content = client.get("/workload/export/").content.decode("utf-8-sig")

    rows = {row[0]: row for row in csv.reader(io.StringIO(content))}
    assert rows["'=cmd Lindgren"][2:5] == ["1", "1", "0"]


def test_more_people_and_records_ask_no_more_queries(client, concern, officer, supervisor):
    client.force_login(supervisor)

    def asked() -> int:
        client.get("/workload/open/")
        client.get("/workload/")
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get("/workload/")
            client.get("/workload/open/")
        return len(found)

    few = asked()
    for _ in range(12):
        other = make_member(Role.COMMUNITY_OFFICER)
        act(log_concern(other), supervisor, other, DAY)

    assert asked() <= few + 2
