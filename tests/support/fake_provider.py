"""An OpenID Connect provider on this machine, with keys of its own and whatever claims a test wants."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

CLIENT, SECRET, TENANT = "liaison-here", "kept by both", "tenant-a"


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class FakeProvider:
    """`says` changes claims of the next token; None takes one out. `key` signs it."""

    def __init__(self) -> None:
        self.key = _key()
        self.published: Any = self.key.public_key()
        self.says: dict[str, Any] = {}
        self.asked: dict[str, dict[str, str]] = {}
        self.config: dict[str, Any] = {}
        self.away = False
        self.url = ""

    def code_for(self, address: str) -> str:
        """The person signs in: a code for what the site asked by `address`."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        return code

    def answer_to(self, address: str) -> str:
        """The query with which the browser comes back."""
        code = self.code_for(address)
        return urlencode({"code": code, "state": self.asked[code]["state"]})

    def configuration(self) -> dict[str, Any]:
        names = {"authorization_endpoint": "ask", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": self.url} | {k: f"{self.url}/{v}" for k, v in names.items()} | self.config

    def keys(self) -> dict[str, Any]:
        kind = RSAAlgorithm if isinstance(self.published, rsa.RSAPublicKey) else ECAlgorithm
        return {"keys": [json.loads(kind.to_jwk(self.published)) | {"kid": "one", "use": "sig"}]}

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        asked = self.asked.pop(sent.get("code", ""), None)
        if asked is None or sent.get("client_secret") != SECRET:
            return None
        proof = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(proof).decode().rstrip("=") != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "subject-1",
            "tid": TENANT,
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
            "email": "tessa@example.org",
            "email_verified": True,
        } | self.says
        claims = {name: value for name, value in claims.items() if value is not None}
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "one"})
        return {"access_token": "a", "token_type": "Bearer", "id_token": signed}


class Handler(BaseHTTPRequestHandler):
    provider: FakeProvider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if self.provider.away:
            self._say({}, 503)
        elif parts.path == "/.well-known/openid-configuration":
            self._say(self.provider.configuration())
        elif parts.path == "/keys":
            self._say(self.provider.keys())
        elif parts.path == "/ask":
            back = parse_qs(parts.query)["redirect_uri"][0]
            self.send_response(302)
            self.send_header("Location", f"{back}?{self.provider.answer_to(self.path)}")
            self.end_headers()
        else:
            self._say({}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        got = self.provider.token({name: values[0] for name, values in parse_qs(body).items()})
        self._say(got or {"error": "invalid_grant"}, 200 if got else 400)

    def _say(self, words: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(words).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: Any) -> None:
        """Tests are quiet."""


@contextmanager
def running() -> Iterator[FakeProvider]:
    provider = FakeProvider()
    handler = type("HandlerOfOne", (Handler,), {"provider": provider})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        provider.url = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield provider
        finally:
            server.shutdown()
