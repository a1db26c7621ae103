"""The forms of a page, each with its buttons and the names of the places it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
SECTIONS = {"section", "form", "main", "article", "aside"}


@dataclass
class Form:
    """`places` are the ids of the form, of what it stands in, and of what heads those."""

    method: str
    places: set[str]
    buttons: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """`forms` in the order they stand; `ids` are all names an address can lead to."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.ids: set[str] = set()
        self._open: list[tuple[str, set[str]]] = []
        self._form: Form | None = None
        self._button: list[str] | None = None
        self.feed(html)

    def forms_at(self, place: str) -> list[Form]:
        """The forms inside the place an address names; all of them where it names none."""
        return [form for form in self.forms if not place or place in form.places]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        named = {known.get("id") or ""} - {""}
        self.ids |= named
        if tag in SECTIONS:
            named = named | {known.get("aria-labelledby") or ""} - {""}
        if tag == "form":
            places = named.union(*(names for _, names in self._open))
            self._form = Form((known.get("method") or "get").lower(), places)
            self.forms.append(self._form)
        elif self._form and named:
            self._form.places |= named
        if tag == "button" and known.get("type", "submit") == "submit":
            self._button = []
        if tag not in VOID:
            self._open.append((tag, named))

    def handle_data(self, data: str) -> None:
        if self._button is not None:
            self._button.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "button" and self._button is not None:
            if self._form:
                self._form.buttons.append(" ".join("".join(self._button).split()))
            self._button = None
        if tag == "form":
            self._form = None
        while self._open:
            closed, _ = self._open.pop()
            if closed == tag:
                break
