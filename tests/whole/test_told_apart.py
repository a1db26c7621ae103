"""Whoever chooses among people or groups can tell two of the same name apart, wherever that is."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django_filters
import pytest
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model

from outreach.concerns.forms.concerns import IntakeForm
from outreach.concerns.forms.filters import ConcernFilter
from outreach.models import CommunityGroup
from pages.forms.fields import ByLastName, MemberChoice
from pages.forms.told_apart import ToldApart, difference
from personnel.models import Member
from personnel.roles import Role
from tests.support.factories import log_concern, make_division, make_group, make_member
from tests.support.rooms import code_in, dotted

ROOT = Path(settings.BASE_DIR)
NAMED = (get_user_model(), CommunityGroup)


def forms_and_filters() -> Iterator[type[Any]]:
    """Every form and filter class of ours."""
    modules = [*code_in("forms"), *ROOT.glob("*/*filter*.py")]
    for path in modules:
        for one in vars(importlib.import_module(dotted(path))).values():
            if isinstance(one, type) and issubclass(one, forms.BaseForm | django_filters.FilterSet):
                yield one


def choices_of(one: type[Any]) -> Iterator[tuple[str, Any]]:
    if issubclass(one, django_filters.FilterSet):
        fields = {name: found.field for name, found in one.base_filters.items()}
    else:
        fields = one.base_fields
    for name, field in fields.items():
        if isinstance(field, forms.ModelChoiceField):
            yield f"{one.__module__}.{one.__name__}.{name}", field


def test_every_choice_of_a_person_or_a_group_tells_two_of_a_name_apart(kinston):
    found = {
        where: field
        for one in forms_and_filters()
        for where, field in choices_of(one)
        if field.queryset is not None and field.queryset.model in NAMED
    }

    assert [
        where for where, field in found.items() if not issubclass(field.iterator, ToldApart)
    ] == []
    assert len(found) > 12


def labels(field: Any) -> list[str]:
    return [str(label) for value, label in field.choices if value]


def test_two_people_of_a_name_are_told_apart_by_division_and_then_by_address(unit):
    patrol = make_division(name="Harbor Division")
    make_member(name="Lee Sample", email="lee@example.org")
    make_member(name="Lee Sample", email="lee.two@example.org")
    make_member(name="Lee Sample", division=patrol)
    make_member(name="Ana Sample")

    shown = labels(MemberChoice(Member.objects.all()))

    assert shown == [
        "Officer Ana Sample",
        f"Officer Lee Sample ({unit}, lee@example.org)",
        f"Officer Lee Sample ({unit}, lee.two@example.org)",
        f"Officer Lee Sample (Harbor Division, {Member.objects.get(division=patrol).email})",
    ]


def test_two_groups_of_a_name_are_told_apart_in_the_form_and_in_the_filter(unit, officer):
    groups = [make_group(name="Northgate Watch", location=place) for place in ("Elm St", "Oak St")]
    for group in groups:
        log_concern(officer, group=group)
    told = ["Northgate Watch (Elm St)", "Northgate Watch (Oak St)"]

    assert labels(IntakeForm(member=officer).fields["group"]) == told
    assert labels(ConcernFilter({}, make_member(Role.UNIT_SUPERVISOR)).form.fields["group"]) == told


def test_two_groups_of_a_name_are_told_apart_in_their_list(client, unit, officer):
    for place in ("Elm St", "Elm St", "Oak St"):
        make_group(name="Northgate Watch", location=place)
    make_group(name="Harbor Watch", location="Pier 1")
    client.force_login(officer)

    told = [group.apart for group in client.get("/groups/").context["page_obj"]]

    assert told[0] == ""
    assert len(set(told)) == 4
    assert all("no. " in words for words in told[1:])


def test_two_officers_of_a_last_name_are_told_apart_in_the_filter(unit, officer):
    for name in ("Ana Sample", "Lee Sample"):
        log_concern(make_member(name=name))

    shown = ConcernFilter({}, make_member(Role.UNIT_SUPERVISOR)).form
    assert set(labels(shown.fields["owner"])) == {
        "Officer Sample (Ana Sample)",
        "Officer Sample (Lee Sample)",
    }


def test_members_stand_by_last_name_wherever_they_are_chosen_from(unit):
    """What is shown begins with the rank and the last name, so no other order can be seen."""
    for name in ("Ana Zeller", "Zoe Abbot"):
        log_concern(make_member(name=name))
    chosen = [
        (where, field)
        for one in forms_and_filters()
        for where, field in choices_of(one)
        if field.queryset is not None and field.queryset.model is Member
    ]

    assert [where for where, field in chosen if not issubclass(field.iterator, ByLastName)] == []
    owners = labels(ConcernFilter({}, make_member(Role.UNIT_SUPERVISOR)).form.fields["owner"])
    assert owners == ["Officer Abbot", "Officer Zeller"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("A", "x"), ("B", "x")], ["A", "B"]),
        ([("A", "x"), ("A", "y")], ["x", "y"]),
        ([("A", "x"), ("A", "y"), ("B", "z")], ["A, x", "A, y", "B, z"]),
        ([("", "x"), ("A", "y")], ["x", "A, y"]),
    ],
)
def test_as_few_words_as_tell_them_apart(rows, told):
    assert difference(rows, "Name") == told


def test_a_choice_is_asked_for_once_when_it_is_written(officer, django_assert_num_queries):
    log_concern(officer, group=make_group())
    form = ConcernFilter({}, make_member(Role.UNIT_SUPERVISOR)).form

    with django_assert_num_queries(1):
        assert "<option" in str(form["group"])
