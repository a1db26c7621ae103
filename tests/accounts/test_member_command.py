"""`manage.py add_member`: the first administrator, made on the machine itself."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from personnel.models import AccountProposal, Division, Member, Notice
from personnel.roles import Role
from tests.support.accounts import approved

FIRST = ("sam@example.org", "--name", "Sam Osei", "--role", "administrator")


def added(*words):
    said = StringIO()
    call_command("add_member", *words, stdout=said)
    return said.getvalue()


def test_the_first_administrator_is_made_before_there_is_a_department(db, client, settings):
    settings.SITE_URL = "https://liaison.example.org"

    said = added(*FIRST)

    member = Member.objects.get()
    link = re.search(r"https://liaison\.example\.org(/\S+)", said)
    assert (member.role, member.division) == (Role.ADMINISTRATOR, None)
    assert not member.has_usable_password()
    assert "within 72 hours" in said
    assert client.get(link[1], follow=True).status_code == 200


def test_a_member_gets_rank_and_division(unit, chief):
    patrol = Division.objects.exclude(pk=unit.pk).first()

    added(
        "Owen@Example.org", "--name", "Owen Baptiste", "--rank", "Sgt.",
        "--role", "division_supervisor", "--division", patrol.key,
    )  # fmt: skip

    member = Member.objects.get(email="owen@example.org")
    assert (member.full_name, member.division) == ("Sgt. Owen Baptiste", patrol)
    assert Notice.objects.get(to=chief).text == (
        "The machine's own administrator made an account for Sgt. Baptiste: Division supervisor."
    )


def test_the_first_accounts_of_a_department_are_made_here(unit):
    for role in ("unit_supervisor", "community_officer", "chief"):
        added(f"{role}@example.org", "--name", "Sam Osei", "--role", role)

    assert Member.objects.count() == 3
    assert not AccountProposal.objects.exists()


def test_once_somebody_has_signed_in_an_account_is_proposed(unit, chief):
    Member.objects.update(last_login=timezone.now())

    said = added("owen@example.org", "--name", "Owen Baptiste", "--role", "unit_supervisor")

    proposal = AccountProposal.objects.get()
    assert "This account is approved by command:" in said
    assert proposal.get_absolute_url() in said
    assert "password/reset" not in said
    assert approved(proposal, chief).role == Role.UNIT_SUPERVISOR


@pytest.mark.parametrize("role", ["commander", "officer", "administrator"])
def test_closing_everybody_does_not_bring_the_first_days_back(unit, supervisor, role):
    """A supervisor signed in once; that they left opens the machine's door to no role but one."""
    Member.objects.update(last_login=timezone.now(), is_active=False)

    added("owen@example.org", "--name", "Owen Baptiste", "--role", role)

    assert not Member.objects.filter(email="owen@example.org").exists()


def test_the_chief_is_made_here_when_none_serves_and_command_is_told(unit, commander):
    Member.objects.update(last_login=timezone.now())

    added("helen@example.org", "--name", "Helen Varga", "--role", "chief")
    added("second@example.org", "--name", "Ada Stone", "--role", "chief")

    assert [one.email for one in Member.objects.in_roles(Role.CHIEF)] == ["helen@example.org"]
    told = Notice.objects.filter(to=commander).values_list("text", flat=True)
    assert "The machine's own administrator made an account for Varga: Chief." in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--role", "sheriff"), "There is no role “sheriff”. The roles are: officer, "),
        (
            ("--division", "harbor"),
            "There is no division “harbor”. The divisions are: community_services, ",
        ),
        (("--name", ""), "Fill in “Name”"),
        (("--role", "division_supervisor"), "Choose the division this supervisor answers for."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_with_the_choices(unit, words, said):
    with pytest.raises(CommandError) as refused:
        added(*FIRST, *words)

    assert said in str(refused.value)
    assert not Member.objects.exists()


def test_without_divisions_the_refusal_says_so(db):
    with pytest.raises(CommandError, match="There are no divisions yet"):
        added(*FIRST, "--division", "patrol")


def test_an_account_is_made_once(db):
    added(*FIRST)

    with pytest.raises(CommandError, match="Somebody signs in with this address already"):
        added(*FIRST)
    with pytest.raises(CommandError, match="valid email address"):
        added("sam at home", *FIRST[1:])

    assert Member.objects.count() == 1
