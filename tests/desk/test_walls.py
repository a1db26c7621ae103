"""Two walls: what an administrator reads, and what an auditor changes."""

import pytest

from desk.middleware import CHANGES_NOTHING, READS_NO_CONTENT, refusal
from personnel.roles import Role
from tests.support.factories import log_concern


@pytest.mark.parametrize(
    "path", ["/concerns/", "/groups/", "/presentations/", "/reports/", "/search/", "/waiting/"]
)
def test_an_administrator_is_told_why_a_page_is_closed(administrator, opens, path):
    response = opens(administrator, path)

    assert response.status_code == 403
    assert READS_NO_CONTENT in response.content.decode()


def test_an_administrator_cannot_tell_a_record_from_none(officer, administrator, opens):
    concern = log_concern(officer)

    there = opens(administrator, concern.get_absolute_url())
    not_there = opens(administrator, "/concerns/C-2026-9999/")

    assert (there.status_code, not_there.status_code) == (403, 403)
    assert concern.number not in there.content.decode()


def test_an_auditor_reads_a_concern_and_may_not_answer_it(officer, auditor, opens, sends):
    concern = log_concern(officer)

    assert opens(auditor, concern.get_absolute_url()).status_code == 200
    refused = sends(auditor, f"{concern.get_absolute_url()}answer/", text="Done.")

    assert refused.status_code == 403
    assert CHANGES_NOTHING in refused.content.decode()
    concern.refresh_from_db()
    assert concern.answer == ""


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_every_way_of_writing_is_closed_to_the_auditor(method):
    assert refusal(Role.ACCREDITATION_MANAGER, "outreach:concern", method) == CHANGES_NOTHING


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ACCREDITATION_MANAGER])
@pytest.mark.parametrize("asked", ["account_logout", "account_change_password", "desk:theme"])
def test_what_is_everyones_own_stays_open(role, asked):
    assert refusal(role, asked, "POST") == ""


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.ACCREDITATION_MANAGER})
)
def test_the_walls_stand_before_these_two_roles_alone(role):
    assert refusal(role, "outreach:concern-new", "POST") == ""
