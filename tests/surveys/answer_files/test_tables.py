"""Files as survey tools write them: LimeSurvey, Qualtrics, SurveyMonkey, KoboToolbox."""

from __future__ import annotations

import json
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from importing.limits import MOST_ANSWER_COLUMNS
from importing.reading import CannotRead
from importing.toml_maps import MapError
from surveys.answer_files.maps import read_response_map
from surveys.answer_files.reading import Reading, read_responses
from surveys.models import Survey
from surveys.results.figures import figures_of
from surveys.results.folding import fold
from tests.support.surveys import answer, ask, make_survey
from tests.support.workbooks import xlsx

TODAY = date(2026, 5, 13)
ZONE = ZoneInfo("America/New_York")
NEWS = [
    {"value": value, "text": {"en": words, "es": f"{words} (es)"}}
    for value, words in (("web", "Web page"), ("mail", "Mail"), ("other", "Other"))
]


@pytest.fixture
def survey(officer) -> Survey:
    survey = make_survey(officer, key="earlier")
    ask(survey, "safe", dont_know=True)
    ask(survey, "news", "choices", options=NEWS)
    ask(survey, "main", "choice", options=NEWS)
    ask(survey, "words", "text")
    return survey


def read(survey: Survey, content: str | bytes, response_map: str) -> Reading:
    return read_responses(
        content.encode() if isinstance(content, str) else content,
        read_response_map(response_map.encode(), "map.toml"),
        list(survey.questions.all()),
        areas=[],
        today=TODAY,
        zone=ZONE,
    )


def contents(reading: Reading) -> list[dict]:
    return [json.loads(one.content) for one in reading.responses]


# ---- Qualtrics: names, words, {"ImportId": …}

QUALTRICS = (
    "StartDate,Status,IPAddress,RecipientEmail,LocationLatitude,DistributionChannel,Q1,Q2_1,Q2_2,"
    "Q2_3,Q2_3_TEXT,Q4\n"
    'Start Date,Response Type,IP Address,Recipient Email,Location Latitude,"Distribution\nChannel",'
    "How safe?,News - Web page,News - Mail,News - Other,News - Other - Text,What else?\n"
    + ",".join(f'"{{""ImportId"":""QID{n}""}}"' for n in range(12))
    + "\n2021-03-02 23:30:00,{0},10.0.0.1,someone@example.org,37.5,{1},4,Web page,,Other,a bus,Light\n"
    "2021-03-04 08:00:00,{2},10.0.0.2,other@example.org,37.6,anonymous,2,,,,,\n"
)
QUALTRICS_MAP = """
[columns]
safe = "Q1"
news = { columns = { web = "Q2_1", mail = "Q2_2", other = "Q2_3" } }
words = "Q4"
answered_on = { column = "StartDate", format = "%Y-%m-%d %H:%M:%S" }
"""


@pytest.mark.parametrize(
    ("status", "channel", "normal", "kept"),
    [
        ("IP Address", "anonymous", "IP Address", 2),
        ("Survey Preview", "preview", "IP Address", 1),
        ("IP Address", "preview", "Imported", 1),
        ("1", "anonymous", "0", 1),
        ("17", "anonymous", "16", 1),
    ],
)
def test_a_file_of_qualtrics_gives_people_and_no_headings_or_previews(
    survey, status, channel, normal, kept
):
    reading = read(
        survey,
        QUALTRICS.replace("{0}", status).replace("{1}", channel).replace("{2}", normal),
        QUALTRICS_MAP,
    )

    assert len(reading.responses) == kept
    assert (reading.read, reading.left_out, reading.refused) == (2, 2 - kept, 0)
    assert contents(reading)[-1] == {"safe": 2}
    if kept == 2:
        assert contents(reading)[0] == {"safe": 4, "news": ["other", "web"], "words": "Light"}
    assert sum("is a heading and no answer" in one for one in reading.remarks) == 2


def test_the_map_judges_previews_where_it_names_their_column(survey):
    rows = QUALTRICS.replace("{0}", "Survey Preview").replace("{1}", "anonymous")

    reading = read(
        survey,
        rows.replace("{2}", "IP Address"),
        QUALTRICS_MAP + '[only]\nstatus = ["survey PREVIEW"]\n',
    )

    assert [one["safe"] for one in contents(reading)] == [4]


def test_what_tells_who_answered_is_left_out_and_said(survey):
    rows = QUALTRICS.replace("{0}", "0").replace("{1}", "anonymous").replace("{2}", "0")

    reading = read(survey, rows, QUALTRICS_MAP)

    said = "Left out, because it tells who answered, from where or when: "
    assert f"{said}IPAddress, RecipientEmail, LocationLatitude" in reading.remarks
    kept = " ".join(one.content for one in reading.responses)
    assert not any(text in kept for text in ("10.0.0", "example.org", "37.5", "23:30"))


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("RecipientEmail", "words"),
        ("ip address", "words"),
        ("LocationLatitude", "area"),
        ("_home_longitude", "words"),
        ("Respondent ID", "safe"),
        ("submitdate", "main"),
        ("Q1_Page Submit", "words"),
        ("groupTime12", "words"),
        ("IP_Address", "words"),
        ("RespondentID", "words"),
        ("LastName", "words"),
        ("ipaddr. IP address", "words"),
        ("attribute_1. Street", "area"),
        ("Fecha de envío", "words"),
        ("_submission__submitted_by", "words"),
        ("QID5_PAGE_SUBMIT", "words"),
    ],
)
def test_a_column_that_tells_who_answered_cannot_be_mapped(survey, column, kind):
    with pytest.raises(MapError, match=r"tells who answered, from where or when"):
        read(
            survey,
            f"{column},Q\nx,1\n",
            f'[columns]\nsafe = "Q"\n{kind} = "{column}"\n'.replace('safe = "Q"\nsafe', "safe"),
        )


def test_a_choice_may_be_called_like_such_a_column(survey):
    columns = '[columns]\nnews = { columns = { mail = "Email" } }\n'

    assert contents(read(survey, "Email\nY\n", columns)) == [{"news": ["mail"]}]


def test_rows_below_the_header_can_be_named(survey):
    rows = "Q1,Q4\nSicherheit,Sonstiges\ntext,text\n4,Licht\n"

    reading = read(
        survey, rows, '[source]\nrows_below_header = 2\n[columns]\nsafe = "Q1"\nwords = "Q4"\n'
    )

    assert contents(reading) == [{"safe": 4, "words": "Licht"}]
    assert reading.read == 1


@pytest.mark.parametrize("many", ["-1", "6", '"two"'])
def test_no_other_number_of_rows_is_taken(survey, many):
    with pytest.raises(MapError, match="rows_below_header"):
        read(survey, "Q\n4\n", f'[source]\nrows_below_header = {many}\n[columns]\nsafe = "Q"\n')


def test_a_plain_file_has_no_second_row_of_headings(survey):
    reading = read(
        survey, "id,Q1,Q4\n,4,Response\n2,3,\n", '[columns]\nsafe = "Q1"\nwords = "Q4"\n'
    )

    assert len(reading.responses) == 2
    assert reading.remarks == []


LEGACY = (
    "V1,V2,V3,V4,V5,V6,Q1,Q4\n"
    "ResponseID,ResponseSet,ExternalDataReference,IPAddress,Status,StartDate,How safe?,What else?\n"
    "R_1,Default Response Set,,10.0.0.1,0,2015-03-02 10:00:00,4,Light\n"
    "R_2,Default Response Set,,10.0.0.2,1,2015-03-02 11:00:00,1,a trial\n"
)
LEGACY_MAP = '[columns]\nsafe = "Q1"\nwords = "{}"\n'


def test_an_older_file_of_qualtrics_names_its_columns_below_their_numbers(survey):
    reading = read(survey, LEGACY, LEGACY_MAP.format("Q4"))

    assert contents(reading) == [{"safe": 4, "words": "Light"}]
    assert (reading.read, reading.trials) == (2, 1)


@pytest.mark.parametrize("column", ["V1", "V4", "V6"])
def test_a_numbered_column_tells_who_answered_by_the_name_below_it(survey, column):
    with pytest.raises(MapError, match=rf"“{column}” tells who answered"):
        read(survey, LEGACY, LEGACY_MAP.format(column))


def test_a_renamed_column_of_qualtrics_is_known_by_its_import_id(survey):
    rows = """Q1,Wo\nHow safe?,Wo\n"{""ImportId"":""QID1""}","{""ImportId"":""ipAddress""}"\n4,10.0.0.1\n"""

    with pytest.raises(MapError, match=r"“Wo” tells who answered"):
        read(survey, rows, '[columns]\nsafe = "Q1"\nwords = "Wo"\n')


def test_without_its_import_ids_qualtrics_is_known_by_its_own_columns(survey):
    rows = "StartDate,EndDate,ResponseId,Q1\nStart Date,End Date,Response ID,How safe?\nx,y,R_1,4\n"

    assert contents(read(survey, rows, '[columns]\nsafe = "Q1"\n')) == [{"safe": 4}]


def test_who_names_two_of_such_columns_has_answered(survey):
    rows = "Q4,Q5\nEmail address,First name\n"

    assert contents(read(survey, rows, '[columns]\nwords = "Q4"\n')) == [{"words": "Email address"}]


# ---- SurveyMonkey: questions, and below them the choices

MONKEY = """Respondent ID,Collector ID,Start Date,IP Address,How safe?,Where do you hear?,,,Main one?,
,,,,Response,Web page,Mail,Other (please specify),Response,Other (please specify)
11,1,03/02/2021 10:00:00 AM,10.0.0.1,4,Web page,,a bus,Mail,
12,1,03/02/2021 11:00:00 AM,10.0.0.2,5,,Mail,,,the pastor
"""
MONKEY_MAP = """
[columns]
safe = "How safe?"
main = { column = "Main one? / Response", with_words = { other = "Main one? / Other (please specify)" } }
[columns.news]
columns = { web = "Where do you hear? / Web page", mail = "Where do you hear? / Mail" }
with_words = { other = "Where do you hear? / Other (please specify)" }
"""


def test_a_file_of_surveymonkey_names_columns_by_question_and_choice(survey):
    reading = read(survey, MONKEY, MONKEY_MAP)

    assert contents(reading) == [
        {"safe": 4, "main": "mail", "news": ["other", "web"]},
        {"safe": 5, "main": "other", "news": ["mail"]},
    ]
    assert (reading.read, reading.refused) == (2, 0)
    assert "bus" not in str(reading.responses)


def test_a_file_that_writes_respondentid_in_one_word_is_one_of_surveymonkey(survey):
    reading = read(survey, MONKEY.replace("Respondent ID", "RespondentID"), MONKEY_MAP)

    assert [one["safe"] for one in contents(reading)] == [4, 5]


def test_words_beside_a_choice_are_not_listed_when_it_is_refused(survey):
    columns = '[columns]\nmain = { column = "A", with_words = { other = "B" } }\n'

    [refused] = read(survey, "A,B\nMail,the pastor\n", columns).named

    assert (refused.value, refused.reason[:17]) == ("Mail", "marks mail, other")


def test_its_header_is_found_when_the_row_of_choices_is_the_fuller_one(survey):
    choices = ",".join(f"Choice {n}" for n in range(40))
    rows = f"Respondent ID,Where do you hear?{',' * 39}\n,{choices}\n1,{',' * 38}Choice 39\n2,Choice 0{',' * 39}\n"
    columns = '[columns]\nnews = { columns = { web = "Where do you hear? / Choice 0" }, yes = "Choice 0" }\n'

    reading = read(survey, rows, columns)

    assert (reading.read, contents(reading)) == (2, [{"news": ["web"]}])


def test_without_the_columns_about_people_it_is_still_known(survey):
    rows = "How safe?,Where do you hear?,\nResponse,Web page,Mail\n4,Web page,\n"

    reading = read(survey, rows, '[columns]\nsafe = "How safe?"\n')

    assert contents(reading) == [{"safe": 4}]


# ---- LimeSurvey: a column for each choice

LIME = "[columns.news]\ncolumns = {{ web = 'Q2[SQ001]', mail = 'Q2[SQ002]' }}\n{}\n"


@pytest.mark.parametrize(
    ("cells", "news"),
    [
        ("Y,N", ["web"]),
        ("Yes,No", ["web"]),
        ("Sí,No", ["web"]),
        ("SI,no", ["web"]),
        ("Oui,Non", ["web"]),
        ("Ja,Nein", ["web"]),
        ("1,0", ["web"]),
        ("True,False", ["web"]),
        ("Y,", ["web"]),
        ("N,N", []),
        ("No,NO", []),
        ("0,0", []),
    ],
)
def test_yes_and_no_are_read_in_the_words_the_tools_write(survey, cells, news):
    reading = read(survey, f"Q2[SQ001],Q2[SQ002]\n{cells}\n", LIME.format(""))

    assert contents(reading) == [{"news": news}]


@pytest.mark.parametrize("cells", [",", "N,", ",0", "N/A,N/A"])
def test_a_choice_that_was_not_answered_is_no_denial(survey, cells):
    reading = read(survey, f"Q2[SQ001],Q2[SQ002]\n{cells}\n", LIME.format('missing = "N/A"'))

    assert (reading.responses, reading.empty) == ([], 1)


def test_the_map_says_what_yes_and_no_are(survey):
    reading = read(
        survey,
        "Q2[SQ001],Q2[SQ002]\n1,2\n2,2\nN,N\n",
        LIME.format('yes = "1"\nno = "2"'),
    )

    assert contents(reading) == [{"news": ["web"]}, {"news": []}, {"news": "!"}]


@pytest.mark.parametrize(("cells", "news"), [("N,N,a bus", ["other"]), ("N,N,", []), (",,", None)])
def test_words_about_another_choice_choose_it(survey, cells, news):
    columns = LIME.format('with_words = { other = "Q2[other]" }')

    reading = read(survey, f"Q2[SQ001],Q2[SQ002],Q2[other]\n{cells}\n", columns)

    assert contents(reading) == ([] if news is None else [{"news": news}])


def test_who_denied_every_choice_is_in_the_base(survey):
    for news in ([], [], ["web"], ["web", "mail"]):
        answer(survey, news=news)
    answer(survey, safe=3)
    fold(survey)

    figures = figures_of(survey)["questions"]["news"]

    assert (figures["n"], figures["counts"]["web"], figures["counts"]["mail"]) == (4, 2, 1)
    by_news = figures_of(survey, "news")["questions"]["safe"]["groups"]
    assert by_news[""]["n"] == 1


def test_whoever_denied_every_choice_stands_in_a_group_too(survey):
    answer(survey, news=[], safe=5)
    fold(survey)

    groups = figures_of(survey, "news")["questions"]["safe"]["groups"]

    assert groups[""]["n"] == 1


# ---- One answer in a column for each choice

SINGLE = '[columns]\nmain = { columns = { web = "A", mail = "B", dont_know = "C" } }\n'


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ("Y,N,N", "web"),
        (",1,", "mail"),
        (",Mail,", "mail"),
        (",,x", "?"),
        ("Y,Y,", "!"),
        ("Y,,Y", "!"),
    ],
)
def test_one_answer_may_stand_in_one_of_several_columns(survey, cells, value):
    reading = read(survey, f"A,B,C\n{cells}\n", SINGLE)

    assert contents(reading) == [{"main": value}]


def test_two_marks_are_named(survey):
    reading = read(survey, "A,B,C\nY,Y,\n", SINGLE)

    assert reading.named[0].reason == "marks web, mail, and the question takes one answer"


def test_no_mark_at_all_is_no_answer(survey):
    assert read(survey, "A,B,C\nN,N,N\n", SINGLE).empty == 1


@pytest.mark.parametrize(
    "columns",
    ['{ 1 = "A", 2 = "B", 3 = "C", 4 = "D", 5 = "E" }', '["A", "B", "C", "D", "E"]'],
)
def test_a_scale_may_be_written_so_too(survey, columns):
    rows = "A,B,C,D,E\n,,,Y,\nN,Y,N,N,N\nY,Y,,,\n"

    reading = read(survey, rows, f"[columns]\nsafe = {{ columns = {columns} }}\n")

    assert contents(reading) == [{"safe": 4}, {"safe": 2}, {"safe": "!"}]


# ---- KoboToolbox: groups and choices in the name, XML names or labels, workbooks

KOBO = [
    ["start", "end", "about/news", "about/news/web", "about/news/mail", "about/safe", "_home_latitude", "_uuid", "_submission_time"],
    ["2021-03-02T22:10:00.000-05:00", "x", "web mail", 1, 1, 4, 37.5, "a-b", "2021-03-03T03:30:00"],
    ["2021-03-04T09:00:00.000-05:00", "x", "", 0, 0, 2, 37.6, "a-c", "2021-03-04T15:00:00"],
]  # fmt: skip


@pytest.mark.parametrize(
    ("news", "second"),
    [
        ('{ columns = { web = "about/news/web", mail = "about/news/mail" } }', {"news": []}),
        ('{ column = "about/news", separator = " " }', {}),
    ],
)
def test_a_workbook_of_kobo_has_its_choices_apart_or_in_one_cell(survey, news, second):
    response_map = f"""
        [source]
        zone = "UTC"
        [columns]
        safe = "about/safe"
        news = {news}
        answered_on = {{ column = "_submission_time", format = "%Y-%m-%dT%H:%M:%S" }}
    """

    reading = read(survey, xlsx({"Survey": KOBO}), response_map)

    assert contents(reading) == [{"safe": 4, "news": ["mail", "web"]}, {"safe": 2, **second}]
    assert reading.days == [date(2021, 3, 2), date(2021, 3, 4)]
    assert any("start, end, _home_latitude, _uuid" in one for one in reading.remarks)


TAGS = "News,News/Web page,News/Mail,_id\n#news,,,\nWeb page Mail,1,1,61\nMail,0,1,62\n"
TAGS_MAP = '[columns]\nnews = { columns = { web = "News/Web page", mail = "News/Mail" } }\n'


def test_a_row_of_tags_is_a_heading(survey):
    reading = read(survey, TAGS, TAGS_MAP)

    assert contents(reading) == [{"news": ["mail", "web"]}, {"news": ["mail"]}]
    assert "Row 2 is a heading and no answer: #news" in reading.remarks


def test_a_person_who_wrote_a_number_sign_has_answered(survey):
    reading = read(survey, "Q1,Q4\n4,#1 is light\n,#1\n", '[columns]\nsafe = "Q1"\nwords = "Q4"\n')

    assert len(reading.responses) == 2


REPEAT = [["name", "_index", "_parent_table_name", "_parent_index"], ["x", 1, "Survey", 1]]


def test_answers_of_a_repeated_group_are_left_out_and_said(survey):
    rows = [["safe", "_id", "_index"], [4, 61, 1]]

    reading = read(survey, xlsx({"Survey": rows, "children": REPEAT}), '[columns]\nsafe = "safe"\n')

    assert contents(reading) == [{"safe": 4}]
    assert any("“children”" in one for one in reading.remarks)
    assert any(one.startswith("Answers in repeated groups") for one in reading.remarks)


def test_rows_of_a_repeated_group_are_nobodys_answers(survey):
    rows = [["safe", "_index"], [4, 1]]
    of_the_group = '[source]\nsheet = "children"\n[columns]\nwords = "name"\n'

    with pytest.raises(CannotRead, match="several rows may be one person's"):
        read(survey, xlsx({"Survey": rows, "children": REPEAT}), of_the_group)


def test_the_point_itself_is_a_place_too(survey):
    rows = "home,_home_latitude,_home_longitude\n37.5 -77.1 0 0,37.5,-77.1\n"

    with pytest.raises(MapError, match=r"“home” tells who answered"):
        read(survey, rows, '[columns]\nwords = "home"\n')


# ---- Which rows count


@pytest.mark.parametrize(("filled", "safe"), [("true", [4]), ("false", [5])])
def test_only_rows_in_which_something_stands_or_nothing(survey, filled, safe):
    rows = "submitdate,Q1\n2021-03-02 10:00:00,4\n,5\n"

    reading = read(
        survey, rows, f'[columns]\nsafe = "Q1"\n[only]\nsubmitdate = {{ filled = {filled} }}\n'
    )

    assert [one["safe"] for one in contents(reading)] == safe
    assert reading.left_out == 1


@pytest.mark.parametrize(
    "wanted", ["{}", '{ filled = true, values = ["x"] }', "[]", "{ full = 1 }"]
)
def test_what_is_wanted_is_said_in_one_way(survey, wanted):
    with pytest.raises(MapError, match=r"line 4, only\.Q2"):
        read(survey, "Q1,Q2\n4,x\n", f'[columns]\nsafe = "Q1"\n[only]\nQ2 = {wanted}\n')


def test_labels_are_read_like_names(survey):
    reading = read(
        survey, "Main source\nWeb page\nMail (es)\n", '[columns]\nmain = "Main source"\n'
    )

    assert contents(reading) == [{"main": "web"}, {"main": "mail"}]


# ---- Wide files


@pytest.mark.parametrize("many", [205, 1_000, MOST_ANSWER_COLUMNS])
def test_as_many_columns_as_exports_have_are_taken(survey, many):
    names = ",".join(["Q1", *(f"t{n}" for n in range(many - 1))])

    reading = read(survey, f"{names}\n4{',' * (many - 1)}\n", '[columns]\nsafe = "Q1"\n')

    assert contents(reading) == [{"safe": 4}]


def test_more_are_refused_in_a_sentence(survey):
    names = ",".join(["Q1", *(f"t{n}" for n in range(MOST_ANSWER_COLUMNS))])

    with pytest.raises(CannotRead, match="more than 2,000 columns"):
        read(survey, f"{names}\n4\n", '[columns]\nsafe = "Q1"\n')
