from .answers import Answer, HeldLook, SentForm, Tally
from .questions import Question
from .slips import WishSlip
from .surveys import Survey, SurveyStep
from .wishes import ContactWish, WishReading, WishStep

__all__ = [
    "Answer",
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
