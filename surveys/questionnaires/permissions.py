"""Who may write a questionnaire, and who may put it before the citizens (rows 28 to 30).

Where a policy gives the survey to others than the unit (P-V.A gives it to Patrol), the duty of its
survey clause names them.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from personnel import roles
from personnel.models import Member
from personnel.roles import Role
from policies.current import local_day, policy
from policies.packs import Pack
from records.verdicts import YES, Verdict, no, not_yet, stands
from surveys.models import Survey
from surveys.permissions import UNIT_ONLY
from surveys.questionnaires.coverage import clause_of, lacks, missing

CHANGES_NOTHING = no("Your role reads and does not change records.")


def may_have_form(member: Member, survey_key: int, at: datetime) -> Verdict:
    """The job that lays out the form to print, when it runs: whoever asked still sees the survey."""
    if Survey.objects.visible_to(member).filter(pk=survey_key).exists():
        return YES
    return no("The survey is not open to whoever asked for its form.")


def may_design(member: Member, survey: Survey | None = None) -> Verdict:
    """Write a questionnaire, while it is a draft (row 28; K-IV.U, C-6)."""
    pack = policy()
    if not member.works:
        return CHANGES_NOTHING
    if member.role not in roles.UNIT | _named(pack):
        return no("The community services unit writes the surveys.", clause=clause_of(pack))
    if survey and not survey.is_draft:
        return stands("Its questions stay as citizens saw them. Copy it to a new draft instead.")
    return YES


def may_discard(member: Member, survey: Survey) -> Verdict:
    """Throw a draft away; what citizens have seen is kept."""
    return may_design(member, survey)


def may_open(member: Member, survey: Survey, on: date | None = None) -> Verdict:
    """Put it before the citizens (row 29), once it asks about every domain of the policy in
    force on the day (today, if none is given) and can be read in both languages (K-IV.U, C-5)."""
    pack = policy(on)
    if not (leads := _leads(member, pack)):
        return leads
    if untouched := missing(survey, pack):
        titles = "; ".join(domain.title for domain in untouched)
        return not_yet(f"It asks nothing yet about: {titles}.", clause=clause_of(pack))
    return not_yet(" ".join(lack.words for lack in found)) if (found := lacks(survey)) else YES


def may_close(member: Member, survey: Survey) -> Verdict:
    """Close it before its last day (row 29)."""
    return _leads(member, policy())


def may_end_paper(member: Member, survey: Survey, on: date | None = None) -> Verdict:
    """Say that all answers on paper are keyed in, so that results need not wait (row 30)."""
    if member.role not in roles.UNIT | roles.COMMAND:
        return UNIT_ONLY
    if survey.is_closed and survey.takes_paper_on(on or local_day(timezone.now())):
        return YES
    return stands("No answers on paper are taken any more.")


def _leads(member: Member, pack: Pack) -> Verdict:
    """The unit's supervisor and command; a division's where the policy gives them the survey."""
    division_leads = {Role.DIVISION_SUPERVISOR} & _named(pack)
    if member.role in {Role.UNIT_SUPERVISOR} | roles.COMMAND | division_leads:
        return YES
    return no("The unit's supervisor or command opens and closes surveys.", clause=clause_of(pack))


def _named(pack: Pack) -> frozenset[str]:
    """The roles to which the duty of the policy's survey clause gives the survey."""
    clause = clause_of(pack)
    return frozenset(duty.who for duty in pack.duties if clause and duty.clause == clause)
