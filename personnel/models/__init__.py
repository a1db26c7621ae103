from .members import Division, Member
from .notices import Notice
from .proposals import AccountProposal
from .signing_in import Letter, LinkedSignIn, Tally

__all__ = [
    "AccountProposal",
    "Division",
    "Letter",
    "LinkedSignIn",
    "Member",
    "Notice",
    "Tally",
]
