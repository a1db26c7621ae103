"""The features of a GeoJSON file, one at a time, so that no file takes more memory than its size.

Taken are a FeatureCollection, one Feature, and one Feature on each line (GeoJSONSeq, with or
without the record separators of RFC 8142), also several collections one after another. A feature
is parsed by itself: its end is found by its braces first, so what is too long is never built.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from importing.area_limits import MOST_FEATURES, MOST_IN_FEATURE
from importing.cleaning import storable
from importing.reading import CannotRead, text_of

# The names longitude and latitude in degrees go by.
DEGREES = ("CRS84", "EPSG::4326", "EPSG:4326")
# Braces inside texts open and close nothing. A text that never ends is read over once.
BRACES = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[{}]', re.DOTALL)
# What may stand between the features of a file with one on each line.
BETWEEN = re.compile(rb"[\s\x1e,]*")
NOT_GEOJSON = "This is not GeoJSON"


class FeatureRefused(Exception):
    """The feature cannot become a group, for the reason given."""


@dataclass(frozen=True)
class Span:
    """Where an object stands in the file: its first byte, and the one after its last."""

    start: int
    end: int


def geojson_features(content: bytes) -> Iterator[Any]:
    """Every feature, parsed, in order; a FeatureRefused in the place of one that is too long.

    Raises CannotRead when the file is no GeoJSON, is not in degrees, or holds too many.
    """
    text = utf8_of(content)
    count = 0
    for span, inside in _collections(text):
        for feature in _parsed_all(text, span, inside):
            count += 1
            if count > MOST_FEATURES:
                raise CannotRead(
                    f"The file has more than {MOST_FEATURES:,} features. Bring it in parts."
                )
            yield feature


def utf8_of(content: bytes) -> bytes:
    """The text of the file as UTF-8 without its mark. Raises CannotRead for what is no text."""
    stream = text_of(content)
    if stream.encoding.replace("_", "-") == "utf-8":
        return content.removeprefix(codecs.BOM_UTF8).removeprefix(codecs.BOM_UTF8)
    return stream.read().encode("utf-8", "surrogatepass")


def _collections(text: bytes) -> Iterator[tuple[Span, list[Span]]]:
    """Each object that stands by itself, with the objects right inside it."""
    found, expected = False, 0
    for span, inside in _objects(text):
        _refuse_text_between(text, expected, span.start, "text that belongs to no feature")
        found, expected = True, span.end
        yield span, inside
    if not found:
        _parse(text, 0, MOST_IN_FEATURE)
        raise CannotRead(f"{NOT_GEOJSON}: it is no FeatureCollection with features.")
    _refuse_text_between(text, expected, len(text), "text after the end")


def _refuse_text_between(text: bytes, start: int, end: int, words: str) -> None:
    found = BETWEEN.match(text, start, end)
    if found and found.end() < end:
        raise _broken(text, found.end(), words)


def _objects(text: bytes) -> Iterator[tuple[Span, list[Span]]]:
    depth, starts = 0, [0, 0]
    inside: list[Span] = []
    for token in BRACES.finditer(text):
        sign = token[0]
        if sign == b"{":
            if depth < 2:
                starts[depth] = token.start()
            depth += 1
        elif sign == b"}":
            depth -= 1
            if depth < 0:
                raise _broken(text, token.start(), "a brace that closes nothing")
            if depth == 1:
                inside.append(Span(starts[1], token.end()))
            elif depth == 0:
                yield Span(starts[0], token.end()), inside
                inside = []
    if depth:
        _refuse_unclosed(text, starts[0])


def _refuse_unclosed(text: bytes, start: int) -> None:
    """The parser says best what is wrong, where the text is short enough to ask it."""
    if len(text) - start <= MOST_IN_FEATURE:
        _parse(text, start, len(text))
    raise _broken(text, len(text), "the file ends before everything is closed")


def _parsed_all(text: bytes, span: Span, inside: list[Span]) -> Iterator[Any]:
    outline = _outline(text, span, inside)
    kind = outline.get("type")
    if kind == "Feature":
        yield _feature(text, span)
        return
    members = outline.get("features")
    if kind != "FeatureCollection" or not isinstance(members, list):
        raise CannotRead(f"{NOT_GEOJSON}: it is no FeatureCollection with features.")
    _refuse_other_systems(_member(text, inside, outline.get("crs")))
    for member in members:
        place = _place_of(member)
        yield member if place is None else _feature(text, inside[place])


def _outline(text: bytes, span: Span, inside: list[Span]) -> dict[str, Any]:
    """The object with {"n": place} for each object right inside it."""
    pieces, end = [], span.start
    for place, one in enumerate(inside):
        pieces += [text[end : one.start], b'{"n":%d}' % place]
        end = one.end
    written = b"".join([*pieces, text[end : span.end]])
    if len(written) > MOST_IN_FEATURE:
        raise CannotRead(f"{NOT_GEOJSON} that can be read: too much stands beside its features.")
    try:
        found = json.loads(written, parse_constant=_no_number)
    except (RecursionError, ValueError):
        # Said of the text as it is, so that line and character are the file's.
        if span.end - span.start <= MOST_IN_FEATURE:
            _parse(text, span.start, span.end)
        raise _broken(text, span.start, "the object that begins here cannot be read") from None
    return dict(found)


def _place_of(member: Any) -> int | None:
    return member["n"] if isinstance(member, dict) else None


def _member(text: bytes, inside: list[Span], value: Any) -> Any:
    place = _place_of(value)
    if place is None:
        return value
    return _parse(text, inside[place].start, min(inside[place].end, inside[place].start + 20_000))


def _feature(text: bytes, span: Span) -> Any:
    if span.end - span.start > MOST_IN_FEATURE:
        most = MOST_IN_FEATURE // 1_000_000
        return FeatureRefused(f"has {span.end - span.start:,} bytes; {most} million are the most")
    return _parse(text, span.start, span.end)


def _parse(text: bytes, start: int, end: int) -> Any:
    """The JSON value between two places. Raises CannotRead naming line and character of the file."""
    piece = text[start:end].decode("utf-8", "surrogatepass")
    try:
        return json.loads(piece, parse_constant=_no_number, object_pairs_hook=_storable_object)
    except json.JSONDecodeError as broken:
        place = start + len(piece[: broken.pos].encode("utf-8", "surrogatepass"))
        raise _broken(text, place, broken.msg) from broken
    except (RecursionError, ValueError) as broken:
        raise CannotRead(f"{NOT_GEOJSON} that can be read.") from broken


def _broken(text: bytes, place: int, words: str) -> CannotRead:
    line = text.count(b"\n", 0, place) + 1
    before = text[text.rfind(b"\n", 0, place) + 1 : place]
    character = len(before.decode("utf-8", "replace")) + 1
    return CannotRead(f"{NOT_GEOJSON}: line {line}, character {character}: {words}.")


def _storable_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object without what no database takes: JSON can write half a character as \\ud800."""
    return {
        storable(key): storable(value) if isinstance(value, str) else value for key, value in pairs
    }


def _no_number(name: str) -> float:
    raise ValueError(name)


def _refuse_other_systems(crs: Any) -> None:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if crs is not None and not (isinstance(name, str) and name.endswith(DEGREES)):
        raise CannotRead(
            f"The coordinates are in “{str(name)[:80]}”. Save the file in longitude and latitude "
            "(WGS 84, EPSG:4326) first; they are not converted here."
        )
