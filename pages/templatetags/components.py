"""The small parts of every page, as tags and filters. Registered as a builtin: nothing to load.

Longer parts are includes under templates/components/. No template writes these classes by hand.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django import forms, template
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate

from documents.statuses import status_of
from pages.telephones import dialed
from records import wording

register = template.Library()

SPRITE = "vendor/bootstrap-icons/icons.svg"
NOTHING = mark_safe("")


@register.simple_tag
def icon(name: str, large: bool = False) -> SafeString:
    """An icon from the sprite. It is decoration: the words stand beside it."""
    return format_html(
        '<svg class="bi{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        " bi-lg" if large else "",
        static(SPRITE),
        name,
    )


@register.simple_tag
def status(value: Any, large: bool = False) -> SafeString:
    """The pill of a status, of a record that has one, or of a State by its key; an unknown one is
    told plainly, as it stands."""
    said = status_of(value)
    if said is None:
        return format_html(
            '<span class="li-pill">{}{}</span>', icon("circle"), getattr(value, "status", value)
        )
    tone = f" li-pill-{said.tone}" if said.tone else ""
    return format_html(
        '<span class="li-pill{}{}">{}{}</span>',
        tone,
        " li-pill-lg" if large else "",
        icon(said.icon),
        said.words,
    )


@register.simple_tag
def due(day: date | None, today: date, what: str = "", met: bool = False) -> SafeString:
    """When something is due, seen from today; nothing when it isn't due at all."""
    if not day:
        return NOTHING
    day = localdate(day) if isinstance(day, datetime) else day
    mark = wording.due_mark(day, today, what, met)
    return format_html(
        '<span class="li-due li-due-{}">{}<time datetime="{}">{}</time></span>',
        mark.state,
        icon(mark.icon),
        day.isoformat(),
        mark.words,
    )


@register.simple_tag
def clause(ruling: Any) -> SafeString:
    """The clause that rules the thing beside it: `label` and `url`, or just the words."""
    if not ruling:
        return NOTHING
    label = getattr(ruling, "label", ruling)
    if not (url := getattr(ruling, "url", "")):
        return format_html('<span class="li-clause">{}</span>', label)
    return format_html(
        '<a class="li-clause" href="{}" title="Open this clause of the policy">{}</a>', url, label
    )


@register.simple_tag
def count(value: int | str, url: str = "", among: str = "", words: str = "") -> SafeString:
    """How many rows there are: the one mark of every count that a page shows.

    The rows stand where the link around it leads; without a link at `url`; without either in the
    section it heads, or else on the page. Of these rows only those of the kind `among`
    (`data-row`) are meant, where it is given. `words` stand in place of the number. `value` may be
    in words itself: “10,000+”.
    """
    said = words or (value if isinstance(value, str) else wording.number_words(value))
    meant = format_html(' data-among="{}"', among) if among else NOTHING
    opened = format_html(' data-opens="{}"', url) if url else NOTHING
    return format_html('<span data-count="{}"{}{}>{}</span>', value, meant, opened, said)


@register.filter
def listed(what: str, number: int | str) -> str:
    """“wishes that wait”, of one “wish that waits”: what a list counts, after its number."""
    return wording.listed(what, number)


@register.simple_tag
def figure(
    value: float, url: str = "", title: str = "", unit: str = "", is_sum: bool = False
) -> SafeString:
    """A counted number, or a sum in its unit, that opens the records it was counted from."""
    words = wording.amount_words(value, unit) if unit else wording.number_words(value)
    if not url:
        return format_html("<b>{}</b>", words)
    return opening(url, title, words, None if unit or is_sum else int(value))


def opening(url: str, title: str, words: str, counted: int | None) -> SafeString:
    """A figure as the link to its records, marked as a count of `counted` of them, where it is."""
    mark = NOTHING if counted is None else format_html(' data-count="{}"', counted)
    named = format_html(' title="{}"', title) if title else NOTHING
    return format_html('<a{} class="li-fig" href="{}"{}>{}</a>', mark, url, named, words)


@register.simple_tag
def person(member: Any, nobody: str = "Nobody yet") -> str:
    """A member by rank and name, as colleagues say it."""
    return getattr(member, "short_name", member) or nobody


@register.simple_tag
def telephone(written: str) -> SafeString | str:
    """A number as it was written, as a link where it is clear what to dial."""
    address = dialed(written)
    if not address:
        return written
    return format_html('<a class="li-nowrap" href="{}">{}</a>', address, written)


def _worded(words: Callable[[Any], str]) -> Callable[[Any], str]:
    """A filter that words a value, leaves words alone and says nothing of nothing."""

    def said(value: Any) -> str:
        if value is None or value == "":
            return ""
        return value if isinstance(value, str) else words(value)

    return said


register.filter("day", _worded(wording.day_words))
register.filter("short_day", _worded(wording.short_day_words))
register.filter("long_day", _worded(wording.long_day_words))
register.filter("moment", _worded(wording.moment_words))
register.filter("clock", _worded(wording.clock_words))
register.filter("number", _worded(wording.number_words))
register.filter("in_words", _worded(wording.in_words))
register.filter("amount", wording.amount_words)
register.filter("timeline", wording.timeline)


class ErrorLine(NamedTuple):
    """What is wrong, and the id of the field that puts it right ("" for the form as a whole)."""

    words: str
    target: str


@register.filter
def error_words(field: BoundField) -> list[str]:
    """A field's errors, for beside the field and for the summary; "required" names its field."""
    generic = str(forms.Field.default_error_messages["required"])
    return [_missing(field) if words == generic else words for words in map(str, field.errors)]


@register.filter
def as_it_is(field: BoundField) -> str:
    """The value that saves a field's words as they are although they look like somebody's number;
    "" where nobody is asked (`pages.forms.marked`)."""
    return str(getattr(field.form, "as_it_is", {}).get(field.name, ""))


def _missing(field: BoundField) -> str:
    if isinstance(field.field.widget, forms.CheckboxInput):
        return f"Check “{field.label}”"
    if str(field.label).endswith("?"):
        return f"Answer “{field.label}”"
    verb = "Choose" if hasattr(field.field.widget, "choices") else "Fill in"
    return f"{verb} “{field.label}”"


@register.filter
def error_lines(form: forms.BaseForm | forms.BaseFormSet) -> list[ErrorLine]:
    """Every error of a form or a formset, in the order of its fields."""
    return list(_lines(form))


def _lines(form: Any) -> Iterator[ErrorLine]:
    if isinstance(form, forms.BaseFormSet):
        yield from (ErrorLine(str(words), "") for words in form.non_form_errors())
        for one in form.forms:
            yield from _lines(one)
        return
    yield from (ErrorLine(words, "") for words in form.non_field_errors())
    for field in form:
        yield from (ErrorLine(_named(field, words), _target(field)) for words in error_words(field))


def _named(field: BoundField, words: str) -> str:
    """Django's own messages don't say which field they mean; in a list they must."""
    kinds = type(field.field).__mro__
    generic = {
        str(said) for kind in kinds for said in getattr(kind, "default_error_messages", {}).values()
    }
    return f"{words.rstrip('.')}: “{field.label}”" if words in generic else words


def _target(field: BoundField) -> str:
    if field.is_hidden:
        return ""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def told(values: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Pairs of term and value, without those that say nothing."""
    return [(term, value) for term, value in values if value not in (None, "")]
