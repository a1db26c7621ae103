from .actions import Action, ActionHanding, ActionProgress
from .concern_history import ConcernNote, ConcernStep
from .concerns import Concern
from .drafts import Draft
from .groups import CommunityGroup, FormerContact, GroupProposal, Representative
from .handovers import Handover
from .imports import ImportFile
from .numbers import NumberSeries
from .presentations import Presentation, PresentationStep, ReturnedBrief
from .redacted_rows import RedactedRow
from .referrals import Referral, ReferralCheck
from .reminders import Reminder
from .reporters import IdentityReading, Reporter

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
