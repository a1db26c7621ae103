#!/usr/bin/env python3
"""Bring browser assets from npm into the repository, pinned by version, integrity and SHA-256.

Without arguments: fetch every package named in frontend.toml with `npm pack` and write
frontend.lock.json (maintainers). With --check: compare what is committed with the lock;
needs Python and nothing else.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import urllib.parse
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SPEC, LOCK = ROOT / "frontend.toml", ROOT / "frontend.lock.json"
SYMBOL = re.compile(r'<symbol[^>]* viewBox="([^"]+)" id="([^"]+)">(.*?)</symbol>', re.DOTALL)
OUR_SYMBOL = re.compile(r'<symbol id="([^"]+)"')
SVG_IN_CSS = re.compile(r"""url\((["'])data:image/svg\+xml,(.*?)\1\)""", re.DOTALL)


def fetch(name: str, spec: dict[str, Any], locked: dict[str, Any]) -> dict[str, Any]:
    """Download one package, write its wanted files, return its lock entry.

    Exits when the tarball is not the one the registry describes, or not the one locked before.
    """
    with tempfile.TemporaryDirectory() as folder:
        tarball, announced = download(f"{name}@{spec['version']}", Path(folder))
        integrity = integrity_of(tarball)
        if integrity != announced:
            sys.exit(f"{name}: the tarball does not match the registry's integrity")
        if locked.get("version") == spec["version"] and locked["integrity"] != integrity:
            sys.exit(f"{name}@{spec['version']}: the integrity changed since it was locked")
        files = extract(tarball, spec)
    return {
        "version": spec["version"],
        "license": spec["license"],
        "integrity": integrity,
        "files": files,
    }


def download(package: str, folder: Path) -> tuple[Path, str]:
    """The tarball of `package` (name@version) and the integrity that npm announces for it."""
    command = ["npm", "pack", package, "--json", "--ignore-scripts"]
    answer = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    described = json.loads(answer.stdout)
    entries = described if isinstance(described, list) else list(described.values())
    return next(folder.glob("*.tgz")), entries[0]["integrity"]


def integrity_of(tarball: Path) -> str:
    """npm's notation: "sha512-" and the digest in base64."""
    return "sha512-" + base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()


def extract(tarball: Path, spec: dict[str, Any]) -> dict[str, str]:
    """Write the wanted files; return path under the root -> SHA-256."""
    digests = {}
    with tarfile.open(tarball) as archive:
        for inside, wanted in spec["files"].items():
            member = archive.extractfile(f"package/{inside}")
            if member is None:
                sys.exit(f"{inside} is not a file in {tarball.name}")
            packed = member.read()
            for name in [wanted] if isinstance(wanted, str) else wanted:
                content = prepared(name, packed, spec.get("icons"))
                path = ROOT / spec["folder"] / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                digests[path.relative_to(ROOT).as_posix()] = hashlib.sha256(content).hexdigest()
    return digests


def prepared(name: str, content: bytes, icons: list[str] | None) -> bytes:
    """The file as it is committed: icons cut out, typefaces unpacked, CSS and JS made safe."""
    if name.endswith(".ttf"):
        return unpacked(content)
    if name.endswith(".svg") and icons is not None:
        return sprite(content.decode(), icons).encode()
    if name.endswith((".css", ".js")):
        return for_hashed_names(content.decode(), is_css=name.endswith(".css")).encode()
    return content


def unpacked(woff2_file: bytes) -> bytes:
    """The typeface as every program reads it; only maintainers need fontTools for this."""
    from fontTools.ttLib import woff2

    out = io.BytesIO()
    woff2.decompress(io.BytesIO(woff2_file), out)
    return out.getvalue()


def sprite(whole: str, icons: list[str]) -> str:
    """An SVG sprite of the named symbols only; exits when the icon set lacks one."""
    symbols = {name: (box, drawing) for box, name, drawing in SYMBOL.findall(whole)}
    if missing := sorted(set(icons) - set(symbols)):
        sys.exit(f"not in the icon set: {', '.join(missing)}")
    lines = [
        f'<symbol id="{name}" viewBox="{symbols[name][0]}">{one_line(symbols[name][1])}</symbol>'
        for name in sorted(icons)
    ]
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *lines, "</svg>"]) + "\n"


def one_line(drawing: str) -> str:
    return re.sub(r"\s*\n\s*", "", drawing)


def for_hashed_names(text: str, *, is_css: bool) -> str:
    """Drop references that Django's manifest storage would try to resolve and not find.

    The source maps are not vendored; and the storage rewrites url(#id) even inside a data: URI,
    so SVG pictures in CSS are base64-encoded.
    """
    lines = text.rstrip().splitlines()
    while lines and "sourceMappingURL" in lines[-1] and len(lines[-1]) < 200:
        lines.pop()
    text = "\n".join(lines) + "\n"
    return SVG_IN_CSS.sub(in_base64, text) if is_css else text


def in_base64(found: re.Match[str]) -> str:
    picture = urllib.parse.unquote(found[2]).encode()
    return f"url('data:image/svg+xml;base64,{base64.b64encode(picture).decode()}')"


def faults(spec: dict[str, Any], lock: dict[str, Any]) -> list[str]:
    """What differs between frontend.toml, its lock and the committed files, in words."""
    found = []
    for name in sorted({*spec, *lock}):
        if lock.get(name, {}).get("version") != spec.get(name, {}).get("version"):
            found.append(f"{name}: frontend.toml and its lock disagree; run vendor_assets.py")
    for entry in lock.values():
        for path, digest in entry["files"].items():
            if not (ROOT / path).is_file():
                found.append(f"missing: {path}")
            elif hashlib.sha256((ROOT / path).read_bytes()).hexdigest() != digest:
                found.append(f"changed: {path}")
    return found + icon_faults(spec)


def icon_faults(spec: dict[str, Any]) -> list[str]:
    """Names on the icon list without a symbol in the committed sprite."""
    entry = spec["bootstrap-icons"]
    sprite_file = ROOT / entry["folder"] / entry["files"]["bootstrap-icons.svg"]
    drawn = OUR_SYMBOL.findall(sprite_file.read_text()) if sprite_file.is_file() else []
    return [
        f"{sprite_file.name} has no symbol {name}" for name in entry["icons"] if name not in drawn
    ]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="compare only; no network")
    only_check = arguments.parse_args().check
    spec = tomllib.loads(SPEC.read_text())
    lock = json.loads(LOCK.read_text()) if LOCK.exists() else {}
    if not only_check:
        lock = {name: fetch(name, entry, lock.get(name, {})) for name, entry in spec.items()}
        LOCK.write_text(json.dumps(lock, indent=1, sort_keys=True) + "\n")
    if found := faults(spec, lock):
        sys.exit("\n".join(found))
    print(f"{sum(len(entry['files']) for entry in lock.values())} vendored files match the lock")


if __name__ == "__main__":
    main()
