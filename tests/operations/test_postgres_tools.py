"""The programs of PostgreSQL: those of the server's version, or a sentence that says what to install."""

from __future__ import annotations

import pytest

from operations import postgres
from operations.postgres import ToolFailed


@pytest.fixture
def installed(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "PROGRAMS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    for version in ("15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "pg_dump").touch()
    return tmp_path


def test_the_program_of_the_servers_version_is_taken(installed):
    assert postgres.path_of("pg_dump", 15) == str(installed / "15/bin/pg_dump")


def test_a_missing_program_is_told_with_what_to_install(installed):
    with pytest.raises(ToolFailed, match="apt-get install postgresql-client-16"):
        postgres.path_of("pg_dump", 16)


def test_a_password_goes_by_the_environment_alone(monkeypatch, tmp_path):
    """Whoever lists the processes of the machine reads their arguments."""
    seen = {}

    def run(call, *, env, **how):
        seen.update(call=call, env=env)
        raise ToolFailed

    monkeypatch.setattr(postgres, "_version_of", lambda facts: 15)
    monkeypatch.setattr(postgres, "path_of", lambda program, version: program)
    monkeypatch.setattr(postgres.subprocess, "run", run)
    facts = {"NAME": "liaison", "USER": "liaison", "PASSWORD": "kept to ourselves", "HOST": "db"}

    with pytest.raises(ToolFailed):
        postgres.dump(facts, tmp_path / "file", snapshot="1")

    assert "kept to ourselves" not in " ".join(seen["call"])
    assert seen["env"]["PGPASSWORD"] == "kept to ourselves"
