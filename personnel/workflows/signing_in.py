"""What an administrator does when somebody cannot sign in, and how a sign-in is linked.

Nobody does any of it for the own account: a second person looks at who is asking.
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

from audit.noting import audited, note
from personnel import letters, sign_in_limits
from personnel.history import StepRefused
from personnel.models import LinkedSignIn, Member
from personnel.notices import tell
from personnel.permissions import may_help_in
from personnel.provider import Identity
from personnel.roles import COMMAND
from personnel.sessions import end_all

HERE = "The machine's own administrator"
OPEN_FOR = timedelta(hours=72)


class SubjectTaken(Exception):
    """The provider's account is linked to somebody else, or the link was used already."""


@audited
def reset_factor(
    member: Member,
    *,
    reason: str,
    by: Member | None,
    at: datetime,
    request: HttpRequest | None = None,
) -> None:
    """Take away every factor of `member`, who sets up a new one at the next sign-in.

    `by` is None on the machine itself. All sessions end; the member and command are told, with
    the reason, and the member by a letter too. Raises StepRefused when there is none.
    """
    if by is not None:
        may_help_in(by, member).require()
    held = list(Authenticator.objects.select_for_update().filter(user_id=member.pk))
    if not held:
        raise StepRefused(f"{member.short_name} has no second factor.")
    Authenticator.objects.filter(user_id=member.pk).delete()
    end_all(member)
    words = f"{by or HERE} took away the second factor of {member}: {reason}"
    _tell(member, "factor", words, at)
    letters.write(
        member.email,
        "Liaison: your second factor was taken away",
        f"{member.full_name},\n\n{words}\n\nYou are signed out everywhere. When you sign in, you set "
        "up a new one. If you did not ask for this, tell your supervisor now.",
    )
    for one in held:
        authenticator_removed.send(
            sender=Authenticator, request=request, user=member, authenticator=one
        )


@audited
def unlock(member: Member, *, by: Member | None, at: datetime) -> None:
    """Let `member` try again from anywhere; the failed tries until now are forgotten."""
    if by is not None:
        may_help_in(by, member).require()
    if not sign_in_limits.unlock(member):
        raise StepRefused(f"{member.short_name} is not held back by failed tries.")
    _tell(member, "unlocked", f"{by or HERE} unlocked the account of {member}.", at)


@audited
def open_link(member: Member, *, by: Member, at: datetime) -> str:
    """Let `member` link the provider's account once; returns the link to hand over.

    A link made before ends, and so does an account that was linked.
    """
    may_help_in(by, member).require()
    if not member.is_active:
        raise StepRefused("This account is closed. Open it again first.")
    key = token_urlsafe(24)
    LinkedSignIn.objects.filter(member=member).delete()
    LinkedSignIn.objects.create(
        member=member,
        issuer=settings.OIDC_SERVER_URL.rstrip("/"),
        tenant=settings.OIDC_TENANT,
        key_digest=digest_of(key),
        until=at + OPEN_FOR,
        opened_by=by,
    )
    _tell(member, "link-opened", f"{by} let {member} link a sign-in of the provider.", at)
    return f"{settings.SITE_URL}{reverse('account_single_sign_on_link', args=[key])}"


@audited
def unlink(member: Member, *, by: Member, at: datetime) -> None:
    """The provider's account opens nothing here any more."""
    may_help_in(by, member).require()
    if not LinkedSignIn.objects.filter(member=member).delete()[0]:
        raise StepRefused(f"{member.short_name} has no linked sign-in.")
    end_all(member)
    _tell(member, "unlinked", f"{by} ended the linked sign-in of {member}.", at)


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
    _tell(member, "linked", f"{member} linked a sign-in of the provider.", at)
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


def _tell(member: Member, what: str, words: str, at: datetime) -> None:
    key = f"account:{member.pk}:{what}:{at.isoformat()}"
    tell([member], words, url=reverse("mfa_index"), key=key)
    command = Member.objects.in_roles(*COMMAND).exclude(pk=member.pk)
    tell(command, words, url=reverse("personnel:member", args=[member.pk]), key=key)
