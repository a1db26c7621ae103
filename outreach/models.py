"""The records of this room, named for Django; each stands in the folder of its kind."""

from outreach.concerns.models.actions import Action, ActionHanding, ActionProgress
from outreach.concerns.models.concerns import Concern
from outreach.concerns.models.handovers import Handover
from outreach.concerns.models.history import ConcernNote, ConcernStep
from outreach.concerns.models.referrals import Referral, ReferralCheck
from outreach.concerns.models.reporters import IdentityReading, Reporter
from outreach.drafts.models import Draft
from outreach.groups.models import CommunityGroup, FormerContact, GroupProposal, Representative
from outreach.imports.models import ImportFile
from outreach.numbers import NumberSeries
from outreach.presentations.models import Presentation, PresentationStep, ReturnedBrief
from outreach.redactions.models import RedactedRow
from outreach.reminders.models import Reminder

__all__ = [
    "Action",
    "ActionHanding",
    "ActionProgress",
    "CommunityGroup",
    "Concern",
    "ConcernNote",
    "ConcernStep",
    "Draft",
    "FormerContact",
    "GroupProposal",
    "Handover",
    "IdentityReading",
    "ImportFile",
    "NumberSeries",
    "Presentation",
    "PresentationStep",
    "RedactedRow",
    "Referral",
    "ReferralCheck",
    "Reminder",
    "Reporter",
    "Representative",
    "ReturnedBrief",
]
