from .answers import Answer, HeldLook, SentForm, Tally
from .files import AnswerFile
from .questions import Question
from .slips import WishSlip
from .surveys import Survey, SurveyStep
from .wishes import ContactWish, WishReading, WishStep

__all__ = [
    "Answer",
    "AnswerFile",
    "ContactWish",
    "HeldLook",
    "Question",
    "SentForm",
    "Survey",
    "SurveyStep",
    "Tally",
    "WishReading",
    "WishSlip",
    "WishStep",
]
