"""What a password may be: long, known to nobody, and nothing else is asked of it."""

import subprocess
import sys

import pytest
from django.conf import settings as site
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.links import link_for
from accounts.passwords import LIST, common_passwords, plain
from tests.support.factories import make_member

GOOD = [
    "seven kettles under a plum moon",
    "sevenkettlesunder",
    "ÆØÅ ganske lange ord her",
    "a" + "bcdefg hijk lmnop" * 7,
    "my grandmother's blue door",
    "ostrich tarmac velvet",
]
REFUSED = [
    "fourteen chars",
    "x y z " * 22,
    "passwordpassword1",
    "Password Password 1",
    "PASSWORDPASSWORD",
    "qwertyuiopasdfghjkl",
    "1qaz2wsx3edc4rfv",
    "123456789012345",
    "aaaaaaaaaaaaaaaa",
    "summersummer2024",
    "toprotectandserve",
    "ilovemyfamily2019",
    "letmeinletmein123",
    "Tessa Lindgren 1987",
    "tessa.lindgren@example.org",
    "Liaison-Police-2026!",
    "Community Services Unit 1",
    "police department 12345",
    "2468101214161820",
    "tessatessatessa!!",
]


@pytest.fixture
def tessa(unit):
    return make_member(name="Tessa Lindgren", email="tessa.lindgren@example.org")


@pytest.mark.parametrize("password", GOOD)
def test_a_phrase_of_ones_own_is_good(tessa, password):
    validate_password(password, tessa)


@pytest.mark.parametrize("password", REFUSED)
def test_what_is_tried_first_is_refused_with_a_reason(tessa, password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, tessa)

    assert all(message.endswith((".", "!")) for message in refused.value.messages)


@pytest.mark.parametrize("length", [127, 128])
def test_up_to_128_characters(tessa, length):
    validate_password(("violin acre " * 20)[:length], tessa)


def test_the_list_holds_thousands_that_are_long_enough():
    words = LIST.read_text().split()

    assert len(words) == len(set(words)) == len(common_passwords()) > 3_000
    assert min(map(len, words)) >= 15
    assert all(word == plain(word) for word in words)


def test_the_list_is_what_its_script_makes():
    command = [sys.executable, site.BASE_DIR / "scripts/common_passwords.py", "--check"]

    checked = subprocess.run(command, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout


def test_the_page_refuses_it_and_may_be_pasted_into(client, tessa):
    page = client.get(link_for(tessa).partition("8000")[2], follow=True)
    typed = {"password1": "passwordpassword1", "password2": "passwordpassword1"}

    answer = client.post(page.redirect_chain[-1][0], typed)

    assert "Many people use this password" in answer.text
    assert page.text.count('autocomplete="new-password"') == 2
    assert "onpaste" not in page.text
    assert "passwordpassword1" not in answer.text


def test_the_sign_in_page_names_its_fields_for_a_password_manager(client, kinston):
    page = client.get(reverse("account_login")).text

    assert 'autocomplete="current-password"' in page
    assert 'type="password"' in page
    assert "sign up" not in page.lower()


def test_passwords_are_kept_as_argon2id(settings):
    from config import settings as product

    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS

    assert make_password("seven kettles under a plum moon").startswith("argon2$argon2id$")
