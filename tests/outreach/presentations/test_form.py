"""What the brief report's form takes and refuses, and how days and times are read (P-III.C.1)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.utils import timezone

from outreach.models import Concern
from outreach.presentations.forms.presentations import BriefReport
from pages.forms.days import is_twice, moment_of
from pages.templatetags.components import error_lines
from policies.models import Topic
from tests.support.factories import NOON, a_category, a_topic, make_group

KINSTON = ZoneInfo("America/New_York")
Nature = Concern.Nature


@pytest.fixture(autouse=True)
def in_kinston():
    with timezone.override(KINSTON):
        yield


@pytest.fixture
def report(officer):
    """A function that makes the report from what is typed over a good one."""

    def made(**typed):
        usual = {
            "topic": str(a_topic().pk),
            "day": "2026-05-12",
            "time": "18:30",
            "place": "Library",
            "audience": "Northgate Seniors",
            "participants": "22",
            "voiced-TOTAL_FORMS": "2",
            "voiced-INITIAL_FORMS": "0",
            "potential-TOTAL_FORMS": "2",
            "potential-INITIAL_FORMS": "0",
        }
        data = QueryDict(mutable=True)
        data.update(usual | typed)
        return BriefReport(data, member=officer, now=NOON)

    return made


def test_a_good_report_gives_the_brief_and_nothing_heard(report):
    good = report()

    assert good.is_valid()
    assert good.errors == []
    assert good.brief.topic == a_topic()
    assert good.brief.held_at == datetime(2026, 5, 12, 22, 30, tzinfo=UTC)
    assert (good.brief.participants, good.heard) == (22, [])


@pytest.mark.parametrize(
    ("typed", "counted"),
    [("22", 22), (" 7 ", 7), ("1,204", 1204), ("٢٢", 22), ("２２", 22), ("100000", 100_000)],
)
def test_participants_are_counted_in_the_digits_of_any_script(report, typed, counted):
    good = report(participants=typed)

    assert good.is_valid()
    assert good.brief.participants == counted


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("12,5", "Write a whole number in digits, like 22."),
        ("2.5", "Write a whole number in digits, like 22."),
        ("twelve", "Write a whole number in digits, like 22."),
        ("12²", "Write a whole number in digits, like 22."),
        ("1e9", "Write a whole number in digits, like 22."),
        ("-3", "It cannot be less than 0."),
        ("\u22123", "It cannot be less than 0."),
        ("100001", "That is more than 100,000. Check the number."),
        ("9" * 5000, "That is more than 100,000. Check the number."),
    ],
)
def test_what_is_no_number_of_people_is_refused_in_a_sentence(report, typed, said):
    bad = report(participants=typed)

    assert not bad.is_valid()
    assert bad.facts.errors["participants"] == [said]


def test_nobody_came_is_an_answer_with_a_reason(report):
    without, with_reason = report(participants="0"), report(participants="0", remarks="Storm.")

    assert without.facts.errors == {"remarks": ["Nobody came: say why."]}
    assert with_reason.is_valid()
    assert with_reason.brief.participants == 0


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-05-14", "The day is after today."),
        ("9999-12-31", "The day is after today."),
        ("2026-02-31", "There is no such day. Write it like 2026-05-12."),
        ("2025-02-29", "There is no such day. Write it like 2026-05-12."),
        ("0202-05-12", "The year is 0202. Write a day since 2000."),
    ],
)
def test_a_day_that_cannot_be_is_refused_by_its_rule(report, day, said):
    assert report(day=day).facts.errors["day"] == [said]


def test_a_day_and_a_time_may_be_typed_as_people_write_them(report):
    good = report(day="05/12/2026", time="6:30 pm")

    assert good.is_valid()
    assert good.brief.held_at == datetime(2026, 5, 12, 22, 30, tzinfo=UTC)


def test_later_today_is_still_to_come(report):
    bad = report(day="2026-05-13", time="12:01")

    assert bad.facts.errors == {"time": ["That is still to come. Report it when it is over."]}
    assert report(day="2026-05-13", time="12:00").is_valid()


def test_today_is_the_departments_day_and_not_that_of_greenwich(officer, report):
    evening = datetime(2026, 5, 14, 1, 0, tzinfo=UTC)  # May 13, 9 pm in Kinston
    data = report(day="2026-05-14", time="00:10").facts.data

    bad = BriefReport(data, member=officer, now=evening)

    assert bad.facts.errors["day"] == ["The day is after today."]


def test_a_time_the_clocks_skipped_is_kept_an_hour_later_and_said_so():
    moment, note = moment_of(date(2026, 3, 8), time(2, 30))

    assert moment == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    assert note == "The clocks skipped 2:30 am that night; it is kept as 3:30 am (EDT)."


def test_a_time_the_clocks_showed_twice_is_the_first_and_said_so():
    moment, note = moment_of(date(2025, 11, 2), time(1, 30))

    assert moment == datetime(2025, 11, 2, 5, 30, tzinfo=UTC)
    assert note == "The clocks showed 1:30 am twice; the first is kept (EDT)."
    assert is_twice(moment)
    assert is_twice(moment + timedelta(hours=1))
    assert not is_twice(moment + timedelta(hours=2))


def test_an_ordinary_time_needs_no_note():
    assert moment_of(date(2026, 5, 12), time(18, 30))[1] == ""


def test_rows_become_what_was_heard_in_order(report):
    traffic = str(a_category().pk)

    good = report(
        **{
            "voiced-1-said": "Cars speed past the school.",
            "voiced-1-category": traffic,
            "potential-0-said": "Empty storefronts.\r\nThree of them.",
            "potential-0-category": traffic,
        }
    )

    assert good.is_valid()
    assert [(one.nature, one.said, one.category) for one in good.heard] == [
        (Nature.VOICED, "Cars speed past the school.", a_category()),
        (Nature.POTENTIAL, "Empty storefronts.\nThree of them.", a_category()),
    ]


def test_a_row_half_filled_says_what_is_missing_and_where(report):
    bad = report(**{"voiced-0-said": "Cars speed.", "potential-1-category": str(a_category().pk)})

    assert not bad.is_valid()
    assert bad.voiced.forms[0].errors == {"category": ["Choose what this is about."]}
    assert bad.potential.forms[1].errors == {"said": ["Write down what it was."]}
    assert bad.errors


def test_a_row_emptied_again_is_no_row(report):
    good = report(**{"voiced-INITIAL_FORMS": "2", "voiced-0-said": "  ", "voiced-0-category": ""})

    assert good.is_valid()
    assert good.heard == []


@pytest.mark.parametrize("total", ["21", "1001", "9" * 30])
def test_more_rows_than_there_are_is_refused_with_the_limit(report, total):
    bad = report(**{"voiced-TOTAL_FORMS": total})

    assert not bad.is_valid()
    assert len(bad.voiced.forms) <= 20


def test_a_form_without_its_rows_is_refused_and_not_broken(report):
    bad = report(**{"voiced-TOTAL_FORMS": "x"})

    assert not bad.is_valid()
    assert bad.non_field_errors() == ["The rows did not arrive. Load the page again."]


def test_choices_that_are_not_offered_are_refused(report, officer):
    gone = Topic.objects.create(key="gone", name="Gone", retired_on=date(2025, 1, 1))
    inactive = make_group(status="inactive")

    bad = report(
        topic=str(gone.pk),
        group=str(inactive.pk),
        **{"voiced-0-said": "x", "voiced-0-category": "99999"},
    )

    assert not bad.is_valid()
    assert {"topic", "group"} <= set(bad.facts.errors)
    assert "category" in bad.voiced.forms[0].errors


def test_a_megabyte_of_remarks_is_refused_with_its_count(report):
    bad = report(remarks="x" * 1_000_000)

    assert not bad.is_valid()
    assert "1000000" in bad.facts.errors["remarks"][0]


def test_topics_stand_under_their_audience(report):
    Topic.objects.filter(pk=a_topic().pk).update(audience="Schools")

    choices = report().facts.fields["topic"].choices

    assert choices[0] == ("", "Choose a topic")
    assert choices[-1] == ("Schools", [(a_topic().pk, a_topic().name)])


def test_what_was_typed_comes_back_with_a_blank_row_at_least_and_one_more_when_asked(officer):
    typed = {
        "audience": "Northgate Seniors",
        "voiced-TOTAL_FORMS": "2",
        "voiced-1-said": "Cars speed.",
    }

    shown = BriefReport(member=officer, now=NOON, typed=typed)
    with_more = BriefReport(member=officer, now=NOON, typed=typed, more="voiced")

    assert shown.facts["audience"].value() == "Northgate Seniors"
    assert [row["said"].value() for row in shown.voiced] == ["Cars speed.", None]
    assert len(with_more.voiced.forms) == 3
    assert len(shown.potential.forms) == len(with_more.potential.forms) == 1
    assert shown.errors == []


def test_an_empty_report_has_one_blank_row_of_each(officer):
    empty = BriefReport(member=officer, now=NOON)

    assert len(empty.voiced.forms) == len(empty.potential.forms) == 1


def test_the_summary_of_errors_says_where_each_one_is(report):
    bad = report(
        participants="twelve",
        place="",
        **{
            "voiced-0-said": "Cars speed.",
            "voiced-1-said": "Lights are out.",
            "potential-0-category": str(a_category().pk),
        },
    )
    bad.is_valid()

    assert [line.words for line in error_lines(bad)] == [
        "Fill in “Place”",
        "Number of participants: Write a whole number in digits, like 22.",
        "Concern 1: Choose what this is about.",
        "Concern 2: Choose what this is about.",
        "Potential problem 1: Write down what it was.",
    ]


def test_the_browser_cuts_no_text_and_the_server_counts_it(report):
    bad = report(remarks="x" * 4001)

    assert "maxlength" not in str(bad.facts["remarks"])
    assert "x" * 4001 in str(bad.facts["remarks"])
    assert "4001" in bad.facts.errors["remarks"][0]
