"""What the gates cost a page and a post, and what the audit log costs a write.

    python benchmarks/pages.py [--rounds 40]

Asks the same views with all middleware and with none but those that know who is signed in, in
turns, in one process, on a new SQLite database in a temporary folder (or the one of DATABASE_URL,
which has to be empty). Then takes the same step with the log and with a log that writes nothing.
Prints medians of the processor's time and their ratios; goal: the log adds less than a fifth.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
KNOWING = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
CONCERNS = 500
PAGES = ("/", "/concerns/", "/concerns/new/", "/reports/", "/policy/")

Work = Callable[[], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder:
        os.environ |= {"DATA_DIR": folder, "DEMO": "1"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        measure(rounds)


def measure(rounds: int) -> None:
    officer = furnish()
    print(f"{'':40} bare ms  whole ms  ratio")
    for page in PAGES:
        told(page, *in_turns(rounds, asking(officer, page, KNOWING), asking(officer, page, None)))
    post = in_turns(rounds, posting(officer, KNOWING), posting(officer, None))
    told("POST /concerns/new/", *post)
    print(f"\n{'':40} without  with ms   ratio")
    without, with_log = in_turns(rounds, logging_without(officer), logging(officer))
    told("a concern logged by its workflow", without, with_log)
    told(
        "a concern logged by its page",
        *in_turns(rounds, posting_without(officer), posting(officer, None)),
    )


def told(what: str, few: float, many: float) -> None:
    print(f"{what:40} {few * 1000:7.2f}  {many * 1000:8.2f}  {many / few:5.2f}")


def in_turns(rounds: int, one: Work, other: Work) -> tuple[float, float]:
    """Medians of both, in seconds of the processor; the first of each does not count."""
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds + 1):
        for times, work in zip(found, (one, other), strict=True):
            begun = time.process_time()
            work()
            times.append(time.process_time() - begun)
    first, second = (statistics.median(times[1:]) for times in found)
    return first, second


def furnish() -> object:
    from django.core.management import call_command
    from django.utils import timezone

    from outreach.concerns.workflows.intake import log
    from personnel.models import Division, Member
    from personnel.roles import Role
    from policies.adoption import adopt
    from policies.packs import load_pack

    call_command("migrate", verbosity=0)
    adopt(load_pack("kinston"))
    unit = Division.objects.get(is_unit=True)
    officer = Member.objects.create_user(
        "officer@example.org", name="Casey Sample", role=Role.COMMUNITY_OFFICER, division=unit
    )
    for _ in range(CONCERNS):
        log(intake(), by=officer, at=timezone.now())
    return officer


def intake() -> object:
    from outreach.concerns.workflows.intake import Intake
    from policies.models import Category

    return Intake(said="Cars race past the school.", category=Category.objects.order_by("pk")[0])


def client_of(officer: object, middleware: list[str] | None) -> tuple[object, object]:
    """A client signed in, and the settings it asks under."""
    from django.conf import settings
    from django.test import Client, override_settings

    client = Client()
    client.force_login(officer)
    return client, override_settings(
        MIDDLEWARE=middleware or settings.MIDDLEWARE, ALLOWED_HOSTS=["testserver"]
    )


def asking(officer: object, page: str, middleware: list[str] | None) -> Work:
    client, under = client_of(officer, middleware)

    def ask() -> None:
        with under:
            answer = client.get(page)
        assert answer.status_code == 200, (page, answer.status_code)

    return ask


def posting(officer: object, middleware: list[str] | None) -> Work:
    from policies.models import Category

    client, under = client_of(officer, middleware)
    typed = {
        "said": "Cars race past the school.",
        "category": Category.objects.order_by("pk")[0].pk,
        "channel": "patrol",
    }

    def post() -> None:
        with under:
            answer = client.post("/concerns/new/", typed | {"draft": str(uuid4())})
        assert answer.status_code == 303, answer.status_code

    return post


def logging(officer: object) -> Work:
    from django.utils import timezone

    from outreach.concerns.workflows.intake import log

    return lambda: log(intake(), by=officer, at=timezone.now())


def logging_without(officer: object) -> Work:
    return _unnoted(logging(officer))


def posting_without(officer: object) -> Work:
    return _unnoted(posting(officer, None))


def _unnoted(work: Work) -> Work:
    """The same work beside a log whose entries are made and not written."""
    from audit.models import Entry

    def unnoted() -> None:
        save, Entry.save = Entry.save, lambda *given, **facts: None  # type: ignore[method-assign]
        try:
            work()
        finally:
            Entry.save = save  # type: ignore[method-assign]

    return unnoted


if __name__ == "__main__":
    main()
