"""The intake sheet of a concern as a document (A-3.A): what was said, the officer's efforts and
what was recommended further, with everything that followed.

It never says who raised the concern, and it prints no personnel matter.
"""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from documents.pdf import render_pdf
from jobs.papers import digest_of
from outreach.concerns.record import ConcernRecord, record_of
from outreach.concerns.timeline import NOTED, entries
from outreach.models import Concern, ConcernNote, Referral
from policies.current import department
from records.wording import Entry, day_words, moment_words

Fact = tuple[str, str]


SHEET_TASK = "outreach.make_sheet"
HANDOVER_TASK = "outreach.make_handover_sheet"
TEMPLATE = "outreach/concerns/intake_sheet.html"
HANDOVER_TEMPLATE = "outreach/concerns/handover_sheet.html"


def intake_sheet(concern: Concern) -> bytes:
    """The sheet as PDF; the same record gives the same bytes. Raises documents.pdf.PdfRefused."""
    return render_pdf(TEMPLATE, sheet_words(record_of(concern)))


def made_from(concern: Concern) -> str:
    """The digest of what the sheet says now: a kept one is shown while this is the same."""
    return digest_of(render_to_string(TEMPLATE, sheet_words(record_of(concern))))


def handover_sheet(concern: Concern, *, to: str) -> bytes:
    """The same with a page for the receipt, for a concern that leaves the department."""
    return render_pdf(HANDOVER_TEMPLATE, _handover_words(concern, to))


def handover_made_from(concern: Concern, *, to: str) -> str:
    """The digest of what that sheet says now."""
    return digest_of(render_to_string(HANDOVER_TEMPLATE, _handover_words(concern, to)))


def _handover_words(concern: Concern, to: str) -> dict[str, Any]:
    return sheet_words(record_of(concern)) | {"to": to}


def sheet_words(record: ConcernRecord) -> dict[str, Any]:
    """Everything the sheet says, in words."""
    concern, house = record.concern, department()
    return {
        "department": house.name,
        "unit": house.unit,
        "concern": concern,
        "facts": _facts(concern),
        "answer": _answer(concern),
        "efforts": [
            (moment_words(note.at), note.by.full_name, note.text) for note in record.efforts
        ],
        "actions": record.actions,
        "referrals": [(one, _referral(one)) for one in record.referrals],
        "steps": [one for one in entries(record, concern.logged_on) if _is_a_step(one)],
    }


def _is_a_step(entry: Entry) -> bool:
    """Not what is still expected, and not the efforts: they have a section of their own."""
    return entry.tone != "next" and entry.title != NOTED[ConcernNote.Kind.EFFORT][0]


def _facts(concern: Concern) -> list[Fact]:
    known = [
        ("Number", concern.number),
        ("Logged", f"{moment_words(concern.logged_at)}, {concern.officer.full_name}"),
        ("Status", concern.get_status_display()),
        ("Nature", concern.get_nature_display()),
        ("Category", concern.category.name),
        ("Place", concern.place),
        ("Heard through", concern.get_channel_display()),
        ("Group", concern.group.name if concern.group else ""),
        ("Division", concern.division.name if concern.division else ""),
        ("Owner", concern.owner.full_name),
        ("Handling", "Command only" if concern.restricted else ""),
    ]
    return [(label, words) for label, words in known if words]


def _answer(concern: Concern) -> list[Fact]:
    if not concern.answered_on:
        owed = f"Owed by {day_words(concern.answer_by)}" if concern.answer_by else "None is owed"
        return [("Answer", owed)]
    assert concern.answered_by is not None
    given = f"{day_words(concern.answered_on)}, {concern.answered_by.full_name}"
    return [("Given", given), ("What was said", concern.answer)]


def _referral(referral: Referral) -> list[Fact]:
    known = [
        ("To", referral.to_words),
        ("When", f"{moment_words(referral.at)}, {referral.by.full_name}"),
        ("Reason", referral.reason),
        ("Receipt", _receipt(referral)),
        ("Next status check", day_words(referral.next_check_on) if not referral.ended_on else ""),
        ("Outcome", referral.outcome),
    ]
    return [(label, words) for label, words in known if words]


def _receipt(referral: Referral) -> str:
    if not referral.received_on:
        return "Not confirmed"
    number = f", their number {referral.their_number}" if referral.their_number else ""
    return f"Confirmed {day_words(referral.received_on)}{number}"
