"""What is everyone's own: light or dark, being signed in, and in the demo the choice of a role."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from config.addresses import is_this_machine
from demo.logins import demo_members
from operations.demo_mark import is_demo
from pages.requests import MemberRequest
from personnel.models import Member


@require_POST
def theme(request: MemberRequest) -> HttpResponse:
    """Keep the wanted look on the account and go back to the page it was chosen on."""
    wanted = request.POST.get("theme", "")
    if wanted in Member.Theme.values:
        Member.objects.filter(pk=request.user.pk).update(theme=wanted)
    return redirect(way_back(request, request.POST.get("next", "")))


@require_safe
def signed_in(request: MemberRequest) -> HttpResponse:
    """For a page that is about to send a form: who is signed in now, and the token of now."""
    return JsonResponse({"member": request.user.pk, "token": get_token(request)})


@login_not_required
def demo_login(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's members, from this machine. There is no such page outside the
    demo, and none on a database that no demo made, whatever the settings say."""
    if not is_demo() or not is_this_machine(request.META.get("REMOTE_ADDR") or "localhost"):
        raise Http404("This is not the demo.")
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    wanted = request.POST.get("email", "")
    member = next((one for one in demo_members() if one.email == wanted), None)
    if member is None:
        raise Http404("The demo has no such member.")
    login(request, member, backend=settings.AUTHENTICATION_BACKENDS[0])
    # Nobody typed a password, so none is asked for a second time.
    record_authentication(request, member, method="demo", reauthenticated=True)
    return redirect("desk:home")


def way_back(request: HttpRequest, wanted: str, otherwise: str = "desk:home") -> str:
    """`wanted` when it is a page of this site, else the page named `otherwise`."""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else otherwise
