"""A citizen's way through a survey: the form, sending it, and a word of thanks.

These are the only pages of the site open to people without an account. They look at no session,
set no cookie and leave no trace of who asked for them.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal import pages
from portal.networks import crowd_of, may_be_told, may_send
from portal.sending import Sent, sent_in
from records.history import StepRefused
from surveys.answers.workflow import receive, takes_forms
from surveys.models import Survey


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """The form of a survey; sent, it is an answer."""
    if not (found := _public(key)):
        return pages.not_found(request, language)
    if request.method == "POST":
        return _sent(request, found, language, _posted(request), timezone.now())
    if not found.is_answered_on(timezone.localdate()):
        return pages.closed(request, found, language)
    return pages.blank_form(request, found, language)


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """Where the form is sent to; whoever asks for this page without a form is given one.

    It is another address than the form's: a browser throws away what it kept of an address that
    a form was sent to, and going back would then show a form with another number.
    """
    if request.method != "POST" and (found := _public(key)):
        return redirect(pages.address_of(found, language))
    return survey(request, key, language)


@login_not_required
@require_safe
def thanks(request: HttpRequest, key: str, language: str) -> HttpResponse:
    if not (found := _public(key)):
        return pages.not_found(request, language)
    return pages.thanks(request, found, language, before=pages.BEFORE in request.GET)


def _public(key: str) -> Survey | None:
    try:
        found = Survey.objects.get(key=key)
    except Survey.DoesNotExist:
        return None
    return found if found.has_public_page else None


def _posted(request: HttpRequest) -> QueryDict:
    """What the form holds: nothing when it is larger than any form of ours, or no form at all.

    No file is taken in, and no error page of the site, which knows sessions, is shown.
    """
    if int(request.headers.get("content-length") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return QueryDict()
    try:
        return request.POST
    except (SuspiciousOperation, MultiPartParserError):
        return QueryDict()


def _sent(
    request: HttpRequest, survey: Survey, language: str, posted: QueryDict, at: datetime
) -> HttpResponse:
    """Take the form in, or show it again with everything that was typed."""
    sent = sent_in(posted, survey, language, at)
    if not takes_forms(survey, at):
        return pages.closed(request, survey, language, sent)
    if not may_send(request, at):
        if may_be_told(request, at):
            return pages.wait(request, survey, language, sent)
        return pages.wait_in_short(request, survey, language)
    if sent.number is None or sent.only_switches or sent.is_wrong:
        return pages.form_again(request, survey, language, sent)
    try:
        is_first = _take_in(request, survey, sent, sent.number.number, language, at)
    except StepRefused:
        return pages.closed(request, survey, language, sent)
    thanks = pages.address_of(survey, language, pages.THANKS)
    return redirect(thanks if is_first else f"{thanks}?{pages.BEFORE}")


def _take_in(
    request: HttpRequest, survey: Survey, sent: Sent, number: str, language: str, at: datetime
) -> bool:
    """A form that was sent before is thanked for again, and kept once; False says so."""
    crowd = crowd_of(request, survey, at)
    return receive(
        survey,
        sent.read,
        form=number,
        at=at,
        held=crowd.many or sent.is_doubtful,
        crowd=crowd.name,
        wish=sent.contact.wish(language),
    )
