"""A link is shown once: on the page that follows its making, to the one who made it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from personnel.links import mailed
from personnel.models import Member
from personnel.requests import MemberRequest

# One entry of the session; the next page takes it out.
SHOWN_ONCE = "link_to_hand_over"


def hand_over(request: MemberRequest, member: Member, link: str) -> HttpResponse:
    """Go to the member's page, which shows `link`; mail it too, where mail is sent."""
    request.session[SHOWN_ONCE] = {"member": member.pk, "link": link}
    if mailed(link, member):
        messages.info(request, f"The link is also on its way to {member.email}.")
    else:
        messages.warning(request, "No mail leaves this installation. Hand the link over yourself.")
    return redirect("personnel:member", member.pk)


def taken_link(request: MemberRequest, member: Member) -> str:
    """The link made a moment ago for `member`; empty ever after."""
    held = request.session.get(SHOWN_ONCE)
    if request.method != "GET" or not held or held["member"] != member.pk:
        return ""
    del request.session[SHOWN_ONCE]
    return str(held["link"])
