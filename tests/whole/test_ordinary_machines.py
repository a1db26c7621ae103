"""What the README promises holds where nobody prepared anything: an account without rights, a folder
with blanks in its name, a language of the machine without accents, and another time zone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
NOBODY = 65534
# The account may read nothing but what everybody may, and writes below the folder alone.
SURROUNDINGS = {"LANG": "C", "LC_ALL": "C", "TZ": "Asia/Tokyo", "DEMO": "1"}


def of_an_ordinary_account() -> dict[str, Any]:
    """For a process that gives up root; nothing where everybody may not enter this Python's folder,
    or where there is nothing to give up."""
    python = Path(sys.executable)
    places = {*python.parents, *python.resolve().parents}
    if os.geteuid() != 0 or not all(place.stat().st_mode & 0o001 for place in places):
        return {}
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


@pytest.fixture
def elsewhere():
    """The source tree in a folder with blanks and accents, owned by an ordinary account."""
    outer = Path(mkdtemp(prefix="a town of its own "))
    folder = outer / "Líaison demo"
    left_out = shutil.ignore_patterns(
        ".git", ".venv", "var", "__pycache__", "*_cache", "*.sqlite3*"
    )
    shutil.copytree(ROOT, folder, ignore=left_out)
    if of_an_ordinary_account():
        subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", str(outer)], check=True)
    yield folder
    shutil.rmtree(outer)


def said(folder: Path, *words: str) -> str:
    """What a command of the folder prints, as the ordinary account. Fails where it does not end well."""
    done = subprocess.run(
        words,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "VENV": sys.prefix} | SURROUNDINGS,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        **of_an_ordinary_account(),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_demo_is_made_by_an_ordinary_account_in_any_folder_language_and_zone(elsewhere):
    python = str(Path(sys.prefix) / "bin" / "python")

    said(elsewhere, "./run", "help")
    said(elsewhere, python, "manage.py", "migrate", "--verbosity", "0")
    told = said(elsewhere, python, "manage.py", "demo", "kinston", "--small")
    healthy = said(elsewhere, python, "manage.py", "doctor", "--records")

    assert "example.org" in told
    assert "0 red" in healthy
    assert oct((elsewhere / "var").stat().st_mode)[-3:] == "700"


def test_the_image_and_run_bring_the_same_typefaces():
    packages = re.search(r'^NOTO="([^"]+)"', (ROOT / "run").read_text(), re.MULTILINE)
    assert packages

    for package in packages[1].split():
        assert package in (ROOT / "Dockerfile").read_text()


@pytest.fixture
def of_nobody(tmp_path):
    """A machine with apt on which this account may install nothing; what its commands were given."""
    commands = {
        "id": "echo 1000",
        "sudo": "exit 1",
        "dpkg": "exit 1",
        "apt-get": 'echo "apt-get $*" >>"$TOLD"; for last; do :; done; '
        'case "$*" in *download*) touch fonts-noto-core.deb fonts-noto-cjk.deb ;; esac',
        "dpkg-deb": 'mkdir -p "$3/usr/share/fonts/noto" && echo "$2" >"$3/usr/share/fonts/noto/face.ttf"',
        "fc-cache": 'echo "fc-cache $*" >>"$TOLD"',
        "fc-list": 'ls "$HOME"/.local/share/fonts/liaison/noto >/dev/null 2>&1 && echo "Noto Sans"',
    }
    (tmp_path / "bin").mkdir()
    (tmp_path / "home").mkdir()
    for name, body in commands.items():
        command = tmp_path / "bin" / name
        command.write_text(f"#!/bin/sh\n{body}\n")
        command.chmod(0o755)
    return tmp_path


def fonts(machine):
    environment = {
        "PATH": f"{machine}/bin:/usr/bin:/bin",
        "HOME": str(machine / "home"),
        "TOLD": str(machine / "told"),
        "TMPDIR": str(machine),
    }
    return subprocess.run(
        ["./run", "fonts"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_typefaces_come_without_root_for_this_account_alone_and_once(of_nobody):
    first, again = fonts(of_nobody), fonts(of_nobody)

    assert (first.returncode, again.returncode) == (0, 0), first.stderr
    told = (of_nobody / "told").read_text().splitlines()
    assert sum("download fonts-noto-core fonts-noto-cjk" in line for line in told) == 1
    assert not any("install" in line for line in told)
    assert (of_nobody / "home/.local/share/fonts/liaison/noto/face.ttf").exists()
    assert not list(of_nobody.glob("tmp.*"))


def test_typefaces_that_fontconfig_does_not_find_are_no_success(of_nobody):
    (of_nobody / "bin/fc-list").write_text("#!/bin/sh\n")

    done = fonts(of_nobody)

    assert done.returncode == 1
    assert "fontconfig does not find" in done.stderr


def test_a_download_that_failed_says_what_to_type(of_nobody):
    (of_nobody / "bin/apt-get").write_text("#!/bin/sh\nexit 100\n")

    done = fonts(of_nobody)

    assert done.returncode == 1
    assert "as root, type: apt-get update" in done.stderr
    assert not (of_nobody / "home/.local/share/fonts/liaison/packages").exists()


def test_the_two_commands_of_the_readme_do_not_wait_for_typefaces():
    text = (ROOT / "run").read_text()
    for verb in ("demo", "tests", "ready"):
        body = re.search(rf"^{verb}\(\) \{{.*?^\}}", text, re.MULTILINE | re.DOTALL)
        assert body
        assert "NOTO" not in body[0]
        assert not re.search(r"^\s*fonts\b", body[0], re.MULTILINE)


def test_an_environment_behind_a_link_is_never_emptied(tmp_path):
    """A link to another checkout's environment looks like one that was made in another folder."""
    others = tmp_path / "others"
    others.mkdir()
    (others / "kept").write_text("packages")
    link = tmp_path / "link"
    link.symlink_to(others)

    done = subprocess.run(
        ["./run", "setup"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VENV": str(link)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert f"{link} is a link" in done.stderr
    assert (others / "kept").exists()
