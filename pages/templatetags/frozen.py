"""Frozen rows hold words, not records: days in ISO form, a status as it was called."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from documents.statuses import by_words
from pages.templatetags.components import icon

register = template.Library()

# Paper has no blue: what is under way is amber. What is over without a result is grey, not green.
ON_PAPER = {
    "ok": "ok",
    "done": "done",
    "active": "warn",
    "warn": "warn",
    "bad": "bad",
    "wait": "wait",
}


@register.filter
def iso_day(day: str) -> str:
    """“Mar 19, 2026” for a frozen ISO day; nothing for none."""
    return f"{date.fromisoformat(day):%b} {date.fromisoformat(day).day}, {day[:4]}" if day else ""


@register.simple_tag
def stands(words: str, printing: bool = False) -> SafeString:
    """Where a record stood, from its frozen words: a pill on a page, coloured words on paper."""
    known = by_words().get(words)
    tone, sign = (known.tone, known.icon) if known else ("", "circle")
    if printing:
        return format_html('<span class="st st-{}">{}</span>', ON_PAPER.get(tone, ""), words)
    look = f" li-pill-{tone}" if tone else ""
    return format_html('<span class="li-pill{}">{}{}</span>', look, icon(sign), words)
