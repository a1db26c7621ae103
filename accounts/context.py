from typing import Any

from django.conf import settings
from django.http import HttpRequest


def signing_in(request: HttpRequest) -> dict[str, Any]:
    """When the session of this page ends, and what the provider of single sign-on is called.

    Only what is known already: a page that asks nobody who they are looks at no session.
    """
    known: dict[str, Any] = {
        "session_end": getattr(request, "session_end", None),
        "factor_required": settings.MFA_REQUIRED,
    }
    if settings.OIDC_SERVER_URL:
        known["provider_name"] = settings.OIDC_NAME
    return known
