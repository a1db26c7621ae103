from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from personnel.models import Member


class MemberRequest(HttpRequest):
    """A request behind the login wall: its user is always a member."""

    user: Member  # type: ignore[assignment]
    htmx: HtmxDetails
