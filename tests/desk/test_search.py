"""Finding anything on record, and only what one may see."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection

from desk.views.search import SHOWN
from outreach import search_index
from outreach.models import CommunityGroup, Concern, Reporter, Representative
from outreach.search import MOST_WORDS, words_of
from policies.models import PolicyVersion, Topic
from policies.periods import Period
from reports.models import Report
from tests.support.factories import NOON, file_brief, log_concern, make_group
from tests.support.programs import make_program
from tests.support.surveys import make_survey


def found(response) -> dict[str, list[str]]:
    return {kind.title: [row["title"] for row in kind.rows] for kind in response.context["found"]}


def test_a_number_opens_its_record(officer, opens):
    concern = log_concern(officer)

    response = opens(officer, "/search/", q=f" {concern.number.lower()} ")

    assert response.status_code == 302
    assert response.url == concern.get_absolute_url()


def test_a_report_is_found_by_its_number_and_its_title(officer, supervisor, opens):
    period = Period.parse("2026-Q1")
    report = Report.objects.create(
        kind="quarterly",
        number="Q-2026-1",
        title="Quarterly Report",
        policy=PolicyVersion.objects.get(),
        clause="K-IV.R",
        first_day=period.first,
        last_day=period.last,
        due_on=period.last,
        author=officer,
        status="draft",
        frozen_at=NOON,
    )

    assert opens(supervisor, "/search/", q="q-2026-1").url == report.get_absolute_url()
    assert found(opens(supervisor, "/search/", q="quarterly")) == {
        "Reports": ["Quarterly Report, January to March 2026"]
    }


def test_a_program_is_found_by_words_of_its_own_and_of_its_topics(officer, patrol_officer, opens):
    topic = Topic.objects.get(key="senior_crime_awareness")
    make_program(officer, name="Teléfono Amigo", objectives="Fewer calls fall for a fraud.")
    make_program(officer, name="Porch Lights", topics=(topic,))

    assert found(opens(patrol_officer, "/search/", q="telefono fraud")) == {
        "Programs": ["Teléfono Amigo"]
    }
    assert found(opens(patrol_officer, "/search/", q="porch senior")) == {
        "Programs": ["Porch Lights"]
    }
    assert found(opens(patrol_officer, "/search/", q="porch fraud")) == {}


def test_a_survey_is_found_by_its_title_in_either_language_and_opened_by_its_key(
    officer, patrol_officer, opens
):
    title = {"en": "Winter survey", "es": "Encuesta de Navidad"}
    survey = make_survey(officer, key="winter-2026", title=title, status="open")

    for typed in ("winter", "ENCUESTA navidad", "2026 winter"):
        assert found(opens(patrol_officer, "/search/", q=typed)) == {
            "Citizen surveys": ["Winter survey"]
        }
    assert opens(patrol_officer, "/search/", q=" Winter-2026 ").url == survey.get_absolute_url()


def test_a_key_of_one_word_hides_nothing_else_that_holds_it(officer, opens):
    make_survey(officer, key="fraud", title={"en": "Fraud", "es": "Fraude"}, status="open")
    make_program(officer, name="Stop fraud")

    assert set(found(opens(officer, "/search/", q="fraud"))) == {"Programs", "Citizen surveys"}


def test_a_draft_survey_is_found_by_those_who_read_drafts(officer, patrol_officer, opens):
    make_survey(officer, key="spring-2027", title={"en": "Spring survey", "es": "Primavera"})

    assert "Citizen surveys" in found(opens(officer, "/search/", q="spring"))
    assert found(opens(patrol_officer, "/search/", q="spring")) == {}
    assert opens(patrol_officer, "/search/", q="spring-2027").status_code == 200


def test_of_each_kind_some_are_shown_and_the_list_has_all_of_them(officer, opens):
    for n in range(SHOWN + 1):
        make_program(officer, name=f"Walk {n}")
        make_survey(officer, key=f"walk-{n}", title={"en": f"Walk {n}", "es": f"Paseo {n}"})

    kinds = opens(officer, "/search/", q="walk").context["found"]

    assert [(kind.title, len(kind.rows), kind.more) for kind in kinds] == [
        ("Programs", SHOWN, True),
        ("Citizen surveys", SHOWN, True),
    ]
    for kind in kinds:
        assert opens(officer, kind.list_url).status_code == 200
        assert kind.list_url.endswith("/?q=walk")


@pytest.mark.parametrize("typed", ["telefonica", "TELEFÓNICA", "telef", "calle telefónica"])
def test_accents_and_capitals_make_no_difference(officer, opens, typed):
    log_concern(officer, said="Ruido junto a la Telefónica", place="Calle Telefónica 4")

    assert found(opens(officer, "/search/", q=typed)) == {
        "Concerns": ["Ruido junto a la Telefónica"]
    }


def test_words_are_found_in_any_order_and_from_their_beginning(officer, opens):
    log_concern(officer, said="Street lights are out on Weaver Street")

    assert "Concerns" in found(opens(officer, "/search/", q="weaver light"))
    assert found(opens(officer, "/search/", q="weaver siren")) == {}


@pytest.mark.parametrize(
    "typed", ["%", "_", '"', "'", '" OR 1=1 --', "*", "a' | !'b", ")(", ":*", "\\", "😀", "\ud800x"]
)
def test_signs_are_taken_literally_and_do_no_harm(officer, opens, typed):
    log_concern(officer, said="Cars speed")

    response = opens(officer, "/search/", q=typed.encode("utf-8", "replace").decode())

    assert response.status_code == 200
    assert found(response) == {}


def test_a_query_is_cut_where_it_gets_long(officer, opens):
    log_concern(officer, said="Cars speed")

    assert opens(officer, "/search/", q="cars " * 2000).status_code == 200
    assert len(words_of("a b " * 100)) == MOST_WORDS
    assert words_of("C-2026-0047, Muñoz_%") == ["C", "2026", "0047", "Muñoz"]


def test_a_restricted_concern_is_found_by_command_alone(officer, supervisor, commander, opens):
    concern = log_concern(officer, said="Shouting at a driver", restricted=True)

    assert found(opens(commander, "/search/", q="shouting")) == {
        "Concerns": ["Shouting at a driver"]
    }
    for member in (officer, supervisor):
        assert found(opens(member, "/search/", q="shouting")) == {}
        assert opens(member, "/search/", q=concern.number).status_code == 200


def test_another_divisions_concern_is_not_found_by_an_officer(officer, patrol_officer, opens):
    concern = log_concern(officer, said="Whistling at night")
    file_brief(officer, audience="Whistling club")

    assert found(opens(patrol_officer, "/search/", q="whistling")) == {}
    assert opens(patrol_officer, "/search/", q=concern.number).status_code == 200
    assert set(found(opens(officer, "/search/", q="whistling"))) == {"Concerns", "Presentations"}


def test_nobody_is_found_by_the_name_of_who_reported(officer, commander, opens):
    concern = log_concern(
        officer,
        said="Noise",
        reporter_name="Zebedee Canary",
        reporter_phone="555-0100",
        reporter_email="canary@example.org",
    )
    assert Reporter.objects.filter(concern=concern).exists()

    for typed in ("Zebedee", "canary", "555-0100", "canary@example.org"):
        response = opens(commander, "/search/", q=typed)
        assert found(response) == {}
        assert "Zebedee Canary" not in response.content.decode()


def test_groups_and_presentations_are_found_by_their_own_words(officer, opens):
    make_group(name="Peña Hill Association", location="Weaver Library")
    file_brief(officer, audience="Old Mill Watch", place="Pena Hall")

    hits = found(opens(officer, "/search/", q="peña"))

    assert hits == {
        "Groups": ["Peña Hill Association"],
        "Presentations": ["Business security, Old Mill Watch"],
    }
    assert list(found(opens(officer, "/search/", q="security mill"))) == ["Presentations"]


def test_a_group_is_found_by_who_speaks_for_it_and_its_presentations_by_its_name(officer, opens):
    group = make_group(name="Tannery Hill", about="Near the depot")
    Representative.objects.create(group=group, name="Joan Petrakis", phone="5550142")
    file_brief(officer, audience="Residents", group=group)

    assert found(opens(officer, "/search/", q="petrakis")) == {"Groups": ["Tannery Hill"]}
    assert found(opens(officer, "/search/", q="5550142")) == {}
    assert found(opens(officer, "/search/", q="depot")) == {"Groups": ["Tannery Hill"]}
    assert found(opens(officer, "/search/", q="tannery residents")) == {
        "Presentations": ["Business security, Residents"]
    }


def test_only_a_few_of_each_kind_are_shown_with_the_way_to_all(officer, opens):
    for n in range(10):
        log_concern(officer, said=f"Speeding {n}", at=NOON + timedelta(minutes=n))

    [kind] = opens(officer, "/search/", q="speeding").context["found"]

    assert [row["title"] for row in kind.rows] == [f"Speeding {n}" for n in range(9, 1, -1)]
    assert kind.more
    assert kind.list_url == "/concerns/?view=all&q=speeding"


def test_what_was_typed_is_not_in_the_title_of_the_page(officer, opens):
    page = opens(officer, "/search/", q="Zebedee").content.decode()

    assert "<title>Search - Liaison</title>" in page


def test_the_number_of_queries_does_not_grow_with_what_is_found(officer, queries):
    log_concern(officer, said="Speeding")
    few = queries(officer, "/search/?q=speeding")
    for n in range(30):
        log_concern(officer, said=f"Speeding {n}")
        make_group(name=f"Speeding {n}")

    assert queries(officer, "/search/?q=speeding") == few


def test_the_index_follows_every_way_of_writing(officer, opens):
    concern = log_concern(officer, said="First words")
    Concern.objects.filter(pk=concern.pk).update(summary="Second", said="Second")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outreach_concern SET place = 'Thirdly' WHERE id = %s", [concern.pk])
    CommunityGroup.objects.bulk_create([CommunityGroup(name="Fourthly")])

    assert found(opens(officer, "/search/", q="first")) == {}
    assert found(opens(officer, "/search/", q="second thirdly")) == {"Concerns": ["Second"]}
    assert found(opens(officer, "/search/", q="fourthly")) == {"Groups": ["Fourthly"]}
    concern.delete()
    assert found(opens(officer, "/search/", q="second")) == {}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite keeps its index by triggers")
@pytest.mark.parametrize("table", search_index.INDEXED)
def test_the_triggers_that_keep_the_index_stand_after_all_migrations(db, table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
        )
        standing = {name for (name,) in cursor.fetchall()}

    assert standing >= search_index.trigger_names(table)


def test_the_index_can_be_made_anew(officer, opens):
    log_concern(officer, said="Speeding")

    connection.check_constraints()
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        search_index.drop(None, editor)
        search_index.build(None, editor)

    assert found(opens(officer, "/search/", q="speeding")) == {"Concerns": ["Speeding"]}


def test_a_members_name_leads_to_the_concerns_they_have(officer, supervisor, opens):
    log_concern(officer)

    [kind] = opens(supervisor, "/search/", q="lindgr").context["found"]

    assert [row["title"] for row in kind.rows] == [f"Concerns with {officer.full_name}"]
    page = opens(supervisor, *kind.rows[0]["url"].split("?")[:1], view="all", owner=officer.pk)
    assert page.context["shown"] == "1"


def test_a_name_without_concerns_one_sees_leads_nowhere(officer, supervisor, opens):
    log_concern(supervisor, restricted=True)
    name = supervisor.name.split()[-1]

    assert found(opens(officer, "/search/", q=name)) == {}
