"""What came with a sent form: the answers, the wish to be contacted, and whether a person sent it.

A form that looks as if a program had sent it is never refused. It is held for a look, because the
same signs come from people: a whole school behind one address, an old tab, a quick reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from portal.contact import Contact, contact_in
from portal.form_numbers import FormNumber, read_number
from surveys.answers.answering import Checker, Given, Read, checker_of
from surveys.answers.asking import given_in
from surveys.models import Survey

# A field people do not see; programs fill in what they find.
TRAP = "homepage"


@dataclass(frozen=True)
class Sent:
    """A form as it came. `errors` stand by question key; "" is the form as a whole."""

    given: Given
    contact: Contact
    read: Read
    number: FormNumber | None
    errors: Mapping[str, str]
    only_switches: bool
    is_doubtful: bool

    @property
    def is_wrong(self) -> bool:
        return bool(self.errors or self.contact.errors)


def sent_in(post: QueryDict, survey: Survey, language: str, at: datetime) -> Sent:
    """The form in `post`, with what is wrong with it in words of `language`."""
    given, checker = given_in(dict(post.lists())), checker_of(survey)
    number = read_number(post.get("form", ""), survey, at)
    with translation.override(language):
        read, contact = checker.read(given), contact_in(post)
        errors = read.errors | _whole(read, number)
    if switches := "switch" in post:
        # Nobody is told what is wrong before they have sent it.
        errors, contact = {}, replace(contact, errors={})
    return Sent(
        given=given,
        contact=contact,
        read=read,
        number=number,
        errors=errors,
        only_switches=switches,
        is_doubtful=bool(post.get(TRAP)) or _is_odd(number, checker),
    )


def _whole(read: Read, number: FormNumber | None) -> dict[str, str]:
    if number is None:
        return {"": _("This form was not recognized. Look it through and send it again.")}
    return {"": _("Answer at least one question.")} if read.says_nothing else {}


def _is_odd(number: FormNumber | None, checker: Checker) -> bool:
    return number is None or number.is_old or number.is_hasty(checker.count)
