"""A form filled in as somebody in a hurry would: what it holds, and a word where it asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import tinyhtml5
from django.http import HttpResponse

WORDS = "Words for a test"
BY_TYPE = {"email": "mail@example.org", "tel": "555 010 4477", "number": "3", "url": ""}
NOT_SENT = {"submit", "button", "file", "reset", "image"}


def filled(page: HttpResponse, marker: str = "li-form") -> dict[str, list[str]]:
    """What the first form of class `marker` sends with every field that holds nothing filled in."""
    tree = tinyhtml5.parse(page.text, namespace_html_elements=False)
    form = next(one for one in tree.iter("form") if marker in one.get("class", ""))
    sent: dict[str, list[str]] = {}
    for name, value in _fields(form):
        if value or name not in sent:
            sent[name] = [value]
    return sent


def hidden(page: HttpResponse, marker: str = "li-form") -> dict[str, list[str]]:
    """What the same form sends by itself: a browser that goes back puts only typed words back."""
    tree = tinyhtml5.parse(page.text, namespace_html_elements=False)
    forms = [one for one in tree.iter("form") if marker in one.get("class", "")]
    return {
        field.get("name", ""): [field.get("value", "")]
        for form in forms[:1]
        for field in form.iter("input")
        if field.get("type") == "hidden"
    }


def _fields(form: Element) -> Iterator[tuple[str, str]]:
    radios: dict[str, list[Element]] = {}
    for field in form.iter():
        name, kind = field.get("name"), field.get("type", "text")
        if not name or field.get("disabled") is not None:
            continue
        if field.tag == "select":
            yield name, _chosen(field)
        elif field.tag == "textarea":
            yield name, (field.text or "").strip() or WORDS
        elif field.tag == "input" and kind == "radio":
            radios.setdefault(name, []).append(field)
        elif field.tag == "input" and kind == "checkbox":
            if field.get("checked") is not None:
                yield name, field.get("value", "on")
        elif field.tag == "input" and kind not in NOT_SENT:
            yield name, field.get("value") or BY_TYPE.get(kind, _word(kind))
    for name, offered in radios.items():
        marked = next((one for one in offered if one.get("checked") is not None), offered[0])
        yield name, marked.get("value", "on")


def _word(kind: str) -> str:
    return "" if kind in ("hidden", "date", "time", "datetime-local") else WORDS


def _chosen(select: Element) -> str:
    options: list[Any] = list(select.iter("option"))
    marked = next((one for one in options if one.get("selected") is not None), None)
    if marked is not None and marked.get("value"):
        return str(marked.get("value"))
    return next((one.get("value") for one in options if one.get("value")), "")
