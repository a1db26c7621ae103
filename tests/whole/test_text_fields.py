"""Every text that somebody types goes through one normaliser, whichever form it stands in.

Filters over lists are left out: they are asked in the address, keep nothing, and look for words
alone (`outreach.search.words_of`).
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from i18nfield.forms import I18nFormField

from documents.spelling import composed
from outreach.concerns.workflows.intake import first_words
from pages.forms.fields import UNSEEN, Line, Words
from pages.forms.languages import InBothLanguages
from surveys.forms import AreaNames
from tests.support.rooms import ROOMS

OURS = (Line, Words, AreaNames, InBothLanguages)
OF_TEXT = (forms.CharField, I18nFormField)
# Kinds that are no free text.
OTHER_KINDS = {
    forms.EmailField: "its validator refuses what can't be seen and what is no text",
    forms.UUIDField: "a key, read as a number",
    forms.JSONField: "what a browser says of a passkey, read by its parser and not kept as text",
}
KEPT_NOWHERE = {
    "CodeForm.code": "compared with the code that is right",
    "CodeAgainForm.code": "compared with the code that is right",
    "FirstCodeForm.code": "compared with the code that is right",
    "PasswordAgainForm.password": "compared with a password, which may hold anything",
    "MemberFilter.q": "looked for, and composed where it is read",
}
# Where a field of the framework's own is made, so that none is slipped in while a form is made.
MAKES_ONE = re.compile(r"\bforms\.(?:Char|Slug|Regex|URL)Field\(")
MADE_IN = {
    "accounts/forms/members.py": "MemberFilter.q",
    "accounts/forms/signing_in.py": "the codes",
}


def forms_of_the_rooms() -> Iterator[type[forms.BaseForm]]:
    for room in ROOMS:
        for found in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if ".migrations." not in found.name:
                importlib.import_module(found.name)
    yield from (one for one in below(forms.BaseForm) if one.__module__.split(".")[0] in ROOMS)


def below(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def text_fields() -> dict[str, forms.Field]:
    return {
        f"{form.__name__}.{name}": field
        for form in forms_of_the_rooms()
        for name, field in form.base_fields.items()
        if isinstance(field, OF_TEXT)
    }


def test_every_text_field_of_every_form_is_one_of_ours_or_has_a_reason():
    found = text_fields()
    foreign = {
        name for name, field in found.items() if not isinstance(field, (*OURS, *OTHER_KINDS))
    }

    assert foreign == set(KEPT_NOWHERE)
    assert len(found) > 80  # the walk found the forms


def test_no_form_makes_another_text_field_while_it_is_made():
    made_in = {
        str(path.relative_to(settings.BASE_DIR))
        for room in ROOMS
        for path in Path(settings.BASE_DIR, room).rglob("*.py")
        if MAKES_ONE.search(path.read_text())
    }

    assert made_in == set(MADE_IN)


# Typed, and what is left of it in one line.
ONE_TEXT = {
    "Jose\u0301": "Jos\u00e9",
    "a\x00b": "ab",
    "a\x07\x1b\x7f\x9fb": "ab",
    "a\ud800b\udfff": "ab",
    "a\u2028b\x0bc\x85d": "a b c d",
    "\u0627\u200c\u0628 \U0001f469\u200d\U0001f692": "\u0627\u200c\u0628 \U0001f469\u200d\U0001f692",
}


@pytest.mark.parametrize("typed", ONE_TEXT, ids=ascii)
def test_every_field_of_ours_leaves_the_same_text(typed):
    wanted = ONE_TEXT[typed]

    assert Line().clean(typed) == wanted
    assert " ".join(Words().clean(typed).split()) == wanted
    assert " ".join(AreaNames().clean(typed)) == wanted
    assert InBothLanguages(max_length=99, locales=["en", "es"]).clean([typed, ""]).data == {
        "en": wanted
    }


@pytest.mark.parametrize("sign", sorted(UNSEEN), ids=ascii)
def test_a_line_names_the_sign_that_cannot_be_seen(sign):
    in_both = InBothLanguages(max_length=99, locales=["en", "es"])
    for clean, typed in (
        (Line().clean, f"We{sign}aver"),
        (AreaNames().clean, f"Northgate\nWe{sign}aver"),
        (in_both.clean, ["Weaver", f"We{sign}aver"]),
    ):
        with pytest.raises(ValidationError, match="can't be seen: [a-z -]+. Type it anew"):
            clean(typed)


def test_in_longer_texts_such_a_sign_stays_but_not_in_the_title_made_of_them():
    said = "He wrote \u202egnp.exe\u202c to me. Twice."

    assert Words().clean(said) == said
    assert first_words(said) == "He wrote gnp.exe to me"


def test_a_tab_and_an_end_of_line_are_text():
    assert composed("a\tb\r\nc") == "a\tb\r\nc"
