"""The records of this room, named for Django; each stands in the folder of its kind."""

from surveys.answer_files.models import AnswerFile
from surveys.answers.models import Answer, HeldLook, SentForm
from surveys.questionnaires.models.questions import Question
from surveys.questionnaires.models.surveys import Survey, SurveyStep
from surveys.results.models import Tally
from surveys.wishes.models.slips import WishSlip
from surveys.wishes.models.wishes import ContactWish, WishReading, WishStep

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
