"""Whether a folder can be written, and what kind of file system it stands on, as Linux tells it."""

from __future__ import annotations

import os
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
NETWORK = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
        "fuse.sshfs",
        "fuse.glusterfs",
        "fuse.s3fs",
        "fuse.rclone",
        "davfs",
        "fuse.davfs2",
    }
)


def is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK)


def network_file_system(folder: Path, mounts: str | None = None) -> str:
    """The kind of network file system `folder` stands on; empty for a disk of this machine."""
    kind = file_system(folder, mounts)
    return kind if kind in NETWORK else ""


def file_system(folder: Path, mounts: str | None = None) -> str:
    """The kind of the mount that holds `folder`; empty where Linux does not tell."""
    if mounts is None:
        try:
            mounts = MOUNTS.read_text()
        except OSError:
            return ""
    here = folder.resolve()
    held = [
        (Path(where), kind) for where, kind in _read(mounts) if here.is_relative_to(Path(where))
    ]
    return max(held, key=lambda one: len(one[0].parts), default=(here, ""))[1]


def _read(mounts: str) -> list[tuple[str, str]]:
    """(where, kind) of each line: `36 35 98:0 / /mnt rw,noatime master:1 - ext4 /dev/root rw`."""
    found = []
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        if after:
            found.append((before.split()[4].replace("\\040", " "), after.split()[0]))
    return found
