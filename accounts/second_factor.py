"""A second factor: who has one, who needs one, and that nothing else is open before it is set up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

# What counts as a second factor. Recovery codes only stand in for one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# In a session: the key of the member whose provider says it asked for a second factor.
PROVIDER_ASKED = "second_factor_asked_by_provider"
# What somebody without a factor may open: setting one up, staying signed in meanwhile, leaving.
ENROLLING = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "account_session_left",
        "account_session_stay",
        "desk:signed-in",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
    }
)
WORDS = "Set up a second factor first: an app on your phone or a passkey."


def is_required() -> bool:
    return bool(settings.MFA_REQUIRED)


def has_factor(member: Any) -> bool:
    return Authenticator.objects.filter(user_id=member.pk, type__in=FACTORS).exists()


def factor_words(member: Any) -> list[str]:
    """The factors of a member, for a reader: “App”, “Passkey: Chrome on Windows”."""
    held = Authenticator.objects.filter(user_id=member.pk).order_by("pk")
    names = {Authenticator.Type.TOTP: "App", Authenticator.Type.RECOVERY_CODES: "Recovery codes"}
    return [names.get(one.type) or f"Passkey: {one}" for one in held]


class SecondFactorStage(AuthenticateStage):
    """At sign-in the factor is asked for, unless the provider has asked for one a moment ago."""

    def _should_handle(self, request: HttpRequest) -> bool:
        member = self.login.user
        if member is not None and request.session.get(PROVIDER_ASKED) == member.pk:
            return False
        return bool(super()._should_handle(request))


class SecondFactorMiddleware:
    """Signed in without a factor where one is required: everything leads to setting one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not is_required() or not getattr(view, "login_required", True):
            return None
        match = request.resolver_match
        if match is None or match.view_name in ENROLLING or not request.user.is_authenticated:
            return None
        if request.session.get(PROVIDER_ASKED) == request.user.pk or has_factor(request.user):
            return None
        return _refused(request)


def _refused(request: HttpRequest) -> HttpResponse:
    """A page is led to enrolment; what a script asked for is told why it gets nothing."""
    if request.headers.get("HX-Request"):
        return HttpResponse(WORDS, status=403, content_type="text/plain; charset=utf-8")
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"code": "mfa_required", "reason": WORDS}, status=403)
    return redirect("mfa_index")
