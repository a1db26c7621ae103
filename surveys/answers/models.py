from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from surveys.questionnaires.models.surveys import Survey


class AnswerQuerySet(models.QuerySet["Answer"]):
    def counted(self) -> AnswerQuerySet:
        return self.filter(mark=Answer.Mark.COUNTED)

    def waiting(self) -> AnswerQuerySet:
        """Taken, and not yet folded into the tally."""
        return self.filter(mark=Answer.Mark.NEW)

    def to_be_placed(self) -> AnswerQuerySet:
        """Counted, and still where it was when it came in."""
        # Said as a list, since SQLite looks into no index for “NOT placed”.
        return self.counted().filter(placed__in=[False])

    def held(self) -> AnswerQuerySet:
        return self.filter(mark=Answer.Mark.HELD)

    def held_to_be_placed(self) -> AnswerQuerySet:
        """Held, and still where it was when it came in."""
        return self.held().filter(placed__in=[False])

    def undecided(self) -> AnswerQuerySet:
        """Of which it is not settled yet whether, or where, they count."""
        return self.filter(mark__in=[Answer.Mark.NEW, Answer.Mark.HELD])


class Answer(models.Model):
    """What one person said to one survey, and nothing else.

    There is no member, address, device, time, order or token here, by construction: the key is
    random, and `surveys.results.folding.mix` gives the rows new keys and new places, so that
    neither the database nor an access log says who gave which. `content` is canonical JSON by
    question key (`surveys.answers.answering`).
    """

    class Way(models.TextChoices):
        WEB = "web", "Online"
        PAPER = "paper", "On paper"
        LATE_PAPER = "late_paper", "On paper, keyed in after the close"
        FILE = "file", "From a file"

    class Mark(models.TextChoices):
        NEW = "new", "Not counted yet"
        COUNTED = "counted", "Counted"
        HELD = "held", "Held for a look"
        LEFT_OUT = "left_out", "Left out"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="answers")
    area = models.CharField(max_length=80, blank=True)
    content = models.TextField()
    way = models.CharField(max_length=10, choices=Way, default=Way.WEB)
    mark = models.CharField(max_length=10, choices=Mark, default=Mark.NEW)
    # While it is held: the crowd it came in, those of one network or of one hour, under a name
    # that says neither (`portal.networks`). Gone when it is decided, or when the crowd is small.
    crowd = models.CharField(max_length=33, blank=True, db_default="", default="", editable=False)
    # Whether it has its random key and place by now (`surveys.results.folding.mix`).
    placed = models.BooleanField(default=False, editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["survey", "mark", "placed"], name="answer_by_mark")]
        constraints = [
            models.CheckConstraint(
                name="answer_in_a_crowd_is_held",
                condition=models.Q(crowd="") | models.Q(mark="held"),
            )
        ]

    def __str__(self) -> str:
        return f"An answer to {self.survey_id}"


class HeldLook(models.Model):
    """Somebody looked at held answers and admitted them or left them out; not which they were."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="held_looks")
    admitted = models.BooleanField()
    # More than one where a whole crowd was decided on at once.
    how_many = models.PositiveIntegerField(default=1, db_default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="held_look_says_why_it_left_out",
                condition=models.Q(admitted=True) | ~models.Q(why=""),
            ),
            models.CheckConstraint(
                name="held_look_is_about_some", condition=models.Q(how_many__gte=1)
            ),
        ]

    def __str__(self) -> str:
        many = f"{self.how_many:,} answers " if self.how_many > 1 else ""
        done = f"{many}admitted" if self.admitted else f"{many}left out: {self.why}"
        return done[0].upper() + done[1:]


# Of two that arrive at once one is the first, on SQLite as on PostgreSQL.
FIRST_TIME = """
    INSERT INTO surveys_sentform (digest, "on") VALUES (%s, %s) ON CONFLICT (digest) DO NOTHING
"""


class SentFormManager(models.Manager["SentForm"]):
    def first_time(self, digest: str, on: date) -> bool:
        """Write down that the form was sent; False when it was sent before."""
        with connection.cursor() as cursor:
            cursor.execute(FIRST_TIME, [digest, on])
            return cursor.rowcount == 1


class SentForm(models.Model):
    """That a form with this number was sent: the same form sent twice counts once.

    Knows neither what was answered nor when; cleared away after its day.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    on = models.DateField(db_index=True)

    objects = SentFormManager()

    def __str__(self) -> str:
        return self.digest[:8]
