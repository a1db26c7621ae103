"""What others of the machine may read is named, and mended where it may be."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client

from config.private import FILE, FOLDER
from operations import static_files
from operations.doctor import private

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(place, settings, monkeypatch):
    """Folders of this test alone, closed; not the database's, which is the suite's own."""
    settings.BACKUP_DIR.mkdir()
    settings.STATIC_ROOT, settings.BASE_DIR = place / "data" / "static", place
    settings.STATIC_ROOT.mkdir()
    monkeypatch.setattr(private, "own_folders", lambda: [settings.DATA_DIR, settings.BACKUP_DIR])
    for path in place.rglob("*"):
        path.chmod(FOLDER if path.is_dir() else FILE)
    return place


def test_closed_folders_are_no_finding(here):
    assert list(private.open_to_others()) == []


@pytest.mark.parametrize("opened", ["data", "data/media", "data/media/leaflet.txt", "backups"])
@pytest.mark.parametrize("bits", [0o040, 0o002, 0o001])
def test_what_others_may_use_is_named_and_mended(here, opened, bits):
    path = here / opened
    path.chmod(path.stat().st_mode | bits)

    [finding] = private.open_to_others()
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("doctor", "--mend", stdout=said)

    assert str(path) in finding.words
    assert "modes" not in said.getvalue()
    assert path.stat().st_mode & 0o077 == 0


def test_the_files_of_secrets_are_looked_at_too(here, settings):
    words, env = here / "passphrase", here / ".env"
    for path in (words, env):
        path.write_text("kept to ourselves")
        path.chmod(0o644)
    settings.BACKUP_PASSPHRASE_FILE = str(words)

    assert set(private.open_paths()) == {words, env}
    assert private.mend() == []
    assert private.open_paths() == []


def test_what_belongs_to_another_account_is_told(here, monkeypatch):
    (here / "data").chmod(0o755)

    def refuse(path: Path, mode: int) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refuse)

    assert private.mend() == [here / "data"]


def test_mails_that_were_written_to_files_are_told(here, settings):
    (settings.DATA_DIR / "mail").mkdir()
    (settings.DATA_DIR / "mail" / "1.log").write_text("a link")

    assert list(private.mails_of_before()) == []
    settings.DEMO = False
    assert [finding.red for finding in private.mails_of_before()] == [False]


# ---- Static files


def test_a_site_without_its_files_does_not_start(here, settings):
    settings.PLAIN_STATIC = False

    with pytest.raises(ImproperlyConfigured, match="collectstatic"):
        static_files.refuse_uncollected()
    [finding] = private.static_files()
    assert "collectstatic" in finding.cure


def test_one_file_that_a_new_version_brought_is_missed(here, settings):
    settings.PLAIN_STATIC = False
    every = static_files.uncollected()
    for name in every:
        (settings.STATIC_ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (settings.STATIC_ROOT / name).touch()
    manifest = settings.STATIC_ROOT / static_files.MANIFEST
    manifest.write_text(json.dumps({"paths": {name: name for name in every}}))
    assert static_files.uncollected() == []

    manifest.write_text(json.dumps({"paths": {name: name for name in every[1:]}}))
    assert static_files.uncollected() == every[:1]
    manifest.write_text(json.dumps({"paths": {name: name for name in every}}))
    (settings.STATIC_ROOT / every[-1]).unlink()
    assert static_files.uncollected() == every[-1:]


def test_static_files_carry_the_policies_of_pages():
    answer = Client().get("/static/css/liaison.css")
    answer.close()

    assert answer.status_code == 200
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "camera=()" in answer["Permissions-Policy"]
