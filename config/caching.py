"""A cache whose contents are data and never code.

Django's caches keep Python's pickles, and reading a pickle may run a program: whoever writes to
Redis or to the folder would run theirs as the site. Here everything is JSON: text, numbers, truth
values, nothing, lists and mappings of these with text as keys, and bytes.
"""

from __future__ import annotations

import json
import time
import zlib
from base64 import b64decode, b64encode
from typing import IO, Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache

BYTES = "__bytes__"


def _from_bytes(value: Any) -> dict[str, str]:
    if isinstance(value, bytes):
        return {BYTES: b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} is not kept in the cache")


def _to_bytes(found: dict[str, Any]) -> Any:
    return b64decode(found[BYTES]) if found.keys() == {BYTES} else found


class JSONSerializer:
    """What Django's cache in Redis asks to turn a value into bytes and back. Redis itself counts on
    what stands there as a plain number, as JSON writes them."""

    def dumps(self, value: Any) -> bytes:
        """Raises TypeError for anything that is not data. Tuples come back as lists."""
        return json.dumps(value, default=_from_bytes).encode()

    def loads(self, kept: bytes) -> Any:
        return json.loads(kept, object_hook=_to_bytes)


class JSONFileCache(FileBasedCache):
    """Django's cache in a folder; a file is a moment in JSON, a line's end, and the packed value.

    What cannot be read (an older version's pickle, a torn file) counts as not there.
    """

    serializer = JSONSerializer()

    def _write_content(self, file: IO[bytes], timeout: Any, value: Any) -> None:
        expires = self.get_backend_timeout(timeout)
        file.write(json.dumps(expires).encode() + b"\n")
        file.write(zlib.compress(self.serializer.dumps(value)))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        name = self._key_to_file(key, version)  # type: ignore[attr-defined]
        try:
            with open(name, "rb") as file:
                if not self._is_expired(file):
                    return self.serializer.loads(zlib.decompress(file.read()))
        except (FileNotFoundError, ValueError, zlib.error):
            pass
        return default

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        missing = object()
        value = self.get(key, missing, version)
        if value is missing:
            return False
        self.set(key, value, timeout, version)
        return True

    def _is_expired(self, file: Any) -> bool:
        """Where it is, and where no moment can be read, the file is removed."""
        try:
            expires = json.loads(file.readline(64))
            if expires is None or float(expires) > time.time():
                return False
        except (ValueError, TypeError):
            pass
        file.close()
        self._delete(file.name)  # type: ignore[attr-defined]
        return True
