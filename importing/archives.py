"""What a zip archive holds, read in memory with limits. Nothing is ever written to the disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from importing.area_limits import MOST_IN_ARCHIVE, MOST_UNPACKED
from importing.reading import CannotRead

BEGINS = b"PK\x03\x04"
# What a Mac adds to every archive.
ADDED_BY_MACS = "__MACOSX"
OF_WORKBOOKS = ("[Content_Types].xml", "xl/")


def is_archive(content: bytes) -> bool:
    return content.startswith(BEGINS)


def names_in(content: bytes) -> list[str]:
    """What the files of the archive are called, in small letters; nothing of one that is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [name.lower() for name in archive.namelist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return []


def members_of(content: bytes) -> dict[str, zipfile.ZipInfo]:
    """The files of the archive by name, in small letters. Raises CannotRead."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as broken:
        raise CannotRead(
            "This is an Excel workbook or another zip archive, and it is damaged: it cannot be opened."
        ) from broken
    entries = [each for each in entries if ADDED_BY_MACS not in each.filename]
    if len(entries) > MOST_IN_ARCHIVE:
        raise CannotRead(
            f"The archive holds {len(entries):,} files; {MOST_IN_ARCHIVE} are the most. Pack one "
            "layer alone."
        )
    if any(entry.filename.startswith(OF_WORKBOOKS) for entry in entries):
        raise CannotRead("This is an Excel workbook. Groups come as GeoJSON or a zipped shapefile.")
    for entry in entries:
        _refuse_unsafe(entry)
    if (unpacked := sum(entry.file_size for entry in entries)) > MOST_UNPACKED:
        most = MOST_UNPACKED // 1_000_000
        raise CannotRead(f"Unpacked, the archive has {unpacked:,} bytes; {most} million are taken.")
    return {entry.filename.lower(): entry for entry in entries}


def _refuse_unsafe(entry: zipfile.ZipInfo) -> None:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
        raise CannotRead("The archive holds a file whose name leads out of it. Pack it anew.")
    if entry.flag_bits & 1:
        raise CannotRead("The archive is locked with a password. Pack it without one.")


def unpacked(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    """The content of one file, never more than the archive said it is. Raises CannotRead."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(entry) as member:
            found = member.read(entry.file_size + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as broken:
        raise CannotRead(
            f"“{entry.filename[-80:]}” in the archive is damaged and cannot be unpacked."
        ) from broken
    if len(found) > entry.file_size:
        raise CannotRead("The archive says less than it holds. Pack it anew.")
    return found
