"""Figures of an evaluation: each opens the records it was counted from."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pages.templatetags.components import opening as opening_link
from programs.evaluations.reading import FigureView

register = template.Library()


@register.simple_tag
def opening(figure: FigureView, words: str = "") -> SafeString:
    """The figure, or `words` that stand for it, as a link to its records; plain where it is 0."""
    said = words or figure.words
    if not (figure.url and figure.counted):
        return format_html("<b>{}</b>", said)
    return opening_link(figure.url, f"Show: {figure.label}", said, figure.counted)
