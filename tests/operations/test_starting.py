"""What keeps Liaison from starting, each with the variable to set."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live
from django.core.exceptions import ImproperlyConfigured

from config.starting import faults, refuse_what_is_wrong
from operations import checks

SECRET = "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a392817"
SQLITE = {"default": {"ENGINE": "django.db.backends.sqlite3"}}
POSTGRES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
MAIL = "django.core.mail.backends.smtp.EmailBackend"
RIGHT: dict[str, Any] = {
    "DEMO": False,
    "DEBUG": False,
    "SECRET_KEY": SECRET,
    "SECRET_KEY_FALLBACKS": [],
    "EMBEDDED_SECRET": "demo-only-not-a-secret",
    "ALLOWED_HOSTS": ["liaison.example.gov"],
    "SITE_URL": "https://liaison.example.gov",
    "BEHIND_TLS": True,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "EMAIL_BACKEND": MAIL,
    "MAIL_NOT_SENT": False,
    "REDIS_URL": "redis://:kept-to-ourselves@redis:6379/0",
    "WEB_CONCURRENCY": 4,
    "DATABASES": POSTGRES,
    "CSRF_TRUSTED_ORIGINS": ["https://liaison.example.gov"],
    "MFA_REQUIRED": True,
    "OIDC_SERVER_URL": "",
    "OIDC_CLIENT_ID": "",
    "OIDC_SECOND_FACTOR": False,
    "SESSION_HOURS": 12,
    "SESSION_IDLE_MINUTES": 30,
    "BACKUP_KEEP": 14,
    "IMPORT_MAX_BYTES": 25_000_000,
    "DATA_DIR": Path("/srv/liaison"),
    "BACKUP_DIR": Path("/srv/backups"),
    "MEDIA_ROOT": Path("/srv/liaison/media"),
    "STATIC_ROOT": Path("/srv/liaison/static"),
    "STATICFILES_DIRS": [Path("/app/static")],
}
DEMO = RIGHT | {
    "DEMO": True,
    "SITE_URL": "http://127.0.0.1:8000",
    "ALLOWED_HOSTS": ["localhost", "127.0.0.1"],
    "CSRF_TRUSTED_ORIGINS": [],
    "SECURE_PROXY_SSL_HEADER": None,
    "SECRET_KEY": "demo-only-not-a-secret",
    "MFA_REQUIRED": False,
}
WRONG = {
    "no secret": ({"SECRET_KEY": ""}, "SECRET_KEY"),
    "a short secret": ({"SECRET_KEY": SECRET[:49]}, "SECRET_KEY"),
    "the demo's secret": ({"SECRET_KEY": "demo-only-not-a-secret"}, "SECRET_KEY"),
    "a secret of one sign": ({"SECRET_KEY": "x" * 60}, "SECRET_KEY"),
    "a short older secret": ({"SECRET_KEY_FALLBACKS": ["short"]}, "SECRET_KEY_FALLBACKS"),
    "every host": ({"ALLOWED_HOSTS": ["liaison.example.gov", "*"]}, "ALLOWED_HOSTS"),
    "no host": ({"ALLOWED_HOSTS": []}, "ALLOWED_HOSTS"),
    "every site of a kind": ({"ALLOWED_HOSTS": ["liaison.example.gov", ".gov"]}, "ALLOWED_HOSTS"),
    "an address for a host": ({"ALLOWED_HOSTS": ["https://x.gov"]}, "ALLOWED_HOSTS"),
    "another site than the hosts": ({"SITE_URL": "https://other.example.gov"}, "ALLOWED_HOSTS"),
    "forms of any site": ({"CSRF_TRUSTED_ORIGINS": ["https://*"]}, "CSRF_TRUSTED_ORIGINS"),
    "forms without TLS": ({"CSRF_TRUSTED_ORIGINS": ["http://x.gov"]}, "CSRF_TRUSTED_ORIGINS"),
    "a password alone": ({"MFA_REQUIRED": False}, "MFA_REQUIRED"),
    "a factor of nobody": ({"OIDC_SECOND_FACTOR": True}, "OIDC_SECOND_FACTOR"),
    "a provider without TLS": ({"OIDC_SERVER_URL": "http://login.example.gov"}, "OIDC_SERVER_URL"),
    "a provider without a name": ({"OIDC_SERVER_URL": "https://x.gov"}, "OIDC_CLIENT_ID"),
    "sessions without an end": ({"SESSION_HOURS": 99_999}, "SESSION_HOURS"),
    "sessions of no time": ({"SESSION_HOURS": 0}, "SESSION_HOURS"),
    "idle for a day": ({"SESSION_IDLE_MINUTES": 1440}, "SESSION_IDLE_MINUTES"),
    "no backup kept": ({"BACKUP_KEEP": 0}, "BACKUP_KEEP"),
    "files without an end": ({"IMPORT_MAX_BYTES": 10**12}, "IMPORT_MAX_BYTES"),
    "no web process": ({"WEB_CONCURRENCY": 0}, "WEB_CONCURRENCY"),
    "Redis for anyone": ({"REDIS_URL": "redis://redis:6379/0"}, "REDIS_URL"),
    "backups for anyone": ({"BACKUP_DIR": Path("/srv/liaison/static/b")}, "BACKUP_DIR"),
    "backups among others": ({"BACKUP_DIR": Path("/tmp")}, "BACKUP_DIR"),
    "records for anyone": ({"DATA_DIR": Path("/app/static")}, "DATA_DIR"),
    "no TLS": ({"SITE_URL": "http://liaison.example.gov"}, "SITE_URL"),
    "mail to the terminal": ({"EMAIL_BACKEND": "…backends.console.EmailBackend"}, "EMAIL_URL"),
    "mail to a folder": ({"EMAIL_BACKEND": "…backends.filebased.EmailBackend"}, "EMAIL_URL"),
    "no Redis for many": ({"REDIS_URL": ""}, "REDIS_URL"),
    "debugging": ({"DEBUG": True}, "DEBUG"),
    "the demo on the web": ({"DEMO": True}, "DEMO"),
}
# Each alone takes a demo, and a developer's pages, off their machine.
OTHERS_COME = {
    "a host": {"ALLOWED_HOSTS": ["localhost", "liaison.example.gov"]},
    "any host": {"ALLOWED_HOSTS": ["*"]},
    "an address of the network": {"ALLOWED_HOSTS": ["10.0.0.7"]},
    "every address": {"ALLOWED_HOSTS": ["0.0.0.0"]},
    "a site": {"SITE_URL": "http://liaison.example.gov"},
    "a site with TLS": {"SITE_URL": "https://localhost.example.gov"},
    "forms of a site": {"CSRF_TRUSTED_ORIGINS": ["https://liaison.example.gov"]},
    "a proxy": {"SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https")},
    "sessions without an end": {"SESSION_HOURS": 99_999},
}


def test_what_is_right_starts():
    assert list(faults(RIGHT)) == []


@pytest.mark.parametrize("which", WRONG)
def test_fault_125_what_is_wrong_is_refused_in_one_sentence_that_names_the_variable(which):
    given, variable = WRONG[which]

    with pytest.raises(ImproperlyConfigured) as refused:
        refuse_what_is_wrong(RIGHT | given)

    sentence = str(refused.value)
    assert variable in sentence
    assert "\n" not in sentence
    assert sentence.endswith((".", ")."))


def test_the_demo_on_ones_own_machine_starts():
    assert list(faults(DEMO)) == []
    assert list(faults(DEMO | {"DEBUG": True, "DEMO": False})) == []


@pytest.mark.parametrize("database", [POSTGRES, SQLITE], ids=["PostgreSQL", "SQLite"])
@pytest.mark.parametrize("mode", ["DEMO", "DEBUG"])
@pytest.mark.parametrize("which", OTHERS_COME)
def test_fault_125_what_leaves_the_machine_is_no_demo_on_any_database(which, mode, database):
    """A real database may be SQLite just as well, so nothing of the database excuses an address."""
    modes = {"DEMO": False, "DEBUG": False, mode: True}

    assert list(faults(DEMO | modes | OTHERS_COME[which] | {"DATABASES": database})) != []


def test_every_way_to_write_this_machine_is_this_machine():
    names = ["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "[::1]"]

    assert list(faults(DEMO | {"ALLOWED_HOSTS": names})) == []


def test_mail_that_is_not_sent_is_said_so():
    nowhere = {"EMAIL_BACKEND": "…backends.dummy.EmailBackend"}

    assert "MAIL_NOT_SENT" in next(faults(RIGHT | nowhere))
    assert list(faults(RIGHT | nowhere | {"MAIL_NOT_SENT": True})) == []


@pytest.mark.parametrize("kind", ["filebased", "console"])
def test_mails_with_living_links_are_written_to_no_file_outside_the_demo(kind):
    written = {"EMAIL_BACKEND": f"…backends.{kind}.EmailBackend", "MAIL_NOT_SENT": True}

    assert "EMAIL_URL" in next(faults(RIGHT | written))
    assert list(faults(DEMO | written)) == []


def test_without_redis_one_process_or_one_machine_is_right():
    assert list(faults(RIGHT | {"REDIS_URL": "", "WEB_CONCURRENCY": 1})) == []
    assert list(faults(RIGHT | {"REDIS_URL": "", "DATABASES": SQLITE})) == []


def test_a_passphrase_that_cannot_be_read_is_named_before_the_night(settings, tmp_path):
    settings.BACKUP_PASSPHRASE_FILE = str(tmp_path / "nowhere")
    [error] = checks.keys_can_be_read(None)
    settings.BACKUP_PASSPHRASE_FILE = ""

    assert "nowhere cannot be read" in error.msg
    assert checks.keys_can_be_read(None) == []


def test_sqlite_without_its_options_is_refused(settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES, "default", SQLITE["default"])

    [error] = checks.sqlite_is_safe(None)

    assert "transaction_mode IMMEDIATE" in error.msg
    assert "synchronous FULL" in error.msg


# ---- As processes: the command line, the web server, a worker

GIVEN = {
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "liaison.example.gov",
    "SITE_URL": "https://liaison.example.gov",
    "BEHIND_PROXY": "1",
    "EMAIL_URL": "submission://user:word@mail.example.gov:587?timeout=20",
}


def started(tmp_path: Path, *words: str, **given: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *words],
        cwd=live.BASE_DIR,
        env=kept | {"DATA_DIR": str(tmp_path)} | GIVEN | given,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_the_deploy_check_is_clean_with_the_documented_variables_alone(tmp_path):
    done = started(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "given",
    [
        {"ALLOWED_HOSTS": "*"},
        {"SESSION_HOURS": "99999"},
        {"MFA_REQUIRED": "0"},
        {"DEBUG": "1"},
        {"DEMO": "1"},
        {"BACKUP_KEEP": "many"},
        {"SECRET_KEY": ""},
        {"EMAIL_URL": ""},
        {"EMAIL_URL": "mail://mail.example.gov"},
        {"LOG_LEVEL": "LOUD"},
        {"DATABASE_URL": "nonsense"},
    ],
    ids=str,
)
def test_fault_125_a_command_ends_with_one_sentence_and_no_traceback(tmp_path, given):
    done = started(tmp_path, "manage.py", "check", **given)

    assert done.returncode == 1
    [line] = done.stderr.strip().splitlines()
    assert line.startswith("Liaison does not start. ")
    assert next(iter(given)) in line


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("manage.py", "check"),
        ("-c", "import config.wsgi"),
        ("-m", "celery", "-A", "config", "report"),
    ],
    ids=["manage.py", "web server", "worker"],
)
def test_fault_125_no_way_of_starting_gets_past_the_refusal(tmp_path, words):
    done = started(tmp_path, *words, ALLOWED_HOSTS="*")

    assert done.returncode != 0
    said = done.stderr + done.stdout
    assert "ALLOWED_HOSTS contains *" in said.strip().splitlines()[-1]
