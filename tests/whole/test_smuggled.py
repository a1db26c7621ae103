"""A form changes what it asks for and nothing else, whatever is sent along with it.

Every field of the record is sent with another value beside what the page itself would send.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import models
from django.forms import BaseForm
from django.test import Client

from outreach.models import CommunityGroup, Concern, Presentation
from personnel.models import Member
from personnel.roles import Role
from programs.models import Evaluation, Program
from surveys.models import ContactWish, Survey
from tests.support.factories import NOON, a_category, a_topic
from tests.support.factors import shown_again
from tests.whole.town import Town, town

# The form's address, who fills it in, the record it corrects, and the one thing they correct.
CORRECTED: dict[str, tuple[Role, type[models.Model], str, str]] = {
    "/concerns/{own}/edit/": (Role.OFFICER, Concern, "number", "summary"),
    "/concerns/{patrol}/edit/": (Role.CHIEF, Concern, "number", "place"),
    "/groups/{group}/edit/": (Role.COMMUNITY_OFFICER, CommunityGroup, "pk", "location"),
    "/programs/{own_program}/edit/": (Role.OFFICER, Program, "pk", "audience"),
    "/programs/evaluations/{own_drafted}/write/": (Role.OFFICER, Evaluation, "pk", "account"),
    "/surveys/{survey_draft}/edit/": (Role.COMMUNITY_OFFICER, Survey, "key", "title_0"),
    "/members/{member}/edit/": (Role.ADMINISTRATOR, Member, "pk", "rank"),
    "/members/{myself}/edit/": (Role.ADMINISTRATOR, Member, "pk", "rank"),
}
# Steps: what is sent, and the fields the step itself moves.
STEPS: dict[str, tuple[Role, type[models.Model], str, dict[str, str], set[str]]] = {
    "/concerns/{own}/answer/": (
        Role.OFFICER,
        Concern,
        "number",
        {"note": "Told by telephone."},
        {"answer", "answered_on", "answered_by_id"},
    ),
    "/concerns/{own}/resolve/": (
        Role.OFFICER,
        Concern,
        "number",
        {"note": "Settled."},
        {"status", "settled_on"},
    ),
    "/concerns/{own}/escalate/": (
        Role.DIVISION_SUPERVISOR,
        Concern,
        "number",
        {"note": "Too far."},
        {"status", "review_by"},
    ),
    "/concerns/{own}/effort/": (Role.OFFICER, Concern, "number", {"note": "Went there."}, set()),
    "/concerns/{resolved}/close/": (Role.CHIEF, Concern, "number", {"note": ""}, {"status"}),
    "/presentations/{patrol_brief}/return/": (
        Role.DIVISION_SUPERVISOR,
        Presentation,
        "pk",
        {"note": "Say how many came.", "version": "1"},
        {"status"},
    ),
    "/surveys/wishes/{own_wish}/contacted/": (
        Role.OFFICER,
        ContactWish,
        "pk",
        {"note": "Called."},
        {"status"},
    ),
}


@pytest.fixture
def records(kinston) -> Town:
    with time_machine.travel(NOON, tick=False):
        yield town()


def client_of(records: Town, role: str) -> Client:
    client = Client()
    client.force_login(records.people[role])
    shown_again(client, records.people[role])
    return client


def smuggled(model: type[models.Model], record: models.Model) -> dict[str, str]:
    """Another value for every field of the model, under each name a form could give it."""
    sent = {}
    for field in model._meta.concrete_fields:
        value = _another(field, getattr(record, field.attname))
        sent |= {field.name: value, field.attname: value}
    return sent | {"pk": "999999", "by": "1", "member": "1", "user": "1"}


def _another(field: models.Field[Any, Any], now: Any) -> str:
    if field.choices:
        return next(str(value) for value, _ in field.flatchoices if value != now)
    if isinstance(field, models.BooleanField):
        return "" if now else "on"
    if isinstance(field, models.ForeignKey):
        others = field.related_model._default_manager.exclude(pk=now)
        return str(getattr(others.order_by("-pk").first(), "pk", ""))
    if isinstance(now, datetime):
        return "2001-02-03T04:05"
    if isinstance(field, models.DateField):
        return "2001-02-03"
    if isinstance(field, models.IntegerField | models.FloatField):
        return str(int(now or 0) + 7)
    return str(uuid4()) if isinstance(field, models.UUIDField) else "smuggled"


def as_shown(form: BaseForm) -> dict[str, str]:
    """What a browser sends of a form that nobody touches."""
    sent = {}
    for one in form:
        value = one.value()
        pieces = one.field.widget.get_context(one.html_name, value, {})["widget"].get("subwidgets")
        for piece in pieces or [{"name": one.html_name, "value": value}]:
            if piece["value"] not in (None, False):
                sent[piece["name"]] = _written(piece["value"])
    return sent


def _written(value: Any) -> str:
    value = getattr(value, "pk", value)
    return value.isoformat() if isinstance(value, date) else str(value)


def stored(record: models.Model) -> dict[str, Any]:
    fresh = type(record)._base_manager.get(pk=record.pk)
    return {one.attname: getattr(fresh, one.attname) for one in record._meta.concrete_fields}


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {name for name, value in after.items() if value != before[name]}


def found(records: Town, asked: str, role: str, model: type[models.Model], by: str) -> Any:
    """The record whose key stands last in the address."""
    keys = [part for part in records.address(asked, role).split("/") if part]
    named = [gap for gap in asked.split("/") if gap.startswith("{")]
    key = keys[[part for part in asked.split("/") if part].index(named[-1])]
    return model._base_manager.filter(**{by: key}).first()


@pytest.mark.slow
def test_a_correction_changes_nothing_the_form_does_not_ask(records):
    for asked, (role, model, by, corrected) in CORRECTED.items():
        client, address = client_of(records, role), records.address(asked, role)
        record = found(records, asked, role, model, by)
        form = client.get(address).context["form"]
        sent, before = as_shown(form), stored(record)
        beside = {
            name: value
            for name, value in smuggled(model, record).items()
            if not any(name in (one, one.rpartition("_")[0]) for one in {*form.fields, *sent})
        }

        answer = client.post(address, beside | sent | {corrected: "Corrected"})

        assert answer.status_code == 302, (asked, answer.context and answer.context["form"].errors)
        moved = changed(before, stored(record)) - {"version", "written"}
        assert moved == {corrected.removesuffix("_0")}, asked


@pytest.mark.slow
def test_a_step_changes_what_it_is_about_alone(records):
    for asked, (role, model, by, typed, moved) in STEPS.items():
        client, address = client_of(records, role), records.address(asked, role)
        record = found(records, asked, role, model, by)
        before = stored(record)

        answer = client.post(address, smuggled(model, record) | typed)

        assert answer.status_code == 302, (asked, answer.status_code)
        assert changed(before, stored(record)) - {"version"} == moved, asked


@pytest.mark.slow
def test_what_is_logged_is_the_senders_whatever_was_sent_along(records):
    officer, stranger = records.people[Role.OFFICER], records.people[Role.CHIEF]
    client = client_of(records, Role.OFFICER)
    told = Concern.objects.get(number=records.records["far"])
    kinds = {"voiced-TOTAL_FORMS": "0", "voiced-INITIAL_FORMS": "0"}
    kinds |= {"potential-TOTAL_FORMS": "0", "potential-INITIAL_FORMS": "0"}
    typed = {"said": "Cars.", "category": str(a_category().pk), "channel": "patrol"}
    held = {"topic": str(a_topic().pk), "day": "2026-05-12", "time": "08:30", "place": "Library"}
    held |= {"audience": "Seniors", "participants": "22"}
    beside = smuggled(Concern, told)
    filed = smuggled(Presentation, Presentation.objects.get(pk=records.records["brief"]))
    for name in ("restricted", "about_member", "nature", "group", "latitude", "longitude"):
        del beside[name]  # the form asks for these itself

    logged = client.post("/concerns/new/", beside | typed | {"draft": str(uuid4())})
    brief = client.post(
        "/presentations/new/", filed | held | kinds | {"draft": str(uuid4()), "group": ""}
    )

    assert (logged.status_code, brief.status_code) == (303, 302)
    concern, presentation = Concern.objects.latest("pk"), Presentation.objects.latest("pk")
    assert (concern.officer, concern.owner, concern.division) == (officer,) * 2 + (
        officer.division,
    )
    assert (concern.status, concern.logged_at, concern.version) == ("logged", NOON, 1)
    assert (concern.restricted, concern.settled_on, concern.answered_on) == (False, None, None)
    assert concern.number.startswith("C-2026-")
    assert (presentation.presenter, presentation.division) == (officer, officer.division)
    assert (presentation.status, presentation.filed_on) == ("filed", date(2026, 5, 13))
    assert stranger.pk not in (concern.owner_id, presentation.presenter_id)
