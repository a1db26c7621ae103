from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from documents.statuses import StatusChoices, StatusField
from personnel.models import Member
from records.versions import Versioned


class CommunityGroupQuerySet(models.QuerySet["CommunityGroup"]):
    def visible_to(self, member: Member) -> CommunityGroupQuerySet:
        return self if member.may_read_content else self.none()

    def active(self) -> CommunityGroupQuerySet:
        return self.filter(status=CommunityGroup.Status.ACTIVE)

    def sources(self) -> list[str]:
        """Every source that groups were brought in from, at most 200 of them."""
        named = self.exclude(external_id="").order_by("source").values_list("source", flat=True)
        return list(named.distinct()[:200])


class CommunityGroup(Versioned):
    """A group the department keeps in touch with, and where it is (A-1.A.1, K-IV.P, P-II.F)."""

    class Kind(models.TextChoices):
        NEIGHBORHOOD = "neighborhood", "Neighborhood association"
        WATCH = "watch", "Neighborhood watch"
        BUSINESS = "business", "Business group"
        CIVIC = "civic", "Civic organization"
        CHURCH = "church", "Church group"
        SCHOOL = "school", "School"
        AGENCY = "agency", "Agency or association"
        OTHER = "other", "Other group"

    class Status(StatusChoices):
        ACTIVE = "active", "ok", "check-circle", "Active"
        INACTIVE = "inactive", "done", "slash-circle", "Inactive"

    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.NEIGHBORHOOD)
    status = StatusField(Status, max_length=20, default=Status.ACTIVE)
    location = models.CharField(max_length=200, blank=True)
    meetings = models.TextField(blank=True, help_text="When and where they meet, as they say it.")
    about = models.TextField(blank=True)
    liaison = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="groups"
    )
    # A GeoJSON Polygon or MultiPolygon in longitude and latitude, with its box for look-ups.
    boundary = models.JSONField(null=True, blank=True)
    west = models.FloatField(null=True, blank=True, editable=False)
    south = models.FloatField(null=True, blank=True, editable=False)
    east = models.FloatField(null=True, blank=True, editable=False)
    north = models.FloatField(null=True, blank=True, editable=False)
    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=160, blank=True)
    # The file it came in with; what that file changed later keeps its first one.
    batch = models.ForeignKey(
        "outreach.ImportFile",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="groups",
        editable=False,
    )
    # What the file said when it was last brought in; None for what was entered here.
    imported = models.JSONField(null=True, blank=True, editable=False)

    objects = CommunityGroupQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="group_imported_once",
            ),
            models.CheckConstraint(
                name="group_box_is_whole",
                condition=Q(west=None, south=None, east=None, north=None)
                | Q(west__lte=F("east"), south__lte=F("north")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("outreach:group", args=[self.pk])

    @property
    def apart_by(self) -> tuple[str, ...]:
        """What tells two of the same name apart."""
        return (self.location, self.get_kind_display(), f"no. {self.pk}")

    @property
    def box(self) -> tuple[Any, Any, Any, Any]:
        return self.west, self.south, self.east, self.north


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    def serving_on(self, day: date) -> RepresentativeQuerySet:
        return self.filter(Q(since=None) | Q(since__lte=day)).filter(
            Q(until=None) | Q(until__gte=day)
        )


class Representative(models.Model):
    """Someone who speaks for a group, from one day until another; never overwritten (A-3.B)."""

    group = models.ForeignKey(CommunityGroup, models.CASCADE, related_name="representatives")
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        ordering = ["until", "-since", "name"]
        constraints = [
            models.CheckConstraint(
                name="representative_ends_after_beginning",
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FormerContact(models.Model):
    """How a representative was reached until it was corrected; the person stays the same (A-3.B)."""

    representative = models.ForeignKey(
        Representative, models.CASCADE, related_name="former_contacts"
    )
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()
    corrected_on = models.DateField()

    class Meta:
        ordering = ["-corrected_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.phone} {self.email}".strip() or "Nothing was known"


class GroupProposalQuerySet(models.QuerySet["GroupProposal"]):
    def visible_to(self, member: Member) -> GroupProposalQuerySet:
        return self.filter(group__in=CommunityGroup.objects.visible_to(member))

    def open(self) -> GroupProposalQuerySet:
        return self.filter(decided_at=None)


class GroupProposal(models.Model):
    """What a file says of a group's status, until the unit decides; a file decides nothing (A-1.A.1).

    At most one waits for each group.
    """

    group = models.ForeignKey(CommunityGroup, models.CASCADE, related_name="proposals")
    status = StatusField(CommunityGroup.Status)
    why = models.CharField(max_length=200)
    proposed_on = models.DateField()
    accepted = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = GroupProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(decided_at=None), name="group_one_open_proposal"
            ),
            models.CheckConstraint(
                name="group_proposal_decided_has_who_and_when",
                condition=Q(decided_at=None, decided_by=None, accepted=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, accepted__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.get_status_display()}"
