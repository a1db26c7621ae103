"""The contract of floor 6 for what is written beside records: whatever somebody does with a restricted
concern, by pages and by jobs, the log, its file, the inbox and the state of the system say the same to
the member it names as if it had not been done.

Each part is done by a browser's requests, since what they note beside the step is what told of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from jobs.models import Job
from jobs.running import NotDone, run_now
from outreach.concerns.permissions import may_have_sheet
from outreach.concerns.workflows import actions, concerns
from outreach.models import Action, Concern
from personnel.models import Member
from personnel.roles import Role
from policies.models import Category
from tests.support.factories import NOON, log_concern, make_member
from tests.support.undone import undone
from tests.whole.test_two_worlds import FRESH, told

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BORN = "Born 03/04/1981. The major stopped him."
READ = (
    "/audit/",
    "/audit/?outcome=refused",
    "/audit/export/",
    "/inbox/",
    "/operations/",
    "/readyz",
)
# Words for records and requests: each is another by chance, and none carries an order.
WORDS = re.compile(r"\b[0-9a-f]{12}\b")


class People:
    """Who works on a concern that names `accused`, and who else is there."""

    def __init__(self, accused: str) -> None:
        self.accused = make_member(accused)
        self.chief = (
            make_member(Role.CHIEF) if accused != Role.CHIEF else make_member(Role.COMMANDER)
        )
        self.officer, self.other = (make_member(Role.COMMUNITY_OFFICER) for _ in range(2))
        self.sergeant = make_member(Role.UNIT_SUPERVISOR)
        # Signing in is told of by itself, and happens before.
        self.browsers = {
            member.pk: browser(member)
            for member in (self.accused, self.chief, self.officer, self.other, self.sergeant)
        }

    def browser(self, member: Member) -> Client:
        return self.browsers[member.pk]

    def concern(self) -> Concern:
        return log_concern(self.officer, restricted=True, about_member=self.accused)


@pytest.fixture(params=[Role.COMMANDER, Role.CHIEF])
def people(request, kinston) -> Iterator[People]:
    with time_machine.travel(NOON, tick=False):
        yield People(request.param)


def browser(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def sent(client: Client, address: str, **typed: Any) -> Any:
    """The form at `address`, and a second time with “save it as it is” where it asks."""
    answer = client.post(address, typed)
    as_it_is = re.findall(r'name="as_it_is"[^>]*?value="([0-9a-f]+)"', answer.text)
    return client.post(address, typed | {"as_it_is": as_it_is}) if as_it_is else answer


def intake(accused: Member | None, key: object, said: str) -> dict[str, Any]:
    about = {"about_member": accused.pk, "restricted": "on"} if accused else {}
    usual = {"category": Category.objects.get(key="traffic").pk, "channel": "patrol", "draft": key}
    return about | usual | {"said": said}


def logged_with_marked_words(people: People) -> None:
    typed = intake(people.accused, uuid4(), BORN)
    answer = sent(people.browser(people.officer), reverse("outreach:concern-new"), **typed)
    assert answer.status_code == 303
    assert Entry.objects.filter(action="personnel.marked.saved_as_it_is").exists()


def logged_twice_and_saved_late(people: People) -> None:
    client, key = people.browser(people.officer), uuid4()
    new = reverse("outreach:concern-new")
    assert sent(client, new, **intake(people.accused, key, "Rude.")).status_code == 303
    assert sent(client, new, **intake(people.accused, key, "Very rude.")).status_code == 409
    late = client.post(reverse("outreach:concern-draft"), {"draft": key, "said": "Rude."})
    assert late.status_code == 409


def logged_under_somebody_elses_key(people: People) -> None:
    key = log_concern(people.other).submission
    typed = intake(people.accused, key, BORN)
    answer = sent(people.browser(people.officer), reverse("outreach:concern-new"), **typed)
    assert answer.status_code == 409


def refused_on_its_page(people: People) -> None:
    concern, client = people.concern(), people.browser(people.chief)
    for page in ("review", "close", "reopen", "referral-outcome"):
        address = reverse(
            f"outreach:{'concern-' if '-' not in page else ''}{page}", args=[concern.number]
        )
        sent(client, f"{address}?once={uuid4()}", note=BORN, outcome=BORN)
    assert Entry.objects.filter(outcome=Entry.Outcome.REFUSED).exists()


def an_effort_with_marked_words(people: People) -> None:
    address = reverse("outreach:concern-effort", args=[people.concern().number])
    sent(people.browser(people.chief), f"{address}?once={uuid4()}", text=BORN, note=BORN)
    assert Entry.objects.filter(action="personnel.marked.saved_as_it_is").exists()


def a_sheet_was_made(people: People) -> None:
    address, client = (
        reverse("outreach:concern-sheet", args=[people.concern().number]),
        people.browser(people.chief),
    )
    client.get(address)
    run_now(Job.objects.latest("queued_at"))
    assert client.get(address).headers["Content-Type"] == "application/pdf"


def a_sheet_waits(people: People) -> None:
    people.browser(people.chief).get(
        reverse("outreach:concern-sheet", args=[people.concern().number])
    )
    Job.objects.update(queued_at=timezone.now() - timedelta(hours=3))


def a_sheet_was_refused_and_tried_again(people: People) -> None:
    client = people.browser(people.chief)
    client.get(reverse("outreach:concern-sheet", args=[people.concern().number]))
    job = Job.objects.latest("queued_at")
    client.post(reverse("jobs:job-try-again", args=[job.pk + 1]))
    Member.objects.filter(pk=people.chief.pk).update(is_active=False)
    with pytest.raises(NotDone):
        run_now(job)
    Member.objects.filter(pk=people.chief.pk).update(is_active=True)
    people.browser(people.chief).post(reverse("jobs:job-try-again", args=[job.pk]))


def a_personnel_matter(people: People) -> None:
    matter = actions.recommend(
        people.concern(),
        by=people.chief,
        at=timezone.now(),
        kind=Action.Kind.PERSONNEL,
        what="Talk to her",
        owner=people.chief,
        due_on=NOON.date() + timedelta(days=9),
    )
    address = reverse("outreach:action-progress", args=[matter.concern.number, matter.pk])
    sent(people.browser(people.chief), f"{address}?once={uuid4()}", note=BORN, status="started")


def a_notice_was_opened_by_who_left(people: People) -> None:
    concern = people.concern()
    notice = people.chief.notices.filter(url=concern.get_absolute_url()).first()
    client = people.browser(people.other)
    client.get(reverse("desk:notice-open", args=[notice.pk if notice else -5]))


PARTS: tuple[Callable[[People], None], ...] = (
    logged_with_marked_words,
    logged_twice_and_saved_late,
    logged_under_somebody_elses_key,
    refused_on_its_page,
    an_effort_with_marked_words,
    a_sheet_was_made,
    a_sheet_waits,
    a_sheet_was_refused_and_tried_again,
    a_personnel_matter,
    a_notice_was_opened_by_who_left,
)


def something_ordinary(people: People) -> None:
    """Comes after it, so that a number that skipped one would show."""
    concern = log_concern(people.other, said="Cars speed on Main Street.")
    client = people.browser(people.sergeant)
    client.get(reverse("outreach:concern-sheet", args=[concern.number]))
    run_now(Job.objects.get(asked_by=people.sergeant))
    sent(
        people.browser(people.other),
        reverse("outreach:concern-draft"),
        draft=concern.submission,
        said="x",
    )
    concerns.note_effort(concern, by=people.other, at=timezone.now(), text="Looked.")


def read_by(client: Client) -> dict[str, str]:
    found = {}
    for address in READ:
        with undone():
            answer = client.get(address)
            body = answer.getvalue().decode(errors="replace")
        found[address] = WORDS.sub("…", FRESH.sub("…", f"{answer.status_code} {body}"))
    return found


def read_after_something_ordinary(people: People) -> dict[str, str]:
    """What the accused reads a while after what everybody may know of."""
    with time_machine.travel(NOON + timedelta(minutes=13), tick=False):
        something_ordinary(people)
    with time_machine.travel(NOON + timedelta(minutes=19), tick=False):
        return read_by(people.browser(people.accused))


@pytest.mark.parametrize("part", PARTS)
def test_the_accused_reads_the_same_whether_it_was_done_or_not(people, part):
    ordinary_key_needed = part is logged_under_somebody_elses_key
    with undone():
        if ordinary_key_needed:
            with time_machine.travel(NOON + timedelta(minutes=7), tick=False):
                log_concern(people.other)
        without = read_after_something_ordinary(people)
    with undone():
        before = Entry.objects.count()
        # At a moment of its own: a page that told the time of what came last would tell this one.
        with time_machine.travel(NOON + timedelta(minutes=7), tick=False):
            part(people)
        assert Entry.objects.count() > before
        with_it = read_after_something_ordinary(people)

    for address, body in without.items():
        assert told(body, with_it[address]) == "", address


def test_who_may_know_of_it_reads_all_of_it(people):
    """The other side: hiding everything would pass the test above."""
    logged_with_marked_words(people)

    answer = people.browser(people.chief).get("/audit/export/").getvalue().decode()

    assert "personnel.marked.saved_as_it_is" in answer
    assert Concern.objects.latest("logged_at").number in answer
    assert not may_have_sheet(people.accused, Concern.objects.latest("logged_at").pk, NOON)
