"""Everything citizens read besides the survey's own words has its Spanish, compiled as it is written."""

import sys
from pathlib import Path

import pytest
from django.conf import settings

sys.path.insert(0, str(Path(settings.BASE_DIR) / "scripts"))

import translations


def test_every_text_has_its_spanish():
    assert list(translations.faults()) == []


def test_a_text_without_spanish_is_named(monkeypatch):
    wanted = translations.asked_for()
    wanted.add("Tell us more.")
    monkeypatch.setattr(translations, "asked_for", lambda: wanted)

    assert list(translations.faults()) == ["no Spanish for 'Tell us more.'"]


@pytest.mark.parametrize("spanish", ["Abierta.", "Abierta hasta %(dia)s."])
def test_spanish_that_loses_what_is_filled_in_is_named(monkeypatch, spanish):
    kept = translations.known()
    kept.get("Open until %(day)s.").string = spanish
    monkeypatch.setattr(translations, "known", lambda: kept)

    assert "the Spanish of 'Open until %(day)s.' loses what is filled in" in translations.faults()


def test_spanish_that_was_not_compiled_is_named(monkeypatch):
    kept = translations.known()
    kept.get("Next").string = "Adelante"
    monkeypatch.setattr(translations, "known", lambda: kept)

    assert list(translations.faults()) == ["django.mo is not made from django.po"]
