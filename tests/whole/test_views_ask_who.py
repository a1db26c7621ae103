"""A view fetches what this person may see: no page finds a record past the question who asks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings

from tests.support.rooms import code_in

ROOT = Path(settings.BASE_DIR)
VIEWS = code_in("views", "pages")
# Models that say themselves who sees which of their records.
GUARDED = {
    model.__name__ for model in apps.get_models() if hasattr(model._default_manager, "visible_to")
}
PAST_EVERYBODY = {"_base_manager", "_default_manager"}
# Where a view asks for records of such a model in another way, and why.
OTHERWISE = {
    "desk.home._officer CommunityGroup": "the groups the member is the liaison of",
    "outreach.concerns.concerns._conflict Concern": "reads anew the record that was found",
    "outreach.concerns.concerns.concern_edit Concern": "reads anew the record that was found",
    "outreach.concerns.handovers._found Concern": "those who take it out of the house, who may not read it",
    "outreach.concerns.intake._logged Concern": "the same, right after it was logged",
    "outreach.groups.groups._conflict_page CommunityGroup": "reads anew the record that was found",
    "outreach.groups.groups._where CommunityGroup": "every reader of one group reads all of them",
    "outreach.imports.imports.import_detail ImportFile": "whoever brings in sees all that came in",
    "portal.surveys._public Survey": "citizens are nobody, and see what is open",
    "programs.evaluations.evaluations._kept Job": "how far the PDF of the record is that was found",
    "programs.catalogue.writing._conflict_page Program": "reads anew the record that was found",
    "programs.catalogue.writing._form_page Program": "reads anew the record that was found",
    "reports.reading._heading Job": "how far the PDF of the record is that was found",
    "reports.reading.report_verify Job": "whether a PDF of the record was made",
    "surveys.results.results Survey": "the record that was found, counted",
    "surveys.questionnaires.surveys._conflict_page Survey": "reads anew the record that was found",
    "surveys.questionnaires.surveys.survey_detail Survey": "the record that was found, counted",
    "surveys.wishes.wishes._counted ContactWish": "counts alone, for the accreditation manager (row 33)",
}


def asked() -> Iterator[tuple[str, str, str]]:
    """(function, model, the first thing its manager is asked) for every manager in a view."""
    for path in VIEWS:
        room, *inside = path.relative_to(ROOT).with_suffix("").parts
        module = ".".join([room, *(part for part in inside if part not in ("views", "pages"))])
        for part in ast.parse(path.read_text()).body:
            within = getattr(part, "name", "module")
            for found in ast.walk(part):
                if isinstance(found, ast.Attribute) and isinstance(found.value, ast.Attribute):
                    manager = found.value
                    if manager.attr == "objects" and isinstance(manager.value, ast.Name):
                        yield f"{module}.{within}", manager.value.id, found.attr


def test_a_view_asks_for_what_its_member_may_see():
    past = {f"{where} {model}" for where, model, how in asked() if how != "visible_to"}

    assert {one for one in past if one.split()[1] in GUARDED} == set(OTHERWISE)
    assert {model for _, model, how in asked() if how == "visible_to"} <= GUARDED
    assert len(GUARDED) > 10  # the walk found the models


def test_no_view_goes_past_the_managers():
    used = {(path, one) for path in VIEWS for one in PAST_EVERYBODY if one in path.read_text()}

    assert used == set()
    assert len(VIEWS) > 50
