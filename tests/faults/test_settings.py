"""Faults of settings: names that lie, secrets that change, certificates that end."""

from __future__ import annotations

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.contrib.auth.tokens import default_token_generator
from django.core.signing import BadSignature, Signer
from django.test import Client

from accounts.links import link_for
from operations.certificates import days_of
from personnel.models import Member
from tests.support.factories import PASSWORD, make_member

# ---- 31: names and proxies that lie


@pytest.mark.django_db
def test_fault_031_a_forged_host_is_refused(kinston):
    response = Client().get("/accounts/login/", headers={"host": "evil.example.org"})

    assert response.status_code == 400
    assert "evil" not in response.content.decode()


@pytest.mark.django_db
def test_fault_031_forwarded_headers_are_not_believed_without_a_proxy(kinston, rf):
    forged = {"x-forwarded-host": "evil.example.org", "x-forwarded-proto": "https"}

    request = rf.get("/accounts/login/", headers=forged)

    assert request.get_host() == "testserver"
    assert not request.is_secure()


def test_fault_031_links_in_mails_begin_with_the_configured_address(kinston, settings):
    settings.SITE_URL = "https://liaison.example.gov"

    assert link_for(make_member()).startswith("https://liaison.example.gov/accounts/")


# ---- 123: the secret is changed


OLD, NEW = "o1d-" * 15, "n3w-" * 15


@pytest.mark.django_db
def test_fault_123_links_and_sessions_hold_while_the_old_secret_stands_beside(settings, kinston):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    member, client = make_member(), Client()
    client.force_login(member)  # a link dies when its member signs in
    signed, link = Signer().sign("a link"), default_token_generator.make_token(member)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert Signer().unsign(signed) == "a link"
    assert Member.objects.get().check_password(PASSWORD)
    assert default_token_generator.check_token(member, link)
    assert client.get("/inbox/").status_code == 200


@pytest.mark.django_db
def test_fault_123_links_and_sessions_end_when_the_old_secret_is_taken_away(settings, kinston):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    member, client = make_member(), Client()
    client.force_login(member)
    signed, link = Signer().sign("a link"), default_token_generator.make_token(member)

    settings.SECRET_KEY = NEW

    with pytest.raises(BadSignature):
        Signer().unsign(signed)
    assert not default_token_generator.check_token(member, link)
    assert client.get("/inbox/").status_code == 302


# ---- 124: TLS


@pytest.mark.django_db
def test_fault_124_http_is_led_to_https_and_the_watcher_is_not(settings):
    settings.SECURE_SSL_REDIRECT = True

    page, watched = Client().get("/accounts/login/"), Client().get("/healthz")

    assert (page.status_code, page.url) == (301, "https://testserver/accounts/login/")
    assert watched.status_code == 200


@pytest.mark.parametrize("days", [3, -3])
def test_fault_124_the_days_of_a_certificate_are_read_expired_or_not(tmp_path, days):
    now = datetime.now(UTC)
    port, served = serving(tmp_path, now + timedelta(days=days, hours=1))

    assert days_of("127.0.0.1", port, now) == days
    served.join()


def serving(folder: Path, ends: datetime) -> tuple[int, threading.Thread]:
    """A TLS server for one visit, with a certificate that ends then."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate_until(folder, ends))
    door = socket.create_server(("127.0.0.1", 0))

    def once() -> None:
        visitor, _ = door.accept()
        with door, context.wrap_socket(visitor, server_side=True):
            pass

    thread = threading.Thread(target=once)
    thread.start()
    return door.getsockname()[1], thread


def certificate_until(folder: Path, ends: datetime) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "liaison.example.gov")])
    made_out = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(ends - timedelta(days=90))
        .not_valid_after(ends)
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made_out.public_bytes(serialization.Encoding.PEM)
    )
    return path
