"""`manage.py add_member`: the first administrator, made on the machine itself."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from personnel.models import Division, Member, Notice
from personnel.roles import Role

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
