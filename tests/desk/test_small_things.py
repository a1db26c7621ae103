"""What is read in passing: a count beside the bell, a button read aloud, a search nobody may use."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from desk.waiting.items import WaitingItem
from personnel.notices import tell
from tests.support.factories import NOON, log_concern
from tests.support.factors import shown_again

BELL = re.compile(r'<a class="li-band-btn" href="/inbox/">.*?</a>', re.DOTALL)


def page(member, path="/") -> str:
    client = Client()
    client.force_login(member)
    return client.get(path).text


def test_the_bell_has_its_count_at_every_width(officer):
    tell([officer], "One.", url="/", key="one")

    [bell] = BELL.findall(page(officer))

    shown = '<span data-count="1" data-among="new">1</span>'
    assert f'<span class="li-band-count" aria-hidden="true">{shown}' in bell
    assert "Notices, 1 new" in bell
    assert not re.search(r"d-none|d-\w+-", bell)


def test_the_administrator_is_offered_no_search(administrator, officer):
    assert "/search/" not in page(administrator)
    assert "/search/" in page(officer)


@pytest.mark.parametrize("name", ["account_change_password", "outreach:concern-new"])
def test_no_list_has_an_empty_point(officer, name):
    client = Client()
    client.force_login(officer)
    shown_again(client, officer)
    answer = client.get(reverse(name), follow=True)

    assert answer.status_code == 200
    assert not re.search(r"<li[^>]*>\s*</li>", answer.text)


def test_a_button_is_not_read_aloud_with_its_own_words_twice():
    item = WaitingItem("answer", "Answer: Cars speed", "", "/", "Answer")

    assert item.spoken == "Cars speed"


def test_a_rows_button_is_read_aloud_once(officer):
    log_concern(officer, at=NOON)

    read = " ".join(re.sub(r"<[^>]+>", " ", page(officer, "/waiting/")).split())

    assert "Answer : Cars speed" in read or "Answer: Cars speed" in read
    assert "Answer: Answer:" not in read
    assert "Answer : Answer:" not in read
