"""Frozen rows hold words, not records: days in ISO form, a status as it was called."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from personnel.templatetags.components import icon
from personnel.wording import OUTCOMES, STATUSES, Wording

register = template.Library()

BY_WORDS = {said.words: said for said in [*STATUSES.values(), *OUTCOMES]}
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
    wording = BY_WORDS.get(words) or Wording(words, "", "circle")
    if printing:
        return format_html(
            '<span class="st st-{}">{}</span>', ON_PAPER.get(wording.tone, ""), words
        )
    tone = f" li-pill-{wording.tone}" if wording.tone else ""
    return format_html('<span class="li-pill{}">{}{}</span>', tone, icon(wording.icon), words)
