"""One file that holds everything: the database, the files beside it, and what they have to be.

    database.sqlite3 or database.dump      as it stood at one moment
    media/…                                what was uploaded
    manifest.json                          version, migrations, rows and digest of each table,
                                           SHA-256 and size of each file
    manifest.seal                          vouches for the manifest, by a key made of SECRET_KEY

It is written under another name and gets its own only when it is whole.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, Any

from operations import sealing
from operations.keys import NO_KEYS, Keys
from operations.manifests import FORMAT, OLD_FORMAT, Manifest, NotWhole, require_ours, seal_of
from operations.sealing import Sealing
from operations.snapshots import POSTGRES, SQLITE, Snapshot
from operations.versions import VERSION

MANIFEST, SEAL = "manifest.json", "manifest.seal"
MEDIA = "media"
# Of an unfinished archive; what a process that was killed left behind begins like this too.
UNFINISHED = ".making-"


@dataclass(frozen=True)
class Opened:
    """An archive as it lies unpacked in `folder`, every file of it checked."""

    folder: Path
    manifest: Manifest

    @property
    def database(self) -> Path:
        return self.folder / (SQLITE if self.manifest.vendor == "sqlite" else POSTGRES)

    @property
    def media(self) -> Path:
        return self.folder / MEDIA


def name_of(at: datetime, *, encrypted: bool) -> str:
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"liaison-{stamp}.tar{'.age' if encrypted else ''}"


def kept_in(folder: Path, keys: Keys = NO_KEYS) -> list[Path]:
    """The finished archives of a folder by name, which is by age; sealed ones where `keys` seal."""
    named = "liaison-*.tar" if keys.plain_is_read else "liaison-*.tar.age"
    return sorted(path for path in folder.glob(named) if path.is_file())


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A private folder inside `folder` that is gone afterwards, whatever happens."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Path(mkdtemp(prefix=UNFINISHED, dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def write(
    folder: Path, making: Path, snapshot: Snapshot, media: Path, at: datetime, keys: Keys
) -> Path:
    """Pack the snapshot and everything in `media` into one file of `folder`; returns it.

    `making`: a scratch folder inside `folder`, so that the finished file only gets another name.
    """
    part = making / "archive.part"
    with part.open("xb") as out:
        part.chmod(0o600)
        with Sealing(out, keys) as sealed:
            _pack(sealed, snapshot, media, at)
        out.flush()
        os.fsync(out.fileno())
    finished = folder / name_of(at, encrypted=keys.seals)
    part.replace(finished)
    _settle(folder)
    return finished


def _pack(sealed: Sealing, snapshot: Snapshot, media: Path, at: datetime) -> None:
    with tarfile.open(fileobj=sealed, mode="w|", format=tarfile.PAX_FORMAT) as tar:  # type: ignore[call-overload]
        files = {snapshot.file.name: _add(tar, snapshot.file, snapshot.file.name)}
        for path in _files_in(media):
            name = f"{MEDIA}/{path.relative_to(media).as_posix()}"
            files[name] = _add(tar, path, name)
        told = Manifest(
            made_at=at.isoformat(),
            version=VERSION,
            vendor=snapshot.vendor,
            migrations=snapshot.migrations,
            tables=snapshot.tables,
            files=files,
        ).text()
        _add_text(tar, MANIFEST, told.encode())
        _add_text(tar, SEAL, seal_of(told.encode()).encode())


def _add_text(tar: tarfile.TarFile, name: str, text: bytes) -> None:
    heading = tarfile.TarInfo(name)
    heading.size = len(text)
    tar.addfile(heading, io.BytesIO(text))


def _settle(folder: Path) -> None:
    """Have the disk keep the new name too."""
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


class Reading(io.RawIOBase):
    """A file that is hashed while the archive reads it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.sum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        some = self.file.read(size)
        self.sum.update(some)
        return some


def _add(tar: tarfile.TarFile, path: Path, name: str) -> dict[str, Any]:
    with path.open("rb") as file:
        heading = tarfile.TarInfo(name)
        heading.size = os.fstat(file.fileno()).st_size
        reading = Reading(file)
        tar.addfile(heading, reading)
    return {"sha256": reading.sum.hexdigest(), "size": heading.size}


def opened(path: Path, folder: Path, keys: Keys = NO_KEYS) -> Opened:
    """Unpack an archive into `folder` and check every file. Raises Unsealed or NotWhole.

    Nothing of what it holds is used for anything before its manifest is known to be ours.
    """
    packed = folder / "archive.tar"
    with packed.open("xb") as out:
        sealing.unseal(path, out, keys)
    try:
        with tarfile.open(packed) as tar:
            _unpack(tar, folder.resolve(), packed.stat().st_size)
    except (tarfile.TarError, OSError, ValueError) as fault:
        raise NotWhole(f"The archive cannot be unpacked: {fault}") from fault
    packed.unlink()
    manifest = _manifest_in(folder, keys)
    _check_files(folder, manifest)
    (folder / MEDIA).mkdir(exist_ok=True)
    return Opened(folder, manifest)


def _manifest_in(folder: Path, keys: Keys) -> Manifest:
    if not (folder / MANIFEST).is_file():
        raise NotWhole("The archive has no manifest.")
    told = (folder / MANIFEST).read_bytes()
    sealed = (folder / SEAL).is_file()
    if not sealed and not keys.old_way:
        raise NotWhole(
            "Nothing vouches for what is in the archive: it was made by an earlier version, or by "
            "somebody else. Where you know which, restore it with --sealed-the-old-way."
        )
    if sealed and not keys.another_key:
        require_ours(told, (folder / SEAL).read_text())
    manifest = Manifest.read(told.decode())
    if manifest.format != (FORMAT if sealed else OLD_FORMAT):
        raise NotWhole(f"The archive has format {manifest.format}; this version reads {FORMAT}.")
    return manifest


def _unpack(tar: tarfile.TarFile, folder: Path, size: int) -> None:
    """Plain files within `folder`, as `write` packs them. Raises ExtractError for anything else.

    Together they hold no more than the archive's own `size` in bytes: a sparse member would grow
    out of nothing, before anything vouches for it. Python 3.11.2, which Debian 12 brings, has no
    extraction filters to ask for the same.
    """
    for heading in tar:
        place = (folder / heading.name).resolve()
        plain = heading.type == tarfile.REGTYPE and not heading.issparse()
        size -= heading.size
        if not plain or size < 0 or not place.is_relative_to(folder):
            raise tarfile.ExtractError(f"{heading.name} is not a file of a backup.")
        place.parent.mkdir(parents=True, exist_ok=True)
        with tar.extractfile(heading) as packed, place.open("xb") as out:  # type: ignore[union-attr]
            shutil.copyfileobj(packed, out)


def _check_files(folder: Path, manifest: Manifest) -> None:
    """Exactly the files of the manifest, each as it was."""
    there = {path.relative_to(folder).as_posix() for path in _files_in(folder)} - {MANIFEST, SEAL}
    for name, facts in sorted(manifest.files.items()):
        if name not in there:
            raise NotWhole(f"{name} is missing from the archive.")
        if _sum_of(folder / name) != facts["sha256"]:
            raise NotWhole(f"{name} is not the file that was put in.")
    for name in sorted(there - manifest.files.keys()):
        raise NotWhole(f"{name} was added to the archive afterwards.")


def _sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
