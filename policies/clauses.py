"""Which clause rules which part of a concern's page, whatever policy the department follows."""

from __future__ import annotations

from policies.packs import Pack
from policies.reading import ClauseLink, clause_link

# A concern's numbers name the same clauses in the packs (`settings`).
RULINGS = {
    "intake": ("A-3.A", "N-IV.B.1", "K-IV.L", "C-7", "P-II.A"),
    "answer": ("N-III.C.5", "K-IV.L", "A-1.A.6", "P-II.A", "C-1"),
    "referral": ("A-1.A.7", "K-IV.L", "N-IV.B.2.a", "P-II.A", "C-1"),
    "actions": ("K-IV.R", "N-IV.A.3", "C-3", "A-3.A", "P-VI"),
    "steps": ("N-IV.B.2", "K-IV.S", "A-1.A.8", "P-III.A.3", "C-1"),
    "restricted": ("K-IV.S", "N-IV.C", "C-4", "P-III.A.3"),
}


def ruling(pack: Pack, subject: str) -> ClauseLink | None:
    """The chip of the first clause for `subject` that this department's policy has."""
    return first_link(pack, *RULINGS[subject])


def first_link(pack: Pack, *refs: str) -> ClauseLink | None:
    links = (clause_link(pack, ref) for ref in refs if ref)
    return next((link for link in links if link), None)
