"""Answers to "may this person do that?" that carry their reason.

The server refuses with the same words the page shows beside the button.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Verdict:
    """Truthy when allowed. `clause` is the reference (`K-IV.R`) of the rule behind a refusal."""

    allowed: bool
    reason: str = ""
    clause: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise PermissionDenied with the reason unless allowed."""
        if not self.allowed:
            raise PermissionDenied(self.reason)


YES = Verdict(True)


def no(reason: str, *, clause: str = "") -> Verdict:
    return Verdict(False, reason, clause)


def first_refusal(*verdicts: Verdict) -> Verdict:
    """The first verdict that refuses, or YES."""
    return next((verdict for verdict in verdicts if not verdict), YES)
