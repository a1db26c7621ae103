"""Writing a report and talking about it: accounts, what is printed in full, comments."""

import pytest
from django.urls import reverse

from reports.models import Comment
from reports.workflows import writing
from tests.reports.making import (
    AFTER,
    Q2,
    assembled,
    in_words,
    part_of,
    url,
)
from tests.support.factories import log_concern, on

pytestmark = pytest.mark.django_db


def test_the_account_is_saved_with_the_button(reading, draft, officer):
    typed = {"text": "A quiet spring.", "seen": 0}

    response = reading.post(url("part-narrative", draft, "current_concerns"), typed)

    part = part_of(draft)
    assert response.url == f"{draft.get_absolute_url()}?part=current_concerns"
    assert (part.narrative, part.narrative_by, part.narrative_version) == (
        "A quiet spring.",
        officer,
        1,
    )


def test_while_typing_the_account_saves_itself_and_names_the_next_version(reading, draft):
    address = url("part-narrative", draft, "current_concerns") + "?autosave=1"

    first = reading.post(address, {"text": "A quiet", "seen": 0})
    second = reading.post(address, {"text": "A quiet spring.", **first.json()["fields"]})

    assert first.json()["fields"] == {"seen": 1}
    assert "saved" in first.json()
    assert second.json()["fields"] == {"seen": 2}
    assert part_of(draft).narrative == "A quiet spring."


def test_a_save_that_came_second_while_typing_is_told_so(reading, draft):
    address = url("part-narrative", draft, "current_concerns") + "?autosave=1"
    reading.post(address, {"text": "First.", "seen": 0})

    second = reading.post(address, {"text": "Second.", "seen": 0})

    assert second.status_code == 409
    assert second.json() == {"conflict": "Someone else changed this account."}
    assert part_of(draft).narrative == "First."


def test_the_same_text_sent_twice_is_no_conflict(reading, draft):
    address = url("part-narrative", draft, "current_concerns")
    reading.post(f"{address}?autosave=1", {"text": "A quiet spring.", "seen": 0})

    answer = reading.post(address, {"text": "A quiet spring.", "seen": 0})

    assert answer.status_code == 302
    assert part_of(draft).narrative_version == 1


def test_a_conflict_shows_both_texts_and_loses_neither(reading, draft):
    address = url("part-narrative", draft, "current_concerns")
    reading.post(address, {"text": "What stands now.", "seen": 0})

    conflict = reading.post(address, {"text": "What I typed.", "seen": 0})

    assert conflict.status_code == 409
    assert "What stands now." in conflict.text
    assert "What I typed.</textarea>" in conflict.text
    assert conflict.context["form"]["seen"].value() == 1
    assert part_of(draft).narrative == "What stands now."


def test_a_text_that_is_too_long_is_kept_to_be_shortened(reading, draft):
    address = url("part-narrative", draft, "current_concerns")
    typed = {"text": "x" * 20_001, "seen": 0}

    refused = reading.post(address, typed)

    assert refused.status_code == 422
    assert "What you typed has 20,001 characters; an account holds 20,000." in refused.text
    assert typed["text"] in refused.text
    assert reading.post(f"{address}?autosave=1", typed).status_code == 422
    assert part_of(draft).narrative == ""


def test_line_breaks_are_one_character_however_they_were_sent(reading, draft):
    typed = {"text": "One.\r\n\r\nTwo.\x00", "seen": 0}

    reading.post(url("part-narrative", draft, "current_concerns"), typed)

    assert part_of(draft).narrative == "One.\n\nTwo."


def test_nobody_else_writes(signed_in, draft, commander):
    address = url("part-narrative", draft, "current_concerns")

    response = signed_in(commander).post(address, {"text": "Mine.", "seen": 0})

    assert response.status_code == 403
    assert part_of(draft).narrative == ""


def test_the_concerns_printed_in_full_are_chosen_from_a_long_list(reading, officer):
    for n in range(41):
        log_concern(officer, at=on(Q2.first), said=f"Concern {n}.")
    report = assembled(officer)
    part = part_of(report)
    assert len(part.of_note) == 12
    page = in_words(reading.get(report.get_absolute_url(), {"find": "Concern 40"}).text)
    assert "Choose the concerns that are printed in full (12 of 41)" in page
    assert "C-2026-0041 Concern 40" in page

    chosen = [row[0] for row in part.lists["concerns"]["rows"]][38:]
    reading.post(url("part-of-note", report, part.key), {"record": chosen})

    assert part_of(report).of_note == chosen


def test_a_record_of_another_part_is_not_chosen(reading, draft):
    answer = reading.post(url("part-of-note", draft, "current_concerns"), {"record": [99]})

    assert answer.status_code == 409
    assert part_of(draft).of_note == []


def test_comments_are_made_answered_and_settled(reading, waiting, officer, supervisor):
    writing.comment(part_of(waiting), by=supervisor, at=AFTER, text="Which lot?")
    asked = Comment.objects.get()
    address = url("part-comment", waiting, "current_concerns")

    reading.post(address, {"text": "The depot lot.", "reply_to": asked.pk})
    reading.post(reverse("reports:comment-settle", args=[asked.pk]))

    asked.refresh_from_db()
    page = in_words(reading.get(waiting.get_absolute_url()).text)
    assert (asked.settled_by, asked.replies.get().text) == (officer, "The depot lot.")
    assert "Which lot?" in page
    assert "Settled" in page


def test_an_empty_comment_is_refused_with_words(reading, waiting):
    response = reading.post(
        url("part-comment", waiting, "current_concerns"), {"text": " "}, follow=True
    )

    assert "Write the comment first." in response.text
    assert not Comment.objects.exists()


def test_a_comment_nobody_made_here_is_not_answered(reading, waiting):
    response = reading.post(
        url("part-comment", waiting, "current_concerns"), {"text": "So.", "reply_to": 77}
    )

    assert response.status_code == 404


def test_who_is_not_in_the_chain_does_not_comment(signed_in, waiting, auditor, supervisor):
    client = signed_in(auditor)
    asked = writing.comment(part_of(waiting), by=supervisor, at=AFTER, text="Which lot?")

    added = client.post(url("part-comment", waiting, "current_concerns"), {"text": "And I?"})
    settled = client.post(reverse("reports:comment-settle", args=[asked.pk]))

    assert (added.status_code, settled.status_code) == (403, 403)
    assert Comment.objects.unsettled().count() == 1
