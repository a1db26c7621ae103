"""Who may file, see, review and correct a brief report (rows 1 to 3)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from outreach.models import Presentation
from outreach.presentations import workflow
from outreach.presentations.permissions import may_change_brief, may_review_brief
from personnel.models import Division
from personnel.roles import COMMAND, READS_ALL, WORKING, Role
from tests.outreach.presentations.test_workflow import brief
from tests.support.factories import NOON, file_brief, make_division, make_member

REVIEWERS = {Role.UNIT_SUPERVISOR, Role.DIVISION_SUPERVISOR, *COMMAND}


@pytest.fixture
def presentation(officer):
    return file_brief(officer)


def member_of_another_division(role):
    return make_member(role, division=make_division())


@pytest.mark.parametrize("role", sorted(WORKING))
def test_any_working_member_presents(unit, role):
    member = make_member(role)

    assert file_brief(member).presenter == member


@pytest.mark.parametrize("role", sorted(set(Role) - WORKING))
def test_who_changes_nothing_files_nothing(client, unit, role):
    member = make_member(role)
    client.force_login(member)

    with pytest.raises(PermissionDenied):
        file_brief(member)

    new = reverse("outreach:presentation-new")
    draft = reverse("outreach:presentation-draft")
    answers = [client.get(new), client.post(new, {}), client.post(draft, {"place": "Library"})]
    assert {answer.status_code for answer in answers} == {403}
    assert not Presentation.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role) - REVIEWERS))
def test_who_supervises_nobody_reviews_nothing(client, presentation, role):
    member = make_member(role)
    client.force_login(member)

    with pytest.raises(PermissionDenied, match="supervisor reviews"):
        workflow.accept(presentation, by=member, at=NOON)
    with pytest.raises(PermissionDenied):
        workflow.send_back(presentation, by=member, at=NOON, note="No.")

    url = reverse("outreach:presentation-accept", args=[presentation.pk])
    assert client.post(url, {"version": 1}).status_code in {403, 404}
    presentation.refresh_from_db()
    assert presentation.status == Presentation.Status.FILED


@pytest.mark.parametrize("role", sorted(REVIEWERS))
def test_nobody_reviews_a_report_of_their_own(unit, role):
    presenter = make_member(role)
    own = file_brief(presenter)

    with pytest.raises(PermissionDenied, match="Nobody reviews a brief report of their own"):
        workflow.accept(own, by=presenter, at=NOON)


def test_a_division_supervisor_reviews_the_own_division_alone(presentation, patrol_officer):
    sergeant = make_member(Role.DIVISION_SUPERVISOR, division=patrol_officer.division)

    assert may_review_brief(sergeant, file_brief(patrol_officer))
    assert not may_review_brief(sergeant, presentation)


def test_a_report_without_a_division_is_no_division_supervisors(unit):
    nowhere = make_member(Role.OFFICER, division=None)
    sergeant = make_member(Role.DIVISION_SUPERVISOR, division=None)

    assert not may_review_brief(sergeant, file_brief(nowhere))


def test_only_the_presenter_corrects_a_returned_report(client, presentation, supervisor, commander):
    workflow.send_back(presentation, by=supervisor, at=NOON, note="How many?")

    for member in (supervisor, commander):
        assert not may_change_brief(member, presentation)
        with pytest.raises(PermissionDenied, match="The presenter corrects"):
            workflow.file_again(presentation, brief(), [], by=member, at=NOON, seen=1)
        client.force_login(member)
        url = reverse("outreach:presentation-edit", args=[presentation.pk])
        assert client.get(url).status_code == 403
        assert client.post(url, {}).status_code == 403


@pytest.mark.parametrize("role", sorted(set(Role) - READS_ALL))
def test_a_report_of_another_division_is_out_of_sight(client, presentation, role):
    client.force_login(member_of_another_division(role))
    names = ["presentation", "presentation-edit", "presentation-return"]
    urls = [reverse(f"outreach:{name}", args=[presentation.pk]) for name in names]

    accept = client.post(reverse("outreach:presentation-accept", args=[presentation.pk]))

    assert {client.get(url).status_code for url in urls} | {accept.status_code} <= {403, 404}
    assert client.get(urls[0]).status_code == 404 or role == Role.ADMINISTRATOR
    assert presentation.audience not in client.get(reverse("outreach:presentations")).text


@pytest.mark.parametrize("role", sorted(READS_ALL))
def test_who_reads_all_reads_reports_of_every_division(client, presentation, role):
    client.force_login(member_of_another_division(role))

    assert client.get(presentation.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("role", [Role.OFFICER, Role.TRAINING_OFFICER])
def test_who_takes_no_lists_away_gets_no_file_of_presentations(client, presentation, role):
    client.force_login(make_member(role))

    assert client.get(reverse("outreach:presentations-export")).status_code == 403


def test_a_role_lowered_while_the_page_is_open_reviews_nothing(client, presentation, supervisor):
    client.force_login(supervisor)
    supervisor.role = Role.OFFICER
    supervisor.save()

    answer = client.post(reverse("outreach:presentation-accept", args=[presentation.pk]))

    assert answer.status_code == 403
    assert Division.objects.get(is_unit=True).supervisor == supervisor
