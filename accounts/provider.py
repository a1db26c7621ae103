"""Asking the department's provider who somebody is, by OpenID Connect (code flow, with PKCE).

Written here and not taken from the sign-in package, whose client neither sends nor checks a
nonce, reads the token's signature only where it came from a browser, and knows sign-up.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
import requests
from django.conf import settings
from django.http import HttpRequest

# Connecting and reading: a provider that is away costs a page so many seconds at most.
WAIT = (3, 5)
# Clocks of two machines may differ so far.
SKEW_SECONDS = 60
ASKED_FOR_SECONDS = 600
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
ASKED = "provider_asked"
WELL_KNOWN = "/.well-known/openid-configuration"


class NotSignedIn(Exception):
    """The provider's answer opens no door. The words are shown to whoever tried."""


class ProviderAway(NotSignedIn):
    """The provider does not answer, or not as the standard says."""


@dataclass(frozen=True)
class Identity:
    """Whom the provider means. `asked_factor`: it says that it asked for a second factor."""

    issuer: str
    tenant: str
    subject: str
    asked_factor: bool


def address_to_ask(request: HttpRequest, back: str, *, key: str = "", onward: str = "") -> str:
    """Where to send the browser. What the answer has to repeat is kept in the session, once."""
    known = _known()
    asked = {
        "state": secrets.token_urlsafe(24),
        "nonce": secrets.token_urlsafe(24),
        "verifier": secrets.token_urlsafe(48),
        "at": time.time(),
        "back": back,
        "key": key,
        "onward": onward,
    }
    request.session[ASKED] = asked
    digest = hashlib.sha256(str(asked["verifier"]).encode()).digest()
    query = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": back,
        "scope": "openid email profile",
        "state": asked["state"],
        "nonce": asked["nonce"],
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    return f"{known['authorization_endpoint']}?{urlencode(query)}"


def answer(request: HttpRequest) -> tuple[Identity, dict[str, Any]]:
    """Whom the provider's answer means, and what was kept when it was asked.

    Raises NotSignedIn with what to do. An answer counts once: what was kept is taken out first.
    """
    asked = request.session.pop(ASKED, None)
    state = request.GET.get("state", "")
    if not asked or not secrets.compare_digest(state.encode(), asked["state"].encode()):
        raise NotSignedIn("This sign-in was used already, or was begun elsewhere. Begin again.")
    if time.time() - asked["at"] > ASKED_FOR_SECONDS:
        raise NotSignedIn("This sign-in took longer than ten minutes. Begin again.")
    if "error" in request.GET or not request.GET.get("code"):
        raise NotSignedIn("The provider did not sign you in.")
    known = _known()
    token = _token(known, request.GET["code"], asked)
    return _identity(_claims(known, token), asked["nonce"]), asked


def _known() -> dict[str, Any]:
    """What the provider says of itself. Its issuer has to be the one in the settings."""
    server = settings.OIDC_SERVER_URL.removesuffix(WELL_KNOWN).rstrip("/")
    known = _fetched("GET", f"{server}{WELL_KNOWN}")
    if str(known.get("issuer", "")).rstrip("/") != server:
        raise ProviderAway("The provider calls itself by another address than the settings do.")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        _refuse_open_wire(str(known.get(name, "")))
    return known


def _token(known: dict[str, Any], code: str, asked: dict[str, Any]) -> str:
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": asked["back"],
        "client_id": settings.OIDC_CLIENT_ID,
        "client_secret": settings.OIDC_CLIENT_SECRET,
        "code_verifier": asked["verifier"],
    }
    got = _fetched("POST", known["token_endpoint"], data=sent)
    if not isinstance(got.get("id_token"), str):
        raise ProviderAway("The provider sent no token.")
    return str(got["id_token"])


def _claims(known: dict[str, Any], token: str) -> dict[str, Any]:
    """What a token says whose signature, issuer, audience and times are right."""
    try:
        header = jwt.get_unverified_header(token)
        keys = jwt.PyJWKSet.from_dict(_fetched("GET", known["jwks_uri"])).keys
        claims: dict[str, Any] = jwt.decode(
            token,
            next(one for one in keys if one.key_id == header.get("kid")),
            algorithms=ALGORITHMS,
            audience=settings.OIDC_CLIENT_ID,
            issuer=known["issuer"],
            leeway=SKEW_SECONDS,
            options={"require": ["exp", "iat", "aud", "iss", "sub"]},
        )
    except (jwt.PyJWTError, StopIteration) as wrong:
        raise NotSignedIn("The provider's answer is not meant for this site.") from wrong
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != settings.OIDC_CLIENT_ID:
        raise NotSignedIn("The provider's answer is not meant for this site.")
    return claims


def _identity(claims: dict[str, Any], nonce: str) -> Identity:
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise NotSignedIn("This answer belongs to another sign-in. Begin again.")
    # Entra calls it tid, Google hd.
    tenant = str(claims.get("tid") or claims.get("hd") or "")
    if settings.OIDC_TENANT and tenant != settings.OIDC_TENANT:
        raise NotSignedIn("This account belongs to another organization.")
    if str(claims.get("email_verified", True)).lower() != "true":
        raise NotSignedIn("The provider has not confirmed the address of this account.")
    amr = claims.get("amr", [])
    return Identity(
        issuer=str(claims["iss"]),
        tenant=tenant,
        subject=str(claims["sub"]),
        asked_factor=settings.OIDC_SECOND_FACTOR or (isinstance(amr, list) and "mfa" in amr),
    )


def _fetched(method: str, address: str, **sent: Any) -> dict[str, Any]:
    """What the provider answers, as JSON."""
    _refuse_open_wire(address)
    try:
        got = requests.request(method, address, timeout=WAIT, allow_redirects=False, **sent)
        got.raise_for_status()
        said = got.json()
    except (requests.RequestException, ValueError) as away:
        raise ProviderAway("The provider does not answer.") from away
    if not isinstance(said, dict):
        raise ProviderAway("The provider does not answer.")
    return said


def _refuse_open_wire(address: str) -> None:
    """Only over TLS, but for this machine itself."""
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
        raise ProviderAway("The provider's address does not begin with https://.")
