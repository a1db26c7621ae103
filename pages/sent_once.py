"""A form that makes a record makes one, however often it is sent, also after the step back.

The key of a form stands in the page's address (`?once=…`): who asks for the bare address is led to
one with a new key. A browser that goes back asks for the same address again, with scripts and
without, so the form it then shows has the key that was used, and the page says what was made.

    @sent_once()
    @form_page
    def group_new(request): ...

What is sent a second time unchanged leads to the record; changed, it is kept in a page that says
so and offers to save it as another. The row that tells (`SentOnce`) is written in one transaction
with the record, under a unique constraint: of two presses at the same moment one waits and is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from audit.noting import STANDS, Refusal
from personnel.models import Member, SentOnce

View = Callable[..., HttpResponse]
FIELD = "once"
ANOTHER = "Start another"
# What a page fetched anew fills in by itself.
NOT_TYPED = ("csrfmiddlewaretoken", "seen_owner", "submission", "version")


@dataclass(frozen=True)
class Already:
    """What a form made before: its number, if it has one, where it is (empty: nowhere they may look), and
    the address of the same form under a key nobody has used, with the words of its link."""

    made: str
    url: str
    another: str
    label: str


Finder = Callable[[UUID, Member], tuple[str, str] | None]


def sent_once(
    field: str = FIELD, *, found: Finder | None = None, another: str = ANOTHER
) -> Callable[[View], View]:
    """Guards a view that shows a form and makes a record of it.

    `field` is the name of the key, `another` what leads to the same form for a second record.
    With `found`, the records carry the key themselves: it returns the (number, url) of what a
    member made with a key, or None, and the view itself sees to it that a form sent twice makes
    one.
    """

    def guarded(view: View) -> View:
        @wraps(view)
        def once(request: Any, *args: Any, **known: Any) -> HttpResponse:
            if request.method == "POST" and not found:
                return _taken(view, request, args, known)
            if request.method not in ("GET", "HEAD"):
                return view(request, *args, **known)
            key = as_key(request.GET.get(field))
            if key is None:
                return HttpResponseRedirect(_with_new_key(request, field))
            made = found(key, request.user) if found else _made(key, request.user)
            already = Already(*made, _with_new_key(request, field), another) if made else None
            return _shown(view, request, args, known, already)

        once.sent_once = field  # type: ignore[attr-defined]
        return once

    return guarded


def as_key(text: str | None) -> UUID | None:
    """The key a page sent, or None for what is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _with_new_key(request: HttpRequest, field: str) -> str:
    asked = request.GET.copy()
    asked[field] = str(uuid4())
    return f"{request.path}?{asked.urlencode()}"


def _made(key: UUID, member: Member) -> tuple[str, str] | None:
    sent = SentOnce.objects.filter(member=member, key=key).first()
    return ("", sent.url) if sent else None


def _shown(
    view: View, request: Any, args: Any, known: Any, already: Already | None
) -> HttpResponse:
    """The form; above it what it made before. A step that can't be taken twice has no form any
    more: then a page of its own says what was made."""
    request.already_sent = already
    try:
        response = view(request, *args, **known)
    except PermissionDenied:
        if already is None:
            raise
        return _sent_page(request, already)
    return _sent_page(request, already) if already and response.status_code == 409 else response


def _taken(view: View, request: Any, args: Any, known: Any) -> HttpResponse:
    """Take what is sent under a key for the first time; say what became of it the second time."""
    key = as_key(request.GET.get(FIELD))
    if key is None:
        return view(request, *args, **known)
    digest = _digest(request)
    earlier = SentOnce.objects.filter(member=request.user, key=key).first()
    if earlier is None:
        try:
            return _first(view, request, args, known, SentOnce(key=key, digest=digest))
        except _SentMeanwhile as meanwhile:
            earlier = meanwhile.earlier
    return _again(request, earlier, digest)


class _SentMeanwhile(Exception):
    """The same form was sent by a second press while this one was on its way."""

    def __init__(self, earlier: SentOnce) -> None:
        self.earlier = earlier


def _first(view: View, request: Any, args: Any, known: Any, sent: SentOnce) -> HttpResponse:
    """The record and the row that tells of it, or neither; an entry about a refusal stands."""
    block, refusal = transaction.atomic(), None
    setattr(block, STANDS, True)
    with block:
        _claim(sent, request.user)
        try:
            response = view(request, *args, **known)
        except (PermissionDenied, Http404, Refusal) as refused:
            refusal, response = refused, HttpResponse(status=403)
        if 300 <= response.status_code < 400:
            sent.url = getattr(response, "url", "")[:200]
            sent.save(update_fields=["url"])
        else:
            sent.delete()
    if refusal:
        raise refusal
    return response


def _claim(sent: SentOnce, member: Member) -> None:
    """Write the row; a second press waits here until the first is through. Raises _SentMeanwhile."""
    sent.member, sent.at = member, timezone.now()
    SentOnce.objects.filter(member=member).outdated(sent.at).delete()
    try:
        with transaction.atomic():
            sent.save(force_insert=True)
    except IntegrityError:
        raise _SentMeanwhile(SentOnce.objects.get(member=member, key=sent.key)) from None


def _again(request: Any, earlier: SentOnce, digest: str) -> HttpResponse:
    if earlier.digest == digest:
        messages.info(request, "This is already saved. Nothing was saved twice.")
        return redirect(earlier.url)
    already = Already("", earlier.url, _with_new_key(request, FIELD), ANOTHER)
    return _sent_page(request, already, typed=_typed(request))


def _sent_page(request: Any, already: Already, typed: Any = ()) -> HttpResponse:
    request.already_sent = None  # the page itself says it
    words = {"already": already, "typed": typed}
    return render(request, "sent_already.html", words, status=409 if typed else 200)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Each field that was sent, with each of its values."""
    return [
        (name, str(value))
        for name, values in sorted(request.POST.lists())
        if name not in NOT_TYPED
        for value in values
    ]


def _digest(request: HttpRequest) -> str:
    """What was typed, as a mark that tells nobody what it was."""
    files = [(name, str(one)) for name, one in sorted(request.FILES.items())]
    content = repr([request.path, *_typed(request), *files])
    return salted_hmac("personnel.sent_once", content, algorithm="sha256").hexdigest()
