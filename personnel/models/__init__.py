from .addresses import AddressChange
from .members import Division, Member
from .notices import Notice
from .proposals import AccountProposal
from .sent_once import SentOnce
from .signing_in import Letter, LinkedSignIn, Tally

__all__ = [
    "AccountProposal",
    "AddressChange",
    "Division",
    "Letter",
    "LinkedSignIn",
    "Member",
    "Notice",
    "SentOnce",
    "Tally",
]
