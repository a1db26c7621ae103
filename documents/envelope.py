"""What goes through the pipe to the rendering process: one document, its files and its limits.

On the wire: eight bytes of length, that many bytes of JSON, then every attachment's content in the
order the JSON lists them. No Django here; the rendering process reads this module too.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, Self

LENGTH_BYTES = 8
# The reader shows the name as it stands and a file system takes it as it stands.
PLAIN_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True)
class Limits:
    """What one document may use. ``settings.DOCUMENTS_LIMITS`` may override any of these."""

    characters: int = 3_000_000
    table_rows: int = 2_000
    nesting: int = 200
    attached_bytes: int = 25_000_000
    # On a busy machine a document waits longer than it works; what it may cost is processor time.
    wall_seconds: float = 300
    cpu_seconds: int = 60
    memory_bytes: int = 1_500_000_000


@dataclass(frozen=True)
class Attachment:
    """A file carried inside the PDF, such as the list a figure was counted from.

    ``made_on`` is written into the file, so the same document made twice is the same bytes:
    give the date the list was made, never the present moment of printing.
    """

    name: str
    description: str
    content: bytes = field(repr=False)
    made_on: datetime

    def __post_init__(self) -> None:
        if not PLAIN_FILE_NAME.fullmatch(self.name):
            raise ValueError(f"Not a plain file name for an attachment: {self.name!r}")
        if self.made_on.utcoffset() is None:
            raise ValueError(f"The date of the attachment {self.name} needs a time zone")


@dataclass(frozen=True)
class Envelope:
    """One request to the rendering process."""

    html: str
    static_root: str
    strict: bool
    limits: Limits
    attachments: Sequence[Attachment] = ()

    def __post_init__(self) -> None:
        names = [attachment.name for attachment in self.attachments]
        if len(names) != len(set(names)):
            raise ValueError(f"Two attachments of one document share a name: {sorted(names)}")

    def sealed(self) -> bytes:
        """The bytes to write to the rendering process's standard input."""
        letter = {
            "html": self.html,
            "static_root": self.static_root,
            "strict": self.strict,
            "limits": asdict(self.limits),
            "attachments": [_described(attachment) for attachment in self.attachments],
        }
        head = json.dumps(letter).encode()
        contents = (attachment.content for attachment in self.attachments)
        return b"".join([len(head).to_bytes(LENGTH_BYTES, "big"), head, *contents])

    @classmethod
    def opened(cls, stream: BinaryIO) -> Self:
        """Read back what ``sealed`` wrote; raises ValueError when it stops short."""
        length = int.from_bytes(_exactly(stream, LENGTH_BYTES), "big")
        letter = json.loads(_exactly(stream, length))
        listed = letter.pop("attachments")
        limits = Limits(**letter.pop("limits"))
        attachments = tuple(_attachment(entry, stream) for entry in listed)
        return cls(**letter, limits=limits, attachments=attachments)


def _described(attachment: Attachment) -> dict[str, Any]:
    return {
        "name": attachment.name,
        "description": attachment.description,
        "made_on": attachment.made_on.isoformat(),
        "size": len(attachment.content),
    }


def _attachment(entry: dict[str, Any], stream: BinaryIO) -> Attachment:
    content = _exactly(stream, entry["size"])
    made_on = datetime.fromisoformat(entry["made_on"])
    return Attachment(entry["name"], entry["description"], content, made_on)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    read = stream.read(size)
    if len(read) != size:
        raise ValueError(f"The request stops after {len(read)} of {size} bytes")
    return read
