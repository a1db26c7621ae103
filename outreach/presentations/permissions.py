"""Who may do what with presentations and their briefs."""

from __future__ import annotations

from outreach.concerns.permissions import CHANGES_NOTHING
from outreach.models import Presentation
from personnel.models import Member
from records.verdicts import YES, Verdict, no


def may_change_brief(member: Member, presentation: Presentation) -> Verdict:
    """The presenter corrects what was returned."""
    if member.pk != presentation.presenter_id:
        return no("The presenter corrects the brief report.", clause="P-III.C.1")
    return YES if member.works else CHANGES_NOTHING


def may_review_brief(member: Member, presentation: Presentation) -> Verdict:
    """The presenter's supervisor, never the presenter (P-III.C.1, row 3)."""
    if member.pk == presentation.presenter_id:
        return no("Nobody reviews a brief report of their own.", clause="P-III.C.1")
    if member.is_command or member.supervises_division(presentation.division_id):
        return YES
    return no("The presenter's supervisor reviews the brief report.", clause="P-III.C.1")
