from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from personnel.models.members import Member
from personnel.roles import COMMAND


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    def waiting_for(self, member: Member) -> NoticeQuerySet:
        """Those of `member`; what was for command alone, only while they belong to it."""
        own = self.filter(to=member)
        return own if member.is_command else own.filter(command_only=False)

    def still_meant(self) -> NoticeQuerySet:
        """Without what was for command alone and would reach someone who left it."""
        return self.exclude(~Q(to__role__in=COMMAND), command_only=True)

    def unmailed_at(self, moment: datetime) -> NoticeQuerySet:
        """Notices no mail carries yet, and whose reader has not seen them on the desk."""
        return self.filter(mailed_at=None, read_at=None, created_at__lte=moment)


class Notice(models.Model):
    """Something a member should know, kept in the in-app inbox and carried by one mail.

    The text names no citizen: it stands in mails and lists (trust floor 5).
    """

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    text = models.CharField(max_length=240)
    url = models.CharField(max_length=200)
    # What the notice is about, once per reader: telling twice leaves one notice.
    key = models.CharField(max_length=120)
    # About what exists for command alone: whoever leaves command reads it no more.
    command_only = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["to", "key"], name="notice_once_per_reader"),
        ]
        indexes = [
            models.Index(fields=["to", "read_at", "-created_at"], name="notice_inbox"),
            models.Index(fields=["key"], condition=Q(read_at=None), name="notice_unread_by_key"),
        ]

    def __str__(self) -> str:
        return self.text
