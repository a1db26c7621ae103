"""Docker and compose, read as they stand: nothing here can build an image."""

from __future__ import annotations

import re
import runpy
import tomllib
import urllib.request
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import get_commands

from operations.versions import VERSION
from tests.whole.test_described import read_from_the_environment

ROOT = Path(settings.BASE_DIR)
# Said by docker-compose.yml itself, or for one machine without Docker and for development.
NOT_IN_THE_EXAMPLE = {
    "ALLOWED_HOSTS",
    "BACKUP_DIR",
    "BEHIND_PROXY",
    "BEHIND_TLS",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_URL",
    "DATA_DIR",
    "DEBUG",
    "DEMO",
    "DRILL_DATABASE_URL",
    "REDIS_URL",
    "SITE_URL",
}


def blocks(name: str = "services") -> dict[str, str]:
    """The text of each entry below a top-level key of docker-compose.yml."""
    text = (ROOT / "docker-compose.yml").read_text()
    whole = re.search(rf"^{name}:\n(.*?)(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert whole
    parts = re.split(r"^  (\w+):\n?", whole[1], flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.fixture(scope="module")
def services() -> dict[str, str]:
    return blocks()


def test_the_services_are_those_a_department_needs(services):
    assert set(services) == {"db", "roles", "redis", "migrate", "web", "worker", "beat", "proxy"}


def test_nothing_of_ours_works_as_the_superuser_or_knows_its_password(services):
    text = (ROOT / "docker-compose.yml").read_text()
    ours = re.search(r"environment: &environment\n((?:    .*\n)+?)  volumes:", text)
    assert ours

    assert re.findall(r"postgres://(\w+):", text) == ["liaison_site", "liaison_drill"]
    assert 'POSTGRES_PASSWORD: ""' in ours[1]
    assert "roles: { condition: service_completed_successfully }" in services["migrate"]
    roles = (ROOT / "deploy/roles.sql").read_text()
    assert "ON DATABASE liaison, liaison_drill, postgres, template1 FROM PUBLIC" in roles
    for account in ("liaison_site", "liaison_drill"):
        assert f"ALTER ROLE {account} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE" in roles


def test_redis_has_a_password_that_no_list_of_processes_shows(services):
    assert "requirepass" in services["redis"]
    assert "--requirepass" not in services["redis"]
    assert "redis://:${REDIS_PASSWORD:?" in (ROOT / "docker-compose.yml").read_text()


@pytest.mark.parametrize("name", ["db", "redis", "web", "worker", "beat", "proxy"])
def test_every_service_that_stays_is_asked_whether_it_lives(services, name):
    assert "healthcheck:" in services[name]


def test_the_web_server_is_asked_whether_it_lives(services, client, monkeypatch):
    """The script as the container runs it, with the test client in place of the network."""
    asked = []

    @contextmanager
    def opened(request, timeout):
        asked.append(request.full_url)
        answer = client.get(urlsplit(request.full_url).path, headers=dict(request.header_items()))
        yield SimpleNamespace(status=answer.status_code)

    monkeypatch.setattr(urllib.request, "urlopen", opened)
    monkeypatch.setenv("ALLOWED_HOSTS", "testserver,liaison.example.gov")

    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(ROOT / "deploy/healthcheck.py"))

    assert (ended.value.code, asked) == (False, ["http://127.0.0.1:8000/healthz"])
    assert "deploy/healthcheck.py" in services["web"]
    assert "!deploy/healthcheck.py" in (ROOT / ".dockerignore").read_text().splitlines()


def test_every_service_another_waits_for_is_there(services):
    for name, text in services.items():
        waited_for = set(re.findall(r"^      (\w+): \{ condition", text, re.MULTILINE))
        assert waited_for <= set(services) - {name}


def test_what_the_containers_run_is_installed(services):
    whole = (ROOT / "docker-compose.yml").read_text() + (ROOT / "Dockerfile").read_text()
    programs = {one.name for one in entry_points(group="console_scripts")}

    started = set(re.findall(r'"?\b(celery|gunicorn)\b"?,', whole))
    assert started == {"celery", "gunicorn"} <= programs
    assert set(re.findall(r"manage\.py,? (\w+)", whole)) <= set(get_commands())
    assert (ROOT / "config/gunicorn.py").exists()


def test_what_compose_sets_for_us_is_read_by_the_settings():
    text = (ROOT / "docker-compose.yml").read_text()
    ours = re.search(r"environment: &environment\n((?:    .*\n)+?)  volumes:", text)
    assert ours

    set_here = set(re.findall(r"^    ([A-Z_]+):", ours[1], re.MULTILINE))

    assert len(set_here) > 5
    # This one is taken away, not given.
    assert set_here - {"POSTGRES_PASSWORD"} <= read_from_the_environment()


def test_migrations_run_once_and_before_everything_of_ours(services):
    assert "[ python, manage.py, migrate, --noinput ]" in services["migrate"]
    assert 'restart: "no"' in services["migrate"]
    for name in ("web", "worker", "beat"):
        assert "migrated" in services[name]
        assert "manage.py, migrate" not in services[name]


def test_there_is_one_beat_and_as_many_workers_as_wanted(services):
    assert "replicas: 1" in services["beat"]
    assert "replicas: ${WORKERS:-2}" in services["worker"]
    assert "beat" not in services["worker"].split("command:")[1].splitlines()[0]


def test_what_must_outlive_a_container_has_a_volume():
    text = (ROOT / "docker-compose.yml").read_text()
    for inside in ("/var/lib/postgresql/data", "/app/var/media", "/backups", "/data"):
        assert f":{inside}" in text
    named = set(re.findall(r"^    - (?:\$\{\w+:-)?(\w+)\}?:/", text, re.MULTILINE)) | set(
        re.findall(r"^      - (\w+):/", text, re.MULTILINE)
    )
    assert named == set(blocks("volumes"))


def test_the_image_runs_as_nobody_in_particular():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    users = [number for number, line in enumerate(lines) if line.startswith("USER ")]
    [command] = [number for number, line in enumerate(lines) if line.startswith("CMD ")]

    assert [lines[number] for number in users] == ["USER liaison"]
    assert users[0] < command
    assert "--require-hashes" in "\n".join(lines)


def test_the_image_dumps_with_the_servers_version(services):
    [server] = re.findall(r"image: postgres:(\d+)", services["db"])

    assert f"postgresql-client-{server}" in (ROOT / "Dockerfile").read_text()


def test_every_room_is_in_the_image():
    kept = set((ROOT / ".dockerignore").read_text().split())
    rooms = {path.parent.name for path in ROOT.glob("*/apps.py")}

    assert {f"!{room}" for room in rooms} <= kept


def test_the_example_names_every_variable_compose_and_the_settings_read():
    example = (ROOT / "deploy/.env.example").read_text()
    named: set[Any] = set(re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE))
    compose = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))

    assert named == (read_from_the_environment() - NOT_IN_THE_EXAMPLE) | compose


def test_the_web_server_writes_no_access_log():
    assert "config/gunicorn.py" in (ROOT / "Dockerfile").read_text()
    assert "access-logfile" not in (ROOT / "Dockerfile").read_text()


def test_the_version_in_backups_is_the_projects():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
