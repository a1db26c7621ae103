"""What a look at an uploaded file of concerns finds out, by the step it has come to.

How it seems to be written; whether every row of it reads so; which words stand in a column; what
would come in. Each may take as long as a file is large, so a job does it and the page waits.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from importing.tally import Tally
from importing.tops import top_of
from outreach.imports.concern_records import preview
from outreach.imports.concerns import read_concerns
from outreach.imports.samples import layout_of, map_of, sample_of, values_in
from outreach.models import ImportFile
from personnel.models import Member
from personnel.roles import Role

Step = ImportFile.Step
# What a look goes by; one that was taken with another reading or map tells nothing any more.
GOES_BY = ("step", "map_text", "encoding", "delimiter", "header", "sheet")

Progress = Callable[[int], None]


def look_at_concerns(file: ImportFile, *, at: datetime, progress: Progress) -> dict[str, Any]:
    """The fields of the file that this look fills. Raises CannotRead."""
    if file.step == Step.READING:
        return _reading(file)
    found: dict[str, Any] = (
        {} if file.top else {"top": top_of(bytes(file.content), layout_of(file)).as_json()}
    )
    found["sample"] = sample_of(file).as_json()
    column = map_of(file).columns.category.column if file.map_text else None
    if column and file.words is None and file.step != Step.COLUMNS:
        found["words"] = [list(one) for one in values_in(file, column)]
    if file.step == Step.COUNTS:
        found["previewed"] = tally_of(file, at=at, progress=progress).as_json()
    return found


def _reading(file: ImportFile) -> dict[str, Any]:
    top = top_of(bytes(file.content), layout_of(file))
    facts: dict[str, Any] = {"encoding": top.layout.encoding, "delimiter": top.layout.delimiter}
    facts |= {"header": top.layout.header_word, "sheet": top.layout.sheet}
    return facts | {"top": top.as_json()}


def tally_of(file: ImportFile, *, at: datetime, progress: Progress = lambda done: None) -> Tally:
    """What would come in. Raises CannotRead."""
    reading = read_concerns(bytes(file.content), map_of(file), at=at, progress=progress)
    return preview(reading, importer=_acting(file))


def _acting(file: ImportFile) -> Member | None:
    """In whose name its steps would be taken, as far as it is known; an analyst takes none."""
    return None if file.by.role == Role.ANALYST else file.by
