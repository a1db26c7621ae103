"""Locked accounts, lost factors, and how the provider's sign-in is linked.

What lets somebody in is proposed and approved (`accounts.workflows.proposals`); an administrator
alone unlocks an account or ends a linked sign-in, for somebody else.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from secrets import token_urlsafe

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse

from accounts import sign_in_limits
from accounts.permissions import may_help_in, may_reset_here
from accounts.provider import Identity
from accounts.sessions import end_all
from accounts.workflows.telling import HERE, tell_all, write_to
from audit.noting import audited, note
from personnel.models import LinkedSignIn, Member
from records.history import StepRefused

OPEN_FOR = timedelta(hours=72)


class SubjectTaken(Exception):
    """The provider's account is linked to somebody else, or the link was used already."""


@audited("personnel.signing_in.reset_factor_here")
def reset_factor_here(member: Member, *, reason: str, by: None, at: datetime) -> None:
    """Take away every factor of `member` on the machine itself, where nobody could approve it.

    Raises PermissionDenied where somebody could, and StepRefused when there is none.
    """
    may_reset_here(member).require()
    words = f"{HERE} took away the second factor of {member}: {reason}"
    take_away_factor(member, words=words, at=at)


def take_away_factor(
    member: Member, *, words: str, at: datetime, request: HttpRequest | None = None
) -> None:
    """All factors and all sessions of `member` end; `words` is what is told of it."""
    refuse_without_factor(member)
    held = list(Authenticator.objects.select_for_update().filter(user_id=member.pk))
    Authenticator.objects.filter(user_id=member.pk).delete()
    end_all(member)
    tell_all(member, "factor", words, at)
    after = "You are signed out everywhere. When you sign in, you set up a new one."
    write_to(member.email, member, f"{words}\n\n{after}")
    for one in held:
        authenticator_removed.send(
            sender=Authenticator, request=request, user=member, authenticator=one
        )


def has_factor(member: Member) -> bool:
    return Authenticator.objects.filter(user_id=member.pk).exists()


def refuse_without_factor(member: Member) -> None:
    """Raises StepRefused where there is no second factor to take away."""
    if not has_factor(member):
        raise StepRefused(f"{member.short_name} has no second factor.")


def refuse_unless_held_back(member: Member, at: datetime) -> None:
    """Raises StepRefused where no failed try counts, so that unlocking would change nothing."""
    if not sign_in_limits.has_failed_tries(member, at):
        raise not_held_back(member)


def not_held_back(member: Member) -> StepRefused:
    return StepRefused(f"{member.short_name} is not held back by failed tries.")


@audited("personnel.signing_in.unlock")
def unlock(member: Member, *, by: Member | None, at: datetime) -> None:
    """Let `member` try again from anywhere; the failed tries until now are forgotten."""
    if by is not None:
        may_help_in(by, member).require()
    if not sign_in_limits.unlock(member):
        raise not_held_back(member)
    tell_all(member, "unlocked", f"{by or HERE} unlocked the account of {member}.", at)


def provider_link(member: Member, *, opened_by: Member | None, at: datetime) -> str:
    """A link with which `member` links the provider's account once; an approved proposal makes it.

    A link made before ends, and so does an account that was linked.
    """
    key = token_urlsafe(24)
    LinkedSignIn.objects.filter(member=member).delete()
    LinkedSignIn.objects.create(
        member=member,
        issuer=settings.OIDC_SERVER_URL.rstrip("/"),
        tenant=settings.OIDC_TENANT,
        key_digest=digest_of(key),
        until=at + OPEN_FOR,
        opened_by=opened_by,
    )
    return f"{settings.SITE_URL}{reverse('account_single_sign_on_link', args=[key])}"


@audited("personnel.signing_in.sign_out")
def sign_out(member: Member, *, by: Member, at: datetime) -> None:
    """End every session of `member` at once, as after a phone was stolen. Nobody gets in by it."""
    may_help_in(by, member).require()
    end_all(member)
    tell_all(member, "signed-out", f"{by} ended all sessions of {member}.", at)


@audited("personnel.signing_in.unlink")
def unlink(member: Member, *, by: Member, at: datetime) -> None:
    """The provider's account opens nothing here any more."""
    may_help_in(by, member).require()
    if not LinkedSignIn.objects.filter(member=member).delete()[0]:
        raise StepRefused(f"{member.short_name} has no linked sign-in.")
    end_all(member)
    tell_all(member, "unlinked", f"{by} ended the linked sign-in of {member}.", at)


def link(key: str, identity: Identity, *, at: datetime) -> Member:
    """Keep whom the provider means by this subject, once. Raises SubjectTaken.

    One conditional UPDATE: of two tabs with the same link the first counts.
    """
    waiting = LinkedSignIn.objects.open_on(at).filter(key_digest=digest_of(key))
    facts = {"issuer": identity.issuer, "tenant": identity.tenant, "subject": identity.subject}
    found = waiting.filter(member__is_active=True).select_related("member").first()
    try:
        with transaction.atomic():
            if found is None or not waiting.update(**facts, linked_at=at, key_digest=""):
                raise SubjectTaken("This link was used already, or is older than 72 hours.")
    except IntegrityError as twice:
        raise SubjectTaken("This account of the provider is linked to somebody else.") from twice
    member: Member = found.member
    note("personnel.signing_in.link", member, by=member)
    tell_all(member, "linked", f"{member} linked a sign-in of the provider.", at)
    return member


def meant_by(identity: Identity) -> Member | None:
    """The member who is linked to exactly this issuer, tenant and subject."""
    found = (
        LinkedSignIn.objects.made()
        .select_related("member")
        .filter(issuer=identity.issuer, tenant=identity.tenant, subject=identity.subject)
    )
    linked = found.first()
    return linked.member if linked else None


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
