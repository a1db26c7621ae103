"""What every test starts from: a department under Kinston's policy and its people."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client, TransactionTestCase
from whitenoise.middleware import WhiteNoiseMiddleware

from audit import heads
from audit.guards import put_aside
from documents import letters, pdf
from documents.printing import PROJECT
from jobs import running
from operations.guards import GUARDS
from personnel.models import Division, Member
from personnel.roles import Role
from tests.support import adopted, cookies
from tests.support.accessible import lacks
from tests.support.factories import log_concern, make_member
from tests.support.migrated import migrated_once
from tests.support.tracing import traced

FAULTS = 136
WITH_KEY = re.compile(r"[?&](once|draft)=[0-9a-f-]{36}$")
FAULT = re.compile(r"test_fault_(\d{3})_")


def pytest_itemcollected(item: Any) -> None:
    """Marks what asks for no database: it is the same test on each of them."""
    asks = item.get_closest_marker("django_db") or "django_db_setup" in item.fixturenames
    if not asks and not item.get_closest_marker("redis"):
        item.add_marker("without_database")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After the shuffle: minutes of one test are begun first, so that nobody waits for them alone."""
    items.sort(key=lambda item: item.path.name != "test_everyone.py")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How many of the known faults and bad inputs a test of this run is named after."""
    run = (one for kind in ("passed", "failed") for one in terminalreporter.stats.get(kind, ()))
    numbers = {found[1] for one in run if (found := FAULT.search(one.nodeid))}
    if numbers:
        terminalreporter.write_line(f"{len(numbers)} of {FAULTS} known faults have a test here")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Comes before the databases are made: what was migrated once is copied."""
    with migrated_once():
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """On PostgreSQL a session left over by a live server would keep the test database alive."""
    yield
    if connection.vendor == "postgresql":
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


@pytest.fixture(scope="session", autouse=True)
def _emptied_past_the_guards():
    """After a test that commits, every table is emptied, issued reports and all."""
    emptied = TransactionTestCase._fixture_teardown

    def past_the_guards(case):
        if goes_past_triggers():
            emptied(case)
            return
        with put_aside(GUARDS):
            emptied(case)

    def goes_past_triggers():
        if connection.vendor != "postgresql":
            return False
        with connection.cursor() as cursor:
            cursor.execute("SHOW is_superuser")
            return cursor.fetchone() == ("on",)

    # Of the class: while a browser runs, this thread has another connection with its own operations.
    operations = type(connection.ops)
    truncated = operations.sql_flush

    def row_by_row(itself, style, tables, **how):
        """PostgreSQL makes a new file for each table and index that it truncates."""
        if not goes_past_triggers():
            return truncated(itself, style, tables, **how)
        past_triggers = "SET LOCAL session_replication_role = replica"
        return ["; ".join([past_triggers, *(f'DELETE FROM "{table}"' for table in tables)])]

    with pytest.MonkeyPatch.context() as suite:
        suite.setattr(TransactionTestCase, "_fixture_teardown", past_the_guards)
        if connection.vendor == "postgresql":
            suite.setattr(operations, "sql_flush", row_by_row)
        yield


@pytest.fixture(autouse=True)
def _every_test_begins_another_log():
    """Its heads would be those of a log that was emptied; what a test commits writes some."""
    yield
    heads.forget()


@pytest.fixture(autouse=True)
def _no_row_changes_without_an_entry(monkeypatch):
    """Whatever a test asks a page for, or has a job do: each change of a record is in the log."""

    def watched(work: Callable[..., Any], said: Callable[..., str]) -> Callable[..., Any]:
        def traced_work(*given: Any, **facts: Any) -> Any:
            with traced() as written:
                done = work(*given, **facts)
            assert not written.unexplained, f"{said(*given)} changed {written.unexplained}"
            return done

        return traced_work

    def page(client: Client, *given: Any) -> str:
        return str(given)

    monkeypatch.setattr(Client, "request", watched(Client.request, page))
    monkeypatch.setattr(running, "_do", watched(running._do, lambda work, lease: str(lease)))


@pytest.fixture(scope="session", autouse=True)
def _a_form_is_found_at_its_bare_address():
    """A client is led from a form's bare address to the one with its key, as a browser is."""
    get = Client.get

    def led_on(client: Client, path: str, *given: Any, **more: Any) -> Any:
        answer = get(client, path, *given, **more)
        led = answer.headers.get("Location", "") if answer.status_code == 302 else ""
        return get(client, led) if WITH_KEY.search(led) else answer

    with pytest.MonkeyPatch.context() as suite:
        suite.setattr(Client, "get", led_on)
        yield


@pytest.fixture(scope="session", autouse=True)
def _every_document_can_be_read_aloud():
    """Whatever a test prints from a template of the product; KEEP_DOCUMENTS names a folder for it.

    A demo prints many of a kind: of those three are read.
    """
    looked_at, kept = pdf._look_at_the_outcome, os.environ.get("KEEP_DOCUMENTS")
    seen: Counter[tuple[str, str]] = Counter()

    def read_back(answer: Any, template_name: str, limits: Any) -> None:
        looked_at(answer, template_name, limits)
        if not (PROJECT / "templates" / template_name).exists():
            return
        kind = (os.environ.get("PYTEST_CURRENT_TEST", ""), template_name)
        seen[kind] += 1
        if seen[kind] > 3:
            return
        if kept:
            name = f"{template_name.replace('/', '-')}-{sha256(answer.stdout).hexdigest()[:12]}.pdf"
            Path(kept, name).write_bytes(answer.stdout)
        assert lacks(answer.stdout) == [], template_name

    with pytest.MonkeyPatch.context() as suite:
        suite.setattr(pdf, "_look_at_the_outcome", read_back)
        yield


@pytest.fixture
def latin_alone(monkeypatch):
    """A machine whose typefaces hold Latin letters and no others, whatever is installed here."""
    monkeypatch.setattr(letters, "_said", lambda *command: "TrueType|20-17f 2010-2044 20ac\n")
    letters.installed.cache_clear()
    yield
    letters.installed.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_found_once():
    """Each test's client has a handler of its own, and each handler would look for them again."""
    find, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def remembered(middleware):
        if not found:
            find(middleware)
            found.update(middleware.files)
        middleware.files.update(found)

    with pytest.MonkeyPatch.context() as suite:
        suite.setattr(WhiteNoiseMiddleware, "add_files_from_finders", remembered)
        yield


@pytest.fixture(scope="session", autouse=True)
def _the_clients_cookie_holds_the_secret_of_its_session():
    with pytest.MonkeyPatch.context() as suite:
        suite.setattr(Client, "session", property(cookies.session_of))
        suite.setattr(Client, "_set_login_cookies", cookies.set_login_cookies)
        yield


@pytest.fixture
def kinston(db):
    """A department that works under Kinston's pack."""
    return adopted.kinston()


@pytest.fixture
def unit(kinston) -> Division:
    return Division.objects.get(is_unit=True)


@pytest.fixture
def officer(unit) -> Member:
    """The community officer, who logs, presents and writes the reports."""
    return make_member(Role.COMMUNITY_OFFICER, name="Tessa Lindgren")


@pytest.fixture
def patrol_officer(unit) -> Member:
    patrol = Division.objects.filter(is_unit=False).first()
    return make_member(Role.OFFICER, name="Noor Okoye", division=patrol)


@pytest.fixture
def supervisor(unit) -> Member:
    member = make_member(Role.UNIT_SUPERVISOR, name="Owen Baptiste", rank="Sgt.")
    unit.supervisor = member
    unit.save()
    return member


@pytest.fixture
def commander(unit) -> Member:
    member = make_member(Role.COMMANDER, name="Renee Calloway", rank="Maj.")
    unit.commander = member
    unit.save()
    return member


@pytest.fixture
def chief(unit) -> Member:
    return make_member(Role.CHIEF, name="Helen Varga", rank="Chief")


@pytest.fixture
def concern(officer):
    return log_concern(officer)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium instead of one that Playwright would download."""
    named = os.environ.get("CHROMIUM")
    chromium = named or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if not chromium:
        pytest.skip("Chromium is not installed; CHROMIUM names another place")
    with pytest.MonkeyPatch.context() as surroundings:
        # Playwright keeps an event loop in this thread, and Django thinks it would be blocked.
        surroundings.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        quiet = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
        yield browser_type_launch_args | {"executable_path": chromium, "args": quiet}
