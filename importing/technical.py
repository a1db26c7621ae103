"""Properties that a map program keeps for itself: row numbers, measures, who edited when.

They say nothing about a group and change with every publication, so they are never kept and never
count as a change.
"""

from __future__ import annotations

import re
from typing import Any

from documents.spelling import folded

# Compared without signs and blanks: OBJECTID_1, Shape_STLength__, last-edited-date.
ROW_NUMBER = r"(?:objectid|fid|oid|gid|ogcfid|cartodbid|rowid|featureid|globalid|guid|uuid)\d*"
MEASURE = r"(?:shape|thegeom|geom)(?:st)?(?:area|len|length|leng|perimeter|webmercator)?\w*"
MEASURE_OF_SERVER = r"st(?:area|length|perimeter|x|y)(?:shape)?"
_DID = r"(?:created?|creation|creator|(?:last)?(?:edit|edited|editor|update|updated|modified))"
_WHAT = r"(?:date|datetime|time|timestamp|user|username|at|on|by|utc)"
EDITED = (
    f"(?:esri)?{_DID}{_WHAT}+|{_WHAT}(?:last)?{_DID}|(?:creator|editor|created|updated|modified)"
)
TECHNICAL = re.compile(f"{ROW_NUMBER}|{MEASURE}|{MEASURE_OF_SERVER}|{EDITED}")
# Technical where the value is a number; in words they may be a fact about the group.
COMPUTED = re.compile(
    r"(?:area|perimeter|length|acres|acreage|hectares|sq(?:ft|feet|mi|miles|km|m)|(?:x|y)coord)\d*"
    r"|(?:area|length)(?:sqft|sqmi|sqmiles|acres|ft|m|km)"
)
NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*(?:e[-+]?\d+)?", re.IGNORECASE)
LINE = re.compile(r"([^:\n]{1,80}): (.*)")


def is_technical(name: str, value: Any = None) -> bool:
    """Whether a property is the map program's own; `value` decides where the name leaves it open."""
    plain = re.sub(r"[\W_]", "", folded(name))
    if TECHNICAL.fullmatch(plain):
        return True
    return COMPUTED.fullmatch(plain) is not None and _is_number(value)


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        return NUMBER.fullmatch(value.strip()) is not None
    return isinstance(value, int | float) and not isinstance(value, bool)


def without_technical(about: str) -> str:
    """Words kept of a group without the lines that imports of earlier versions kept of these."""
    return "\n".join(line for line in about.split("\n") if not _is_technical_line(line))


def _is_technical_line(line: str) -> bool:
    found = LINE.fullmatch(line)
    return found is not None and is_technical(found[1], found[2])
