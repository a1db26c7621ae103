"""Measures what a page cuts off: each table cell, figure and interval against what holds it.

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not cut_off(page)

For any page: it needs no knowledge of what stands there.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

WIDTHS = (320, 390, 768, 1024, 1200, 1280, 1366, 1440, 1920)

# A cell is measured by its words, too: they may be wider than it. A frame that scrolls is no fault
# where the keyboard reaches it; what only seems to hold its content (no overflow of its own) is one
# where a border or a panel ends before the words do.
MEASURED = """() => {
  const found = [];
  let measured = 0;
  const onlyReadOut = it => {
    for (let up = it; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.clip !== "auto" || style.clipPath !== "none") return true;
    }
    return false;
  };
  // From where to where the words of a cell reach, without what is only read aloud.
  const seenWords = it => {
    const texts = document.createTreeWalker(it, NodeFilter.SHOW_TEXT), range = document.createRange();
    let left = Infinity, right = -Infinity;
    while (texts.nextNode()) {
      const text = texts.currentNode;
      if (!text.data.trim() || !text.parentElement.checkVisibility() || onlyReadOut(text.parentElement)) continue;
      range.selectNodeContents(text);
      const { left: from, right: to, width } = range.getBoundingClientRect();
      if (width) [left, right] = [Math.min(left, from), Math.max(right, to)];
    }
    return right > left ? { left, right } : null;
  };
  const framed = "main, .card, .li-doc, .li-bar, fieldset, details, figure, table, aside, nav";
  const things = "main :is(td, th, dd, .li-fig, .li-num, .li-due, figcaption, caption)";
  for (const it of document.querySelectorAll(things)) {
    if (!it.checkVisibility({ visibilityProperty: true }) || onlyReadOut(it)) continue;
    const words = seenWords(it);
    if (!words) continue;
    measured += 1;
    for (let up = it.parentElement; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up), frame = up.getBoundingClientRect();
      if (/auto|scroll/.test(style.overflowX) && up.scrollWidth > up.clientWidth + 1) {
        if (up.tabIndex < 0) found.push(["scrolls unreachably", it.innerText.slice(0, 40)]);
        break;
      }
      const clips = /hidden|clip/.test(style.overflowX);
      if ((clips || up.matches(framed)) && (words.right > frame.right + 1.5 || words.left < frame.left - 1.5)) {
        found.push([clips ? "cut" : "spills", it.innerText.slice(0, 40)]);
        break;
      }
    }
  }
  if (document.documentElement.scrollWidth > innerWidth + 1) {
    const wide = [...document.querySelectorAll("main *")].find(
      it => it.checkVisibility() && it.getBoundingClientRect().right > innerWidth + 1);
    found.push(["page scrolls sideways", wide ? wide.outerHTML.slice(0, 120) : ""]);
  }
  return { measured, found };
}"""


@dataclass(frozen=True)
class Measured:
    """How many cells and figures were looked at, and what was cut off, by the width."""

    cells: int
    cut: dict[int, list[tuple[str, str]]]


def cut_off(page: Page) -> list[tuple[str, str]]:
    """(how, the first words) of every cell or figure that is not whole at the page's present width."""
    return [(how, words) for how, words in page.evaluate(MEASURED)["found"]]


def measured_at_widths(page: Page) -> Measured:
    """The page as it stands, resized through WIDTHS."""
    cells, cut = 0, {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        answer = page.evaluate(MEASURED)
        cells += answer["measured"]
        if answer["found"]:
            cut[width] = [(how, words) for how, words in answer["found"]]
    return Measured(cells, cut)


def cut_off_at_widths(page: Page) -> dict[int, list[tuple[str, str]]]:
    """What is cut off at each of WIDTHS where anything is; the page is resized through them."""
    return measured_at_widths(page).cut
