"""Notices: unread first, opened once, never anybody else's."""

from datetime import timedelta

import pytest

from outreach.concerns.workflows import actions, concerns
from outreach.models import Action
from personnel.models import Notice
from personnel.notices import GATHER_FOR, mail_unmailed, tell
from personnel.roles import Role
from tests.support.factories import NOON, log_concern


def a_notice(member, text="C-2026-0001 is yours.", url="/concerns/C-2026-0001/", **facts) -> Notice:
    return Notice.objects.create(
        to=member, text=text, url=url, key=text, **{"created_at": NOON} | facts
    )


def test_unread_notices_come_first_and_then_the_newest(officer, opens):
    a_notice(officer, "Old and unread", created_at=NOON - timedelta(days=9))
    a_notice(officer, "New and read", read_at=NOON)
    a_notice(officer, "Older and read", created_at=NOON - timedelta(days=1), read_at=NOON)

    shown = [one.text for one in opens(officer, "/inbox/", view="all").context["page_obj"]]

    assert shown == ["Old and unread", "New and read", "Older and read"]


def test_what_is_new_is_shown_first_and_what_was_read_stands_under_all(officer, opens):
    a_notice(officer, "New")
    a_notice(officer, "Read", read_at=NOON)

    page = opens(officer, "/inbox/")
    assert [one.text for one in page.context["page_obj"]] == ["New"]
    assert page.context["views"] == [("new", "New", 1), ("all", "All", 2)]

    Notice.objects.update(read_at=NOON)
    assert len(opens(officer, "/inbox/").context["page_obj"]) == 2
    assert "Nothing new" in opens(officer, "/inbox/", view="new").text
    assert len(opens(officer, "/inbox/", view="elsewhere").context["page_obj"]) == 2


def test_opening_a_notice_reads_it_and_leads_to_what_it_is_about(officer, sends):
    notice = a_notice(officer)

    response = sends(officer, f"/inbox/{notice.pk}/open/")

    assert (response.status_code, response.url) == (302, "/concerns/C-2026-0001/")
    notice.refresh_from_db()
    assert notice.read_at == NOON


def test_a_notice_that_points_elsewhere_leads_to_the_inbox(officer, sends):
    notice = a_notice(officer, url="https://example.com/")

    assert sends(officer, f"/inbox/{notice.pk}/open/").url == "/inbox/"


def test_looking_at_the_inbox_reads_nothing(officer, opens):
    notice = a_notice(officer)

    opens(officer, "/inbox/")

    notice.refresh_from_db()
    assert notice.read_at is None
    assert opens(officer, f"/inbox/{notice.pk}/open/").status_code == 405


def test_one_notice_can_be_marked_as_read(officer, sends):
    first, second = a_notice(officer, "First"), a_notice(officer, "Second")

    sends(officer, f"/inbox/{first.pk}/read/")

    assert list(Notice.objects.unread()) == [second]


def test_marking_all_leaves_what_came_after_the_page_was_drawn(officer, opens, sends):
    a_notice(officer, "Seen")
    newest = opens(officer, "/inbox/").context["newest"]
    late = a_notice(officer, "Came later", created_at=NOON + timedelta(microseconds=1))

    sends(officer, "/inbox/read/", newest=newest)

    assert list(Notice.objects.unread()) == [late]


@pytest.mark.parametrize(
    "newest",
    ["", "x", "9" * 40, "-1", "2026-13-45T00:00Z", "2099-01-01T00:00", "0001-01-01T00:00+14:00"],
)
def test_a_page_that_names_no_newest_notice_marks_nothing(officer, sends, newest):
    a_notice(officer)

    assert sends(officer, "/inbox/read/", newest=newest).status_code == 302
    assert Notice.objects.unread().count() == 1


def test_nobody_reads_the_notices_of_others(officer, supervisor, opens, sends):
    notice = a_notice(officer, "For the officer")

    assert "For the officer" not in opens(supervisor, "/inbox/").content.decode()
    assert sends(supervisor, f"/inbox/{notice.pk}/open/").status_code == 404
    assert sends(supervisor, f"/inbox/{notice.pk}/read/").status_code == 404
    sends(supervisor, "/inbox/read/", newest=notice.pk)
    assert Notice.objects.unread().count() == 1


@pytest.fixture
def demoted(officer, commander):
    """Once a commander, who was told of a restricted concern and of an open one; an officer now."""
    log_concern(officer, restricted=True)
    tell([commander], "The report waits for you.", url="/reports/", key="report")
    Notice.objects.update(created_at=NOON)
    commander.role = Role.COMMUNITY_OFFICER
    commander.save()
    return commander


def test_who_leaves_command_reads_no_more_of_restricted_concerns(demoted, opens, sends):
    restricted = Notice.objects.get(command_only=True)
    page = opens(demoted, "/inbox/")

    assert [one.text for one in page.context["page_obj"]] == ["The report waits for you."]
    assert page.context["unread"] == page.context["unread_count"] == 1
    assert "R-2026" not in page.text
    assert sends(demoted, f"/inbox/{restricted.pk}/open/").status_code == 404
    assert sends(demoted, f"/inbox/{restricted.pk}/read/").status_code == 404
    restricted.refresh_from_db()
    assert restricted.read_at is None


def test_nor_is_it_mailed_to_them(demoted, mailoutbox):
    assert mail_unmailed(NOON + GATHER_FOR) == 1

    assert "The report waits for you." in mailoutbox[0].body
    assert "R-2026" not in mailoutbox[0].body


def test_who_comes_to_command_again_finds_it_again(demoted, opens):
    demoted.role = Role.CHIEF
    demoted.save()

    assert len(opens(demoted, "/inbox/").context["page_obj"]) == 2


def test_all_that_is_told_of_a_restricted_concern_is_for_command_alone(officer, commander, chief):
    concern = log_concern(officer, restricted=True)
    concerns.escalate(concern, by=commander, at=NOON, note="Above me.")
    concerns.review(concern, by=chief, at=NOON, note="So it is.")
    concerns.assign(concern, by=chief, at=NOON, to=commander)
    matter = {"by": chief, "at": NOON, "what": "Talk.", "owner": commander, "due_on": NOON.date()}
    actions.recommend(concern, kind=Action.Kind.OTHER, **matter)
    open_to_all = log_concern(officer)
    actions.recommend(open_to_all, kind=Action.Kind.PERSONNEL, **matter)
    actions.recommend(open_to_all, kind=Action.Kind.OTHER, **matter)

    told = Notice.objects.all()
    assert told.filter(command_only=True).count() == told.count() - 1 >= 5
    assert told.get(command_only=False).url == open_to_all.get_absolute_url()


def test_the_inbox_has_pages(officer, opens):
    for n in range(30):
        a_notice(officer, f"Notice {n}")

    assert len(opens(officer, "/inbox/").context["page_obj"]) == 25
    assert len(opens(officer, "/inbox/", page=2).context["page_obj"]) == 5


def test_a_role_that_changes_nothing_may_read_its_notices(auditor, administrator, sends):
    tell([auditor, administrator], "Told", url="/", key="told")

    for member in (auditor, administrator):
        notice = Notice.objects.get(to=member)
        assert sends(member, f"/inbox/{notice.pk}/open/").status_code == 302

    assert not Notice.objects.unread().exists()
