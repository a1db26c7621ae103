"""Whether a document is too big to lay out, told before a process is started for it."""

from html.parser import HTMLParser

from documents.envelope import Limits

VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()  # noqa: SIM905
)
# Elements that end when the next of their kind begins, with or without an end tag.
ENDED_BY_THE_NEXT = frozenset("dd dt li option p td th tr".split())  # noqa: SIM905


def too_large(html: str, limits: Limits) -> str:
    """A sentence for the page when the HTML exceeds a limit, else an empty string."""
    if len(html) > limits.characters:
        return (
            f"The document has {len(html):,} characters; a document holds at most "
            f"{limits.characters:,}. Shorten it or attach its lists as CSV."
        )
    size = _Size()
    size.feed(html)
    if size.rows > limits.table_rows:
        tables = "The table has" if size.tables == 1 else "The tables together have"
        return (
            f"{tables} {size.rows:,} rows; a document holds at most {limits.table_rows:,}. "
            "Attach the list as CSV."
        )
    if size.deepest > limits.nesting:
        return (
            f"The document nests {size.deepest:,} elements inside one another; "
            f"at most {limits.nesting:,} can be laid out."
        )
    return ""


class _Size(HTMLParser):
    """Counts tables and rows, and how deep elements stand inside one another."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.tables = self.rows = self.deepest = 0
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tables += tag == "table"
        self.rows += tag == "tr"
        if tag in VOID:
            return
        if tag in ENDED_BY_THE_NEXT and self.open[-1:] == [tag]:
            self.open.pop()
        self.open.append(tag)
        self.deepest = max(self.deepest, len(self.open))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        # A stray end tag closes nothing. Looking no further than the innermost few hundred keeps
        # a crafted document from costing the square of its length here.
        for index, name in enumerate(reversed(self.open[-500:]), start=1):
            if name == tag:
                del self.open[-index:]
                return
