from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from documents.statuses import StatusChoices, StatusField
from personnel import roles
from personnel.models import Member
from personnel.roles import Role
from records.history import StatusChange
from records.versions import Versioned
from records.wording import day_words
from surveys.questionnaires.models.surveys import Survey


class WishQuerySet(models.QuerySet["ContactWish"]):
    def visible_to(self, member: Member) -> WishQuerySet:
        """The unit and command; anyone else only what was given to them (row 33)."""
        if member.role in roles.UNIT | roles.COMMAND:
            return self
        if member.role in roles.WORKING - {Role.ANALYST, Role.TRAINING_OFFICER}:
            return self.filter(owner=member)
        return self.none()

    def unsettled(self) -> WishQuerySet:
        return self.filter(status__in=[ContactWish.Status.ASKED, ContactWish.Status.TAKEN])


class ContactWish(Versioned):
    """Somebody who answered would like to be contacted (P-V.C).

    It stands apart from the answers: nothing leads from one to the other.
    """

    class Status(StatusChoices):
        ASKED = "asked", "", "telephone-plus", "Asked for contact"
        TAKEN = "taken", "active", "person-check", "Taken up"
        CONTACTED = "contacted", "ok", "check-circle", "Contacted"
        UNREACHED = "unreached", "warn", "slash-circle", "Not reached"

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        SPANISH = "es", "Spanish"

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="wishes")
    name = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    about = models.TextField(blank=True)
    asked_on = models.DateField()
    due_on = models.DateField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="wishes"
    )
    status = StatusField(Status, max_length=20, default=Status.ASKED)

    objects = WishQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="wish_says_how_to_reach", condition=~Q(phone="") | ~Q(email="")
            ),
            models.CheckConstraint(
                name="wish_taken_has_an_owner",
                condition=Q(status="asked") | Q(owner__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(status__in=["asked", "taken"]),
                name="wish_unsettled",
            )
        ]

    def __str__(self) -> str:
        return f"Contact wish of {day_words(self.asked_on)}"

    def get_absolute_url(self) -> str:
        return reverse("surveys:wish", args=[self.pk])


class WishStep(StatusChange):
    Status = ContactWish.Status

    wish = models.ForeignKey(ContactWish, models.CASCADE, related_name="steps")


class WishReading(models.Model):
    """One reading of who wishes to be contacted: who and when (trust floor 5)."""

    wish = models.ForeignKey(ContactWish, models.CASCADE, related_name="readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.wish_id} read by {self.by_id}"
