"""The department's provider signs in who is linked, and makes nobody an account."""

import time

import pytest
from django.contrib.auth.signals import user_login_failed
from django.test import Client
from django.urls import reverse

from personnel.models import Member
from tests.support.factories import PASSWORD
from tests.support.factors import App, is_in, sign_in
from tests.support.fake_provider import CLIENT
from tests.support.single_sign_on import BACK, signs_in


def test_who_is_linked_signs_in(provider, linked):
    answer, client = signs_in(provider)

    assert (answer.status_code, answer.url) == (302, "/")
    assert is_in(client)


def test_the_sign_in_page_offers_it_only_where_there_is_a_provider(
    kinston, provider, client, settings
):
    assert "With Northgate sign-in" in client.get(reverse("account_login")).text

    settings.OIDC_SERVER_URL = ""
    assert "Northgate" not in client.get(reverse("account_login")).text
    assert client.get(reverse("account_single_sign_on")).status_code == 404


@pytest.mark.parametrize(
    ("says", "sentence"),
    [
        ({"aud": "another-site"}, "not meant for this site"),
        ({"aud": [CLIENT, "another-site"]}, "not meant for this site"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "not meant for this site"),
        ({"aud": None}, "not meant for this site"),
        ({"iss": "https://elsewhere.example"}, "not meant for this site"),
        ({"exp": int(time.time()) - 120}, "not meant for this site"),
        ({"exp": None}, "not meant for this site"),
        ({"nonce": "another"}, "another sign-in"),
        ({"nonce": None}, "another sign-in"),
        ({"tid": "tenant-b"}, "another organization"),
        ({"tid": None}, "another organization"),
        ({"sub": "subject-2"}, "not linked to an account here"),
        ({"sub": None}, "not meant for this site"),
        ({"email_verified": False}, "not confirmed the address"),
        ({"email_verified": "false"}, "not confirmed the address"),
    ],
)
def test_whoever_is_not_meant_is_refused_in_words(provider, linked, says, sentence):
    members = Member.objects.count()

    answer, client = signs_in(provider, **says)

    assert answer.status_code == 403
    assert sentence in answer.text
    assert not is_in(client)
    assert Member.objects.count() == members


def test_an_address_alone_links_nobody(provider, tessa):
    answer, client = signs_in(provider, email=tessa.email)

    assert "not linked to an account here" in answer.text
    assert not is_in(client)
    assert Member.objects.count() == 1


def test_an_answer_counts_once_and_only_where_it_was_asked_for(provider, linked):
    client, provider.says = Client(), {}
    asked = client.get(reverse("account_single_sign_on"))
    back = f"{reverse(BACK)}?{provider.answer_to(asked.url)}"

    elsewhere = Client().get(back)
    first = client.get(back)
    again = client.get(back)

    assert "used already, or was begun elsewhere" in elsewhere.text
    assert first.status_code == 302
    assert (again.status_code, "used already" in again.text) == (403, True)


def test_nobody_is_signed_in_with_the_answer_to_somebody_else(provider, linked):
    """An address with the attacker's code and state, sent to somebody who has begun too."""
    attacker, client = Client(), Client()
    theirs = attacker.get(reverse("account_single_sign_on"))
    client.get(reverse("account_single_sign_on"))

    answer = client.get(f"{reverse(BACK)}?{provider.answer_to(theirs.url)}")

    assert "was begun elsewhere" in answer.text
    assert provider.asked  # its code was never used
    assert not is_in(client)


def test_a_refusal_is_signalled(provider, linked):
    heard = []
    user_login_failed.connect(lambda **facts: heard.append(facts["credentials"]), weak=False)

    signs_in(provider, sub="subject-2")

    assert "not linked" in heard[0]["single_sign_on"]


@pytest.mark.parametrize("onward", ["https://example.com/", "//example.com", "javascript:x"])
def test_the_way_on_never_leads_off_the_site(provider, linked, onward):
    begin = f"{reverse('account_single_sign_on')}?next={onward}"

    answer, _ = signs_in(provider, begin=begin)

    assert answer.url == "/"


# ---- The second factor


def test_the_own_factor_is_asked_unless_the_provider_did(provider, linked, settings):
    settings.MFA_REQUIRED = True
    App(linked)

    asked, _ = signs_in(provider)
    trusted, client = signs_in(provider, amr=["pwd", "mfa"])

    assert asked.url == reverse("mfa_authenticate")
    assert trusted.url == "/"
    assert client.get("/").status_code == 200


def test_without_any_factor_one_is_set_up_first(provider, linked, settings):
    settings.MFA_REQUIRED = True

    _, alone = signs_in(provider)
    _, with_theirs = signs_in(provider, amr=["mfa"])

    assert alone.get("/").url == reverse("mfa_index")
    assert with_theirs.get("/").status_code == 200


def test_a_department_may_say_that_its_provider_asks(provider, linked, settings):
    settings.MFA_REQUIRED = settings.OIDC_SECOND_FACTOR = True

    _, client = signs_in(provider)

    assert client.get("/").status_code == 200


def test_what_the_provider_asked_counts_for_no_later_password(provider, linked, settings):
    settings.MFA_REQUIRED = True
    _, client = signs_in(provider, amr=["mfa"])
    client.post(reverse("account_logout"))

    sign_in(linked, client=client)

    assert client.get("/").url == reverse("mfa_index")


def test_nor_for_a_later_sign_in_without_it(provider, linked, settings):
    settings.MFA_REQUIRED = True
    client = Client()
    signs_in(provider, client=client, amr=["mfa"])

    signs_in(provider, client=client)

    assert client.get("/").url == reverse("mfa_index")


def test_showing_again_who_is_there_keeps_what_the_provider_asked(provider, linked, settings):
    settings.MFA_REQUIRED = True
    _, client = signs_in(provider, amr=["mfa"])

    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert client.get("/").status_code == 200
