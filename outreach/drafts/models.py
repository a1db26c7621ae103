from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """What someone was typing, kept on the server until it is sent.

    Seen by its author alone. `key` is the form's submission id: sending the form removes the
    draft, and a save that arrives after that is ignored.
    """

    class Form(models.TextChoices):
        CONCERN = "concern", "Concern"
        PRESENTATION = "presentation", "Brief report"

    key = models.UUIDField(default=uuid4, unique=True)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=20, choices=Form)
    typed = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at"]

    def __str__(self) -> str:
        return f"{self.get_form_display()} draft"
