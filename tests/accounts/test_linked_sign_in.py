"""An account of the provider is linked once, with a link that was handed over."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.provider import Identity
from accounts.workflows import members as accounts
from accounts.workflows import proposals
from accounts.workflows import signing_in as workflow
from personnel.models import AccountProposal, LinkedSignIn, Notice
from personnel.roles import Role
from tests.support.accounts import approve
from tests.support.factories import NOON, make_member
from tests.support.factors import is_in
from tests.support.fake_provider import TENANT
from tests.support.single_sign_on import signs_in


def opened_link(member, administrator):
    """Proposed by the administrator, approved by a commander made for it."""
    proposal = proposals.open_link(member, by=administrator, at=timezone.now())
    commander = make_member(Role.COMMANDER)
    return approve(proposal, commander, at=timezone.now()).removeprefix("http://testserver")


def test_a_handed_over_link_links_once(provider, tessa, administrator, commander):
    link = opened_link(tessa, administrator)

    answer, client = signs_in(provider, begin=link, sub="subject-7")
    second, other = signs_in(provider, begin=link, sub="subject-8")

    assert answer.url == "/"
    assert is_in(client)
    assert "used already" in second.text
    assert not is_in(other)
    kept = LinkedSignIn.objects.get()
    assert (kept.subject, kept.tenant, kept.key_digest) == ("subject-7", TENANT, "")
    assert Notice.objects.filter(to=tessa, text__contains="linked a sign-in").exists()


def test_a_link_ends_after_three_days(provider, tessa, administrator):
    link = opened_link(tessa, administrator)
    LinkedSignIn.objects.update(until=timezone.now())

    answer, _ = signs_in(provider, begin=link)

    assert "older than 72 hours" in answer.text


def test_one_subject_is_one_member(provider, linked, administrator):
    link = opened_link(make_member(), administrator)

    answer, client = signs_in(provider, begin=link)

    assert "linked to somebody else" in answer.text
    assert not is_in(client)


def test_the_wrong_tenant_links_nothing(provider, tessa, administrator):
    link = opened_link(tessa, administrator)

    signs_in(provider, begin=link, tid="tenant-b")

    assert not LinkedSignIn.objects.made().exists()


def test_the_administrator_proposes_the_link_and_ends_it(
    provider, desk, administrator, tessa, chief
):
    page = reverse("personnel:member-single-sign-on", args=[tessa.pk])
    other = Client()
    other.force_login(administrator)
    assert other.get(page).url.startswith(reverse("account_reauthenticate"))

    assert "signs in with Northgate sign-in is" in desk.get(page).text
    shown = desk.post(page, follow=True).text
    assert not LinkedSignIn.objects.exists()
    link = approve(AccountProposal.objects.get(), chief, at=timezone.now())
    assert "/accounts/single-sign-on/link/" in link
    assert link not in shown
    workflow.link(
        link.partition("/link/")[2].partition("/")[0],
        Identity(provider.url, TENANT, "s", asked_factor=False),
        at=timezone.now(),
    )
    desk.post(page)
    assert not LinkedSignIn.objects.exists()


def test_nobody_links_the_own_account(provider, administrator):
    with pytest.raises(Exception, match="Another administrator"):
        proposals.open_link(administrator, by=administrator, at=NOON)


def test_a_closed_account_keeps_no_linked_sign_in(provider, linked, administrator):
    accounts.disable(linked, by=administrator, at=NOON)

    answer, client = signs_in(provider)

    assert not LinkedSignIn.objects.exists()
    assert answer.status_code == 403
    assert not is_in(client)
