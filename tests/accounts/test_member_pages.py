"""The pages on which accounts are kept."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.particulars import AddressTaken
from accounts.tasks import mail_letters
from accounts.workflows import members as workflow
from accounts.workflows import proposals
from personnel.models import AccountProposal, Division, Member
from personnel.roles import Role
from tests.support.accounts import approve, confirmed
from tests.support.factories import NOON, make_member

MEMBERS = "personnel:members"
TYPED = {"name": "Nia Cole", "rank": "Sgt.", "email": "nia@example.org", "role": Role.ANALYST}


def page_of(name, *parts):
    return reverse(f"personnel:{name}", args=parts)


def titles(answer):
    return re.findall(r'li-row-title"><a[^>]*>([^<]+)', answer.text)


def test_the_list_shows_who_serves_and_who_left(desk, administrator, officer, chief):
    workflow.disable(officer, by=administrator, at=NOON)

    serving, left = desk.get(reverse(MEMBERS)), desk.get(reverse(MEMBERS), {"view": "left"})

    assert titles(serving) == ["Sam Osei", "Chief Helen Varga"]
    assert titles(left) == ["Officer Tessa Lindgren"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "lindgren"}, ["Officer Tessa Lindgren"]),
        ({"q": "tessa LIND"}, ["Officer Tessa Lindgren"]),
        ({"q": "varga%"}, []),
        ({"role": "chief"}, ["Chief Helen Varga"]),
        ({"q": "lindgren", "role": "chief"}, []),
        ({"role": "sheriff"}, ["Officer Tessa Lindgren", "Sam Osei", "Chief Helen Varga"]),
        ({"view": "everyone"}, ["Officer Tessa Lindgren", "Sam Osei", "Chief Helen Varga"]),
        ({"q": "x" * 300}, ["Officer Tessa Lindgren", "Sam Osei", "Chief Helen Varga"]),
    ],
)
def test_the_list_is_narrowed_by_words_and_role(desk, officer, chief, asked, found):
    assert titles(desk.get(reverse(MEMBERS), asked)) == found


def test_the_list_turns_pages_with_its_filters(desk):
    for n in range(26):
        make_member(name=f"Page Turner{n:02}")

    first = desk.get(reverse(MEMBERS), {"q": "turner"})
    second = desk.get(reverse(MEMBERS), {"q": "turner", "page": 2})

    assert len(titles(first)) == 25
    assert titles(second) == ["Officer Page Turner25"]
    assert "q=turner&amp;page=2" in first.text


def queries_of_the_list(desk):
    with CaptureQueriesContext(connection) as queries:
        desk.get(reverse(MEMBERS))
    return len(queries)


def test_the_list_asks_as_often_with_thirty_members(desk):
    desk.get(reverse(MEMBERS))
    few = queries_of_the_list(desk)
    for _ in range(24):
        make_member()

    assert queries_of_the_list(desk) == few


def test_a_new_member_is_proposed_and_the_link_is_mailed_after(desk, supervisor):
    answer = desk.post(page_of("member-new"), TYPED, follow=True)

    proposal = AccountProposal.objects.get()
    assert answer.redirect_chain == [(page_of("proposal", proposal.pk), 302)]
    assert not Member.objects.filter(email="nia@example.org").exists()
    link = approve(proposal, supervisor)
    assert proposal.member.full_name == "Sgt. Nia Cole"
    assert "no-store" in answer["Cache-Control"]
    assert "password/reset/key" not in desk.get(page_of("member", proposal.member.pk)).text
    assert "password/reset/key" not in desk.get(page_of("proposal", proposal.pk)).text
    mail_letters()
    [sent] = [one for one in mail.outbox if one.to == ["nia@example.org"]]
    assert link in sent.body


def test_a_mail_server_that_is_down_keeps_nobody_waiting(desk, supervisor, settings):
    settings.EMAIL_BACKEND = "tests.accounts.test_letters.NoServer"
    desk.post(page_of("member-new"), TYPED)

    approve(AccountProposal.objects.get(), supervisor)

    with pytest.raises(ConnectionRefusedError):
        mail_letters()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail_letters()
    assert mail.outbox[0].to == ["nia@example.org"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "OFFICER@example.org"}, "Somebody signs in with this address already."),
        ({"email": "nia at home"}, "Enter a valid email address"),
        ({"name": ""}, "Fill in “Name”"),
        ({"name": "Nia\u202e Cole"}, "right-to-left override"),
        ({"role": "sheriff"}, "Select a valid choice"),
        ({"role": Role.DIVISION_SUPERVISOR}, "Choose the division this supervisor answers for."),
        ({"division": "99999"}, "Select a valid choice"),
    ],
)
def test_a_refused_account_says_why_and_keeps_what_was_typed(desk, unit, typed, said):
    make_member(email="officer@example.org")
    before = Member.objects.count()

    answer = desk.post(page_of("member-new"), TYPED | {"rank": "Det. Sgt."} | typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert "Det. Sgt." in answer.text
    assert Member.objects.count() == before


def test_an_address_taken_meanwhile_comes_back_to_the_form(desk, monkeypatch):
    def taken(*args, **facts):
        raise AddressTaken

    monkeypatch.setattr(proposals, "add", taken)

    answer = desk.post(page_of("member-new"), TYPED)

    assert answer.status_code == 422
    assert "Somebody signs in with this address already." in answer.text


def test_an_edited_account_is_proposed_where_it_takes_two(desk, officer, unit, commander):
    patrol = Division.objects.exclude(pk=unit.pk).first()
    typed = TYPED | {"role": Role.DIVISION_SUPERVISOR, "division": patrol.pk}

    answer = desk.post(page_of("member-edit", officer.pk), typed, follow=True)

    proposal = AccountProposal.objects.get()
    officer.refresh_from_db()
    assert answer.redirect_chain == [(page_of("proposal", proposal.pk), 302)]
    assert "A changed address takes two people." in answer.text
    assert officer.full_name == "Officer Tessa Lindgren"
    approve(proposal, commander)
    confirmed(officer)
    assert officer.full_name == "Sgt. Nia Cole"
    assert (officer.email, officer.division) == ("nia@example.org", patrol)
    assert officer.role == Role.DIVISION_SUPERVISOR


def test_the_own_account_is_edited_but_for_its_role(desk, administrator):
    page = desk.get(page_of("member-edit", administrator.pk))
    typed = {"name": "Samuel Osei", "email": administrator.email}

    answer = desk.post(page_of("member-edit", administrator.pk), typed)

    administrator.refresh_from_db()
    assert re.search(r"<select[^>]*name=\"role\"[^>]*disabled", page.text)
    assert answer.status_code == 302
    assert administrator.name == "Samuel Osei"


def test_the_own_page_says_why_its_steps_are_closed(desk, administrator):
    page = desk.get(page_of("member", administrator.pk)).text

    assert "Another administrator closes your account." in page
    assert "You change your own password in the menu" in page


def test_closing_an_account_is_asked_first_and_says_what_follows(desk, supervisor):
    asked = desk.get(page_of("member-disable", supervisor.pk))
    supervisor.refresh_from_db()
    assert supervisor.is_active
    assert "Community Services Unit is left without Sgt. Baptiste" in asked.text

    answer = desk.post(page_of("member-disable", supervisor.pk), follow=True)

    supervisor.refresh_from_db()
    assert not supervisor.is_active
    assert "Sgt. Owen Baptiste cannot sign in any more." in answer.text
    assert "Propose to open it again" in answer.text


def test_an_account_is_proposed_to_be_opened_again(desk, administrator, officer):
    workflow.disable(officer, by=administrator, at=NOON)
    asked = desk.get(page_of("member-enable", officer.pk))

    answer = desk.post(page_of("member-enable", officer.pk), follow=True)

    officer.refresh_from_db()
    assert "serves as community officer again" in asked.text
    assert "comes true when it is approved" in answer.text
    assert not officer.is_active


def test_a_new_link_is_asked_first_and_says_what_it_ends(desk, officer):
    asked = desk.get(page_of("member-link", officer.pk))
    desk.post(page_of("member-link", officer.pk), follow=True)

    officer.refresh_from_db()
    assert officer.has_usable_password()
    assert "the password and every session end" in asked.text
    assert AccountProposal.objects.get().member == officer


@pytest.mark.parametrize("verb", ["disable", "link"])
def test_a_step_on_a_closed_account_answers_409(desk, administrator, officer, verb):
    workflow.disable(officer, by=administrator, at=NOON)

    for answer in (
        desk.get(page_of(f"member-{verb}", officer.pk)),
        desk.post(page_of(f"member-{verb}", officer.pk)),
    ):
        assert answer.status_code == 409
        assert page_of("member", officer.pk) in answer.text


def test_who_does_not_exist_is_not_found(desk):
    names = ["member", "member-edit", "member-disable", "member-enable", "member-link"]

    assert {desk.get(page_of(name, 99999)).status_code for name in names} == {404}


def test_a_name_is_written_as_text(desk):
    member = make_member(name="<b>Bo</b> <i>Lee</i>")

    for name in ("member", "member-edit", "member-disable"):
        assert "<i>Lee" not in desk.get(page_of(name, member.pk)).text
    assert "<i>Lee" not in desk.get(reverse(MEMBERS)).text


def test_a_division_names_who_answers_for_it(desk, unit):
    sergeant = make_member(Role.UNIT_SUPERVISOR, name="Owen Baptiste", rank="Sgt.")
    major = make_member(Role.COMMANDER, name="Renee Calloway", rank="Maj.")
    typed = {"name": "Outreach", "supervisor": sergeant.pk, "commander": major.pk}

    desk.post(page_of("division-edit", unit.pk), typed)

    page = desk.get(page_of("divisions")).text
    assert all(words in page for words in ("Outreach", "Sgt. Baptiste", "Maj. Calloway"))


def test_a_division_keeps_a_name(desk, unit):
    answer = desk.post(page_of("division-edit", unit.pk), {"name": "  "})

    assert answer.status_code == 422
    assert "Fill in “Name of the division”" in answer.text
