"""A file of groups in the browser: looked at by a job, its properties shown and changed, brought in."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from jobs.models import Job
from jobs.running import NotDone, run_now
from outreach.imports import files, looking
from outreach.imports.workflows import batches
from outreach.models import CommunityGroup, ImportFile
from personnel.roles import Role
from tests.outreach.imports.test_groups import PROJECTED, feature, square, written
from tests.outreach.imports.test_pages import brought_in, looked_at, received, uploaded
from tests.support.factories import NOON, make_member

SECTORS = [
    {
        "type": "Feature",
        "properties": {"SECTOR": str(n), "STATE": word, "OBJECTID": n},
        "geometry": None,
    }
    for n, word in enumerate(["Meeting", "Resting", "Meeting"], start=1)
]


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def posted(desk, file: ImportFile, **chosen: str):
    """The page of properties sent as it stands but for what is chosen by a property's name."""
    page = reverse("outreach:import-properties", args=[file.pk])
    form = desk.get(page).context["form"]
    names = {one.name: f"property-{n}" for n, one in enumerate(form.seen)}
    typed = {name: field.initial for name, field in form.fields.items()}
    typed |= {names.get(name, name): value for name, value in chosen.items()}
    return desk.post(page, typed)


def test_the_upload_only_keeps_the_file_and_a_job_looks_at_it(desk, monkeypatch):
    monkeypatch.setattr("outreach.imports.looking.look", lambda *a, **k: pytest.fail("in the page"))

    answer = uploaded(desk, written(feature("Elm Row", square(-77.6))), kind="groups")

    file = ImportFile.objects.get()
    assert answer.url == file.get_absolute_url()
    assert file.previewed is None
    assert file.look.status == Job.Status.QUEUED
    assert "Waiting for its turn" in desk.get(answer.url).content.decode()


def test_what_each_property_was_taken_for_is_shown_with_samples_and_can_be_changed(desk):
    content = written(
        {"type": "Feature", "properties": {"NHD_NAME": "Quay", "LABEL": "The Quay", "OBJECTID": 7}}
    )
    file = received(desk, content, kind="groups")

    told = desk.get(file.get_absolute_url()).content.decode()
    assert "Taken without a map: name from “NHD_NAME”." in told
    page = desk.get(reverse("outreach:import-properties", args=[file.pk]))
    assert "for example The Quay" in page.content.decode()
    chosen = {one.label: one.initial for one in page.context["form"].fields.values() if one.initial}
    assert (chosen["NHD_NAME"], chosen["LABEL"], chosen["OBJECTID"]) == (
        "name",
        "about",
        "leave_out",
    )
    answer = posted(desk, file, NHD_NAME="about", LABEL="name")

    assert answer.url == file.get_absolute_url()
    file = looked_at(ImportFile.objects.get())
    assert not CommunityGroup.objects.exists()
    brought_in(desk, file)
    group = CommunityGroup.objects.get()
    assert (group.name, group.about) == ("The Quay", "NHD_NAME: Quay")


def test_without_a_name_that_can_be_told_the_properties_are_asked(desk):
    file = received(desk, written(*SECTORS), kind="groups", name="sectors.geojson")

    page = desk.get(file.get_absolute_url(), follow=True)
    assert "No property looks like the name of a group" in page.content.decode()
    refused = posted(desk, file)
    assert refused.status_code == 422
    assert "Say which property is the name" in refused.content.decode()
    posted(desk, file, SECTOR="name")

    file = looked_at(ImportFile.objects.get())
    assert file.previewed["new"] == 3


def test_the_words_of_a_status_are_asked_and_a_new_group_comes_in_with_it(desk):
    file = received(desk, written(*SECTORS), kind="groups")

    asked = posted(desk, file, SECTOR="name", STATE="status")
    assert asked.status_code == 422
    assert "“Resting” means the group is" in asked.content.decode()
    words = {"status-0": "active", "status-1": "inactive"}
    posted(desk, file, SECTOR="name", STATE="status", **words)

    brought_in(desk, looked_at(ImportFile.objects.get()))
    assert list(CommunityGroup.objects.order_by("name").values_list("status", flat=True)) == [
        "active",
        "inactive",
        "active",
    ]


def test_two_names_are_one_too_many(desk):
    file = received(desk, written(*SECTORS), kind="groups")

    answer = posted(desk, file, SECTOR="name", STATE="name")

    assert "Only one property can be" in answer.content.decode()


def test_the_map_of_the_page_can_be_taken_home(desk):
    file = received(desk, written(feature("Elm Row", NHD=4)), kind="groups")
    posted(desk, file, NHD="leave_out", source="City register")
    file = looked_at(ImportFile.objects.get())

    text = desk.get(reverse("outreach:import-map", args=[file.pk])).content.decode()

    assert 'name = "City register"' in text
    assert 'leave_out = ["NHD"]' in text


def test_a_file_that_cannot_be_read_says_why_when_it_has_been_looked_at(desk):
    shape = {"type": "Polygon", "coordinates": PROJECTED[1][0]}
    content = written(feature("Elm Row", shape))

    file = received(desk, content, kind="groups")

    page = desk.get(file.get_absolute_url()).content.decode()
    assert "State Plane or another grid" in page
    assert "Discard" in page


def test_geojson_sent_as_concerns_is_known_by_what_it_holds(desk):
    answer = uploaded(desk, written(feature("Elm Row")), kind="concerns", name="calls.csv")

    assert answer.status_code == 302
    assert ImportFile.objects.get().kind == "groups"


def test_a_table_sent_as_groups_is_known_at_once(desk):
    answer = uploaded(desk, b"name,kind\r\nElm Row,watch\r\n", kind="groups", name="g.geojson")

    assert answer.status_code == 422
    assert "not GeoJSON: line 1" in answer.content.decode()


def test_it_is_not_brought_in_before_somebody_looked(desk):
    uploaded(desk, written(feature("Elm Row")), kind="groups")
    file = ImportFile.objects.get()

    answer = desk.post(reverse("outreach:import-start", args=[file.pk]))

    assert answer.status_code == 409


def test_an_earlier_look_never_answers_for_a_later_map(desk, officer, monkeypatch):
    file = received(desk, written(feature("Elm Row", LABEL="Elm")), kind="groups")
    again = Job.objects.create(
        task=looking.TASK, argument=file.pk, key="again", subject="Look", asked_by=officer
    )
    looked, another = looking.look, '[properties]\nname = "LABEL"\n'

    def look_while_somebody_changes_the_map(*given, **more):
        found = looked(*given, **more)
        looking.take_group_map(ImportFile.objects.get(), another, by=officer)
        return found

    monkeypatch.setattr("outreach.imports.looking.look", look_while_somebody_changes_the_map)
    run_now(again)

    file = ImportFile.objects.get()
    assert (file.map_text, file.previewed) == (another, None)


def test_whoever_lost_the_right_has_no_look_taken(desk, officer):
    uploaded(desk, written(feature("Elm Row")), kind="groups")
    file = ImportFile.objects.get()
    type(officer).objects.filter(pk=officer.pk).update(role=Role.TRAINING_OFFICER)

    with pytest.raises(NotDone, match="may not have it done any more"):
        run_now(file.look)
    file.refresh_from_db()
    assert file.previewed is None


def test_nobody_but_its_uploader_says_what_its_properties_are(desk, client, supervisor):
    file = prepared_for_approval(desk)
    client.force_login(supervisor)

    page = reverse("outreach:import-properties", args=[file.pk])
    assert client.get(page).status_code == 403
    assert client.post(page, {"property-0": "leave_out"}).status_code == 403
    with pytest.raises(PermissionDenied, match="Somebody else prepares"):
        looking.take_group_map(file, file.map_text, by=supervisor)
    assert page not in client.get(file.get_absolute_url()).content.decode()


def test_a_changed_meaning_of_its_properties_has_to_be_approved_anew(desk, officer, supervisor):
    file = prepared_for_approval(desk)

    looking.take_group_map(file, file.map_text, by=officer)

    looked_at(file)
    file.refresh_from_db()
    assert (file.asked_at, file.decide_by) == (None, None)
    with pytest.raises(PermissionDenied, match="has not asked"):
        files.start(file, by=supervisor, at=NOON, seen=file.mark)


def prepared_for_approval(desk) -> ImportFile:
    uploaded(desk, written(feature("Elm Row", square(-77.6))), kind="groups")
    file = looked_at(ImportFile.objects.get())
    batches.ask_approval(file, by=file.by, at=NOON)
    return file


def test_a_look_at_a_file_thrown_away_is_no_error(desk):
    uploaded(desk, written(feature("Elm Row")), kind="groups")
    file = ImportFile.objects.get()
    look = file.look
    desk.post(reverse("outreach:import-discard", args=[file.pk]))

    run_now(look)

    assert look.status == Job.Status.DONE


def test_another_members_trial_is_not_there(client, officer):
    client.force_login(officer)
    file = received(client, written(feature("Elm Row")), kind="groups")
    client.force_login(make_member(role=Role.COMMUNITY_OFFICER, division=officer.division))

    assert client.get(reverse("outreach:import-properties", args=[file.pk])).status_code == 404


def test_properties_of_strange_names_do_no_harm(desk):
    odd = {
        "": "x",
        " ": "y",
        "a\u0000b": "z",
        "<script>": "s",
        "n" * 300: "long",
        "name": "Elm Row",
    }
    file = received(
        desk,
        json.dumps({"type": "Feature", "properties": odd, "geometry": None}).encode(),
        kind="groups",
    )

    page = desk.get(reverse("outreach:import-properties", args=[file.pk]))
    answer = posted(desk, file)

    assert page.status_code == 200
    assert answer.status_code in (302, 422)
    assert "<script>s" not in page.content.decode()


GROUP_MAP = b"""
[source]
name = "City register"
[properties]
name = "SECTOR"
leave_out = ["STATE"]
"""


def test_a_map_of_groups_is_taken_with_the_upload_and_used_again(desk):
    first = brought_in(desk, received(desk, written(*SECTORS), kind="groups", map_file=GROUP_MAP))

    again = received(desk, written(*SECTORS), kind="groups", like=first.pk)
    uploaded(desk, b"call,date\r\n1,2\r\n", kind="concerns", like=first.pk)
    wrong = desk.get(ImportFile.objects.latest("pk").get_absolute_url())

    assert (first.source, first.applied["new"]) == ("City register", 3)
    assert again.previewed["same"] == 3
    assert "of another kind" in wrong.content.decode()


def test_a_map_that_names_a_property_the_file_has_not_is_said_with_those_it_has(desk):
    wrong = GROUP_MAP.replace(b"SECTOR", b"BEAT")

    file = received(desk, written(*SECTORS), kind="groups", map_file=wrong)

    page = desk.get(file.get_absolute_url()).content.decode()
    assert "no property “BEAT”; it has SECTOR, STATE, OBJECTID" in page


def test_the_analyst_is_offered_no_groups_and_told_when_a_file_holds_them(client, officer):
    client.force_login(make_member(Role.ANALYST))

    page = client.get(reverse("outreach:import-new")).text
    answer = uploaded(client, written(feature("Elm Row", square(-77.6))))

    assert "What is in the file?" not in page
    assert "For groups: their source" not in page
    assert answer.status_code == 422
    told = "It holds groups. The community services unit keeps the register of groups."
    assert answer.context["form"].errors["file"] == [told]
    assert not ImportFile.objects.exists()


def test_a_feature_that_is_refused_is_called_one(desk):
    file = received(desk, written(feature("", square(-77.6)), feature("Oak Row", square(-77.5))))

    assert "1 feature is refused and will not come in." in desk.get(file.get_absolute_url()).text


def test_of_a_status_chosen_on_the_page_only_the_words_nobody_knows_are_asked(desk):
    features = [
        {"type": "Feature", "properties": {"name": f"{name} Row", "HOW": word}, "geometry": None}
        for name, word in (("Elm", "Active"), ("Oak", "Asleep"))
    ]
    file = received(desk, written(*features))

    answer = posted(desk, file, HOW="status")

    form = answer.context["form"]
    assert form.errors == {"status-1": ["Say what “Asleep” means."]}
    assert form["status-0"].value() == "active"
