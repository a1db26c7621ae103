from collections.abc import Callable

import pytest
from celery import current_app

from personnel.models import Member
from personnel.roles import Role
from reports.models import Report
from tests.reports.making import assembled, issued, submitted
from tests.support.factories import make_member


@pytest.fixture(autouse=True)
def _no_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves for a broker; a test does the jobs it waits for itself."""
    app = current_app._get_current_object()
    monkeypatch.setattr(app, "send_task", lambda *args, **options: None)


@pytest.fixture
def auditor(unit) -> Member:
    return make_member(Role.ACCREDITATION_MANAGER, name="Ida Sorley", rank="")


@pytest.fixture
def administrator(unit) -> Member:
    return make_member(Role.ADMINISTRATOR, name="Sam Osei", rank="")


@pytest.fixture
def draft(officer) -> Report:
    return assembled(officer)


@pytest.fixture
def waiting(officer, supervisor, commander) -> Report:
    """Submitted by the officer; it waits for the unit's supervisor."""
    return submitted(officer)


@pytest.fixture
def issued_report(officer, supervisor, commander, chief) -> Report:
    return issued(officer, supervisor, commander)


@pytest.fixture
def signed_in(client) -> Callable[[Member], object]:
    """The client, with this member signed in."""

    def as_member(member: Member) -> object:
        client.force_login(member)
        return client

    return as_member


@pytest.fixture
def reading(signed_in, officer):
    """The client of the officer who writes the reports."""
    client = signed_in(officer)
    client.get("/")  # the first visit of a session writes it down
    return client
