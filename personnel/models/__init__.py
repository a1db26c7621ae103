from .members import Division, Member
from .notices import Notice

__all__ = ["Division", "Member", "Notice"]
