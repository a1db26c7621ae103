"""What the pages of a demo cut off, for every role at nine widths.

    DATA_DIR=~/town python benchmarks/widths.py [--each 2] [--minutes 20] [--roles chief officer]

Takes a demo that `./run demo` or `manage.py demo PACK` has built, serves it to a browser of its
own (Chromium; CHROMIUM names it) and goes, as each role, wherever links lead: `--each` pages of
every kind. Prints how many pages and cells were measured and each part that was cut off, and
exits 1 when there is any.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# Made to be kept or printed, or somebody's way out: no pages of the desk.
NO_PAGE = re.compile(r"/(sheet|pdf|export|accounts|demo|s)/|\.csv|\.toml|as=csv")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=1, help="pages of each kind, for each role")
    parser.add_argument("--minutes", type=float, default=30, help="stop after")
    parser.add_argument("--roles", nargs="*", help="only these")
    asked = parser.parse_args()
    # The browser's driver keeps an event loop in this thread, and Django thinks it would be blocked.
    os.environ |= {"DEMO": "1", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    sys.exit(1 if measure(asked) else 0)


def measure(asked: Any) -> int:
    """Prints what was found; how many parts were cut off."""
    from playwright.sync_api import sync_playwright

    from demo.logins import demo_members

    until = time.monotonic() + asked.minutes * 60
    pages, cells, cuts = 0, 0, 0
    site = served()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for member in demo_members():
            if asked.roles and member.role not in asked.roles:
                continue
            context = browser.new_context(base_url=site, reduced_motion="reduce")
            for address, found in looked_at(signed_in(context, member), asked.each, until):
                pages, cells = pages + 1, cells + found.cells
                for width, parts in found.cut.items():
                    cuts += len(parts)
                    print(f"{member.role:22} {width:5} {address}: {parts[:3]}", flush=True)
            context.close()
        browser.close()
    print(f"{pages} pages, {cells} cells and figures measured, {cuts} cut off")
    if time.monotonic() > until:
        print(f"stopped after {asked.minutes:g} minutes: not every page was looked at")
    return cuts


def chromium() -> str | None:
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium-headless-shell") or shutil.which("chromium")


def served() -> str:
    """The address of the demo, served by threads of this process."""
    from django.core.servers.basehttp import (
        ThreadedWSGIServer,
        WSGIRequestHandler,
        get_internal_wsgi_application,
    )

    class Quiet(WSGIRequestHandler):
        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_internal_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def signed_in(context: Any, member: Any) -> Any:
    """A page of the browser on which the demo's login of `member` was used."""
    from demo.logins import PASSWORD

    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(member.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")
    return page


def looked_at(page: Any, each: int, until: float) -> Any:
    """(address, what was measured) of the pages that links lead to from the desk."""
    from playwright.sync_api import Error

    from tests.browser.measuring import measured_at_widths

    ahead, seen, of_kind = ["/"], {"/"}, Counter()
    while ahead and time.monotonic() < until:
        address = ahead.pop(0)
        try:
            page.goto(address)
        except Error:  # A file: the browser would keep it and shows nothing.
            continue
        yield address, measured_at_widths(page)
        links = page.evaluate(
            "[...document.querySelectorAll('a[href]')].map(it => it.pathname + it.search)"
        )
        for link in links:
            kind = kind_of(link)
            if kind and link not in seen and not NO_PAGE.search(link) and of_kind[kind] < each:
                of_kind[kind] += 1
                seen.add(link)
                ahead.append(link)


def kind_of(link: str) -> str:
    """The name of a page; the parts of a report are pages of their own."""
    from django.urls import Resolver404, resolve

    path, _, query = link.partition("?")
    try:
        return resolve(path).view_name + (query if query.startswith("part=") else "")
    except Resolver404:
        return ""


if __name__ == "__main__":
    main()
