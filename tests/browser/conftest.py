"""Browsers for the journeys: each fails on a console error, a page error or a CSP violation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from personnel.models import Member
from tests.support.factories import PASSWORD

AXE = (Path(__file__).parent.parent / "vendor/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# All that axe has to say is megabytes; the way out of the browser costs more than the looking.
# What lies half behind the band while the page still scrolls is no finding.
FINDINGS = """async rules => {
  const scrolls = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (let at; scrolls && at !== window.scrollY;) {
    at = window.scrollY;
    await new Promise(done => setTimeout(done, 50));
  }
  const { violations } =
    await axe.run({ runOnly: rules, resultTypes: ["violations"], preload: false });
  return violations.map(one => [one.id, one.nodes.slice(0, 3).map(it => it.html.slice(0, 160))]);
}"""
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
WATCH = """document.addEventListener("securitypolicyviolation", event =>
  console.error("CSP", event.violatedDirective, event.blockedURI, event.sourceFile))"""


@pytest.fixture
def open_browser(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Opens a browser signed in as a member, as a phone or at a desk."""
    opened: list[tuple[Page, list[str]]] = []

    def signed_in(member: Member, *, phone: bool = False, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=PHONE if phone else DESK,
            has_touch=phone,
            color_scheme="dark" if dark else "light",
        )
        page = context.new_page()
        problems: list[str] = []
        page.on("console", lambda said: is_a_problem(said) and problems.append(said.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.add_init_script(WATCH)
        types_password(page, member)
        page.wait_for_url(f"{live_server.url}/")
        opened.append((page, problems))
        return page

    yield signed_in
    found = [problem for _, problems in opened for problem in problems]
    for page, _ in opened:
        page.context.close()
    assert not found, found


def is_a_problem(said: ConsoleMessage) -> bool:
    """Whether the console names a fault. A form that comes back with errors is answered 422, one
    that came with very many others 429, and the browser says so."""
    meant = ("status of 422", "status of 429")
    return said.type == "error" and not any(one in said.text for one in meant)


def types_password(page: Page, member) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(member.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def accessibility_findings(page: Page) -> list[tuple[str, list[str]]]:
    """What axe-core finds on the page as it stands: (rule, the elements)."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE + "\n;undefined")
    return page.evaluate(FINDINGS, RULES)


def scrolls_sideways(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
