"""A status carries its words, tone and icon; columns and steps read it as such."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from documents.statuses import State, StatusChoices, StatusField, by_words, status_of
from outreach.models import Concern, ConcernStep
from pages.templatetags.components import status

TONES = {"", "draft", "active", "wait", "warn", "bad", "ok", "done"}


def every() -> list[type[StatusChoices]]:
    fields = (field for model in apps.get_models() for field in model._meta.get_fields())
    return [field.statuses for field in fields if isinstance(field, StatusField) and field.statuses]


@pytest.mark.parametrize("statuses", every(), ids=lambda one: one.__qualname__)
def test_every_status_has_words_a_tone_of_the_stylesheet_and_an_icon(statuses):
    for one in statuses:
        assert one.words
        assert one.icon
        assert one.tone in TONES


def test_no_status_of_a_record_is_a_bare_column():
    """Who looks at one of these would see its key."""
    bare = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField) and field.name.endswith("status")
        if not isinstance(field, StatusField)
    ]

    assert not bare


def test_the_same_words_look_the_same_everywhere():
    for statuses in every():
        for one in statuses:
            known = by_words()[one.words]
            assert (known.tone, known.icon) == (one.tone, one.icon), one


@pytest.mark.django_db
def test_a_row_and_its_steps_are_read_as_statuses(concern):
    row, step = Concern.objects.get(), ConcernStep.objects.first()

    assert (row.status.words, row.status.tone) == ("Logged", "")
    assert step.to_status is Concern.Status.LOGGED
    assert step.from_status == ""
    assert list(Concern.objects.values_list("status", flat=True)) == [Concern.Status.LOGGED]


@pytest.mark.django_db
def test_what_a_later_version_wrote_is_shown_as_it_stands(concern):
    Concern.objects.update(status="adjourned")

    row = Concern.objects.get()

    assert row.status == "adjourned"
    assert status_of(row) is None
    assert "adjourned" in status(row)


def test_a_record_that_was_never_saved_has_its_look_too():
    assert status_of(Concern(status="closed")) is Concern.Status.CLOSED
    assert status_of("green") is State.GREEN
    assert status_of("no such thing") is None
