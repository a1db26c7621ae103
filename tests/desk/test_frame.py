"""The frame around every page, also when there is nothing to put into it."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.test import RequestFactory

from desk import context
from desk.context import MOST, shell
from desk.views.errors import server_error
from outreach.models import Concern
from personnel.models import Notice
from personnel.roles import Role
from tests.support.factories import log_concern, make_member


def labels(response) -> list[str]:
    return [item["label"] for group in response.context["navigation"] for item in group["items"]]


def test_the_frame_says_who_where_and_under_which_policy(officer, opens):
    known = opens(officer, "/").context

    assert known["department"].short_name == "Kinston Police"
    assert known["role_title"] == "Community Services Unit officer"
    assert known["policy_line"] == "600-6, in force since July 1, 2019"


def test_only_real_pages_are_offered_and_imports_only_to_those_who_may(
    officer, patrol_officer, opens
):
    community = ["My desk", "Concerns", "Groups", "Presentations"]
    programs = ["Programs", "Evaluations", "Citizen surveys", "Contact wishes"]
    everyone = [*community, *programs, "Reports", "Policy"]

    assert labels(opens(patrol_officer, "/")) == everyone
    assert set(labels(opens(officer, "/"))) == {*everyone, "Imports"}
    for group in opens(officer, "/").context["navigation"]:
        for item in group["items"]:
            assert opens(officer, item["url"]).status_code == 200, item["url"]


def test_the_administrator_is_offered_nothing_that_is_closed(administrator, opens):
    response = opens(administrator, "/")

    everything = ["My desk", "Members", "Audit log", "State of the system", "Notices", "Policy"]
    assert labels(response) == everything
    for tab in response.context["tabs"][:-1]:
        assert opens(administrator, tab["url"]).status_code == 200


@pytest.mark.parametrize(
    ("asked", "current"),
    [
        ("/", "My desk"),
        ("/concerns/", "Concerns"),
        ("/reports/", "Reports"),
        ("/policy/", "Policy"),
    ],
)
def test_the_place_one_is_at_is_marked(officer, opens, asked, current):
    groups = opens(officer, asked).context["navigation"]

    marked = [item["label"] for group in groups for item in group["items"] if item["current"]]
    assert marked == [current]


def test_those_who_change_nothing_have_no_log_button(officer, auditor, opens):
    assert [tab["label"] for tab in opens(officer, "/").context["tabs"]] == [
        "Desk",
        "Concerns",
        "Log",
        "Reports",
        "More",
    ]
    assert not any(tab["log"] for tab in opens(auditor, "/").context["tabs"][:-1])


def test_open_concerns_and_new_notices_are_counted(officer, patrol_officer, chief, opens):
    log_concern(officer)
    log_concern(officer, restricted=True)
    Notice.objects.create(to=officer, text="Told", url="/", key="told")

    known = opens(officer, "/").context

    counts = {i["label"]: i["count"] for group in known["navigation"] for i in group["items"]}
    assert counts["Concerns"] == 1
    assert known["unread_count"] == 1
    seen = opens(patrol_officer, "/").context["navigation"][1]["items"][0]
    assert seen["count"] == 0


def test_a_count_stops_where_it_is_no_use_any_more(officer, monkeypatch):
    monkeypatch.setattr(context, "MOST", 2)
    log_concern(officer)

    assert context.up_to_most(Concern.objects.all()) == 1
    log_concern(officer)
    log_concern(officer)
    assert context.up_to_most(Concern.objects.all()) == "2+"
    assert MOST == 1000


def test_the_frame_takes_few_queries_and_always_as_many(officer, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = officer
    request.department = None

    def asked() -> SimpleNamespace:
        from policies.models import Department

        request.department = Department.objects.get()
        return request

    shell(asked())
    for _ in range(3):
        log_concern(officer)
    prepared = asked()

    with django_assert_num_queries(3):
        shell(prepared)


def test_the_frame_of_a_stranger_is_the_department(kinston):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    request.department = "the department"

    assert shell(request) == {"department": "the department"}


def test_the_frame_is_empty_where_nothing_is_known():
    assert shell(RequestFactory().get("/")) == {}


def test_without_a_policy_the_frame_still_stands(db):
    request = RequestFactory().get("/")
    request.user = make_member(Role.OFFICER)
    request.department = None

    known = shell(request)

    assert "policy_line" not in known
    assert known["unread_count"] == 0


def test_a_database_that_is_away_leaves_the_frame_empty(monkeypatch):
    def away(*args):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(context, "_shell", away)

    assert shell(RequestFactory().get("/")) == {}


class Away:
    """A user who cannot be read because the database is away."""

    def __getattr__(self, name):
        raise OperationalError("server closed the connection")


def test_the_error_page_stands_without_a_database(rf):
    request = rf.get("/")
    request.user = Away()

    try:
        raise OperationalError("server closed the connection")
    except OperationalError:
        response = server_error(request)

    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "Liaison is busy" in response.content.decode()


def test_a_broken_page_and_the_log_share_an_incident_number(rf, caplog):
    request = rf.get("/")
    request.user = AnonymousUser()

    try:
        raise RuntimeError("Zebedee Canary")
    except RuntimeError:
        response = server_error(request)

    page = response.content.decode()
    incident = caplog.messages[-1].split()[1].rstrip(":")
    assert response.status_code == 500
    assert incident in page
    assert "Zebedee" not in page + caplog.text


def test_a_member_who_meets_an_unknown_address_gets_the_page_for_it(officer, opens):
    response = opens(officer, "/nowhere/")

    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()
