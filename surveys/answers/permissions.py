"""Who may read single answers, decide on held ones and key in what came on paper (rows 30 and 31)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from personnel import roles
from personnel.models import Member
from personnel.roles import Role
from policies.current import local_day
from records.verdicts import YES, Verdict, no
from records.wording import day_words
from surveys.models import Survey
from surveys.permissions import UNIT_ONLY

READS_ANSWERS = frozenset(
    {Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR, Role.COMMANDER, Role.ANALYST}
)


def may_read_answers(member: Member) -> Verdict:
    """Single answers; there is no name in them, and own words may still tell one (row 31)."""
    if member.role in READS_ANSWERS:
        return YES
    return no("Your role reads results, not single answers.")


def may_look_at_held(member: Member) -> Verdict:
    """Admit or leave out what was held back for a look (row 31)."""
    return YES if member.role in roles.UNIT else UNIT_ONLY


def may_admit(member: Member, survey: Survey, at: datetime | None = None) -> Verdict:
    """Let held answers count (row 31), until results can be read: one more answer would stand
    out in them."""
    if not (looks := may_look_at_held(member)):
        return looks
    if survey.is_over_on(local_day(at or timezone.now())):
        return no("Results are told without what is held now. It can be left out, and not counted.")
    return YES


def may_key_paper(member: Member, survey: Survey, at: datetime | None = None) -> Verdict:
    """Key in what came on paper, marked as such (row 30): while the survey is open, and some days
    after the one its form says it has to arrive by."""
    if member.role not in roles.UNIT:
        return UNIT_ONLY
    if survey.takes_paper_on(local_day(at or timezone.now())):
        return YES
    if survey.is_closed and survey.paper_until:
        last = day_words(survey.paper_until)
        return no(f"Answers on paper were keyed in until {last}. Its results are settled.")
    return no("Answers on paper are keyed in while it is open.")
