from django.http import HttpRequest


def csp_nonce(request: HttpRequest) -> dict[str, object]:
    """django-csp calls its context variable CSP_NONCE; django-htmx reads csp_nonce."""
    nonce = getattr(request, "csp_nonce", "")
    return {"csp_nonce": nonce, "CSP_NONCE": nonce}
