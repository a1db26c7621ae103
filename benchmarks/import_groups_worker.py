"""One file of benchmarks/import_groups.py: `town COUNT` or `equal COUNT`, looked at and brought in."""

from __future__ import annotations

import json
import os
import random
import resource
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from outreach.imports.groups import bring_in_groups, preview_groups, read_groups
from outreach.models import CommunityGroup
from policies.adoption import adopt
from policies.packs import load_pack

# Degrees from one neighborhood to the next, and how far a corner drawn by hand is off.
STEP, OFF = 0.004, 0.000001
CORNERS_ON_A_SIDE = 4
# One in so many areas is a watch, across the border of two neighborhoods.
WATCHES = 8


def main() -> None:
    kind, count = sys.argv[1], int(sys.argv[2])
    call_command("migrate", verbosity=0)
    adopt(load_pack("kinston"))
    path = Path(settings.DATA_DIR) / "groups.geojson"
    write(path, kind, count)
    content, now = path.read_bytes(), timezone.now()
    begun = time.process_time()
    preview_groups(read_groups(content, source="Bench"), at=now)
    tally = bring_in_groups(read_groups(content, source="Bench"), at=now)
    seconds = time.process_time() - begun
    assert tally.new == count == CommunityGroup.objects.count(), tally
    print(
        json.dumps(
            {
                "seconds": seconds,
                "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "answer": len(json.dumps(tally.as_json())),
                "overlaps": tally.overlap_count,
            }
        )
    )


def write(path: Path, kind: str, count: int) -> None:
    """The file, a feature at a time, so that writing it takes no memory of its own."""
    rng = random.Random(count)
    across = int(count**0.5) + 1
    with path.open("w") as out:
        out.write('{"type": "FeatureCollection", "features": [')
        for n in range(count):
            ring = ring_of(rng, n, across) if kind == "town" else ring_at(0, 0)
            out.write(("," if n else "") + json.dumps(feature(n, ring)))
        out.write("]}")


def feature(n: int, ring: list[list[float]]) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": {
            "OBJECTID": n,
            "NEIGHB_NAME": f"Sample Neighborhood {n}",
            "STATUS": "Active" if n % 9 else "Inactive",
            "description": f"President: Ada Sample<br>Contact: 423-555-{n % 10_000:04}"
            "<br>Meetings: 1st Monday, 7 pm",
            "Shape__Area": n * 1.1,
        },
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def ring_of(rng: random.Random, n: int, across: int) -> list[list[float]]:
    """A neighborhood beside the one before, or a watch across the border with it."""
    column, row = n % across, n // across
    shift = 0.5 if n % WATCHES == 0 else 0.0
    ring = ring_at(column + shift, row)
    moved = [[x + rng.uniform(-OFF, OFF), y + rng.uniform(-OFF, OFF)] for x, y in ring[:-1]]
    return [*moved, moved[0]]


def ring_at(column: float, row: float) -> list[list[float]]:
    """A square with several corners on each side, closed."""
    parts = [n / CORNERS_ON_A_SIDE for n in range(CORNERS_ON_A_SIDE)]
    square = [
        *((part, 0.0) for part in parts),
        *((1.0, part) for part in parts),
        *((1 - part, 1.0) for part in parts),
        *((0.0, 1 - part) for part in parts),
    ]
    corners = [[-85 + (column + x) * STEP, 35 + (row + y) * STEP] for x, y in square]
    return [*corners, corners[0]]


main()
