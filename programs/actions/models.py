from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from documents.statuses import StatusChoices, StatusField
from personnel.models import Member
from programs.evaluations.models import Evaluation


class ProgramActionQuerySet(models.QuerySet["ProgramAction"]):
    def visible_to(self, member: Member) -> ProgramActionQuerySet:
        """Whoever reads the evaluation, and whoever has the action."""
        mine = Q(owner=member) if member.may_read_content else Q(pk__in=[])
        return self.filter(Q(evaluation__in=Evaluation.objects.visible_to(member)) | mine)

    def unsettled(self) -> ProgramActionQuerySet:
        return self.filter(ended_on=None)


class ProgramAction(models.Model):
    """What a decision to modify a program promised, by when, and what became of it (K-IV.D).

    Next year's evaluation shows it.
    """

    class Status(StatusChoices):
        PROMISED = "promised", "active", "arrow-repeat", "Promised"
        DONE = "done", "ok", "check-circle", "Done"
        DROPPED = "dropped", "done", "slash-circle", "Dropped"

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="actions")
    what = models.CharField(max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField()
    status = StatusField(Status, max_length=20, default=Status.PROMISED)
    ended_on = models.DateField(null=True, blank=True)

    objects = ProgramActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="program_action_ended_has_its_day",
                condition=Q(status="promised", ended_on=None)
                | Q(status__in=["done", "dropped"], ended_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(ended_on=None),
                name="program_action_unsettled",
            )
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("programs:action", args=[self.pk])


class ProgramActionNote(models.Model):
    """Progress on a promised action, and how it ended."""

    action = models.ForeignKey(ProgramAction, models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField()
    to_status = StatusField(ProgramAction.Status, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.note
