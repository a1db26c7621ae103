"""What a decision promised."""

from __future__ import annotations

import pytest

from programs.models import ProgramAction
from tests.support.evaluations import decided, promise


@pytest.fixture
def action(program, officer, patrol_officer, commander, supervisor) -> ProgramAction:
    """Promised by the commander's decision; Officer Okoye of patrol has it."""
    evaluation = decided(
        program, officer, commander, judgement="modify", promises=(promise(patrol_officer),)
    )
    return evaluation.actions.get()
