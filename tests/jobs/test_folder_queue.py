"""The folder that carries Celery's messages where there is no Redis."""

import logging
import os
from contextlib import ExitStack
from queue import Empty

import pytest
from kombu import Connection
from kombu.transport import filesystem

from config import folder_queue

pytestmark = pytest.mark.without_database


OURS, KOMBUS = "config.folder_queue:Transport", "filesystem"


@pytest.fixture
def channel_of(tmp_path):
    """Opens a channel whose messages lie in one folder, by the name of its transport."""
    places = dict.fromkeys(("data_folder_in", "data_folder_out", "control_folder"), str(tmp_path))
    with ExitStack() as opened:

        def channel(transport):
            connection = Connection("filesystem://", transport=transport, transport_options=places)
            return opened.enter_context(connection).channel()

        yield channel


def look_while_writing(monkeypatch, channel, module):
    """What a worker finds that looks at the moment a message is being written."""
    found = []

    def written(payload):
        try:
            found.append(channel._get("celery"))
        except (Empty, ValueError) as fault:
            found.append(type(fault))
        return "{}"

    monkeypatch.setattr(module, "dumps", written)
    channel._put("celery", {"task": "sweep"})
    return found


def test_a_worker_that_looks_while_a_message_is_written_finds_none(
    tmp_path, channel_of, monkeypatch
):
    channel = channel_of(OURS)

    found = look_while_writing(monkeypatch, channel, folder_queue)

    assert found == [Empty]
    assert channel._get("celery") == {}
    assert not list(tmp_path.glob("*.part"))


def test_kombus_own_folder_shows_it_half_written(channel_of, monkeypatch):
    channel = channel_of(KOMBUS)

    [found] = look_while_writing(monkeypatch, channel, filesystem)

    assert issubclass(found, ValueError)


def test_a_message_that_cannot_be_read_holds_up_no_other(tmp_path, channel_of, caplog):
    channel = channel_of(OURS)
    (tmp_path / "0_cut-off.celery.msg").write_bytes(b"")
    (tmp_path / "0_damaged.celery.msg").write_bytes(b"\xff\xfe")
    channel._put("celery", {"task": "sweep"})

    with caplog.at_level(logging.WARNING, logger="config.folder_queue"):
        found = channel._get("celery")

    assert found == {"task": "sweep"}
    assert len(caplog.records) == 2
    with pytest.raises(Empty):
        channel._get("celery")


@pytest.mark.skipif("REDIS_URL" in os.environ, reason="with Redis no folder is used")
def test_the_site_puts_its_messages_there(settings):
    assert settings.CELERY_BROKER_TRANSPORT == OURS
