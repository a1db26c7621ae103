"""Answers of an earlier survey from a file: what is kept, what is refused, and what is printed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from importing.toml_maps import MapError
from policies.current import version_on
from surveys.answer_files.maps import read_response_map
from surveys.answer_files.reading import MOST_NAMED, Reading, read_responses
from surveys.models import Answer, Survey
from surveys.results.folding import reconcile
from tests.support.surveys import ask, make_survey

TODAY = date(2026, 5, 13)
NOW = datetime(2026, 5, 13, 16, 0, tzinfo=UTC)
MAP = """
[columns]
safe = "Q1"
seen = { columns = { often = "Q2_1", never = "Q2_3" } }
words = "Q4"
area = "Ward"
answered_on = { column = "Date", format = "%m/%d/%y" }
missing = ["", "NA"]
[only]
Year = "2015"
"""
ROWS = """Year,Date,Ward,Q1,Q2_1,Q2_3,Q4
2015,03/02/15,1,4.0,Y,,More light
2015,03/09/15,2,11,,Y,
2015,NA,,9,NA,NA,NA
2013,03/01/13,1,1,Y,Y,
2015,03/20/15,1,NA,,,
2015,13/20/15,1,five,,,NA
,,,,,,
2015,03/02/15,1
"""


@pytest.fixture
def survey(officer) -> Survey:
    survey = make_survey(officer, key="earlier")
    ask(survey, "safe", dont_know=True, dont_know_values=["9"])
    ask(survey, "seen", "choices")
    ask(survey, "years", "number", low=0)
    ask(survey, "owns", "choice", options=[choice("1", "Own"), choice("2", "Rent")])
    ask(survey, "words", "text")
    return survey


def choice(value: str, words: str) -> dict:
    return {"value": value, "text": {"en": words, "es": f"{words} (es)"}}


def read(survey: Survey, rows: str, columns: str, **facts: object) -> Reading:
    """The rows under a header, by the lines of [columns]."""
    response_map = read_response_map(f"[columns]\n{columns}\n".encode(), "map.toml")
    questions = list(survey.questions.all())
    facts.setdefault("areas", [])
    return read_responses(rows.encode(), response_map, questions, today=TODAY, **facts)


def contents(reading: Reading) -> list[dict]:
    return [json.loads(one.content) for one in reading.responses]


def refusals(reading: Reading) -> list[tuple[int, str, str, str]]:
    return [(one.row, one.question, one.value, one.reason) for one in reading.named]


# ---- One cell


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("4", 4),
        (" 4.0 ", 4),
        ("4.", 4),
        ("+4", 4),
        ("9", "?"),
        ("9.0", "?"),
        ("Don't know", "?"),
        ("Very safe", 5),
        ("No idea", "?"),
    ],
)
def test_a_rating_is_a_whole_number_of_the_scale_or_dont_know(survey, cell, value):
    columns = 'safe = { column = "Q", values = { "Very safe" = 5, "No idea" = "dont_know" } }'

    reading = read(survey, f'Q\n"{cell}"\n', columns)

    assert contents(reading) == [{"safe": value}]
    assert reading.refused == 0


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("0", "is not from 1 to 5"),
        ("11", "is not from 1 to 5"),
        ("-4", "is not from 1 to 5"),
        ("4.5", "is not a whole number"),
        ("four", "is not a number"),
        ("4 5", "is not a number"),
        ("nan", "is not a number"),
        ("?!", "is not a number"),
    ],
)
def test_what_a_rating_cannot_be_is_listed_and_counted_apart(survey, cell, reason):
    reading = read(survey, f"Q,R\n{cell},2\n", 'safe = "Q"\nyears = "R"')

    assert contents(reading) == [{"safe": "!", "years": 2}]
    assert refusals(reading) == [(2, "safe", cell, reason)]


def test_a_number_has_only_the_limits_it_names(survey):
    reading = read(survey, "Q\n1200\n-1\n", 'years = "Q"')

    assert contents(reading) == [{"years": 1200}, {"years": "!"}]
    assert refusals(reading) == [(3, "years", "-1", "is below 0")]


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1", "1"), ("2.0", "2"), ("Own", "1"), ("rent (ES)", "2"), ("mine", "1"), ("3", "!")],
)
def test_a_choice_is_named_by_its_value_its_words_or_the_map(survey, cell, value):
    reading = read(survey, f"Q\n{cell}\n", 'owns = { column = "Q", values = { mine = "1" } }')

    assert contents(reading) == [{"owns": value}]


@pytest.mark.parametrize(
    ("columns", "rows", "values"),
    [
        # Each column stands for a choice by its place, and says yes.
        ('["A", "B", "C"]', "A,B,C\nY,,x\n,,\nN,1,no\n", [["never", "often"], ["seldom"]]),
        # Each column names a choice.
        ('["A", "B"]', "A,B\nOften,never\nseldom,\n", [["never", "often"], ["seldom"]]),
        # The header is the choice.
        ('["Never", "Often"]', "Never,Often\nYes,\nYes,Yes\n", [["never"], ["never", "often"]]),
        # The map says which is which.
        ('{ often = "A", seldom = "B" }', "A,B\n1,0\n1,Seldom\n", [["often"], ["often", "seldom"]]),
    ],
)
def test_several_choices_stand_in_several_columns(survey, columns, rows, values):
    reading = read(survey, rows, f"seen = {{ columns = {columns} }}")

    assert [content["seen"] for content in contents(reading)] == values
    assert reading.refused == 0


def test_several_choices_can_stand_in_one_cell(survey):
    reading = read(survey, "A\nOften; Never\nSeldom\n", 'seen = { column = "A", separator = ";" }')

    assert [content["seen"] for content in contents(reading)] == [["never", "often"], ["seldom"]]


@pytest.mark.parametrize(
    ("columns", "row", "reason"),
    [
        ('{ columns = ["A", "B"] }', "Y,", "says yes, and the map does not say to which choice"),
        ('{ columns = ["A", "B"] }', "sometimes,", "is none of often, seldom, never"),
        ('{ columns = { often = "A", never = "B" }, yes = ["J"] }', "Y,", "is none of often"),
    ],
)
def test_choices_that_cannot_be_told_are_refused(survey, columns, row, reason):
    reading = read(survey, f"A,B\n{row}\n", f"seen = {columns}")

    assert contents(reading) == [{"seen": "!"}]
    assert reading.named[0].reason.startswith(reason)


def test_dont_know_beside_choices_is_refused(survey):
    survey.questions.filter(key="seen").update(dont_know=True, dont_know_values=["DK"])

    reading = read(survey, "A,B\nDK,\noften,DK\n", 'seen = { columns = ["A", "B"] }')

    assert contents(reading) == [{"seen": "?"}, {"seen": "!"}]


def test_own_words_keep_their_lines_and_are_never_dont_know(survey):
    reading = read(survey, 'Q\n"More light.\r\nAnd\u00a0benches."\n?\n', 'words = "Q"')

    assert contents(reading) == [{"words": "More light.\nAnd benches."}, {"words": "?"}]


# ---- One row


def test_every_row_is_kept_left_out_empty_or_broken(survey):
    response_map = read_response_map(MAP.encode(), "map.toml")

    reading = read_responses(
        ROWS.encode(), response_map, list(survey.questions.all()), areas=[], today=TODAY
    )

    assert contents(reading) == [
        {"safe": 4, "seen": ["often"], "words": "More light"},
        {"safe": "!", "seen": ["never"]},
        {"safe": "?"},
        {"safe": "!"},
    ]
    assert [one.area for one in reading.responses] == ["1", "2", "", "1"]
    assert (reading.read, reading.left_out, reading.empty, reading.broken) == (8, 1, 2, 1)
    assert reading.days == [date(2015, 3, 2), date(2015, 3, 9)]
    assert refusals(reading) == [
        (3, "safe", "11", "is not from 1 to 5"),
        (7, "safe", "five", "is not a number"),
        (7, "answered_on", "13/20/15", "is not written like 11/28/19"),
        (9, "", "", "has 3 cells where the header has 7"),
    ]


def test_an_area_is_one_of_those_the_survey_names(survey):
    columns = 'safe = "Q"\narea = { column = "A", values = { "1" = "North" } }'

    reading = read(survey, "Q,A\n3,1\n3,south\n3,West\n", columns, areas=["North", "South"])

    assert [one.area for one in reading.responses] == ["North", "South", ""]
    assert refusals(reading) == [
        (4, "area", "West", "is no area of the survey; there are North, South")
    ]


def test_the_question_of_the_area_can_be_named_by_its_own_key(survey):
    ask(survey, "ward", "area")

    reading = read(survey, "Q,W\n3,North\n", 'safe = "Q"\nward = "W"')

    assert [(one.area, one.content) for one in reading.responses] == [("North", '{"safe":3}')]


def test_nobody_answered_in_the_future(survey):
    reading = read(survey, "Q,D\n3,2026-05-14\n", 'safe = "Q"\nanswered_on = "D"')

    assert refusals(reading) == [(2, "answered_on", "2026-05-14", "is in the future")]


def test_of_very_many_refused_answers_the_first_are_named(survey):
    rows = "".join("bad\n" for _ in range(MOST_NAMED + 5))

    reading = read(survey, f"Q\n{rows}", 'safe = "Q"')

    assert (reading.refused, len(reading.named)) == (MOST_NAMED + 5, MOST_NAMED)


# ---- Maps that cannot be used


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ('safe = "R"', "line 2, columns.safe: the file has no column “R”; it has Q"),
        ('sure = "Q"', "line 2, columns.sure: is no question of the survey; there are safe, seen"),
        ('years = { columns = ["Q"] }', "columns.years: a number has one column, not several"),
        ('seen = { columns = { now = "Q" } }', "columns.seen: “now” is none of often, seldom"),
        (
            'safe = { column = "Q", values = { a = "6" } }',
            "columns.safe: “6” is not from 1 to 5",
        ),
        ('safe = { colum = "Q" }', "columns.safe.colum: is not a field of the map"),
        ("safe = { yes = 1 }", "columns.safe: name one `column`, or several `columns`"),
        ('missing = "NA"', "map.toml, line 1, columns: names no question"),
    ],
)
def test_what_is_wrong_with_a_map_is_said_with_its_line(survey, columns, words):
    with pytest.raises(MapError) as wrong:
        read(survey, "Q\n3\n", columns)

    assert words in str(wrong.value)


def test_missing_values_are_named_for_all_columns_or_for_one(survey):
    response_map = read_response_map(
        b'missing = "none"\n[columns]\nsafe = "Q"\n'
        b'years = { column = "R", missing = [99, "-"] }\nmissing = ["", "NA"]',
        "map.toml",
    )

    reading = read_responses(
        b"Q,R\nnone,1\nNA,2\n3,99\n3,-\n",
        response_map,
        list(survey.questions.all()),
        areas=[],
        today=TODAY,
    )

    assert contents(reading) == [{"years": 1}, {"years": 2}, {"safe": 3}, {"safe": 3}]


# ---- The command


@pytest.fixture
def files(tmp_path) -> Path:
    (tmp_path / "rows.csv").write_text(ROWS)
    (tmp_path / "map.toml").write_text(MAP)
    return tmp_path


def import_rows(files: Path, *options: str) -> None:
    with time_machine.travel(NOW, tick=False):
        call_command(
            "import_responses",
            "earlier",
            files / "rows.csv",
            "--map",
            files / "map.toml",
            *options,
        )


def test_a_draft_becomes_a_closed_survey_with_its_answers_counted(survey, files, capsys):
    import_rows(files, "--json")

    printed = json.loads(capsys.readouterr().out)
    assert printed | {"refused_answers": []} == {
        "survey": "earlier",
        "read": 8,
        "kept": 4,
        "left_out": 1,
        "empty": 2,
        "broken": 1,
        "refused": 4,
        "refused_answers": [],
        "remarks": [],
    }
    assert printed["refused_answers"][0] == {
        "row": 3,
        "question": "safe",
        "value": "11",
        "reason": "is not from 1 to 5",
    }
    survey.refresh_from_db()
    assert (survey.status, survey.source) == ("closed", "file")
    assert (survey.opened_on, survey.closed_on) == (date(2015, 3, 2), date(2015, 3, 9))
    assert survey.tallies.filter(question="").count() == 3
    assert reconcile(survey) == []
    assert {one.way for one in Answer.objects.all()} == {Answer.Way.FILE}
    assert not survey.answers.to_be_placed().exists()


def test_without_days_it_was_held_today(survey, files):
    (files / "map.toml").write_text('[columns]\nsafe = "Q1"\n')

    import_rows(files)

    survey.refresh_from_db()
    assert (survey.opened_on, survey.closed_on) == (TODAY, TODAY)


def test_a_dry_run_says_the_same_and_writes_nothing(survey, files, capsys):
    import_rows(files, "--json", "--dry-run")
    tried = capsys.readouterr().out

    assert not Answer.objects.exists()
    assert Survey.objects.get().is_draft
    import_rows(files, "--json")
    assert capsys.readouterr().out == tried


def test_the_same_file_once_more_is_refused_unless_it_is_to_replace_all(survey, files):
    import_rows(files)
    (files / "rows.csv").write_text("Year,Date,Ward,Q1,Q2_1,Q2_3,Q4\n2015,03/30/15,3,5,,,\n")

    with pytest.raises(CommandError, match="holds 4 answers from a file already.*--again"):
        import_rows(files)
    assert survey.answers.count() == 4
    import_rows(files, "--again")

    survey.refresh_from_db()
    assert [(one.area, one.content) for one in survey.answers.all()] == [("3", '{"safe":5}')]
    assert survey.closed_on == date(2015, 3, 30)
    assert reconcile(survey) == []
    assert survey.steps.last().note == "Its answers were replaced by those of a file."


def test_in_words_every_refused_answer_is_named(survey, files, capsys):
    import_rows(files, "--dry-run")

    printed = capsys.readouterr().out
    assert "8 read from rows.csv (nothing was written)" in printed
    assert "       4 kept\n" in printed
    assert "         row 3, safe: “11” is not from 1 to 5\n" in printed
    assert "         row 9: has 3 cells where the header has 7" in printed


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("here", "is open, and citizens answer it here"),
        ("empty", "has no questions yet"),
        ("gone", "There is no survey “gone”"),
    ],
)
def test_only_a_draft_with_questions_takes_a_file(officer, files, key, words):
    here = make_survey(officer, key="here")
    ask(here, "safe")
    facts = {"opened_on": TODAY, "policy": version_on(TODAY)}
    Survey.objects.filter(pk=here.pk).update(status="open", **facts)
    make_survey(officer, key="empty")

    with pytest.raises(CommandError, match=words):
        call_command("import_responses", key, files / "rows.csv", "--map", files / "map.toml")

    assert not Answer.objects.exists()


def test_the_member_named_must_be_one_who_brings_in_answers(survey, files, patrol_officer):
    with pytest.raises(CommandError, match="The community services unit brings in answers"):
        import_rows(files, "--by", patrol_officer.email)

    assert Survey.objects.get().is_draft
    assert not Answer.objects.exists()
