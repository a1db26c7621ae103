from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from i18nfield.fields import I18nCharField, I18nTextField

from documents.statuses import StatusChoices, StatusField
from personnel import roles
from personnel.models import Member
from personnel.roles import Role
from policies.current import local_day
from policies.models import PolicyVersion
from policies.periods import Period
from records.history import StatusChange
from records.versions import Versioned

if TYPE_CHECKING:
    from surveys.answers.models import AnswerQuerySet

# Who sees how a questionnaire is being written (role matrix, row 28).
READS_DRAFTS = roles.UNIT | roles.LEADERS | {Role.ACCREDITATION_MANAGER}


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, member: Member) -> SurveyQuerySet:
        """What citizens saw is seen by everyone who reads content (row 32); drafts by those
        who write, open or check them (row 28)."""
        if member.role in READS_DRAFTS:
            return self
        asked = self.filter(status__in=[Survey.Status.OPEN, Survey.Status.CLOSED])
        return asked if member.may_read_content else self.none()

    def open(self) -> SurveyQuerySet:
        return self.filter(status=Survey.Status.OPEN)

    def closed_in(self, period: Period) -> SurveyQuerySet:
        return self.filter(closed_on__gte=period.first, closed_on__lte=period.last)

    def past_their_end(self, day: date) -> SurveyQuerySet:
        """Open although their last day has passed."""
        return self.open().filter(closes_on__lt=day)


class Survey(Versioned):
    """One questionnaire and what citizens answered to it (K-IV.U, C-5, P-V, N-IV.D.4).

    Its questions are written while it is a draft and frozen when it opens. `policy` is the
    version whose domains it had to cover then.
    """

    class Status(StatusChoices):
        DRAFT = "draft", "draft", "pencil", "Draft"
        OPEN = "open", "active", "people", "Open"
        CLOSED = "closed", "done", "check2-all", "Closed"
        DISCARDED = "discarded", "done", "slash-circle", "Discarded"

    class Source(models.TextChoices):
        ASKED = "asked", "Asked here"
        FILE = "file", "Brought in from a file"

    key = models.SlugField(max_length=60, unique=True)
    # One form makes one survey, however often it is sent.
    submission = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = I18nCharField(max_length=160)
    introduction = I18nTextField(blank=True)
    # The names citizens choose from when a question asks where they live.
    areas = models.JSONField(default=list, blank=True)
    status = StatusField(Status, max_length=20, default=Status.DRAFT)
    source = models.CharField(max_length=10, choices=Source, default=Source.ASKED)
    policy = models.ForeignKey(
        PolicyVersion, models.PROTECT, null=True, blank=True, related_name="surveys"
    )
    designed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The last day on which citizens can answer; the survey closes by itself after it.
    closes_on = models.DateField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    # Half-filled forms are still taken until then.
    takes_until = models.DateTimeField(null=True, blank=True)
    # The last day on which answers on paper are keyed in; set when it closes.
    paper_until = models.DateField(null=True, blank=True)
    # The day by which somebody decides on the answers held now; set while any are.
    look_by = models.DateField(null=True, blank=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="survey_open_or_closed_has_its_days",
                condition=Q(status__in=["draft", "discarded"], opened_on=None, closed_on=None)
                | Q(status="open", opened_on__isnull=False, closed_on=None, policy__isnull=False)
                | Q(status="closed", opened_on__isnull=False, closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="survey_closes_after_it_opens",
                condition=Q(closed_on=None) | Q(closed_on__gte=models.F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("surveys:survey", args=[self.key])

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED

    @property
    def has_public_page(self) -> bool:
        """Open, or closed after citizens could answer it here."""
        return (self.is_open or self.is_closed) and self.source == self.Source.ASKED

    def is_answered_on(self, day: date) -> bool:
        """Whether citizens are still given its form on `day`: open, its last day not over."""
        return self.is_open and (self.closes_on is None or day <= self.closes_on)

    def takes_paper_on(self, day: date) -> bool:
        """Whether answers on paper are keyed in on `day`: while open, and some days after."""
        late = self.is_closed and self.paper_until is not None and day <= self.paper_until
        return self.is_open or late

    def is_over_on(self, day: date) -> bool:
        """Whether the days are over on which answers came, and held ones could be decided on.

        From then on an answer that is still held counts no more. Results are told without it,
        and say how many there are: one that came in later would stand out.
        """
        if not self.is_closed or self.takes_paper_on(day):
            return False
        return self.look_by is not None and day > self.look_by

    def is_settled_at(self, moment: datetime) -> bool:
        """Whether no answer to it can come or go any more.

        Only then its results are told anywhere: two looks that differ by one answer tell it.
        """
        day = local_day(moment)
        if not self.is_closed or (self.takes_until and moment < self.takes_until):
            return False
        answers: AnswerQuerySet = self.answers.all()
        if self.takes_paper_on(day) or answers.waiting().exists():
            return False
        return self.is_over_on(day) or not answers.held().exists()


class SurveyStep(StatusChange):
    Status = Survey.Status

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="steps")
