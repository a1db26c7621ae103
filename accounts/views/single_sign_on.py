"""Signing in with the department's provider. It makes no accounts; it finds those that are linked."""

from __future__ import annotations

import logging

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import provider, sign_in_limits
from accounts.second_factor import PROVIDER_ASKED
from accounts.workflows import signing_in as workflow
from personnel.models import Member

log = logging.getLogger(__name__)

NOBODY = (
    "This account of the provider is not linked to an account here. The department's administrator "
    "can make a link for you."
)
TOO_OFTEN = "There were too many tries. Wait a few minutes, or sign in with your password."


@login_not_required
@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    return _asked(request, onward=request.GET.get("next", ""))


@login_not_required
@never_cache
@require_safe
def link(request: HttpRequest, key: str) -> HttpResponse:
    """The link an administrator handed over: whoever signs in now with the provider is linked."""
    return _asked(request, key=key)


@login_not_required
@never_cache
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """What the provider answers."""
    _only_with_a_provider()
    try:
        identity, asked = provider.answer(request)
        member = _member(identity, asked["key"])
    except (provider.NotSignedIn, workflow.SubjectTaken) as why:
        return _refused(request, why)
    request.session[PROVIDER_ASKED] = member.pk if identity.asked_factor else None
    record_authentication(request, member, method="single_sign_on", issuer=identity.issuer)
    return perform_login(
        request,
        member,
        email_verification="none",
        redirect_url=_onward(request, asked["onward"]),
    )


def _member(identity: provider.Identity, key: str) -> Member:
    if key:
        return workflow.link(key, identity, at=timezone.now())
    member = workflow.meant_by(identity)
    if member is None:
        raise provider.NotSignedIn(NOBODY)
    return member


def _asked(request: HttpRequest, *, key: str = "", onward: str = "") -> HttpResponse:
    _only_with_a_provider()
    if not sign_in_limits.provider_taken(request, timezone.now()):
        return _refused(request, provider.NotSignedIn(TOO_OFTEN))
    back = f"{settings.SITE_URL}{reverse('account_single_sign_on_back')}"
    try:
        return redirect(provider.address_to_ask(request, back, key=key, onward=onward))
    except provider.NotSignedIn as why:
        return _refused(request, why)


def _refused(request: HttpRequest, why: Exception) -> HttpResponse:
    away = isinstance(why, provider.ProviderAway)
    log.warning("single sign-on: %s", why)
    user_login_failed.send(
        sender=__name__, credentials={"single_sign_on": str(why)}, request=request
    )
    context = {"reason": str(why), "away": away}
    return render(
        request, "account/single_sign_on_refused.html", context, status=503 if away else 403
    )


def _onward(request: HttpRequest, wanted: str) -> str:
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else settings.LOGIN_REDIRECT_URL


def _only_with_a_provider() -> None:
    if not settings.OIDC_SERVER_URL:
        raise Http404("No provider is set up.")
