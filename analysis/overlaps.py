"""Which areas overlap, counted and measured with limits on what it may cost.

Pairs are found by an index over the boxes of the areas. Equal areas would make a pair each with
each; so pairs are counted to a limit and the largest are named, and the work itself has a limit
where boxes meet and areas do not, or where outlines are long.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from importing.area_limits import MOST_OVERLAPS_COUNTED, MOST_OVERLAPS_NAMED

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

# Neighbors drawn by hand share their border only roughly: less than this part of the smaller
# area is a border, not an overlap.
BORDER = 0.001
# Pairs that are measured, and corners of measured areas in all: some ten seconds of work.
MOST_MEASURED = 200_000
MOST_CORNERS = 5_000_000
# Two outlines of so many corners each may cross so often that measuring takes all memory; beyond
# this product their crossings are counted first.
LONG = 250_000
MOST_CROSSINGS = 20_000
# Edges whose boxes share ground are compared one with one, whether they cross or not: long teeth of
# a comb all with all. An ordinary outline of 20,000 corners has a fifth of this.
MOST_MEETING = 500_000
# And for all pairs of a file together: some seconds of work. Many combs of few teeth reach it.
MOST_MEETING_IN_ALL = 20_000_000
# Areas whose neighbors are looked for at once, and pairs that are measured at once.
AT_ONCE = 16
MEASURED_AT_ONCE = 250
EDGES_AT_ONCE = 100


@dataclass(frozen=True)
class Pair:
    """Two areas by their places in the list, and the shares of their areas, 0 to 1."""

    one: int
    other: int
    of_one: float
    of_other: float

    @property
    def share(self) -> float:
        """The part of the smaller area."""
        return max(self.of_one, self.of_other)


@dataclass(frozen=True)
class Overlaps:
    """The largest overlaps, how many were counted, and whether there may be more."""

    pairs: tuple[Pair, ...] = ()
    count: int = 0
    is_more: bool = False


def overlaps_among(
    shapes: Sequence[BaseGeometry],
    *,
    first: int | None = None,
    counted: int = MOST_OVERLAPS_COUNTED,
    named: int = MOST_OVERLAPS_NAMED,
) -> Overlaps:
    """The pairs that overlap, of which at least one is among the `first` shapes (all if None)."""
    import numpy as np
    from shapely import get_num_coordinates

    areas = np.array(shapes, dtype=object)
    corners = get_num_coordinates(areas)
    largest: list[tuple[float, int, int, Pair]] = []
    count = spent = measured = met = 0
    is_whole = True
    for ones, others in _candidates(areas, len(areas) if first is None else first):
        spent += int((corners[ones] + corners[others]).sum())
        measured += len(ones)
        if spent > MOST_CORNERS or measured > MOST_MEASURED:
            return Overlaps(_sorted(largest), count, is_more=True)
        simple, more = _simple(areas, corners, ones, others, MOST_MEETING_IN_ALL - met)
        met += more
        is_whole = is_whole and bool(simple.all())
        for pair in _measured(areas, ones[simple], others[simple]):
            if count == counted:
                return Overlaps(_sorted(largest), count, is_more=True)
            count += 1
            entry = (pair.share, -pair.one, -pair.other, pair)
            if len(largest) < named:
                heapq.heappush(largest, entry)
            else:
                heapq.heappushpop(largest, entry)
    return Overlaps(_sorted(largest), count, is_more=not is_whole)


def _sorted(largest: list[tuple[float, int, int, Pair]]) -> tuple[Pair, ...]:
    return tuple(entry[3] for entry in sorted(largest, key=lambda entry: entry[:3], reverse=True))


def _candidates(areas: Any, first: int) -> Iterator[tuple[Any, Any]]:
    """Pairs whose boxes share ground, each once, some at a time."""
    import numpy as np
    from shapely import STRtree, bounds

    tree, boxes = STRtree(areas), bounds(areas)
    for start in range(0, first, AT_ONCE):
        ones, others = tree.query(areas[start : min(start + AT_ONCE, first)])
        ones = ones + start
        later = others > ones
        ones, others = ones[later], others[later]
        low = np.maximum(boxes[ones, :2], boxes[others, :2])
        high = np.minimum(boxes[ones, 2:], boxes[others, 2:])
        meeting = (low < high).all(axis=1)
        ones, others = ones[meeting], others[meeting]
        order = np.lexsort((others, ones))
        for piece in range(0, len(order), MEASURED_AT_ONCE):
            chosen = order[piece : piece + MEASURED_AT_ONCE]
            yield ones[chosen], others[chosen]


def _simple(areas: Any, corners: Any, ones: Any, others: Any, most: int) -> tuple[Any, int]:
    """Which of the pairs may be measured, as a mask, and how many edges were compared for it: once
    that is `most`, no pair of long outlines is."""
    import numpy as np

    simple, met = np.ones(len(ones), dtype=bool), 0
    for place in np.flatnonzero(corners[ones] * corners[others] > LONG):
        if met >= most:
            simple[place] = False
            continue
        crosses, more = cross_too_often(areas[ones[place]], areas[others[place]])
        simple[place], met = not crosses, met + more
    return simple, met


def _measured(areas: Any, ones: Any, others: Any) -> Iterator[Pair]:
    import numpy as np
    from shapely import area, intersection

    a, b = area(areas[ones]), area(areas[others])
    shared = area(intersection(areas[ones], areas[others]))
    for n in np.flatnonzero(shared > BORDER * np.minimum(a, b)):
        yield Pair(int(ones[n]), int(others[n]), float(shared[n] / a[n]), float(shared[n] / b[n]))


def cross_too_often(one: BaseGeometry, other: BaseGeometry) -> tuple[bool, int]:
    """Whether two outlines meet more often than is measured, counted to the limits alone; and how
    many edges were compared to say so."""
    from shapely import STRtree

    edges, crossed, met = edges_of(other), 0, 0
    tree = STRtree(edges_of(one))
    for start in range(0, len(edges), EDGES_AT_ONCE):
        some = edges[start : start + EDGES_AT_ONCE]
        met += tree.query(some).shape[1]
        if met > MOST_MEETING:
            return True, met
        crossed += tree.query(some, predicate="intersects").shape[1]
        if crossed > MOST_CROSSINGS:
            return True, met
    return False, met


def is_tangled(shape: BaseGeometry) -> bool:
    """Whether too many edges of one shape lie so that each would be compared with each, to say
    whether it is valid or to mend it."""
    from shapely import STRtree

    edges, met = edges_of(shape), 0
    if len(edges) ** 2 <= MOST_MEETING:
        return False
    tree = STRtree(edges)
    for start in range(0, len(edges), EDGES_AT_ONCE):
        met += tree.query(edges[start : start + EDGES_AT_ONCE]).shape[1]
        if met > MOST_MEETING:
            return True
    return False


def edges_of(shape: BaseGeometry) -> Any:
    """Every edge of every ring, as an array of lines."""
    import numpy as np
    from shapely import get_coordinates, get_parts, get_rings, linestrings, remove_repeated_points

    rings = remove_repeated_points(get_rings(get_parts(get_parts(shape))))
    corners, ring = get_coordinates(rings, return_index=True)
    pairs = np.stack([corners[:-1], corners[1:]], axis=1)
    return linestrings(pairs[ring[:-1] == ring[1:]])
