"""Unfinished forms, kept on the server for their author until they are sent or thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from outreach.apart import note_under
from outreach.concerns.permissions import may_log
from outreach.models import Concern, Draft, Presentation
from personnel.models import Member
from records.history import StepRefused

# What a field of a draft may hold; the form itself allows less and says so when it is sent.
MOST_CHARACTERS = 20_000


@transaction.atomic
def keep(
    form: str, typed: Mapping[str, str], *, key: UUID, by: Member, at: datetime
) -> Draft | None:
    """Keep what `by` has typed so far; nothing when nothing was.

    Raises StepRefused when the form with this key was sent, or is somebody else's.
    """
    may_log(by).require()
    note_under(Concern.objects.filter(submission=key).first())
    if is_sent(key) or Draft.objects.filter(key=key).exclude(member=by).exists():
        raise StepRefused("This form was sent already.")
    kept = {_storable(name): _storable(text)[:MOST_CHARACTERS] for name, text in typed.items()}
    kept = {name: text for name, text in kept.items() if text.strip()}
    if not kept:
        return None
    draft, _ = Draft.objects.update_or_create(
        key=key, defaults={"member": by, "form": form, "typed": kept, "saved_at": at}
    )
    return draft


def _storable(text: str) -> str:
    """`text` without NUL and halves of characters, which PostgreSQL refuses."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def discard(key: UUID, *, by: Member) -> None:
    """Throw a draft away: the form was sent, or its author wants no more of it."""
    Draft.objects.filter(key=key, member=by).delete()


def unfinished(form: str, member: Member) -> list[Draft]:
    """The drafts of `member`, newest first; one whose form was sent after all is not among them."""
    drafts = Draft.objects.filter(member=member, form=form)
    sent = Concern.objects.values("submission"), Presentation.objects.values("submission")
    return list(drafts.exclude(key__in=sent[0]).exclude(key__in=sent[1])[:20])


def is_sent(key: UUID) -> bool:
    made = (model.objects.filter(submission=key) for model in (Concern, Presentation))
    return any(found.exists() for found in made)
