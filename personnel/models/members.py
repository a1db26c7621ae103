from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from personnel import roles
from personnel.roles import Role


class Division(models.Model):
    """A part of the department, with the people who answer for it (K-IV.A, N-III.A, C-1)."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    # The community services unit itself; exactly one division is it.
    is_unit = models.BooleanField(default=False)
    supervisor = models.ForeignKey(
        "Member", models.PROTECT, null=True, blank=True, related_name="supervises"
    )
    commander = models.ForeignKey(
        "Member", models.PROTECT, null=True, blank=True, related_name="commands"
    )

    class Meta:
        ordering = ["-is_unit", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_unit"], condition=Q(is_unit=True), name="division_only_one_is_the_unit"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet["Member"]):
    def serving(self) -> MemberQuerySet:
        return self.filter(is_active=True)

    def working(self) -> MemberQuerySet:
        """Those who can own a concern or an action."""
        return self.serving().filter(role__in=roles.WORKING)

    def in_roles(self, *wanted: str) -> MemberQuerySet:
        return self.serving().filter(role__in=wanted)

    def supervising(self, member: Member) -> MemberQuerySet:
        """Those who supervise `member`: the division's supervisor, else the unit's."""
        division = member.division
        named = division.supervisor_id if division else None
        if named and named != member.pk:
            return self.serving().filter(pk=named)
        return self.in_roles(Role.UNIT_SUPERVISOR, Role.COMMANDER).exclude(pk=member.pk)


class MemberManager(BaseUserManager["Member"].from_queryset(MemberQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **facts: Any) -> Member:
        """A member who signs in with `email`; without a password, only after setting one."""
        member = self.model(email=self.normalize_email(email).lower(), **facts)
        member.set_password(password)
        member.save(using=self._db)
        return member


class Member(AbstractBaseUser):
    """One person of the department, who signs in with an e-mail address."""

    class Theme(models.TextChoices):
        AUTO = "auto", "As the device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    rank = models.CharField(max_length=40, blank=True, help_text="As said before the name: Sgt.")
    role = models.CharField(max_length=30, choices=Role, default=Role.OFFICER)
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="members"
    )
    is_active = models.BooleanField(default=True)
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    # Every session is bound to it: one more, and all sessions that are open end.
    session_round = models.PositiveIntegerField(default=0)

    objects = MemberManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="member_email_once_in_any_case"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="member_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django asks for it at each request. A new password or a new round ends every session."""
        bound = f"{self.password}:{self.session_round}"
        return salted_hmac("personnel.sessions", bound, secret, algorithm="sha256").hexdigest()

    @property
    def short_name(self) -> str:
        """“Officer Lindgren”: the rank and the last word of the name."""
        return f"{self.rank} {self.name.split()[-1]}".strip()

    @property
    def full_name(self) -> str:
        return f"{self.rank} {self.name}".strip()

    @property
    def apart_by(self) -> tuple[str, ...]:
        """What tells two of the same name apart."""
        return (self.name, str(self.division or ""), self.email)

    @property
    def is_command(self) -> bool:
        return self.role in roles.COMMAND

    @property
    def is_supervisor(self) -> bool:
        return self.role in roles.SUPERVISORS

    @property
    def leads(self) -> bool:
        return self.role in roles.LEADERS

    @property
    def is_unit(self) -> bool:
        return self.role in roles.UNIT

    @property
    def works(self) -> bool:
        return self.role in roles.WORKING

    @property
    def may_read_content(self) -> bool:
        return self.role in roles.READERS

    @property
    def reads_all(self) -> bool:
        return self.role in roles.READS_ALL

    def supervises_division(self, division_id: int | None) -> bool:
        """Whether records of this division are this supervisor's to decide."""
        if self.role == Role.UNIT_SUPERVISOR:
            return True
        return self.role == Role.DIVISION_SUPERVISOR and (
            division_id is not None and division_id == self.division_id
        )
