"""For printed documents: ``{% load printing %}``."""

from django import template
from django.utils.safestring import SafeString

from documents import charts
from documents.prose import prose

register = template.Library()
register.filter("prose", prose)


@register.simple_tag
def bar(value: float, most: float, width: int = 78) -> SafeString:
    """A bar on a scale from 0 to ``most``, for the cell beside its number."""
    words = f"Bar, {charts.number(value)} of {charts.number(most)}"
    return charts.bar(value, most, title=words, width=width)


@register.filter
def in_groups(digits: str, size: int) -> str:
    """``in_groups("7c1e90ab", 4)`` is ``"7c1e 90ab"``: long digests, readable and breakable."""
    return " ".join(digits[start : start + size] for start in range(0, len(digits), size))
