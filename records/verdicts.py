"""Answers to "may this person do that?" that carry their reason.

The server refuses with the same words the page shows beside the button.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


class StandsOtherwise(PermissionDenied):
    """No right is missing: where the record stands refuses it. The page for it is 409, not 403."""


@dataclass(frozen=True)
class Verdict:
    """Truthy when allowed. `clause` is the reference (`K-IV.R`) of the rule behind a refusal;
    `is_later` says that time or a step will end the refusal for this very person."""

    allowed: bool
    reason: str = ""
    clause: str = ""
    is_later: bool = False
    # The record refuses it, whoever asks.
    by_state: bool = False

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise PermissionDenied with the reason unless allowed; StandsOtherwise for the state."""
        if not self.allowed:
            raise StandsOtherwise(self.reason) if self.by_state else PermissionDenied(self.reason)


YES = Verdict(True)


def no(reason: str, *, clause: str = "") -> Verdict:
    """A refusal that waiting does not change: it is somebody else's, or is over."""
    return Verdict(False, reason, clause)


def not_yet(reason: str, *, clause: str = "") -> Verdict:
    """A refusal that time or another step ends, which `reason` names."""
    return Verdict(False, reason, clause, is_later=True)


def stands(reason: str, *, clause: str = "", later: bool = False) -> Verdict:
    """The record's state refuses it, whatever one's role; `later` where a step ends that."""
    return Verdict(False, reason, clause, is_later=later, by_state=True)


def first_refusal(*verdicts: Verdict) -> Verdict:
    """The first verdict that refuses, or YES."""
    return next((verdict for verdict in verdicts if not verdict), YES)
