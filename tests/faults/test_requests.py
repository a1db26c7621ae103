"""Forms sent twice, too large, in pieces or made up by hand; addresses asked in odd ways."""

from __future__ import annotations

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse

from outreach.models import CommunityGroup, Concern, Draft, ImportFile, Presentation
from personnel.roles import Role
from tests.faults.forms_sent import (
    CONCERN,
    GROUP,
    PRESENTATION,
    a_brief,
    a_concern,
    a_group,
    add_account,
    problems,
    the_account,
)
from tests.support.factories import a_category, log_concern, make_group, make_member
from tests.support.tracing import traced
from tests.whole.test_doors import PAGES

pytestmark = pytest.mark.usefixtures("at_noon")
TOGETHER = 4
# That somebody is there, how much they opened, and what the log notes: a look that was refused.
# A document is laid out by a job when somebody opens it, once for each content and reader.
LAYS_OUT = {"outreach:concern-sheet"}
SAYS_NOTHING = {"django_session", "usersessions_usersession", "audit_entry", "personnel_tally"}


# ---- 19 to 21: the same form again


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("place", "filled", "model"),
    [(CONCERN, a_concern, Concern), (PRESENTATION, a_brief, Presentation)],
)
def test_fault_019_a_form_sent_by_several_presses_is_one_record(
    officer, place, filled, model, monkeypatch
):
    monkeypatch.undo()  # whoever loses the race has written before it is rolled back, unlogged
    sent, ready = filled(), threading.Barrier(TOGETHER)

    def press():
        client = Client()
        client.force_login(officer)
        try:
            ready.wait(timeout=10)
            return client.post(place, sent)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TOGETHER) as threads:
        answers = [one.result() for one in [threads.submit(press) for _ in range(TOGETHER)]]

    assert {answer.status_code for answer in answers} <= {302, 303}
    assert {answer.url for answer in answers} == {model.objects.get().get_absolute_url()}


def test_fault_020_back_and_sent_again_leads_to_what_was_saved(at_work):
    concern, brief = a_concern(), a_brief()
    for page, sent in ((CONCERN, concern), (PRESENTATION, brief)):
        first = at_work.post(page, sent)
        at_work.get(page)
        again = at_work.post(page, sent)
        assert again.url == first.url

    assert (Concern.objects.count(), Presentation.objects.count()) == (1, 1)
    assert "Nothing was filed twice" in at_work.get(again.url).text


def test_fault_021_the_same_key_with_other_words_shows_both_and_saves_neither_over(at_work):
    concern, brief = a_concern(), a_brief()
    at_work.post(CONCERN, concern)
    at_work.post(PRESENTATION, brief)

    said = at_work.post(CONCERN, concern | {"said": "One hit a fence."})
    held = at_work.post(PRESENTATION, brief | {"place": "Town hall"})

    assert (said.status_code, held.status_code) == (409, 409)
    number = Concern.objects.get().number
    assert f"Already logged as {number}" in said.text
    assert f'href="{Concern.objects.get().get_absolute_url()}"' in said.text
    assert "One hit a fence." in said.text
    assert "Library" in held.text
    assert "Town hall" in held.text
    assert Concern.objects.get().said == "Cars speed past the school."
    assert Presentation.objects.get().place == "Library"


# ---- 25: too much


@pytest.mark.parametrize(
    "much",
    [{f"field-{n}": "1" for n in range(1_001)}, {"said": "x" * 3_000_000}],
    ids=["1,001 fields", "3 MB"],
)
def test_fault_025_too_much_is_refused_with_the_limit(at_work, caplog, much):
    answer = at_work.post(CONCERN, a_concern() | much)
    body = "&".join(f"{name}={value}" for name, value in much.items())
    packed = at_work.generic(
        "POST", CONCERN, body, content_type="application/x-www-form-urlencoded"
    )

    for refused in (answer, packed):
        assert refused.status_code == 413
        assert "2.5\u00a0MB of text in 1000 fields" in refused.text
        incident = refused.text.partition("Incident ")[2][:8]
        assert f"incident {incident}" in caplog.text
    assert not Concern.objects.exists()


def test_fault_025_the_largest_form_there_is_fits(at_work, settings):
    """Twenty rows of each kind: more are refused by name long before the limit."""
    rows = {
        f"{kind}-{n}-{name}": value
        for kind in ("voiced", "potential")
        for n in range(20)
        for name, value in (("said", f"{kind} {n} " + "x" * 3900), ("category", a_category().pk))
    }
    full = a_brief(**rows) | {"voiced-TOTAL_FORMS": "20", "potential-TOTAL_FORMS": "20"}

    answer = at_work.post(PRESENTATION, full)

    assert answer.status_code == 302
    assert Concern.objects.count() == 40
    assert len(full) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS / 2


# ---- 26 and 27: what the form does not ask or offer


def test_fault_026_what_the_form_does_not_ask_changes_nothing(
    at_work, officer, supervisor, chief, desk
):
    slipped = {
        "status": "closed",
        "owner": chief.pk,
        "number": "C-1",
        "version": "9",
        "pk": "1",
        "is_superuser": "on",
        "is_staff": "on",
        "restricted[]": "on",
        "said[0]": "Other",
    }

    at_work.post(f"{CONCERN}?status=closed&owner={chief.pk}", a_concern(**slipped))
    at_work.post(GROUP, a_group(status="inactive", west="1"))
    add_account(desk, **slipped, role="officer", password="x", is_active="")

    concern, member = Concern.objects.get(), the_account(by=supervisor)
    assert (concern.status, concern.owner, concern.version) == ("logged", officer, 1)
    assert concern.number == "C-2026-0001"
    assert not concern.restricted
    assert CommunityGroup.objects.get().status == "active"
    assert (member.role, member.is_active) == ("officer", True)


def test_fault_026_a_field_sent_twice_counts_once(at_work):
    at_work.post(CONCERN, a_concern(said=["First.", "Second."], channel=["patrol", "pigeon"]))
    at_work.post(CONCERN, a_concern(said=["First.", "Second."], channel=["pigeon", "patrol"]))

    assert Concern.objects.get().said == "Second."


@pytest.mark.slow
def test_fault_027_a_choice_nobody_offered_is_a_mistake_at_its_field(at_work):
    for field in ("category", "channel", "group", "about_member"):
        for value in ("no such", "999999", "-1", "1 OR 1=1", "9" * 30):
            answer = at_work.post(CONCERN, a_concern(**{field: value}))
            assert field in problems(answer), (field, value)
    assert not Concern.objects.exists()


def test_fault_027_what_exists_and_is_closed_to_one_is_as_if_it_were_not(at_work, officer):
    gone = make_group(status="inactive", name="The Hidden Circle")
    left = make_member(Role.OFFICER, name="Quentin Hidden", is_active=False)

    for field, there in (("group", gone.pk), ("about_member", left.pk)):
        hidden = at_work.post(CONCERN, a_concern(**{field: there}))
        absent = at_work.post(CONCERN, a_concern(**{field: 999_999}))
        assert problems(hidden)[field] == problems(absent)[field]
        assert "Hidden" not in hidden.text
    assert not Concern.objects.exists()


# ---- 28: looking changes nothing


@pytest.mark.slow
def test_fault_028_looking_at_any_address_changes_nothing(chief, officer):
    client, concern = Client(), log_concern(officer)
    client.force_login(chief)
    CommunityGroup.objects.create(pk=1, name="Row")
    changed, refused = {}, 0
    for page, given in sorted(PAGES.items()):
        if page.startswith(("account_logout", "desk:demo", "operations:ready")):
            continue  # the last answers 503 where no worker runs
        place = reverse(page, kwargs=given)
        for look in (client.get, client.head):
            with traced() as written:
                answer = look(place)
            refused += answer.status_code == 405
            assert answer.status_code < 500, place
            laid_out = {"jobs_job"} if page in LAYS_OUT and look == client.get else set()
            if written.tables - SAYS_NOTHING - laid_out:
                changed[page] = written.tables

    assert changed == {}
    assert refused > 20
    concern.refresh_from_db()
    assert concern.version == 1


@pytest.mark.parametrize("method", ["TRACE", "PUT", "PATCH", "DELETE"])
def test_fault_028_a_record_is_asked_in_no_other_way(at_work, concern, method):
    for page in (concern.get_absolute_url(), f"{concern.get_absolute_url()}close/", CONCERN):
        answer = at_work.generic(method, page)
        assert answer.status_code == 405
        assert "Nothing was done" in answer.text or method == "TRACE"
    concern.refresh_from_db()
    assert concern.status == Concern.Status.LOGGED


# ---- 30: what is no form

NO_FORM = {
    "JSON": ("application/json", '{"said": "Cars"}'),
    "broken JSON": ("application/json", '{"said": '),
    "deep JSON": ("application/json", "[" * 10_000),
    "the same key twice": ("application/json", '{"said": "a", "said": "b"}'),
    "text": ("text/plain", "said=Cars"),
    "XML": ("application/xml", "<said>Cars</said>"),
    "no kind": ("nonsense", "said=Cars"),
}


@pytest.mark.parametrize("what", NO_FORM)
@pytest.mark.parametrize("place", [CONCERN, PRESENTATION, "/concerns/draft/", "/accounts/login/"])
def test_fault_030_what_is_no_form_is_refused_as_that(at_work, place, what):
    kind, body = NO_FORM[what]

    answer = at_work.generic("POST", place, body, content_type=kind)

    assert answer.status_code == 415
    assert "could not be read" in answer.text
    assert not Concern.objects.exists()
    assert not Draft.objects.exists()


def test_fault_030_a_form_in_parts_without_a_boundary_is_refused(at_work):
    answer = at_work.generic("POST", CONCERN, "said=Cars", content_type="multipart/form-data")

    assert answer.status_code == 400
    assert not Concern.objects.exists()


DEEP = ["[" * 10_000, '{"a":' * 10_000, "[" * 10_000 + "]" * 10_000]
PASSKEYS = ["[]", "5", "null", '"x"', '{"id": 5}', '{"id": "\\ud800", "rawId": "\\ud800"}', "{"]


@pytest.mark.parametrize("said", [*DEEP, *PASSKEYS], ids=lambda said: said[:12])
def test_fault_030_odd_json_in_a_field_is_a_mistake_and_no_crash(at_work, said):
    passkey = Client().post(reverse("mfa_login_webauthn"), {"credential": said})
    boundary = at_work.post(GROUP, a_group(boundary=said))

    assert passkey.status_code < 500
    assert "sessionid" not in passkey.cookies or "_auth_user_id" not in passkey.client.session
    assert boundary.status_code == 422
    assert not CommunityGroup.objects.exists()


def test_fault_030_of_a_key_given_twice_in_json_the_last_counts(at_work):
    ring = "[[-77.58, 35.26], [-77.57, 35.26], [-77.57, 35.27], [-77.58, 35.26]]"
    shape = f'{{"type": "Point", "type": "Polygon", "coordinates": [{ring}]}}'

    at_work.post(GROUP, a_group(boundary=shape))

    assert CommunityGroup.objects.get().boundary["type"] == "Polygon"


# ---- 32 and 33: lists and searches asked by hand


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("0", 2), ("-1", 2), ("1000000000", 2), ("9" * 5000, 1), ("x", 1), ("1.5", 1), ("", 1)],
)
def test_fault_032_a_page_that_does_not_exist_is_the_first_or_the_last(
    at_work, officer, asked, shown
):
    for n in range(26):
        log_concern(officer, said=f"Concern {n}")

    answer = at_work.get("/concerns/", {"view": "all", "page": asked, "page_size": "1000000"})

    assert answer.status_code == 200
    assert answer.context["page_obj"].number == shown
    assert len(answer.context["page_obj"].object_list) <= 25


def test_fault_032_an_order_nobody_offered_is_the_usual_one(at_work, officer):
    for said in ("B", "A", "C"):
        log_concern(officer, said=said)
    usual = list(at_work.get("/concerns/", {"view": "all"}).context["page_obj"])

    for sort in ("reporter__name", "-owner__password", "said", "pk; DROP TABLE", "?"):
        asked = at_work.get("/concerns/", {"view": "all", "sort": sort})
        assert list(asked.context["page_obj"]) == usual


@pytest.mark.parametrize("place", ["/search/", "/concerns/", "/groups/", "/presentations/"])
@pytest.mark.parametrize("typed", ["%", "_", "__", "a%", "(a+)+$", "' OR 1=1 --", "\\"])
def test_fault_033_signs_are_no_pattern(at_work, officer, place, typed):
    log_concern(officer, said="Cars speed past the school.")
    make_group(name="Mill Brook Watch")

    answer = at_work.get(place, {"q": typed})

    assert answer.status_code == 200
    assert "Cars speed past" not in answer.text
    assert "Mill Brook Watch" not in answer.text


def test_fault_033_what_is_looked_for_is_cut_where_it_gets_long(
    at_work, officer, django_assert_max_num_queries
):
    log_concern(officer, said="Cars speed past the school.")

    for typed in ("cars " * 1000, "a" * 5000, "(a+)+" * 1000 + "$"):
        with django_assert_max_num_queries(60):
            assert at_work.get("/search/", {"q": typed}).status_code == 200
            assert at_work.get("/concerns/", {"q": typed}).status_code == 200
    found = at_work.get("/search/", {"q": "cars " * 1000}).context["found"]
    assert [kind.title for kind in found] == ["Concerns"]


# ---- 35: half of it


class Cut(io.BytesIO):
    """What arrives of a request whose sender went away."""

    def read(self, *size: int) -> bytes:
        if not (some := super().read(*size)):
            raise OSError("the client went away")
        return some


def test_fault_035_half_an_upload_is_none(officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    whole = SimpleUploadedFile("calls.csv", b"call,date\n1,09/14/21\n" * 100)
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="calls.csv"\r\n\r\n'
    body += whole.read()

    answer = client.generic(
        "POST",
        reverse("outreach:import-new"),
        body,
        content_type="multipart/form-data; boundary=b",
        **{"wsgi.input": Cut(body), "CONTENT_LENGTH": str(10 * len(body))},
    )

    assert answer.status_code == 403
    assert not ImportFile.objects.exists()


def test_fault_035_who_never_saw_the_answer_finds_the_record_once(at_work):
    sent = a_concern(draft=str(uuid4()))
    at_work.post(CONCERN, sent)  # committed; the answer is lost on the way

    listed = at_work.get("/concerns/?view=mine").text
    again = at_work.post(CONCERN, sent)

    concern = Concern.objects.get()
    assert concern.number in listed
    assert again.url == concern.get_absolute_url()
