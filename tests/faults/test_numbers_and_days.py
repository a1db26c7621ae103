"""Numbers, days, times and places as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from outreach.models import CommunityGroup, Concern, Presentation
from personnel.models import Division
from personnel.roles import Role
from policies.adoption import adopt
from policies.current import policy
from policies.packs import load_pack
from policies.periods import Period
from surveys.models import Survey
from tests.faults.forms_sent import (
    CONCERN,
    GROUP,
    PRESENTATION,
    a_brief,
    a_concern,
    a_group,
    problems,
)
from tests.support.factories import NOON, make_group, make_member
from tests.support.programs import make_program
from tests.support.surveys import make_survey
from tests.surveys.asking import complete_draft

NO_NUMBER = "Write a whole number in digits, like 22."
# At noon on the Monday after the clocks went forward, and after they went back.
AFTER_SPRING = datetime(2026, 3, 9, 16, 0, tzinfo=UTC)
AFTER_AUTUMN = datetime(2025, 11, 3, 17, 0, tzinfo=UTC)


@pytest.fixture
def now():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def at_work(now, officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


# ---- 9: how many came


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("-3", "It cannot be less than 0."),
        ("2.5", NO_NUMBER),
        ("1e9", NO_NUMBER),
        ("1000000000", "That is more than 100,000. Check the number."),
        ("twelve", NO_NUMBER),
        ("NaN", NO_NUMBER),
        ("", "Fill in “Number of participants”."),
    ],
)
def test_fault_009_what_is_no_number_of_people_is_refused(at_work, typed, told):
    answer = at_work.post(PRESENTATION, a_brief(participants=typed))

    assert answer.status_code == 422
    assert told in answer.text or "required" in answer.text
    assert f'value="{typed}"' in answer.text or not typed
    assert not Presentation.objects.exists()


@pytest.mark.parametrize("typed", ["22", "٢٢", "２２", "२२"])
def test_fault_009_digits_of_any_script_are_a_number(at_work, typed):
    at_work.post(PRESENTATION, a_brief(participants=typed))

    assert Presentation.objects.get().participants == 22


def test_fault_009_nobody_came_is_taken_with_a_reason(at_work):
    bare = at_work.post(PRESENTATION, a_brief(participants="0"))
    at_work.post(PRESENTATION, a_brief(participants="0", remarks="A storm."))

    assert "Nobody came: say why." in bare.text
    assert Presentation.objects.get().participants == 0


# ---- 10 and 13: days that cannot be


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        ("2026-02-31", "There is no such day"),
        ("02/31/2026", "There is no such day"),
        ("2025-02-29", "There is no such day"),
        ("0202-05-12", "The year is 0202. Write a day since 2000."),
        ("9999-12-31", "The day is after today."),
        ("2026-05-14", "The day is after today."),
    ],
)
def test_fault_010_a_day_that_cannot_be_is_refused_by_its_rule(at_work, officer, day, rule):
    program = make_program(officer)
    entered = reverse("programs:program-hours-new", args=[program.pk])
    speaks = reverse("outreach:representative-new", args=[make_group().pk])

    held = at_work.post(PRESENTATION, a_brief(day=day))
    worked = at_work.post(entered, {"member": officer.pk, "on": day, "hours": "2"})
    spoke = at_work.post(speaks, {"name": "Ana Díaz", "since": day})

    for answer in (held, worked, spoke):
        assert answer.status_code == 422
        assert rule in answer.text
    assert not Presentation.objects.exists()
    assert not program.hours.exists()


def test_fault_010_the_leap_day_of_a_leap_year_is_a_day(at_work):
    at_work.post(PRESENTATION, a_brief(day="2024-02-29"))

    assert Presentation.objects.get().held_on == date(2024, 2, 29)


def test_fault_010_only_what_is_planned_lies_ahead(at_work, officer, supervisor):
    survey = make_survey(officer)
    told = {"title_0": "Safety", "title_1": "Seguridad", "version": survey.version}
    edit = reverse("surveys:survey-edit", args=[survey.key])

    at_work.post(edit, told | {"closes_on": "2026-06-12"})
    behind = at_work.post(edit, told | {"version": survey.version + 1, "closes_on": "2026-05-13"})

    assert Survey.objects.get().closes_on == date(2026, 6, 12)
    assert "This day is not after today." in behind.text


def test_fault_013_a_survey_does_not_close_before_it_opens(now, at_work, officer, supervisor):
    survey = complete_draft(officer, policy().survey.domains)
    client = Client()
    client.force_login(supervisor)

    for last in ("2026-05-12", "2026-05-13"):
        answer = client.post(
            reverse("surveys:survey-open", args=[survey.key]),
            {"closes_on": last, "seen": survey.version},
        )
        assert answer.status_code == 422
        assert "not after today" in answer.text
    survey.refresh_from_db()
    assert (survey.status, survey.closes_on) == (Survey.Status.DRAFT, None)


def test_fault_013_an_end_before_its_beginning_is_refused_at_the_end(at_work):
    group = make_group()
    speaker = group.representatives.create(name="Ana Díaz", since="2026-05-01")

    ended = at_work.post(
        reverse("outreach:representative-end", args=[speaker.pk]), {"last_day": "2026-04-30"}
    )
    narrowed = at_work.get("/concerns/", {"since": "2026-05-02", "until": "2026-05-01"})

    assert set(problems(ended)) == {"last_day"}
    assert "The last day is before the first." in narrowed.text
    speaker.refresh_from_db()
    assert speaker.until is None


# ---- 11 and 12: nights on which clocks or months change


def test_fault_011_a_time_the_clocks_skipped_is_kept_and_said(now, at_work):
    now.move_to(AFTER_SPRING)

    answer = at_work.post(PRESENTATION, a_brief(day="2026-03-08", time="02:30"), follow=True)

    assert Presentation.objects.get().held_at == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    assert "kept as 3:30 am (EDT)" in answer.text


def test_fault_011_of_a_time_shown_twice_the_first_is_kept_and_the_order_holds(now, at_work):
    now.move_to(AFTER_AUTUMN)

    said = at_work.post(PRESENTATION, a_brief(day="2025-11-02", time="01:30"), follow=True).text
    at_work.post(PRESENTATION, a_brief(day="2025-11-02", time="00:30", place="Before"))
    at_work.post(PRESENTATION, a_brief(day="2025-11-02", time="02:30", place="After"))

    order = Presentation.objects.order_by("held_at").values_list("place", flat=True)
    assert "1:30 am twice; the first is kept (EDT)" in said
    assert list(order) == ["Before", "Library", "After"]
    assert set(Presentation.objects.values_list("held_on", flat=True)) == {date(2025, 11, 2)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pack", "at"),
    [
        ("kinston", datetime(2026, 7, 1, 3, 30, tzinfo=UTC)),
        ("asheville", datetime(2026, 7, 1, 3, 30, tzinfo=UTC)),
        ("cambridge", datetime(2026, 7, 1, 3, 30, tzinfo=UTC)),
        ("new_canaan", datetime(2026, 7, 1, 3, 30, tzinfo=UTC)),
        ("portales", datetime(2026, 7, 1, 5, 30, tzinfo=UTC)),
    ],
)
def test_fault_012_half_past_eleven_on_the_last_night_counts_in_that_month(pack, at):
    adopt(load_pack(pack))
    division = Division.objects.get(is_unit=True)
    officer = make_member(Role.COMMUNITY_OFFICER, division=division)
    client = Client()
    client.force_login(officer)

    with time_machine.travel(at, tick=False):
        answer = client.post(CONCERN, a_concern())

    assert answer.status_code == 303
    concern = Concern.objects.get()
    assert concern.logged_on == date(2026, 6, 30)
    assert concern.number == "C-2026-0001"
    june, july = (Concern.objects.logged_in(Period.parse(key)) for key in ("2026-06", "2026-07"))
    assert [june.count(), july.count()] == [1, 0]


# ---- 14: places

PLACES = [
    "1 Nowhere Lane, Springfield",
    "PO Box 12",
    "corner of 5th & Main (behind the old mill)",
    "99999 Weaver Street",
]


@pytest.mark.parametrize("place", PLACES)
def test_fault_014_a_place_is_kept_as_it_was_typed_and_counted(at_work, place):
    at_work.post(CONCERN, a_concern(place=place))

    assert Concern.objects.get().place == place
    assert place.split(" (")[0].replace("&", "&amp;") in at_work.get("/concerns/?view=all").text


def test_fault_014_swapped_coordinates_of_a_boundary_are_kept_with_a_warning(at_work):
    ring = [[35.26, -77.58], [35.27, -77.58], [35.27, -77.57], [35.26, -77.58]]
    shape = f'{{"type": "Polygon", "coordinates": [{ring}]}}'

    answer = at_work.post(GROUP, a_group(boundary=shape), follow=True)

    assert CommunityGroup.objects.get().boundary
    assert "latitude" in answer.text


def test_fault_014_a_point_that_is_none_on_earth_is_refused(at_work):
    for latitude, longitude in (("95", "1"), ("1", "181"), ("nan", "1"), ("1", "inf")):
        answer = at_work.post(CONCERN, a_concern(latitude=latitude, longitude=longitude))
        assert problems(answer)
    assert not Concern.objects.exists()
