"""The pages of the register: list, record, form and representatives."""

import csv
import io
import json
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outreach.concerns.workflows.concerns import resolve
from outreach.models import CommunityGroup, Representative
from personnel.models import Notice
from tests.reports.making import in_words
from tests.support.factories import NOON, file_brief, log_concern, make_group

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-77.6, 35.2], [-77.5, 35.2], [-77.5, 35.3], [-77.6, 35.3], [-77.6, 35.2]]],
}


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def association(officer):
    return make_group(
        name="Tannery Hill Neighborhood Association",
        location="Larch Street to the brook",
        meetings="Second Thursday, 6:30 pm",
        liaison=officer,
    )


def placed(shape, **facts):
    """A group with a boundary, as the form would have stored it."""
    corners = shape["coordinates"][0]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    box = {"west": min(xs), "south": min(ys), "east": max(xs), "north": max(ys)}
    return make_group(boundary=shape, **box, **facts)


def shifted(by):
    return {"type": "Polygon", "coordinates": [[[x + by, y] for x, y in SQUARE["coordinates"][0]]]}


def typed(**facts):
    return {"name": "Old Mill Watch", "kind": "watch", **facts}


def groups_url(query=""):
    return reverse("outreach:groups") + query


def queries_of(client, url):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


# ---- the list


def test_the_list_shows_who_speaks_and_counts_what_one_may_see(
    signed_in, association, officer, patrol_officer
):
    Representative.objects.create(group=association, name="Joan Petrakis", position="President")
    Representative.objects.create(group=association, name="Ruth Ellery", until=date(2023, 5, 11))
    settled = log_concern(officer, group=association)
    resolve(settled, by=officer, at=NOON, note="The sign was put up.")
    log_concern(officer, group=association)
    log_concern(officer, group=association, restricted=True)
    file_brief(patrol_officer, group=association)

    [group] = signed_in.get(groups_url()).context["page_obj"]

    assert [one.name for one in group.speaking] == ["Joan Petrakis"]
    assert (group.open_concerns, group.presentations_held) == (1, 1)


def test_an_officer_counts_no_presentation_of_another_division(client, patrol_officer, officer):
    group = make_group()
    file_brief(officer, group=group)
    client.force_login(patrol_officer)

    [shown] = client.get(groups_url()).context["page_obj"]

    assert shown.presentations_held == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=tannery", {"Tannery Hill Neighborhood Association"}),
        ("?q=BROOK+larch", {"Tannery Hill Neighborhood Association"}),
        ("?q=petrakis", {"Tannery Hill Neighborhood Association"}),
        ("?q=jóan+tannery", {"Tannery Hill Neighborhood Association"}),
        ("?q=5550142", set()),
        ("?q=saturday", {"Old Mill Watch"}),
        ("?q=%25", set()),
        ("?kind=watch", {"Old Mill Watch"}),
        ("?status=inactive", {"Old Mill Watch"}),
        ("?kind=nonsense", {"Old Mill Watch", "Tannery Hill Neighborhood Association"}),
        ("?q=%20&page=-3", {"Old Mill Watch", "Tannery Hill Neighborhood Association"}),
    ],
)
def test_the_list_is_narrowed_by_words_kind_and_status(signed_in, association, query, found):
    make_group(name="Old Mill Watch", kind="watch", status="inactive", meetings="On Saturdays")
    Representative.objects.create(group=association, name="Joan Petrakis", phone="5550142")

    answer = signed_in.get(groups_url(query))

    assert {group.name for group in answer.context["page_obj"]} == found


def test_a_filter_is_a_chip_that_takes_itself_off(signed_in, association, officer):
    make_group(name="Old Mill Watch", kind="watch")

    shown = signed_in.get(groups_url(f"?liaison={officer.pk}&q=hill&page=1")).text

    assert "1 of 2 groups" in in_words(shown)
    assert 'class="chip" href="?q=hill"' in shown
    assert f'class="chip" href="?liaison={officer.pk}"' in shown


def test_the_empty_register_offers_the_first_group_to_who_keeps_it(client, officer, patrol_officer):
    for member, offered in ((officer, True), (patrol_officer, False)):
        client.force_login(member)
        shown = client.get(groups_url()).text

        assert "The register is empty" in shown
        assert ("Add the first group" in shown) is offered


def test_nothing_found_says_so_and_leads_back_to_all(signed_in, association):
    shown = signed_in.get(groups_url("?q=nowhere")).text

    assert "No group fits these filters" in shown
    assert "Show all groups" in shown


def test_the_list_asks_the_database_as_often_for_thirty_groups_as_for_one(signed_in, officer):
    def one_more(n):
        group = make_group(liaison=officer)
        Representative.objects.create(group=group, name=f"Speaker {n}")
        log_concern(officer, group=group)

    one_more(0)
    signed_in.get(groups_url())
    alone = queries_of(signed_in, groups_url())
    for n in range(29):
        one_more(n)

    assert queries_of(signed_in, groups_url()) == alone


def test_the_file_holds_what_the_list_shows_and_no_telephone(signed_in, association):
    Representative.objects.create(
        group=association, name="=cmd()", position="President", phone="555-0119"
    )
    make_group(name="Old Mill Watch", kind="watch")

    answer = signed_in.get(reverse("outreach:groups-export") + "?q=tannery")

    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row["Group"] == "Tannery Hill Neighborhood Association"
    assert row["Representatives"] == "'=cmd(), President"
    assert "555-0119" not in answer.content.decode()


# ---- the record


def test_the_record_shows_boundary_overlaps_and_what_one_may_see(signed_in, officer):
    group = placed(SQUARE, name="Tannery Hill")
    placed(shifted(0.05), name="Old Mill Watch")
    placed(shifted(0.5), name="Far Away")
    placed(shifted(0.01), name="Gone", status="inactive")
    log_concern(officer, group=group, said="Trucks idle before six.")
    log_concern(officer, group=group, said="An officer was rude.", restricted=True)

    shown = signed_in.get(group.get_absolute_url()).text

    assert "Old Mill Watch</a>: 50% of this area is also theirs" in shown
    assert "Far Away" not in shown
    assert "Gone" not in shown
    assert '<title id="boundary-words">The boundary of Tannery Hill, about 5.6 miles wide' in shown
    assert "Trucks idle before six" in shown
    assert "rude" not in shown
    assert "1 of 1" in in_words(shown)


def test_the_record_tells_who_speaks_now_and_who_did(signed_in, association):
    Representative.objects.create(
        group=association, name="Joan Petrakis", position="President", since=date(2026, 1, 8)
    )
    Representative.objects.create(
        group=association, name="Luis Cardoza", since=date(2021, 4, 1), until=date(2026, 1, 7)
    )

    answer = signed_in.get(association.get_absolute_url())

    assert [one.name for one in answer.context["speaking"]] == ["Joan Petrakis"]
    assert "Earlier representatives, 1" in in_words(answer.text)
    assert "April 1, 2021 to January 7, 2026" in answer.text


def test_the_record_without_anything_says_what_goes_where(signed_in):
    shown = signed_in.get(make_group(name="Bare").get_absolute_url()).text

    for words in ("No boundary yet", "No concern yet", "No presentation yet", "Nobody speaks"):
        assert words in shown


def test_what_people_typed_is_shown_as_text(signed_in):
    group = make_group(name="<script>alert(1)</script>", about="{{ 7*7 }}", meetings="<b>x</b>")

    shown = signed_in.get(group.get_absolute_url()).text

    assert "<script>alert(1)" not in shown
    assert "&lt;b&gt;x" in shown
    assert "{{ 7*7 }}" in shown


def test_the_record_asks_no_more_for_ten_overlaps_and_concerns_than_for_one(signed_in, officer):
    group = placed(SQUARE)

    def one_more(n):
        placed(shifted(0.001 * (n + 1)))
        Representative.objects.create(group=group, name=f"Speaker {n}")
        log_concern(officer, group=group)
        file_brief(officer, group=group)

    one_more(0)
    signed_in.get(group.get_absolute_url())
    alone = queries_of(signed_in, group.get_absolute_url())
    for n in range(1, 10):
        one_more(n)

    assert queries_of(signed_in, group.get_absolute_url()) == alone


def test_a_group_that_is_not_there_is_not_found(signed_in):
    assert signed_in.get(reverse("outreach:group", args=[999])).status_code == 404


# ---- the form


def test_a_group_is_added_with_its_boundary_and_box(signed_in):
    answer = signed_in.post(
        reverse("outreach:group-new"), typed(boundary=json.dumps(SQUARE), name=" Old  Mill Watch ")
    )

    group = CommunityGroup.objects.get()
    assert answer["Location"] == group.get_absolute_url()
    assert group.name == "Old Mill Watch"
    assert group.boundary == SQUARE
    assert group.box == (-77.6, 35.2, -77.5, 35.3)


def test_a_boundary_that_crosses_itself_is_refused_and_nothing_typed_is_lost(signed_in):
    crossed = '{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}'

    answer = signed_in.post(reverse("outreach:group-new"), typed(boundary=crossed, about="Kept."))

    assert answer.status_code == 422
    assert "The outline crosses itself near longitude 0.50000, latitude 0.50000." in answer.text
    assert "[[[0, 0], [1, 1]" in answer.text
    assert "Kept." in answer.text
    assert not CommunityGroup.objects.exists()


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("Larch Street", "cannot be read at line 1, character 1"),
        ('{"type": "Polygon",', "Paste the whole text"),
        ("[" * 100_000, "This is not GeoJSON"),
        ('{"type": "Point", "coordinates": [1, 2]}', "this is “Point”"),
        ("9" * 500_001, "500,000 fit"),
        ("9" * 5000, "This is not GeoJSON"),
    ],
)
def test_what_is_no_geojson_is_refused_in_words(signed_in, pasted, said):
    answer = signed_in.post(reverse("outreach:group-new"), typed(boundary=pasted))

    assert answer.status_code == 422
    assert said in answer.text


def test_swapped_coordinates_are_saved_with_a_warning(signed_in):
    swapped = {"type": "Polygon", "coordinates": [[[35, -78], [36, -78], [36, -77], [35, -78]]]}

    answer = signed_in.post(
        reverse("outreach:group-new"), typed(boundary=json.dumps(swapped)), follow=True
    )

    assert CommunityGroup.objects.get().boundary == swapped
    assert "seem to be swapped" in answer.text


def test_the_same_group_twice_is_refused(signed_in):
    make_group(name="Old Mill Watch")

    answer = signed_in.post(reverse("outreach:group-new"), typed(name="old mill watch"))

    assert answer.status_code == 422
    assert "A group of this name is in the register already." in answer.text


def test_a_hidden_character_in_a_name_is_refused_by_its_name(signed_in):
    answer = signed_in.post(reverse("outreach:group-new"), typed(name="Old\u202e Mill"))

    assert answer.status_code == 422
    assert "right-to-left override" in answer.text


def test_the_status_cannot_be_slipped_in(signed_in):
    signed_in.post(reverse("outreach:group-new"), typed(status="inactive", source="x"))

    group = CommunityGroup.objects.get()
    assert (group.status, group.source) == (CommunityGroup.Status.ACTIVE, "")


def test_editing_changes_what_was_changed_and_counts_the_version(signed_in, association):
    url = reverse("outreach:group-edit", args=[association.pk])
    as_shown = signed_in.get(url).context["form"].initial

    signed_in.post(url, typed(name=as_shown["name"], version="1", meetings="Fridays"))

    association.refresh_from_db()
    assert (association.meetings, association.version) == ("Fridays", 2)
    assert association.liaison is None


def test_taking_the_boundary_away_takes_the_box_away(signed_in):
    group = placed(SQUARE, name="Tannery Hill")

    signed_in.post(reverse("outreach:group-edit", args=[group.pk]), typed(version="1", boundary=""))

    group.refresh_from_db()
    assert group.boundary is None
    assert group.box == (None, None, None, None)


def test_of_two_who_edit_at_once_the_second_sees_both_and_may_save_again(signed_in, association):
    url = reverse("outreach:group-edit", args=[association.pk])
    signed_in.post(url, typed(version="1", name=association.name, meetings="Mondays"))

    second = signed_in.post(url, typed(version="1", name=association.name, meetings="Fridays"))

    assert second.status_code == 409
    shown = " ".join(second.text.split())
    assert "Someone else changed this group" in shown
    assert 'data-label="Saved now:">Mondays</td>' in shown
    assert 'data-label="Yours:">Fridays</td>' in shown
    association.refresh_from_db()
    assert association.meetings == "Mondays"

    signed_in.post(url, typed(version="2", name=association.name, meetings="Fridays"))
    association.refresh_from_db()
    assert association.meetings == "Fridays"


def test_a_form_without_a_version_overwrites_nothing(signed_in, association):
    answer = signed_in.post(
        reverse("outreach:group-edit", args=[association.pk]), typed(meetings="Fridays")
    )

    association.refresh_from_db()
    assert answer.status_code == 409
    assert association.meetings == "Second Thursday, 6:30 pm"


# ---- representatives


def test_a_representative_is_added_and_the_commander_told(signed_in, commander, association):
    answer = signed_in.post(
        reverse("outreach:representative-new", args=[association.pk]),
        {"name": "José Ñúñez-O'Neil", "position": "President", "since": "2026-05-01"},
        follow=True,
    )

    [named] = association.representatives.all()
    assert (named.name, named.since) == ("José Ñúñez-O'Neil", date(2026, 5, 1))
    assert "has spoken for the group since May 1, 2026" in answer.text
    assert Notice.objects.get().to == commander


@pytest.mark.parametrize(
    ("since", "said"),
    [
        ("2026-05-14", "The day is after today."),
        ("2026-02-31", "There is no such day."),
        ("0202-01-01", "The year is 0202."),
        ("9999-01-01", "The day is after today."),
    ],
)
def test_nobody_speaks_from_a_day_that_is_none(signed_in, association, since, said):
    answer = signed_in.post(
        reverse("outreach:representative-new", args=[association.pk]),
        {"name": "Joan Petrakis", "since": since},
    )

    assert answer.status_code == 422
    assert said in answer.text
    assert not association.representatives.exists()


def test_a_form_sent_twice_adds_one_representative(signed_in, association):
    url = reverse("outreach:representative-new", args=[association.pk])
    form = {"name": "Joan Petrakis", "position": "President", "since": "2026-05-01"}

    signed_in.post(url, form)
    again = signed_in.post(url, form)

    assert again.status_code == 422
    assert "Joan Petrakis speaks for this group already." in again.text
    assert association.representatives.count() == 1


def test_a_mail_header_is_no_address(signed_in, association):
    answer = signed_in.post(
        reverse("outreach:representative-new", args=[association.pk]),
        {"name": "Joan", "since": "2026-05-01", "email": "joan@example.org\nBcc: all@example.org"},
    )

    assert answer.status_code == 422
    assert not association.representatives.exists()


def test_the_end_is_recorded_once(signed_in, association):
    petrakis = Representative.objects.create(
        group=association, name="Joan Petrakis", since=date(2026, 1, 8)
    )
    url = reverse("outreach:representative-end", args=[petrakis.pk])

    early = signed_in.post(url, {"last_day": "2025-12-31"})
    signed_in.post(url, {"last_day": "2026-05-12"})
    again = signed_in.post(url, {"last_day": "2026-05-13"})

    assert early.status_code == 422
    assert "That is before the first day, January 8." in early.text
    assert again.status_code == 409
    assert "no longer speaks for this group" in again.text
    petrakis.refresh_from_db()
    assert petrakis.until == date(2026, 5, 12)


def test_looking_changes_nothing(signed_in, association):
    petrakis = Representative.objects.create(group=association, name="Joan Petrakis")

    signed_in.get(
        reverse("outreach:representative-end", args=[petrakis.pk]) + "?last_day=2026-05-01"
    )

    petrakis.refresh_from_db()
    assert petrakis.until is None


@pytest.mark.parametrize("typed", ["tanner’s  row", "TANNER'S ROW", "Tanne\u0301r's Row"])
def test_a_name_spelled_otherwise_is_in_the_register_already(client, officer, typed):
    make_group(name="Tanner's Row")
    client.force_login(officer)

    answer = client.post(reverse("outreach:group-new"), {"name": typed, "kind": "watch"})

    assert answer.status_code == 422
    assert "in the register already" in answer.content.decode()


def test_a_telephone_is_corrected_on_its_page_and_the_old_one_is_history(signed_in, association):
    one = association.representatives.create(
        name="Joan Petrakis", phone="555 010 1111", since=date(2026, 1, 8)
    )
    page = reverse("outreach:representative-contact", args=[one.pk])
    assert page in signed_in.get(association.get_absolute_url()).text

    typed = {"phone": "555 010 2222", "email": "", "seen_phone": one.phone, "seen_email": ""}
    shown = signed_in.post(page, typed, follow=True)

    assert "Earlier telephone numbers and addresses, 1" in in_words(shown.text)
    assert 'href="tel:+15550102222"' in shown.text
    assert "555 010 1111" in shown.text
    assert signed_in.post(page, {**typed, "phone": "555 010 3333"}).status_code == 409
