"""Figures and frozen words in a section: linked and marked on a page, plain on paper."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from documents.prose import prose
from pages.templatetags.components import opening
from pages.templatetags.frozen import iso_day, stands
from records.wording import day_words, nearest, number_words, share_words, whole_percent
from reports.area_tables import readable
from reports.reading import Exhibit, FigureView

register = template.Library()
register.filter("iso_day", iso_day)
register.filter("prose", prose)
register.filter("readable", readable)
register.simple_tag(stands)

# Stands for a number that is hidden because too few gave it; the section says so.
HIDDEN = "–"


@register.simple_tag
def fig(figure: FigureView) -> SafeString:
    """The figure's number, opening the records it counted."""
    return _opened(figure.value, figure.url, figure.label, figure.counted)


@register.simple_tag
def earlier(figure: FigureView) -> SafeString:
    """The same figure in the report before, opening that report's records."""
    words = f"{figure.label}, the period before"
    value = figure.earlier or 0
    is_count = figure.value and figure.counted == figure.value
    return _opened(value, figure.earlier_url, words, value if is_count else None)


@register.simple_tag
def record(exhibit: Exhibit, row: dict[str, Any]) -> SafeString:
    """What a row's record is called, opening it where the reader may."""
    words, url = row[exhibit.named_by], exhibit.links.get(row["key"], "")
    return format_html('<a href="{}">{}</a>', url, words) if url else format_html("{}", words)


@register.filter
def long_iso_day(day: str) -> str:
    """“March 19, 2026” for a frozen ISO day; nothing for none."""
    return day_words(date.fromisoformat(day)) if day else ""


@register.simple_tag
def percent(part: FigureView, whole: FigureView) -> str:
    """“90 percent”, or nothing of nothing."""
    return f"{whole_percent(part.value, whole.value)} percent" if whole.value else ""


def _opened(value: int, url: str, label: str, counted: int | None) -> SafeString:
    """`counted` is how many records open; None where that is not known."""
    said = number_words(value)
    if not (url and value):
        return format_html("<b>{}</b>", said)
    return opening(url, f"Show: {label}", said, counted)


@register.filter
def or_hidden(value: float | None) -> str:
    """The number, or the mark of what is hidden."""
    return HIDDEN if value is None else f"{value:,}"


@register.filter
def whole_or_hidden(value: float | None) -> str:
    """As `or_hidden`, without its decimals: an end of an interval."""
    return or_hidden(None if value is None else nearest(value))


@register.filter
def share_or_hidden(value: float | None) -> str:
    """“43”, a share in percent, or hidden."""
    return HIDDEN if value is None else share_words(value)


@register.filter
def percent_or_hidden(value: float | None) -> str:
    """“43%”, or hidden."""
    return HIDDEN if value is None else f"{share_words(value)}%"


@register.filter
def share_in_area(share: Mapping[str, Any]) -> str:
    """Its percentage; how many people where that alone can be told; or hidden."""
    if share["percent"] is None and share["count"] is not None:
        many = share["count"]
        return f"{number_words(many)} {'person' if many == 1 else 'people'}"
    return percent_or_hidden(share["percent"])


@register.filter
def get(counts: dict[int, int], key: int) -> int:
    """What a part's key counts to; nothing counts 0."""
    return counts.get(key, 0)
