"""A list begins one line below its search: what is asked for less is folded."""

from __future__ import annotations

import pytest
from django.urls import reverse

from personnel.roles import Role
from tests.support.databases import on_one_database
from tests.support.factories import make_group, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), on_one_database]

LISTS = ("outreach:concerns", "outreach:groups")


def test_the_filters_of_a_list_take_one_line_on_a_desk(open_browser, officer, concern):
    make_group(name="Northgate Watch")
    page = open_browser(make_member(Role.UNIT_SUPERVISOR))
    page.set_viewport_size({"width": 1280, "height": 900})

    for name in LISTS:
        page.goto(reverse(name))
        assert page.locator(".li-filter").bounding_box()["height"] < 60, name
