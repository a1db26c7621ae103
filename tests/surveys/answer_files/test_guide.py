"""The guide to earlier surveys: its commands, in their order, print what it says they print."""

from __future__ import annotations

import re
import shlex
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from surveys.answer_files.maps import (
    AnswerColumn,
    ResponseColumns,
    ResponseSource,
    read_response_map,
)
from tests.whole.test_described import blocks

GUIDE = (Path(settings.BASE_DIR) / "docs/how-to/bring-in-earlier-surveys.md").read_text()
TOOLS = (Path(settings.BASE_DIR) / "docs/how-to/bring-in-exports-of-survey-tools.md").read_text()
COMMANDS = re.findall(r"^python manage.py (.+)$", GUIDE, re.MULTILINE)


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The guide's three files, in the folder the commands are run in."""
    questionnaire, answer_map = blocks(GUIDE, "toml")
    [answers] = blocks(GUIDE, "csv")
    named = {
        "town-2021.toml": questionnaire,
        "answers.toml": answer_map,
        "answers.csv": answers,
    }
    for name, content in named.items():
        (tmp_path / name).write_text(content)
    monkeypatch.chdir(tmp_path)


def test_every_command_of_the_guide_prints_what_it_says(kinston, officer, files):
    officer.email = "officer@example.gov"
    officer.save()
    printed = []
    for line in COMMANDS:
        out = StringIO()
        call_command(*shlex.split(line), stdout=out)
        printed.append(out.getvalue())

    draft, look, dry_run, brought_in, again, in_all, *_ = printed
    told = blocks(GUIDE, "")
    assert draft in told
    assert [line.rstrip() for line in look.splitlines()] in [block.splitlines() for block in told]
    assert dry_run.replace(" (nothing was written)", "") == brought_in == again
    assert brought_in in told
    assert any(block in in_all for block in told if block.startswith("safe: "))


def test_every_field_of_its_map_is_explained():
    # A name and “finished” are for records.
    of_source = {*ResponseSource.model_fields} - {"name", "finished"}
    fields = {*ResponseColumns.model_fields, *AnswerColumn.model_fields, *of_source}

    assert [name for name in sorted(fields) if f"`{name}" not in GUIDE] == []


@pytest.mark.parametrize("written", blocks(TOOLS, "toml"))
def test_every_map_of_the_guide_to_survey_tools_can_be_used(written):
    assert read_response_map(written.encode(), "map.toml").columns.questions


def test_the_guide_has_a_part_for_each_tool():
    assert re.findall("^## (.+)$", TOOLS, re.MULTILINE) == [
        "LimeSurvey",
        "Qualtrics",
        "SurveyMonkey",
        "KoboToolbox",
    ]
