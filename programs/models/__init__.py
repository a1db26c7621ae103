from .actions import ProgramAction, ProgramActionNote
from .entries import CostEntry, Feedback, HoursEntry
from .evaluations import (
    Discussion,
    Evaluation,
    EvaluationPrinting,
    EvaluationStep,
    ReturnedEvaluation,
)
from .programs import FormerOwner, Program, ProgramPerson, ProgramStep, ProgramTopic

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
