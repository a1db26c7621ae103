"""A link is shown once, to the one who approved it, and only where no mail leaves.

Whoever holds it signs in as its member. So the administrator who proposed it never sees it, and
neither does a commander who approved what concerns the chief: the machine's own administrator
prints that one.
"""

from __future__ import annotations

from django.contrib import messages

from accounts.links import mail_leaves
from pages.requests import MemberRequest
from personnel.models import AccountProposal

# One entry of the session; the next page takes it out.
SHOWN_ONCE = "link_to_hand_over"


def hand_over(request: MemberRequest, proposal: AccountProposal, link: str) -> None:
    """Say where `link` went; where no mail leaves, the page of the proposal shows it once."""
    if mail_leaves():
        messages.info(request, f"The link is on its way to {proposal.email}.")
    elif proposal.needs_two:
        messages.warning(
            request,
            "No mail leaves this installation. Whoever runs the machine prints the link, with "
            f"“manage.py print_link {proposal.email}”, and hands it over.",
        )
    else:
        request.session[SHOWN_ONCE] = {"proposal": proposal.pk, "link": link}


def taken_link(request: MemberRequest, proposal: AccountProposal) -> str:
    """The link of the proposal approved a moment ago; empty ever after."""
    held = request.session.get(SHOWN_ONCE)
    if request.method != "GET" or not held or held.get("proposal") != proposal.pk:
        return ""
    del request.session[SHOWN_ONCE]
    return str(held["link"])
