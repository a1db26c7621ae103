"""Looking at an uploaded file, in a job: how it is written, what it holds, what would come in.

The page that takes the upload only keeps it; reading takes as long as it takes. Of concerns a look
is taken at every step (`concern_looking`), of groups it tells the properties and the counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from audit.noting import note
from documents.spelling import folded
from importing.reading import CannotRead
from importing.toml_maps import written_map
from jobs import queue
from jobs.running import Hopeless, Lease
from outreach.imports.concern_looking import GOES_BY, look_at_concerns
from outreach.imports.group_files import features_of
from outreach.imports.group_maps import GroupMap, read_group_map
from outreach.imports.groups import preview_groups, read_groups
from outreach.imports.guessing import MOST_STATUS_WORDS, Property, guessed, properties_in
from outreach.imports.permissions import may_change_import
from outreach.models import ImportFile
from personnel.models import Member
from personnel.notices import overtaken_under
from records.history import StepRefused

TASK = "outreach.tasks.look_at_file"
# A property of a longer name is kept in words and not asked about.
LONGEST_NAME = 200


@dataclass(frozen=True)
class PropertySeen:
    """A property as it is stored with the file and shown on the page.

    words: the different words in it where they are few enough to be a status, else none.
    """

    name: str
    filled: int
    samples: list[str]
    is_technical: bool
    words: list[str]

    @classmethod
    def of(cls, one: Property) -> PropertySeen:
        few = len(one.values) <= MOST_STATUS_WORDS
        words = [word[:120] for word in one.values] if few else []
        return cls(one.name, one.filled, one.samples, one.is_technical, words)


def properties_seen(file: ImportFile) -> list[PropertySeen]:
    return [PropertySeen(**each) for each in file.properties or []]


def group_map_of(file: ImportFile) -> GroupMap | None:
    return read_group_map(file.map_text) if file.map_text else None


def ask(file: ImportFile, *, by: Member) -> None:
    """Have the file looked at, now or again; in the caller's transaction."""
    file.look = queue.request(
        TASK,
        key=f"outreach.look:{file.pk}:{uuid4().hex}",
        argument=file.pk,
        subject=f"Look at {file.name}",
        by=by,
    )
    ImportFile.objects.filter(pk=file.pk).update(look=file.look)


@transaction.atomic
def take_group_map(file: ImportFile, map_text: str, *, by: Member) -> None:
    """Have the file read by this map from now on. Raises StepRefused once it is on its way in."""
    may_change_import(by, file).require()
    group_map = read_group_map(map_text)
    file.map_text, file.previewed = map_text, None
    file.source = group_map.source.name or file.source
    # Whoever was asked to approve it was asked about something else.
    file.asked_at = file.decide_by = None
    said = ("map_text", "previewed", "source", "asked_at", "decide_by")
    facts = {name: getattr(file, name) for name in said}
    if not ImportFile.objects.filter(pk=file.pk, started_at=None).update(**facts):
        raise StepRefused("This file is being brought in, or was. Nothing was changed.")
    overtaken_under(f"import:{file.pk}", at=timezone.now())
    note("outreach.imports.files.take_map", file, by=by)
    ask(file, by=by)


def carry_out_look(lease: Lease) -> None:
    """The job. A file that was thrown away meanwhile needs no look."""
    file = ImportFile.objects.filter(pk=lease.job.argument, started_at=None).first()
    if file is None:
        return
    try:
        refuse_another(file)
        found = look(file, at=timezone.now(), progress=lambda n: lease.progress(n, "Reading"))
    except CannotRead as problem:
        raise Hopeless(str(problem)) from problem
    with lease.publishing():
        # Another map or reading may have been named meanwhile; its own look tells.
        known = {name: getattr(file, name) for name in GOES_BY}
        same = ImportFile.objects.filter(pk=file.pk, started_at=None, **known)
        if same.update(**found):
            note("outreach.imports.looking.look", file, by=lease.job.asked_by)


def refuse_another(file: ImportFile) -> None:
    """Refuse a content that is not what was uploaded: the counts speak of that. Raises CannotRead."""
    if hashlib.sha256(bytes(file.content)).hexdigest() != file.sha256:
        raise CannotRead("What is kept is not what was uploaded any more. Upload the file again.")


def look(
    file: ImportFile, *, at: datetime, progress: Callable[[int], None] = lambda done: None
) -> dict[str, Any]:
    """The fields of the file that a look fills. Raises CannotRead."""
    if file.kind == ImportFile.Kind.CONCERNS:
        return look_at_concerns(file, at=at, progress=progress)
    return look_at_groups(file, at=at, progress=progress)


def look_at_groups(
    file: ImportFile, *, at: datetime, progress: Callable[[int], None]
) -> dict[str, Any]:
    """The fields of the file that a look fills: its properties, its map, and the counts.

    Where nothing looks like a name there are only the properties, to be asked about. Raises
    CannotRead.
    """
    content = bytes(file.content)
    properties = properties_in(features_of(content))
    found: dict[str, Any] = {
        "properties": [
            vars(PropertySeen.of(one)) for one in properties if len(one.name) <= LONGEST_NAME
        ]
    }
    given = group_map_of(file)
    if given is None and guessed(properties) is None:
        return found
    reading = read_groups(content, source=file.source, group_map=given, progress=progress)
    found["map_text"] = written_map(reading.group_map)
    found["previewed"] = preview_groups(reading, at=at).as_json()
    return found


def taken_for(group_map: GroupMap, name: str) -> str:
    """The field that a property is taken for: “name”, “about”, “leave_out”."""
    for field, property_name in group_map.properties.named():
        if folded(property_name) == folded(name):
            return field
    return "leave_out" if group_map.properties.about is not None else "about"
