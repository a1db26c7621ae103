"""The log of who did what to which record. Entries are added and never changed (trust M-26)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class EntryQuerySet(models.QuerySet["Entry"]):
    def unsealed(self) -> EntryQuerySet:
        return self.filter(place=None)

    def sealed(self) -> EntryQuerySet:
        return self.exclude(place=None)

    def with_head(self, printed: Any) -> EntryQuerySet:
        """The entry whose head is `printed` (`audit.heads.Head`), if the log still has it. Without
        its place every entry is looked at."""
        found = self.filter(models.Q(seal=printed.digest) | models.Q(digest=printed.digest))
        return found.filter(place=printed.place) if printed.place else found.sealed()

    def in_order(self) -> EntryQuerySet:
        return self.order_by("place")

    def done_by(self, member: models.Model) -> EntryQuerySet:
        """What `member` did, without what was refused."""
        return self.filter(actor=member.pk, outcome=Entry.Outcome.DONE)


class Entry(models.Model):
    """One deed, done or refused. Says nothing of what stood in a record: names of fields, counts.

    It points at people and records by number, without a foreign key: it outlives them.
    """

    class Outcome(models.TextChoices):
        DONE = "done", "Done"
        REFUSED = "refused", "Refused"

    at = models.DateTimeField(db_index=True)
    actor = models.BigIntegerField(null=True, help_text="A member; nobody for the machine itself.")
    role = models.CharField(max_length=30, blank=True, help_text="The actor's role at the time.")
    action = models.CharField(max_length=80, help_text="outreach.concerns.escalate")
    kind = models.CharField(max_length=60, blank=True, help_text="outreach.concern")
    key = models.CharField(max_length=60, blank=True, help_text="The record's key in its table.")
    outcome = models.CharField(max_length=7, choices=Outcome, default=Outcome.DONE)
    detail = models.JSONField(default=dict, blank=True)
    address = models.CharField(max_length=45, blank=True)
    session = models.CharField(max_length=16, blank=True)
    request = models.CharField(max_length=64, blank=True)
    mark = models.CharField(max_length=64, help_text="That Liaison wrote it, under its own key.")
    place = models.PositiveBigIntegerField(null=True, unique=True, help_text="In the chain.")
    seal = models.CharField(
        max_length=64, blank=True, db_default="", help_text="Of this and all before it, keyed."
    )
    digest = models.CharField(
        max_length=64,
        blank=True,
        db_default="",
        help_text="The same without a key, as the first versions chained entries.",
    )

    objects = EntryQuerySet.as_manager()

    # What the mark and the seal vouch for, in this order.
    CONTENT: ClassVar[tuple[str, ...]] = (
        "at",
        "actor",
        "role",
        "action",
        "kind",
        "key",
        "outcome",
        "detail",
        "address",
        "session",
        "request",
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["kind", "key", "at"], name="entry_of_record"),
            models.Index(fields=["actor", "at"], name="entry_of_actor"),
            models.Index(
                fields=["id"], condition=models.Q(place=None), name="entry_without_a_place"
            ),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(place=None, digest="", seal="")
                | (models.Q(place__gte=1) & ~models.Q(seal="")),
                name="entry_has_place_and_seal_together",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.kind} {self.key} {self.outcome}".strip()


class RedactionDoor(models.Model):
    """While it is there, the guards let one replacement through: `words` by the mark of a
    redaction, in one column of one row (`audit.redaction`, `audit.guards`).

    It is made and removed within one transaction, so nobody else ever sees a row here.
    """

    table_name = models.CharField(max_length=63)
    row = models.BigIntegerField()
    column_name = models.CharField(max_length=63)
    words = models.TextField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~models.Q(words=""), name="redaction_door_names_its_words"
            )
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row}"


class Redaction(models.Model):
    """That words were taken out of a record: by whom, when, why and what kind, never the words."""

    class Kind(models.TextChoices):
        NAME = "name", "A name"
        ADDRESS = "address", "An address"
        NUMBER = "number", "A number of a person, a vehicle or an account"
        BIRTH = "birth", "A date of birth"
        CONTACT = "contact", "A telephone number or an e-mail address"
        HEALTH = "health", "Words on somebody's health"
        CRIMINAL = "criminal", "Criminal justice information"
        OTHER = "other", "Other words"

    # “presentation”, as `outreach.redactions.subjects` names kinds of records, and the record's key.
    record = models.CharField(max_length=30)
    key = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=Kind)
    reason = models.TextField()
    # What was issued or decided before, does not change, and may hold the words still.
    kept = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["record", "key"], name="redaction_of_record")
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="redaction_says_why")
        ]

    def __str__(self) -> str:
        return f"{self.record} {self.key}"
