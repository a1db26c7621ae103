from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django_htmx.middleware import HtmxDetails

from personnel.models import Member


class MemberRequest(HttpRequest):
    """A request behind the login wall: its user is always a member."""

    user: Member  # type: ignore[assignment]
    htmx: HtmxDetails


def page_above(path: str) -> str:
    """The nearest address above `path` that there is: of a step, the record it is taken on."""
    while path := path.rstrip("/").rpartition("/")[0]:
        try:
            resolve(f"{path}/")
        except Resolver404:
            continue
        return f"{path}/"
    return "/"
