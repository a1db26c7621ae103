"""Figures and frozen words in a section: linked and marked on a page, plain on paper."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from personnel.templatetags.components import icon
from personnel.wording import STATUSES, Wording, number_words
from reports.reading import FigureView
from reports.sections.progress import MOVING, NONE, SETTLED

register = template.Library()

# Frozen rows hold the words of a status, not its key.
BY_WORDS = {wording.words: wording for wording in STATUSES.values()} | {
    SETTLED: Wording(SETTLED, "ok", "check-circle"),
    MOVING: Wording(MOVING, "active", "arrow-repeat"),
    NONE: Wording(NONE, "bad", "exclamation-circle"),
}
# Paper has no blue and no grey marks: what is under way is amber, what is finished green.
ON_PAPER = {
    "ok": "ok",
    "done": "ok",
    "active": "warn",
    "warn": "warn",
    "bad": "bad",
    "wait": "wait",
}


@register.simple_tag
def fig(figure: FigureView) -> SafeString:
    """The figure's number, opening the records it counted."""
    return _opened(figure.value, figure.url, figure.label)


@register.simple_tag
def earlier(figure: FigureView) -> SafeString:
    """The same figure in the report before, opening that report's records."""
    return _opened(figure.earlier or 0, figure.earlier_url, f"{figure.label}, the period before")


@register.simple_tag
def percent(part: FigureView, whole: FigureView) -> str:
    """“90 percent”, or nothing of nothing."""
    return f"{round(100 * part.value / whole.value)} percent" if whole.value else ""


def _opened(value: int, url: str, label: str) -> SafeString:
    words = number_words(value)
    if not (url and value):
        return format_html("<b>{}</b>", words)
    return format_html('<a class="li-fig" href="{}" title="Show: {}">{}</a>', url, label, words)


@register.filter
def iso_day(day: str) -> str:
    """“Mar 19, 2026” for a frozen ISO day; nothing for none."""
    return f"{date.fromisoformat(day):%b} {date.fromisoformat(day).day}, {day[:4]}" if day else ""


@register.simple_tag
def stands(words: str, printing: bool = False) -> SafeString:
    """Where a record stood, from its frozen words: a pill on a page, coloured words on paper."""
    wording = BY_WORDS.get(words) or Wording(words, "", "circle")
    if printing:
        return format_html(
            '<span class="st st-{}">{}</span>', ON_PAPER.get(wording.tone, ""), words
        )
    tone = f" li-pill-{wording.tone}" if wording.tone else ""
    return format_html('<span class="li-pill{}">{}{}</span>', tone, icon(wording.icon), words)


@register.filter
def get(counts: dict[int, int], key: int) -> int:
    """What a part's key counts to; nothing counts 0."""
    return counts.get(key, 0)
