"""What holds for every answer, whichever page gives it."""

import pytest
from django.urls import reverse


@pytest.mark.parametrize("asked", ["desk:home", "outreach:concerns", "reports:reports"])
def test_what_a_member_sees_is_stored_nowhere(client, officer, asked):
    client.force_login(officer)

    response = client.get(reverse(asked))

    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("address", ["/concerns/%00/", "/concerns/?q=a%00b", "/reports/?kind=%00"])
def test_an_address_with_a_nul_is_refused_in_plain_words(client, officer, address):
    client.force_login(officer)

    response = client.get(address)

    assert response.status_code == 400
    assert "incident" in response.content.decode().lower()


def test_every_page_says_what_it_may_load(client, officer):
    client.force_login(officer)

    policy = client.get(reverse("desk:home")).headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
