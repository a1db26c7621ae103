"""A log line leads to the request or the job, and to nobody: canaries in everything people type."""

from __future__ import annotations

import io
import json
import logging
from types import SimpleNamespace

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import path, resolve

from audit.models import Entry
from config.log_lines import told_error
from config.logs import formatter
from jobs import running
from jobs.models import Job
from operations.middleware import _already_known
from tests.support.factories import log_concern, make_member

CANARIES = (
    "canary.mail@example.org",
    "Canary Crow",
    "canary-typed-text",
    "canary-query",
    "203.0.113.77",
    "CanaryBrowser/9",
    "canary-survey-key",
    "2001:db8::77",
)
MAIL, NAME, TYPED, QUERY, ADDRESS, AGENT, SURVEY, SIX = CANARIES
VISITOR = {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": AGENT, "HTTP_X_FORWARDED_FOR": ADDRESS}


class Kept(logging.StreamHandler):
    """Everything that would have been written down in production, from all loggers."""

    def __init__(self) -> None:
        super().__init__(io.StringIO())
        self.setFormatter(formatter(as_json=True))

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def log():
    kept, root = Kept(), logging.getLogger()
    level = root.level
    root.addHandler(kept)
    root.setLevel(logging.DEBUG)
    yield kept
    root.removeHandler(kept)
    root.setLevel(level)


def breaks(request):
    heard, by = f"{TYPED} by {NAME}", MAIL  # local variables, as a view has them
    if not (heard and by):
        return
    try:
        raise ValueError(f"{TYPED} is no number, says {NAME}")
    except ValueError as first:
        raise IntegrityError(f"Key (email)=({MAIL}) already exists.") from first


from config.urls import handler400, handler403, handler404, handler500  # noqa: F401
from config.urls import urlpatterns as usual

breaks.login_required = False
urlpatterns = [path("breaks/", breaks, name="breaks"), *usual]


def no_canary_in(text: str) -> None:
    assert [canary for canary in CANARIES if canary in text] == []


@pytest.mark.django_db
def test_a_request_leaves_one_line_with_its_number_and_the_page(kinston, log):
    response = Client().get("/accounts/login/")

    finished = [line for line in log.lines if line["event"] == "request_finished"]
    [line] = finished
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert (line["request"], line["code"]) == ("GET account_login", 200)
    assert line["duration_ms"] >= 0


@pytest.mark.django_db
def test_a_number_that_was_sent_along_is_not_believed(kinston, log):
    response = Client().get("/accounts/login/", headers={"x-request-id": TYPED})

    assert response.headers["X-Request-ID"] != TYPED
    no_canary_in(log.text)


@pytest.mark.django_db
def test_the_audit_log_names_the_same_request(client, officer, log):
    client.force_login(officer)
    response = client.get("/members/")

    assert response.status_code == 403
    assert Entry.objects.latest("pk").request == response.headers["X-Request-ID"]


@pytest.mark.django_db
def test_what_people_type_ask_and_are_is_in_no_line(officer, log):
    member = make_member(name=NAME, email=MAIL)
    client = Client(raise_request_exception=False, **VISITOR)
    client.post("/accounts/login/", {"login": MAIL, "password": TYPED})
    client.get(f"/accounts/password/reset/key/1-{TYPED}/")
    client.force_login(member)
    client.get(f"/search/?q={QUERY}")
    client.post(f"/concerns/new/?from={QUERY}", {"said": TYPED, "name": NAME})
    client.get(f"/{TYPED}/{MAIL}/")
    client.get("/accounts/login/", headers={"host": f"{TYPED}.example.org"})

    assert len(log.lines) >= 6
    no_canary_in(log.text)


@pytest.mark.django_db
def test_who_is_signed_in_is_told_by_number(officer, log):
    client = Client()
    client.force_login(officer)
    client.get("/inbox/")

    assert log.lines[-1]["member"] == officer.pk
    assert "Lindgren" not in log.text


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_an_error_is_told_by_its_places_and_without_its_words(kinston, log):
    client = Client(raise_request_exception=False, **VISITOR)

    response = client.get(f"/breaks/?q={QUERY}")

    assert response.status_code == 500
    [failed] = [line for line in log.lines if line["event"] == "request_failed"]
    assert failed["error"].startswith("IntegrityError at ")
    assert "in breaks" in failed["error"]
    assert "caused by ValueError" in failed["error"]
    no_canary_in(log.text)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_the_incident_on_the_page_leads_to_the_request(kinston, log):
    client = Client(raise_request_exception=False)

    response = client.get("/breaks/")

    [line] = [line for line in log.lines if line["event"].startswith("incident ")]
    number = line["event"].split()[1].rstrip(":")
    assert number in response.content.decode()
    assert line["request_id"] == response.headers["X-Request-ID"]


@pytest.mark.django_db
def test_a_citizens_request_tells_neither_survey_nor_address_nor_agent(officer, log):
    client = Client(**VISITOR)
    client.get(f"/s/{SURVEY}/")
    client.post(f"/s/{SURVEY}/", {"q": TYPED})
    client.force_login(officer)
    client.get(f"/s/{SURVEY}/")

    lines = [line for line in log.lines if "portal:" in line.get("request", "")]
    assert len(lines) >= 3
    assert all("member" not in line for line in lines)
    no_canary_in(log.text)


def test_a_member_on_a_citizens_page_is_not_told_even_where_something_asked(rf):
    request = rf.get(f"/s/{SURVEY}/")
    request.resolver_match = resolve(request.path)
    request._cached_user = SimpleNamespace(pk=7)

    assert _already_known(request) is None


@pytest.mark.django_db
def test_a_job_that_fails_is_told_by_its_number(kinston, log):
    job = Job.objects.create(task="a.task", argument=7, key="a", subject=TYPED)

    def work(lease):
        raise ValueError(f"{TYPED} of {NAME}")

    running.run(job.pk, work)

    [line] = [line for line in log.lines if line["level"] == "error"]
    assert line["job"] == job.pk
    assert line["error"].startswith("ValueError at ")
    no_canary_in(log.text)


@pytest.mark.django_db
def test_a_record_in_a_line_is_told_by_its_number(officer, log):
    concern = log_concern(officer, said=TYPED)
    logging.getLogger("outreach.anything").warning("%s was asked by %s", concern, officer)
    logging.getLogger("a.library").warning("%s wrote %s to %s", NAME, TYPED, MAIL)
    logging.getLogger("a.library").warning(f"mail to {MAIL} from /page?q={QUERY}")
    logging.getLogger("a.library").warning(f"Invalid request from ip={ADDRESS}, {SIX}")

    assert log.lines[0]["event"] == f"concern {concern.pk} was asked by member {officer.pk}"
    assert log.lines[1]["event"] == "… wrote … to …"
    no_canary_in(log.text)


def test_the_line_of_a_request_gunicorn_could_not_read_is_not_repeated(log):
    said = f"Invalid request from ip={ADDRESS}: Invalid HTTP request line: '{TYPED}'"
    logging.getLogger("gunicorn.error").warning(said)

    assert log.lines[0]["event"] == "a request was refused"


def test_what_no_list_names_is_left_out(log):
    import structlog

    structlog.get_logger("jobs.anything").warning("told", job=3, email=MAIL, said=TYPED)

    [line] = log.lines
    assert line["job"] == 3
    no_canary_in(log.text)


def test_a_long_chain_of_errors_ends():
    error: Exception = ValueError("0")
    for n in range(20):
        cause, error = error, ValueError(str(n))
        error.__cause__ = cause

    assert told_error(error).count("caused by") == 4


def test_a_plain_line_is_for_people(log):
    log.setFormatter(formatter(as_json=False))

    logging.getLogger("jobs.queue").warning("Job %s was not announced", 5)

    assert log.text.strip().endswith("warning jobs.queue Job 5 was not announced")


def test_gunicorn_writes_no_access_log_and_our_lines():
    from config import gunicorn

    assert gunicorn.accesslog is None
    assert gunicorn.logconfig_dict["formatters"]["line"]["as_json"] is True
