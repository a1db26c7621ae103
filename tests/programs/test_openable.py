"""What is counted in a frozen figure leads to its record only where its reader may open it."""

from pathlib import Path
from re import findall

import pytest
from django.conf import settings
from django.urls import reverse

from personnel.roles import Role
from programs.openable import PAGES, openable_by
from tests.support.evaluations import decided, promise
from tests.support.factories import file_brief, log_concern, make_member
from tests.support.surveys import make_survey


def test_every_page_that_a_frozen_list_links_to_is_known():
    code = (
        path.read_text()
        for room in ("programs", "reports")
        for path in Path(settings.BASE_DIR, room).rglob("*.py")
        if path.name != "redacting.py"  # looks for links to a record, and makes no list
    )
    linked = {name for text in code for name in findall(r'\blink="([\w:]+)"', text)}

    assert linked == set(PAGES)


def test_only_what_one_may_see_is_openable(officer, unit):
    seen, hidden = log_concern(officer), log_concern(officer, restricted=True)
    chief = make_member(Role.CHIEF)
    records = {"link": "outreach:concern", "link_by": 1}
    rows = [(1, seen.number), (2, hidden.number)]

    assert openable_by(officer, records, rows) == {seen.number}
    assert openable_by(chief, records, rows) == {seen.number, hidden.number}


def test_a_list_without_pages_has_none(officer):
    assert openable_by(officer, {"link": "", "link_by": 0}, [(1, "x")]) == set()


@pytest.mark.parametrize("link", sorted(PAGES))
def test_who_reads_no_content_opens_nothing(link, program, officer, commander):
    log_concern(officer)
    file_brief(officer)
    make_survey(officer)
    decided(program, officer, commander, judgement="modify", promises=(promise(officer),))
    model, field = PAGES[link]
    rows = list(model.objects.values_list(field))
    records = {"link": link, "link_by": 0}
    pages = {one.get_absolute_url() for one in model.objects.all()}

    assert {reverse(link, args=row) for row in rows} == pages
    assert openable_by(commander, records, rows) == {value for (value,) in rows} != set()
    assert openable_by(make_member(Role.ADMINISTRATOR), records, rows) == set()
