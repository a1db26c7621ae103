from .members import Division, Member
from .notices import Notice
from .signing_in import Letter, LinkedSignIn, Tally

__all__ = ["Division", "Letter", "LinkedSignIn", "Member", "Notice", "Tally"]
