"""The records of this room, named for Django; each stands in the folder of its kind."""

from programs.actions.models import ProgramAction, ProgramActionNote
from programs.catalogue.models.entries import CostEntry, Feedback, HoursEntry
from programs.catalogue.models.programs import (
    FormerOwner,
    Program,
    ProgramPerson,
    ProgramStep,
    ProgramTopic,
)
from programs.evaluations.models import (
    Discussion,
    Evaluation,
    EvaluationPrinting,
    EvaluationStep,
    ReturnedEvaluation,
)

__all__ = [
    "CostEntry",
    "Discussion",
    "Evaluation",
    "EvaluationPrinting",
    "EvaluationStep",
    "Feedback",
    "FormerOwner",
    "HoursEntry",
    "Program",
    "ProgramAction",
    "ProgramActionNote",
    "ProgramPerson",
    "ProgramStep",
    "ProgramTopic",
    "ReturnedEvaluation",
]
