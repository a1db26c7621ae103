"""A changed address waits until somebody has opened the link that was sent to it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from documents.statuses import StatusChoices, StatusField
from personnel.models.proposals import AccountProposal

# How long the link to the new address works, and how long after it the old one may still object.
CONFIRMED_WITHIN = timedelta(hours=72)
OBJECTED_WITHIN = timedelta(days=14)


class AddressChangeQuerySet(models.QuerySet["AddressChange"]):
    def waiting(self) -> AddressChangeQuerySet:
        return self.filter(status=AddressChange.Status.WAITING)

    def over_at(self, moment: datetime) -> AddressChangeQuerySet:
        """Those nobody has confirmed in time."""
        return self.waiting().filter(until__lte=moment)


class AddressChange(models.Model):
    """An address that two people approved, on its way: it is in force once it is confirmed.

    Of the links only digests are kept: one that confirms, sent to the new address, and one that
    objects, sent to the old.
    """

    class Status(StatusChoices):
        WAITING = "waiting", "wait", "hourglass-split", "Waiting to be confirmed"
        CONFIRMED = "confirmed", "ok", "check-circle", "Confirmed"
        OBJECTED = "objected", "warn", "slash-circle", "Objected to"
        LAPSED = "lapsed", "done", "slash-circle", "Lapsed"

    proposal = models.OneToOneField(AccountProposal, models.PROTECT, related_name="address_change")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    email = models.EmailField(max_length=254)
    before = models.EmailField(max_length=254)
    status = StatusField(Status, max_length=20, default=Status.WAITING)
    confirms = models.CharField(max_length=64, unique=True)
    objects_to_it = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    # The old address said no after it was in force: nothing changes by that, and command was told.
    objected_at = models.DateTimeField(null=True)

    objects = AddressChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(status="waiting"),
                name="address_change_one_waiting_for_a_member",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(status="waiting"),
                name="address_change_one_waiting_for_an_address",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", settled_at=None)
                | (~Q(status="waiting") & Q(settled_at__isnull=False)),
                name="address_change_settled_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: another address"

    def is_open_at(self, moment: datetime) -> bool:
        """Whether it can be confirmed at `moment`."""
        return self.status == self.Status.WAITING and moment < self.until

    def takes_objections_at(self, moment: datetime) -> bool:
        """Whether the old address may still say no."""
        if self.objected_at or self.status not in (self.Status.WAITING, self.Status.CONFIRMED):
            return False
        return moment < self.made_at + OBJECTED_WITHIN
