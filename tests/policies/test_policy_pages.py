"""Reading the policy, and deciding what it leaves open."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outreach.models import Concern
from personnel.roles import Role
from policies.adoption import adopt
from policies.current import policy, setting
from policies.models import NumberProposal, Setting
from policies.packs import load_pack, pack_keys
from policies.reading import cited, clause_pages
from policies.workflows.settings import propose
from tests.support.factories import NOON, log_concern, make_member
from tests.support.numbers import decided

MAY_CHANGE = {Role.UNIT_SUPERVISOR, Role.COMMANDER, Role.CHIEF}
ANSWER = "answer_within_days"
SETTING = f"/policy/settings/{ANSWER}/"


def as_(role: str) -> Client:
    client = Client()
    client.force_login(make_member(role))
    return client


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("key", pack_keys())
def test_every_policy_is_read_clause_by_clause(db, key):
    adopt(load_pack(key))
    pack = policy()

    response = as_(Role.OFFICER).get("/policy/")

    page = response.content.decode()
    assert response.status_code == 200
    for clause in pack.clauses:
        assert f'id="{clause.ref}"' in page


def test_a_clause_leads_to_the_screen_that_serves_it_or_says_it_comes_later(kinston):
    pages = {page.clause.ref: page for page in clause_pages(policy())}
    page = text(as_(Role.OFFICER).get("/policy/"))

    assert pages["K-IV.R"].screen == reverse("reports:reports")
    assert 'href="/reports/">Reports<span' in page
    assert pages["K-IV.U"].screen == reverse("surveys:surveys")
    assert pages["K-IV.T"].screen == ""
    assert "Comes in a later version" in page


@pytest.mark.parametrize("key", pack_keys())
def test_every_screen_a_clause_names_exists(key):
    for clause in load_pack(key).clauses:
        if clause.serves:
            assert reverse(clause.serves)


def test_the_administrator_reads_the_policy_without_links_to_closed_screens(kinston):
    page = text(as_(Role.ADMINISTRATOR).get("/policy/"))

    assert 'href="/reports/"' not in page
    assert "Clause by clause" in page


@pytest.mark.parametrize(
    ("key", "ref", "label"),
    [
        ("kinston", "K-IV.R", "600-6 §IV.R"),
        ("asheville", "A-1.A.4", "§1902.1.A.4"),
        ("cambridge", "C-3", "4.301 §3"),
        ("new_canaan", "N-IV.A", "88-9-53 §IV.A"),
    ],
)
def test_a_clause_is_cited_without_saying_the_policys_number_twice(key, ref, label):
    pack = load_pack(key)

    assert cited(pack, pack.clause(ref)) == label


def test_the_address_of_a_clause_leads_to_its_place(kinston):
    client = as_(Role.OFFICER)

    assert client.get("/policy/K-IV.R/").url == "/policy/#K-IV.R"
    assert client.get("/policy/K-IX/").status_code == 404


def test_duties_say_who_when_and_what_settles_them(kinston):
    page = text(as_(Role.OFFICER).get("/policy/"))

    assert "Write the quarterly report and send it to command" in page
    assert "Every quarter" in page
    assert "within 15 days" in page
    assert "to Major of Support Services, Chief of Police" in page


def test_an_open_number_is_marked_with_the_departments_own(kinston):
    commander = make_member(Role.COMMANDER, name="Ines Calloway", rank="Maj.")
    decided(ANSWER, 10, by=commander)

    page = text(as_(Role.OFFICER).get("/policy/"))

    assert "The policy leaves this open." in page
    assert "Set by Maj. Calloway on May 13, 2026; the pack comes with 14." in page
    assert "10 days" in page
    assert "within 10 days" in page


@pytest.mark.parametrize("role", list(Role))
def test_the_units_supervisor_and_command_propose_open_numbers(kinston, role):
    client = as_(role)

    shown = client.get(SETTING, follow=True)
    offered = "Change<span" in text(client.get("/policy/"))
    sent = client.post(SETTING, {"value": "10"})

    assert offered == (role in MAY_CHANGE)
    if role in MAY_CHANGE:
        assert (shown.status_code, sent.status_code) == (200, 302)
        proposed = NumberProposal.objects.get(key=ANSWER)
        assert (proposed.before, proposed.value, proposed.proposed_by.role) == (14, 10, role)
    else:
        assert (shown.status_code, sent.status_code) == (403, 403)
    assert setting(ANSWER) == 14
    assert not Setting.objects.exists()


def test_a_number_the_policy_fixes_is_changed_by_nobody(kinston):
    version = kinston
    version.content["settings"][ANSWER]["open"] = False
    version.pk = None
    version.save()
    chief = make_member(Role.CHIEF)

    refused = as_(Role.CHIEF).post(SETTING, {"value": "10"})

    assert refused.status_code == 403
    assert "The policy itself fixes this number." in refused.content.decode()
    with pytest.raises(PermissionDenied):
        propose(ANSWER, 10, by=chief, at=NOON)
    assert not Setting.objects.exists()


@pytest.mark.parametrize("typed", ["", "0", "-3", "3661", "ten", "1.5", "9" * 30])
def test_a_number_that_cannot_be_is_refused_with_what_was_typed(kinston, typed):
    response = as_(Role.CHIEF).post(SETTING, {"value": typed})

    assert response.status_code == 422
    assert "Error: " in response.content.decode()
    assert response.context["form"]["value"].value() == typed
    assert not Setting.objects.exists()


def test_an_unknown_number_is_no_page(kinston):
    assert as_(Role.CHIEF).get("/policy/settings/nonsense/").status_code == 404


def test_a_changed_number_counts_from_now_on_and_leaves_what_is_due(kinston):
    chief, officer = make_member(Role.CHIEF), make_member(Role.COMMUNITY_OFFICER)
    before = log_concern(officer)

    decided(ANSWER, 3, by=chief)
    after = log_concern(officer)

    assert (before.answer_by - after.answer_by).days == 11
    assert Concern.objects.get(pk=before.pk).answer_by == before.answer_by


def test_the_policy_takes_few_queries_however_long_it_is(kinston):
    client = as_(Role.CHIEF)
    client.get("/policy/")

    with CaptureQueriesContext(connection) as asked:
        client.get("/policy/")

    assert len(asked) <= 12
