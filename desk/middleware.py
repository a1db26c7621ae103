"""What no page can forget: two walls, and a way on for whoever comes at the wrong time.

Floors 3 and 4 of the role matrix: the administrator manages accounts and never reads content;
the accreditation manager reads everything unrestricted and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from desk.views import errors
from personnel.roles import Role

# Everyone's own: signing in and out, the password, the inbox, light or dark.
OWN_POSTS = frozenset(
    {
        "desk:theme",
        "desk:notice-open",
        "desk:notice-read",
        "desk:notices-read",
        "desk:demo-login",
    }
)
ADMINISTRATOR_OPENS = OWN_POSTS | {
    "desk:home",
    "desk:inbox",
    "desk:log",
    "desk:log-export",
    "desk:signed-in",
    "operations:alive",
    "operations:ready",
    "operations:state",
    "policies:policy",
    "policies:clause",
}
# Whole parts of the site: everyone's own account; for the administrator also the members'.
OWN_ACCOUNT = ("account_", "mfa_")
ACCOUNTS = "personnel:"
READS_NO_CONTENT = (
    "Administrators keep accounts. Concerns, groups, presentations and reports are not open to "
    "this role."
)
CHANGES_NOTHING = "Your role reads and does not change records."
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Pages are looked at or sent a form; nothing here is asked in another way.
ASKED = ("GET", "HEAD", "POST", "OPTIONS")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# The public forms answer what is none of theirs with the form itself.
ANSWERS_ITSELF = "portal"


class ContentWallMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Refuse before the view is asked: 403 with the reason. What is open to strangers is open
        to everybody, and nobody is asked there who they are."""
        match = request.resolver_match
        if match is None or not getattr(view, "login_required", True):
            return
        if not request.user.is_authenticated:
            return
        if reason := refusal(request.user.role, match.view_name, request.method or "GET"):
            raise PermissionDenied(reason)


def refusal(role: str, page: str, method: str) -> str:
    """Why `role` may not ask `page` in this way; empty when it may."""
    if page.startswith(OWN_ACCOUNT):
        return ""
    if role == Role.ADMINISTRATOR and not administrator_opens(page):
        return READS_NO_CONTENT
    if role == Role.ACCREDITATION_MANAGER and method not in SAFE and page not in OWN_POSTS:
        return CHANGES_NOTHING
    return ""


def administrator_opens(page: str) -> bool:
    return page in ADMINISTRATOR_OPENS or page.startswith((*OWN_ACCOUNT, ACCOUNTS))


class DoorMiddleware(LoginRequiredMiddleware):
    """Closed unless a view says otherwise; what was typed before the door closed comes back."""

    def process_view(self, request: HttpRequest, view_func: Any, args: Any, kwargs: Any) -> Any:
        """Where everybody may come in, nobody is asked who they are: no session is looked at."""
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, args, kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if request.method == "POST" and errors.typed_in(request):
            return errors.signed_out(request)
        return super().handle_no_permission(request, view_func)  # type: ignore[arg-type]


class WrongMethodMiddleware:
    """Whoever asks an address in a way it does not know, or sends what is no form, gets a page that
    says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ASKED:
            return errors.not_allowed(request, HttpResponseNotAllowed(ASKED))
        response = self.get_response(request)
        return errors.not_allowed(request, response) if response.status_code == 405 else response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> Any:
        match = request.resolver_match
        if match is None or match.app_name == ANSWERS_ITSELF:
            return None
        sent = request.headers.get("content-length") or "0"
        if request.method == "POST" and sent != "0" and request.content_type not in FORMS:
            return errors.not_a_form(request)
        return None
