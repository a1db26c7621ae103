"""The pages of presentations: list, brief report, record, review and file (P-III.C.1)."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outreach.models import Concern, Draft, Presentation
from outreach.presentations import workflow
from outreach.presentations.workflow import Heard
from tests.support.factories import (
    NOON,
    a_category,
    a_topic,
    file_brief,
    log_concern,
    make_group,
)

Status = Presentation.Status
NEW = "outreach:presentation-new"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def heard(said="Cars speed past the school.", nature=Concern.Nature.VOICED):
    return Heard(said, a_category(), nature)


def typed(**facts):
    return {
        "draft": str(uuid4()),
        "topic": a_topic().pk,
        "day": "2026-05-12",
        "time": "18:30",
        "place": "Library",
        "audience": "Northgate Seniors",
        "participants": "22",
        "voiced-TOTAL_FORMS": "2",
        "voiced-INITIAL_FORMS": "0",
        "potential-TOTAL_FORMS": "2",
        "potential-INITIAL_FORMS": "0",
        **facts,
    }


def url(name, presentation):
    return reverse(f"outreach:{name}", args=[presentation.pk])


def list_url(query=""):
    return reverse("outreach:presentations") + query


def listed(client, query=""):
    return [one.audience for one in client.get(list_url(query)).context["page_obj"]]


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# ---- logging a presentation


def test_the_brief_report_is_filed_with_what_was_heard(signed_in, supervisor, officer):
    traffic = a_category().pk

    answer = signed_in.post(
        reverse(NEW),
        typed(
            **{
                "voiced-0-said": "Cars speed past the school.",
                "voiced-0-category": traffic,
                "potential-0-said": "Empty storefronts.",
                "potential-0-category": traffic,
            }
        ),
        follow=True,
    )

    presentation = Presentation.objects.get()
    assert answer.redirect_chain == [(presentation.get_absolute_url(), 302)]
    assert presentation.held_at == datetime(2026, 5, 12, 22, 30, tzinfo=UTC)
    assert "It waits for Sgt. Baptiste. Two concerns were logged from it." in answer.text
    [voiced] = presentation.concerns.voiced()
    [potential] = presentation.concerns.potential()
    for concern in (voiced, potential):
        assert concern.get_absolute_url() in answer.text


def test_the_moment_is_told_in_the_departments_time(signed_in):
    answer = signed_in.post(reverse(NEW), typed(), follow=True)

    assert "May 12, 2026, 6:30 pm" in answer.text


def test_an_hour_that_came_twice_is_told_with_its_clock(signed_in):
    answer = signed_in.post(reverse(NEW), typed(day="2025-11-02", time="01:30"), follow=True)

    assert "The clocks showed 1:30 am twice; the first is kept (EDT)." in answer.text
    assert "November 2, 2025, 1:30 am (EDT)" in answer.text


def test_a_refused_report_keeps_every_word_and_logs_nothing(signed_in):
    answer = signed_in.post(
        reverse(NEW),
        typed(participants="twelve", **{"voiced-1-said": "Kept as <b>typed</b>."}),
    )

    assert answer.status_code == 422
    assert "<title>Error: Log a presentation" in answer.text
    assert "Two things to fix" in answer.text
    assert "Write a whole number in digits, like 22." in answer.text
    assert 'href="#id_voiced-1-category"' in answer.text
    assert 'value="twelve"' in answer.text
    assert "Kept as &lt;b&gt;typed&lt;/b&gt;." in answer.text
    assert not Presentation.objects.exists()
    assert not Concern.objects.exists()


def test_another_row_is_a_plain_post_that_keeps_what_is_typed(signed_in):
    answer = signed_in.post(
        reverse(NEW),
        typed(more="potential", place="", **{"voiced-0-said": "Kept.", "potential-0-said": "Too."}),
    )

    assert answer.status_code == 200
    assert len(answer.context["form"].potential.forms) == 3
    assert len(answer.context["form"].voiced.forms) == 2
    assert ">\nKept.</textarea>" in answer.text
    assert ">\nToo.</textarea>" in answer.text
    assert "Error:" not in answer.text
    assert not Presentation.objects.exists()


def test_the_same_form_sent_twice_is_one_record(signed_in):
    form = typed(**{"voiced-0-said": "Cars.", "voiced-0-category": a_category().pk})
    first = signed_in.post(reverse(NEW), form)

    again = signed_in.post(reverse(NEW), form, follow=True)

    assert again.redirect_chain == [(first["Location"], 302)]
    assert "filed already. Nothing was filed twice." in again.text
    assert (Presentation.objects.count(), Concern.objects.count()) == (1, 1)


def test_the_same_form_changed_shows_both_and_changes_nothing(signed_in):
    form = typed()
    signed_in.post(reverse(NEW), form)

    answer = signed_in.post(reverse(NEW), form | {"participants": "30", "place": "School"})

    assert answer.status_code == 409
    shown = " ".join(answer.text.split())
    assert 'data-label="Saved now:">22</td> <td role="cell" data-label="Yours:">30</td>' in shown
    assert 'value="30"' in shown
    assert Presentation.objects.get().participants == 22


@pytest.mark.parametrize(
    "changed",
    [
        {"voiced-1-said": "Lights are out."},
        {"voiced-0-said": "Cars race."},
        {"voiced-0-said": "", "voiced-0-category": ""},
        {"voiced-0-category": "noise"},
    ],
)
def test_the_same_form_with_other_concerns_is_not_taken_for_the_first(signed_in, changed):
    traffic = a_category().pk
    form = typed(**{"voiced-0-said": "Cars.", "voiced-0-category": traffic})
    signed_in.post(reverse(NEW), form)
    if "voiced-1-said" in changed:
        changed = changed | {"voiced-1-category": traffic}
    if changed.get("voiced-0-category") == "noise":
        changed = {"voiced-0-category": a_category("noise").pk}

    answer = signed_in.post(reverse(NEW), form | changed)

    assert answer.status_code == 409
    assert Concern.objects.get().said == "Cars."


def test_the_one_that_loses_a_race_with_other_words_sees_both(signed_in, officer, monkeypatch):
    form = typed(remarks="First.")
    signed_in.post(reverse(NEW), form)
    monkeypatch.setattr(workflow, "filed_already", lambda key, by: None)

    lost = signed_in.post(reverse(NEW), form | {"remarks": "Second."})

    assert lost.status_code == 409
    assert "Second." in lost.text
    assert Presentation.objects.get().remarks == "First."


def test_a_key_another_member_used_is_refused_and_the_text_kept(client, officer, patrol_officer):
    form = typed()
    client.force_login(officer)
    client.post(reverse(NEW), form)
    client.force_login(patrol_officer)

    answer = client.post(reverse(NEW), form | {"remarks": "Mine."})

    assert answer.status_code == 409
    assert "This form was already used. Open a new one." in answer.text
    assert "Mine." in answer.text
    assert form["draft"] not in answer.text
    assert Presentation.objects.get().presenter == officer


def test_nothing_stands_above_the_topic_but_the_state_of_the_draft_in_the_head(signed_in):
    shown = signed_in.get(reverse(NEW)).text

    head, form = shown.split('<form class="li-form"')
    assert "data-draft-state" in head
    assert "data-draft-state" not in form


def test_a_form_opened_from_a_group_knows_the_group(signed_in):
    group = make_group(name="Old Mill Watch")

    form = signed_in.get(reverse(NEW) + f"?group={group.pk}").context["form"]

    assert form.facts["group"].value() == group.pk
    assert form.facts["audience"].value() == "Old Mill Watch"
    for strange in ("x", "99999", "9" * 30, "-1", "²"):
        assert signed_in.get(reverse(NEW), {"group": strange}).status_code == 200


def test_a_strange_key_makes_a_record_all_the_same(signed_in):
    for key in ("", "not-a-key"):
        assert signed_in.post(reverse(NEW), typed(draft=key)).status_code == 302

    assert Presentation.objects.count() == 2


def test_fields_that_are_not_on_the_form_change_nothing(signed_in, officer, commander):
    signed_in.post(
        reverse(NEW),
        typed(status="accepted", presenter=commander.pk, filed_on="2020-01-01", version="9"),
    )

    presentation = Presentation.objects.get()
    assert (presentation.status, presentation.presenter) == (Status.FILED, officer)
    assert presentation.filed_on == date(2026, 5, 13)


# ---- drafts


def test_what_is_typed_is_kept_and_can_be_gone_on_with(signed_in, officer):
    form = typed(place="", audience="", **{"voiced-0-said": "Half a sen"})

    answer = signed_in.post(reverse("outreach:presentation-draft"), form)

    assert answer.json() == {"saved": "12:00 pm", "draft": form["draft"]}
    draft = Draft.objects.get()
    assert (draft.member, draft.form, str(draft.key)) == (officer, "presentation", form["draft"])
    shown = signed_in.get(reverse(NEW) + f"?draft={draft.key}")
    assert "Half a sen" in shown.text
    assert f'name="draft" value="{draft.key}"' in shown.text
    assert "Not filed yet" in signed_in.get(list_url()).text


def test_a_later_save_updates_the_same_draft(signed_in):
    form = typed(remarks="One")
    signed_in.post(reverse("outreach:presentation-draft"), form)

    signed_in.post(reverse("outreach:presentation-draft"), form | {"remarks": "Two"})

    assert Draft.objects.get().typed["remarks"] == "Two"


def test_a_save_that_comes_after_the_form_was_sent_is_refused(signed_in):
    form = typed()
    signed_in.post(reverse("outreach:presentation-draft"), form)
    signed_in.post(reverse(NEW), form)

    late = signed_in.post(reverse("outreach:presentation-draft"), form)

    assert late.status_code == 409
    assert not Draft.objects.exists()


def test_a_draft_is_its_authors_alone(client, officer, supervisor):
    client.force_login(officer)
    form = typed(remarks="Not for other eyes")
    client.post(reverse("outreach:presentation-draft"), form)
    client.force_login(supervisor)

    assert "Not for other eyes" not in client.get(reverse(NEW) + f"?draft={form['draft']}").text
    assert "Not filed yet" not in client.get(list_url()).text
    overwritten = client.post(reverse("outreach:presentation-draft"), form | {"remarks": "Mine"})
    assert overwritten.status_code == 409
    assert Draft.objects.get().typed["remarks"] == "Not for other eyes"


# ---- the record and its review


def test_the_record_shows_the_brief_and_only_concerns_one_may_see(client, officer, patrol_officer):
    presentation = file_brief(patrol_officer, heard=(heard(),), remarks="They want more.")
    log_concern(
        patrol_officer, said="An officer was rude.", presentation=presentation, restricted=True
    )
    client.force_login(officer)

    shown = client.get(presentation.get_absolute_url()).text

    assert "They want more." in shown
    assert "Cars speed past the school" in shown
    assert "rude" not in shown


def test_a_report_filed_late_says_when_it_was_due(signed_in, officer):
    on_time = file_brief(officer)
    late = file_brief(officer, held_at=NOON - timedelta(days=30))

    assert "On time" in signed_in.get(on_time.get_absolute_url()).text
    assert "It was due April 18, 2026." in signed_in.get(late.get_absolute_url()).text


def test_the_presenter_and_readers_see_whom_it_waits_for_and_no_step(
    client, officer, supervisor, accreditation_manager
):
    presentation = file_brief(officer)
    for member in (officer, accreditation_manager):
        client.force_login(member)

        shown = client.get(presentation.get_absolute_url()).text

        assert "It waits for Sgt. Baptiste." in shown
        assert "Accept or return" not in shown
        assert 'aria-disabled="true"' not in shown


def test_a_colleague_sees_the_review_refused_and_why(client, officer, patrol_officer):
    presentation = file_brief(patrol_officer)
    client.force_login(officer)

    shown = client.get(presentation.get_absolute_url()).text

    assert 'aria-disabled="true"' in shown
    assert "The presenter&#x27;s supervisor reviews the brief report." in shown


def test_what_was_heard_stands_in_the_order_it_was_typed(signed_in, officer):
    said = ["Cars speed.", "Lights are out.", "Music at night."]
    seen_coming = [heard(f"Soon: {words}", Concern.Nature.POTENTIAL) for words in said]
    presentation = file_brief(officer, heard=(*map(heard, said), *seen_coming))

    context = signed_in.get(presentation.get_absolute_url()).context

    assert [row["title"] for row in context["voiced"]] == [words.rstrip(".") for words in said]
    assert [row["title"] for row in context["potential"]] == [
        f"Soon: {words}".rstrip(".") for words in said
    ]


def test_the_supervisor_accepts_in_the_browser(client, officer, supervisor):
    presentation = file_brief(officer)
    client.force_login(supervisor)

    answer = client.post(url("presentation-accept", presentation), {"version": 1}, follow=True)

    presentation.refresh_from_db()
    assert presentation.status == Status.ACCEPTED
    assert "The brief report of Officer Lindgren is reviewed." in answer.text
    assert "It is reviewed and no longer changes." in answer.text


def test_accepting_twice_is_refused_and_says_nothing_was_changed(client, officer, supervisor):
    presentation = file_brief(officer)
    client.force_login(supervisor)
    client.post(url("presentation-accept", presentation), {"version": 1})

    again = client.post(url("presentation-accept", presentation), {"version": 1})

    assert again.status_code == 409
    assert "Nothing was changed" in again.text
    assert presentation.steps.count() == 2


def test_a_version_nobody_read_is_not_accepted(client, officer, supervisor):
    presentation = file_brief(officer)
    client.force_login(supervisor)

    for version in ("", "0", "7", "x", "9" * 30):
        answer = client.post(url("presentation-accept", presentation), {"version": version})
        assert answer.status_code == 409
        assert "filed again while you were reading" in answer.text

    presentation.refresh_from_db()
    assert presentation.status == Status.FILED


def test_looking_at_the_address_of_a_step_takes_no_step(client, officer, supervisor):
    presentation = file_brief(officer)
    client.force_login(supervisor)

    assert client.get(url("presentation-accept", presentation)).status_code == 405
    assert client.get(url("presentation-return", presentation)).status_code == 200
    presentation.refresh_from_db()
    assert presentation.status == Status.FILED


def test_returning_needs_a_note_and_the_presenter_files_again(client, officer, supervisor):
    presentation = file_brief(officer, heard=(heard(),))
    client.force_login(supervisor)
    without = client.post(url("presentation-return", presentation), {"version": 1, "note": " "})
    client.post(url("presentation-return", presentation), {"version": 1, "note": "How many?"})
    client.force_login(officer)

    page = client.get(url("presentation-edit", presentation))
    client.post(url("presentation-edit", presentation), typed(participants="30", version="1"))

    assert without.status_code == 422
    assert "Sgt. Baptiste returned it on May 13, 2026" in page.text
    assert "How many?" in page.text
    assert "Logged already:" in page.text
    assert 'value="22"' in page.text
    presentation.refresh_from_db()
    assert (presentation.status, presentation.participants) == (Status.FILED, 30)
    assert presentation.version == 2
    assert Concern.objects.count() == 1


def test_a_report_that_is_not_returned_is_not_corrected(signed_in, officer):
    presentation = file_brief(officer)

    answers = [
        signed_in.get(url("presentation-edit", presentation)),
        signed_in.post(url("presentation-edit", presentation), typed(version="1")),
    ]

    assert {answer.status_code for answer in answers} == {409}
    assert "Only a returned brief report is corrected" in answers[0].text


def test_an_old_window_does_not_overwrite_what_was_filed_again(signed_in, officer, supervisor):
    presentation = file_brief(officer)
    for _ in range(2):
        presentation.refresh_from_db()
        workflow.send_back(presentation, by=supervisor, at=NOON, note="More?")
        if presentation.version == 1:
            signed_in.post(
                url("presentation-edit", presentation), typed(version="1", participants="30")
            )

    old = signed_in.post(
        url("presentation-edit", presentation), typed(version="1", participants="1")
    )

    assert old.status_code == 409
    presentation.refresh_from_db()
    assert (presentation.status, presentation.participants) == (Status.RETURNED, 30)


def test_another_row_on_a_returned_report_files_nothing(signed_in, officer, supervisor):
    presentation = file_brief(officer)
    workflow.send_back(presentation, by=supervisor, at=NOON, note="More?")

    answer = signed_in.post(
        url("presentation-edit", presentation),
        typed(version="1", more="voiced", **{"voiced-0-said": "Kept."}),
    )

    assert answer.status_code == 200
    assert "Kept." in answer.text
    presentation.refresh_from_db()
    assert presentation.status == Status.RETURNED


def test_a_retired_topic_stays_on_the_report_that_used_it(signed_in, officer, supervisor):
    presentation = file_brief(officer)
    workflow.send_back(presentation, by=supervisor, at=NOON, note="More?")
    presentation.topic.retired_on = date(2026, 5, 13)
    presentation.topic.save()

    signed_in.post(
        url("presentation-edit", presentation), typed(version="1", topic=presentation.topic.pk)
    )

    presentation.refresh_from_db()
    assert presentation.status == Status.FILED


# ---- the list


def test_the_views_hold_what_they_say(client, officer, supervisor, patrol_officer):
    file_brief(officer, audience="Filed")
    returned = file_brief(officer, audience="Returned")
    workflow.send_back(returned, by=supervisor, at=NOON, note="More?")
    file_brief(supervisor, audience="Own")
    file_brief(patrol_officer, audience="Patrol")
    client.force_login(supervisor)

    assert len(listed(client)) == 4
    assert listed(client, "?view=mine") == ["Own"]
    assert set(listed(client, "?view=review")) == {"Filed", "Patrol"}
    assert listed(client, "?view=returned") == ["Returned"]
    assert len(listed(client, "?view=nonsense")) == 4


def test_who_reviews_nothing_has_no_view_to_review(signed_in, officer):
    file_brief(officer)

    shown = signed_in.get(list_url("?view=review"))

    assert "Waiting for review" not in shown.text
    assert shown.context["view"].key == "all"


def test_the_list_is_narrowed_by_topic_days_presenter_group_and_words(
    signed_in, officer, supervisor
):
    group = make_group(name="Old Mill Watch")
    file_brief(
        officer, audience="Early", held_at=NOON - timedelta(days=40), co_presenters="Paz Reyes"
    )
    file_brief(officer, audience="With the group", group=group)
    file_brief(supervisor, audience="By the sergeant", place="Depot")

    assert listed(signed_in, "?until=2026-04-30") == ["Early"]
    assert "Early" not in listed(signed_in, "?since=2026-05-01")
    assert listed(signed_in, f"?group={group.pk}") == ["With the group"]
    assert listed(signed_in, f"?presenter={supervisor.pk}") == ["By the sergeant"]
    assert listed(signed_in, "?q=DEPOT+sergeant") == ["By the sergeant"]
    assert listed(signed_in, "?q=mill+wat") == ["With the group"]
    assert listed(signed_in, "?q=reyes") == ["Early"]
    assert len(listed(signed_in, f"?topic={a_topic().pk}")) == 3
    assert listed(signed_in, "?q=%25") == []


def test_days_that_cannot_be_are_told_and_narrow_nothing(signed_in, officer):
    file_brief(officer, audience="Here")

    answer = signed_in.get(list_url("?since=2026-02-31&q=here"))

    assert len(answer.context["page_obj"]) == 1
    assert "Enter a valid date" in answer.text
    assert "“here”" in answer.text


def test_the_list_asks_the_database_as_often_for_thirty_as_for_one(signed_in, officer):
    def one_more(n):
        file_brief(officer, heard=(heard(f"Heard {n}."),), group=make_group())

    one_more(0)
    signed_in.get(list_url())
    alone = queries_of(signed_in, list_url())
    for n in range(1, 30):
        one_more(n)

    assert queries_of(signed_in, list_url()) == alone


def test_the_record_asks_no_more_for_ten_concerns_than_for_one(signed_in, officer):
    one = file_brief(officer, heard=(heard(),))
    ten = file_brief(officer, heard=tuple(heard(f"Heard {n}.") for n in range(10)))
    signed_in.get(one.get_absolute_url())

    alone = queries_of(signed_in, one.get_absolute_url())

    assert queries_of(signed_in, ten.get_absolute_url()) == alone


def test_the_form_asks_no_more_for_ten_rows_than_for_two(signed_in):
    def asked(rows):
        with CaptureQueriesContext(connection) as queries:
            total = {"voiced-TOTAL_FORMS": str(rows), "voiced-0-said": "Kept."}
            signed_in.post(reverse(NEW), typed(more="voiced", **total))
        return len(queries)

    asked(2)
    assert asked(10) == asked(2)


def test_pages_hold_twenty_five_and_strange_numbers_lead_somewhere(signed_in, officer):
    for _ in range(26):
        file_brief(officer)

    assert len(listed(signed_in)) == 25
    assert len(listed(signed_in, "?page=2")) == 1
    for strange in ("0", "-1", "999999999", "x"):
        assert listed(signed_in, f"?page={strange}")


def test_the_empty_list_says_what_goes_here(signed_in):
    shown = signed_in.get(list_url()).text

    assert "No presentation yet" in shown
    assert "Nothing is returned" in signed_in.get(list_url("?view=returned")).text


def test_the_file_holds_the_view_and_the_filter(signed_in, officer, supervisor):
    file_brief(officer, audience="=HYPERLINK(1)", heard=(heard(), heard("No.", "potential")))
    file_brief(supervisor, audience="Other")

    answer = signed_in.get(reverse("outreach:presentations-export") + "?view=mine&q=hyper")

    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row["Audience"] == "'=HYPERLINK(1)"
    assert (row["Day"], row["Time"]) == ("2026-05-12", "12:00")
    assert (row["Concerns"], row["Potential problems"]) == ("1", "1")
    assert "presentations-mine-2026-05-13.csv" in answer["Content-Disposition"]


def test_a_restricted_concern_is_in_no_count(client, officer, commander):
    presentation = file_brief(officer, heard=(heard(),))
    log_concern(officer, presentation=presentation, restricted=True)

    counts = []
    for member in (officer, commander):
        client.force_login(member)
        [row] = client.get(list_url()).context["page_obj"]
        counts.append(row.heard)

    assert counts == [1, 2]
