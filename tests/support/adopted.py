"""A department under Kinston's pack in every test, adopted once and copied from then on."""

from __future__ import annotations

from copy import copy

from django.db.models import Model

from audit.noting import note
from personnel.models import Division
from policies.adoption import adopt
from policies.models import Category, Department, PolicyVersion, Topic
from policies.packs import load_pack

LEFT: list[list[Model]] = []


def kinston() -> PolicyVersion:
    """What adopting leaves in an empty database; the first time by adopting."""
    if not LEFT:
        version = adopt(load_pack("kinston"))
        kinds = (Department, Division, Category, Topic, PolicyVersion)
        LEFT.extend([list(kind._default_manager.all()) for kind in kinds])
        return version
    for rows in LEFT:
        type(rows[0])._default_manager.bulk_create(_anew(row) for row in rows)
    version = PolicyVersion.objects.get()
    note("policies.adoption.adopt", version)
    return version


def _anew(row: Model) -> Model:
    new = copy(row)
    new.pk, new._state = None, copy(row._state)
    new._state.adding, new._state.fields_cache = True, {}
    return new
