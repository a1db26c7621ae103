"""How the pages of records answer: which methods a form's page takes, and a step that is refused."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from pages.requests import MemberRequest


def refused(request: MemberRequest, reason: str, back_url: str) -> HttpResponse:
    return render(request, "409.html", {"reason": reason, "back_url": back_url}, status=409)


# A page that shows a form and takes it.
form_page = require_http_methods(["GET", "HEAD", "POST"])
