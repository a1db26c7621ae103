"""Celery's messages in a folder, each of them whole or not there.

Kombu opens a message under its own name and writes it afterwards. A worker that looks in between
reads nothing, and ends itself over it; with it everything that was started together ends.
"""

from __future__ import annotations

import logging
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps

log = logging.getLogger(__name__)


class Channel(filesystem.Channel):  # type: ignore[misc]
    def _put(self, queue: Any, payload: Any, **facts: Any) -> None:  # type: ignore[override]
        """Write `payload` beside its place and move it there, which nobody sees half done."""
        name = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        whole = Path(self.data_folder_out) / name
        part = whole.with_name(f"{name}.part")
        try:
            part.write_text(dumps(payload))
            part.replace(whole)
        except OSError as fault:
            raise ChannelError(f"Cannot add file {whole} to its directory") from fault

    def _get(self, queue: Any, timeout: Any = None) -> Any:
        """The next message that can be read. Raises Empty.

        What cannot is gone: it was a hint, and the next sweep finds what it spoke of.
        """
        while True:
            try:
                return super()._get(queue)
            except ValueError:
                log.warning("a message of %s could not be read and is left out", queue)


class Transport(filesystem.Transport):  # type: ignore[misc]
    Channel = Channel
