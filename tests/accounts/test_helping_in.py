"""An administrator helps somebody in: another one than who is asking, and seen again."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts.workflows import proposals
from personnel.models import AccountProposal, Letter, Member, Notice
from personnel.sealing import opened
from tests.support.accounts import approve
from tests.support.factories import NOON
from tests.support.factors import App, is_in, shown_again


@pytest.fixture
def app(officer):
    return App(officer)


def factor_of(member, kind):
    return Authenticator.objects.get(user_id=member.pk, type=kind)


def test_an_administrator_takes_a_lost_factor_away(desk, administrator, officer, commander, app):
    shown_again(desk, administrator)
    page = reverse("personnel:member-factor-reset", args=[officer.pk])
    other = Client()
    other.force_login(officer)
    assert is_in(other)

    asked = desk.get(page)
    without_reason = desk.post(page, {"note": " "})
    assert Authenticator.objects.exists()
    desk.post(page, {"note": "Phone fell into the river; seen in person."})
    assert Authenticator.objects.exists()
    approve(AccountProposal.objects.get(), commander)

    assert "Make sure that it is Officer Lindgren who asks" in asked.text
    assert without_reason.status_code == 422
    assert not Authenticator.objects.exists()
    assert not is_in(other)
    told = Notice.objects.filter(text__contains="river").values_list("to", flat=True)
    assert set(told) == {officer.pk, commander.pk}
    letters = Letter.objects.all()
    assert {letter.to for letter in letters} == {officer.email}
    assert any("fell into the river" in opened(letter.sealed, "letter") for letter in letters)


@pytest.mark.parametrize(
    ("note", "why"),
    [
        (" ", "Say why, in up to 120 characters."),
        ("a" * 121, "Say why, in up to 120 characters."),
        ("Lost\u202e.", "a sign that can&#x27;t be seen: right-to-left override"),
    ],
)
def test_a_reason_that_is_refused_is_told_on_top_and_at_its_place(
    desk, administrator, officer, app, note, why
):
    shown_again(desk, administrator)

    answer = desk.post(reverse("personnel:member-factor-reset", args=[officer.pk]), {"note": note})

    assert answer.status_code == 422
    on_top, _, at_its_place = answer.text.partition('id="id_note_error"')
    assert 'href="#id_note"' in on_top
    assert why in at_its_place
    assert Authenticator.objects.exists()


@pytest.mark.parametrize(
    "asked", ["member-factor-reset", "member-link", "member-edit", "member-enable", "member-new"]
)
def test_what_lets_somebody_in_asks_who_is_there(client, administrator, officer, app, asked):
    officer.is_active = asked != "member-enable"
    officer.save()
    before = list(Member.objects.order_by("pk").values())
    client.force_login(administrator)
    parts = [] if asked == "member-new" else [officer.pk]

    for method in (client.get, client.post):
        answer = method(reverse(f"personnel:{asked}", args=parts))
        assert answer.url.startswith(reverse("account_reauthenticate"))

    after = list(Member.objects.order_by("pk").values())
    assert [one | {"last_login": None} for one in after] == [
        one | {"last_login": None} for one in before
    ]
    assert Authenticator.objects.exists()


def test_nobody_resets_the_own_factor(desk, administrator):
    App(administrator)
    shown_again(desk, administrator)

    answer = desk.post(
        reverse("personnel:member-factor-reset", args=[administrator.pk]), {"note": "Lost."}
    )

    assert answer.status_code == 403
    assert Authenticator.objects.exists()


def test_only_the_administrator_does(officer, chief, app):
    with pytest.raises(Exception, match="administrator keeps the accounts"):
        proposals.reset_factor(officer, reason="Lost.", by=chief, at=NOON)

    assert Authenticator.objects.exists()
