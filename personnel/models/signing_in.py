"""What signing in leaves behind: tries that were counted, letters on their way, linked sign-ins."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Tally(models.Model):
    """How often something was tried since a window opened.

    `key` and `about` are digests and name nobody: the whole of what is counted, and whom or what
    it is first about, so that everything about one account can be forgotten at once.
    """

    key = models.CharField(max_length=64, primary_key=True)
    about = models.CharField(max_length=64, db_index=True)
    used = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.used} until {self.until:%H:%M}"


class Letter(models.Model):
    """One message that waits for the mail server. What it says is sealed: it may hold a link."""

    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    sealed = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.subject


class LinkedSignInQuerySet(models.QuerySet["LinkedSignIn"]):
    def made(self) -> LinkedSignInQuerySet:
        return self.exclude(subject="")

    def open_on(self, moment: datetime) -> LinkedSignInQuerySet:
        """Those that still wait for their member to sign in with the provider for the first time."""
        return self.filter(subject="", until__gt=moment)


class LinkedSignIn(models.Model):
    """Whom the department's provider means by a subject. Issuer and tenant are pinned with it.

    The administrator opens it; while `subject` is empty the member may fill it once, until
    `until`, with the link of which only a digest is kept. An e-mail address links nobody.
    """

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="linked_sign_in"
    )
    issuer = models.CharField(max_length=300)
    tenant = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    key_digest = models.CharField(max_length=64, blank=True)
    until = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    linked_at = models.DateTimeField(null=True, blank=True)

    objects = LinkedSignInQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "tenant", "subject"],
                condition=~Q(subject=""),
                name="linked_sign_in_subject_once",
            ),
            models.CheckConstraint(
                condition=Q(subject="", linked_at=None)
                | (~Q(subject="") & Q(linked_at__isnull=False)),
                name="linked_sign_in_subject_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} at {self.issuer}"
