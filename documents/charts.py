"""Charts as SVG, drawn here: pure functions of their numbers, without a library.

Every chart begins with a ``<title>`` that says all its numbers in words; the PDF takes it as the
figure's alternate text. In print each shape carries its colour as attributes, because the page's
style sheet does not reach into a picture; on screen (``screen=True``) the same shapes carry the
classes of the style sheet instead, so that they follow the theme and need no inline style.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDE = 640
LETTER = 6.2  # the width of an average letter of Public Sans at 11, for labels that must fit
PRINTED_TEXT = {"font-family": "Public Sans, Public Sans Ext", "font-size": "11"}
LINE = {"fill": "none", "stroke-width": "2.5", "stroke-linejoin": "round"}
PRINTED = {
    "axis": {"stroke": "#8a9198", "stroke-width": ".8"},
    "grid": {"stroke": "#e4e1d9", "stroke-width": ".8"},
    "track": {"fill": "#e4e1d9"},
    "now": {"fill": "#1a5276"},
    "earlier": {"fill": "#858e96"},
    "now-line": {**LINE, "stroke": "#1a5276"},
    "earlier-line": {**LINE, "stroke": "#858e96", "stroke-dasharray": "5 4"},
    "now-label": {**PRINTED_TEXT, "font-weight": "600", "fill": "#1a5276"},
    "earlier-label": {**PRINTED_TEXT, "font-weight": "600", "fill": "#5c6772"},
    "tick": {**PRINTED_TEXT, "fill": "#5c6772"},
}
ON_SCREEN = {
    "axis": {"class": "c-axis"},
    "grid": {"class": "c-grid"},
    "track": {"class": "c-ft"},
    "now": {"class": "c-f1"},
    "earlier": {"class": "c-fm"},
    "now-line": {"class": "c-l1"},
    "earlier-line": {"class": "c-lm"},
    "now-label": {"class": "c-lab t-1"},
    "earlier-label": {"class": "c-lab t-m"},
    "tick": {"class": "c-tick"},
}
Shapes = list[SafeString]
Look = dict[str, dict[str, str]]


class Point(NamedTuple):
    """One column: ``strong`` is the period the document is about."""

    label: str
    value: float
    strong: bool = False


class Series(NamedTuple):
    """One line: a name such as "2026" and a value for every label of the chart."""

    name: str
    values: Sequence[float]


def columns(title: str, points: Sequence[Point], *, screen: bool = False) -> SafeString:
    """Columns from zero, each with its value above and its label below; values may not be negative.

    Without points the picture says that none are recorded.
    """
    words = _in_words(title, [(point.label, point.value) for point in points])
    if not points:
        return _nothing(title, screen=screen)
    look = _look(screen)
    most = _most(point.value for point in points)
    top, base, room = 22, 126, WIDE / len(points)
    shapes = [_shape("line", look["axis"], x1=0, x2=WIDE, y1=base, y2=base)]
    for index, point in enumerate(points):
        middle, height = room * (index + 0.5), (base - top) * point.value / most
        period = "now" if point.strong else "earlier"
        left, above = middle - room * 0.3, base - height
        shapes += [
            _shape("rect", look[period], x=left, y=above, width=room * 0.6, height=height),
            _text(number(point.value), look[f"{period}-label"], middle, above - 5),
            _text(_fitted(point.label, room), look["tick"], middle, base + 17),
        ]
    return _picture(words, shapes, WIDE, 150)


def bar(
    value: float, most: float, *, title: str, width: int = 78, screen: bool = False
) -> SafeString:
    """One bar on a scale from 0 to ``most``, to stand in a table beside its number.

    On screen it fills its cell and is silent: the number beside it is what is read.
    """
    share = min(value / most, 1.0) if most > 0 else 0.0
    if screen:
        filled = {"height": 14, "rx": 2}
        track = _shape("rect", ON_SCREEN["track"], **filled, width="100%")
        bar_itself = _shape("rect", ON_SCREEN["now"], **filled, width=f"{share:.1%}")
        return format_html(
            '<svg aria-hidden="true" focusable="false">{}{}</svg>', track, bar_itself
        )
    track = _shape("rect", PRINTED["track"], width=width, height=8)
    bar_itself = _shape("rect", PRINTED["now"], width=width * share, height=8)
    return _picture(title, [track, bar_itself], width, 8, sized=True)


def lines(
    title: str,
    labels: Sequence[str],
    now: Series,
    before: Series | None = None,
    *,
    ticks: Sequence[str] = (),
    width: int = WIDE,
    screen: bool = False,
) -> SafeString:
    """Two lines from zero, told apart without colour: this period solid, the comparison dashed.

    Each series has a value per label; its name stands at the end of its line. `ticks` stand below
    the axis in place of labels that are too long for it; the title keeps the labels whole.
    """
    series = {"now": now} if before is None else {"earlier": before, "now": now}
    if not labels:
        return _nothing(title, screen=screen)
    if any(len(one.values) != len(labels) for one in series.values()):
        raise ValueError("A series needs one value for every label")
    step = _step(_most(value for one in series.values() for value in one.values))
    room_for_names = 22 + LETTER * max(len(one.name) for one in series.values())
    grid = _Grid(ticks or labels, step, width - room_for_names)
    look = _look(screen)
    shapes = grid.drawn(look)
    shapes += [grid.line(one.values, look[f"{period}-line"]) for period, one in series.items()]
    shapes += _names(grid, series, look)
    words = (_in_words(one.name, zip(labels, one.values, strict=True)) for one in series.values())
    return _picture(f"{title}. {'. '.join(words)}", shapes, width, 220)


def number(value: float) -> str:
    """A number as it is printed: 1,234 or 6.9, without a needless decimal."""
    return f"{round(value, 1):,}".removesuffix(".0")


class _Grid:
    """Where the values of a line chart lie: 0 at the bottom, four steps at most to the top."""

    left, top, bottom = 34.0, 14.0, 192.0

    def __init__(self, labels: Sequence[str], step: float, right: float) -> None:
        self.labels, self.step, self.right = labels, step, right

    def across(self, index: int) -> float:
        return self.left + (self.right - self.left) * index / max(len(self.labels) - 1, 1)

    def up(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * value / (self.step * 4)

    def line(self, values: Sequence[float], look: dict[str, str]) -> SafeString:
        corners = (f"{self.across(i):.1f},{self.up(value):.1f}" for i, value in enumerate(values))
        return _shape("polyline", look, points=" ".join(corners))

    def drawn(self, look: Look) -> Shapes:
        shapes = []
        for count in range(5):
            height = self.up(self.step * count)
            rule = look["grid" if count else "axis"]
            shapes.append(_shape("line", rule, x1=self.left, x2=self.right, y1=height, y2=height))
            value = number(self.step * count)
            shapes.append(_text(value, look["tick"], self.left - 8, height + 4, anchor="end"))
        apart = (self.right - self.left) / max(len(self.labels) - 1, 1)
        widest = max(len(label) for label in self.labels) * LETTER + 6
        every = math.ceil(widest / apart)
        for index, label in list(enumerate(self.labels))[::every]:
            shapes.append(_text(label, look["tick"], self.across(index), self.bottom + 20))
        return shapes


def _names(grid: _Grid, series: dict[str, Series], look: Look) -> Shapes:
    """The names at the ends of the lines, kept a line of text apart."""
    ends = {period: grid.up(one.values[-1]) for period, one in series.items()}
    heights = _kept_apart(ends)
    dot = _shape("circle", look["now"], cx=grid.right, cy=ends["now"], r=4)
    return [dot] + [
        _text(
            one.name, look[f"{period}-label"], grid.right + 10, heights[period] + 4, anchor="start"
        )
        for period, one in series.items()
    ]


def _kept_apart(ends: dict[str, float]) -> dict[str, float]:
    now, earlier = ends["now"], ends.get("earlier")
    if earlier is None or abs(now - earlier) >= 14:
        return ends
    middle, lower = (now + earlier) / 2, 7 if now > earlier else -7
    return {"now": middle + lower, "earlier": middle - lower}


def _nothing(title: str, *, screen: bool) -> SafeString:
    words = _text("None recorded", _look(screen)["tick"], 0, 14, anchor="start")
    return _picture(f"{title}: none recorded", [words], WIDE, 20)


def _look(screen: bool) -> Look:
    return ON_SCREEN if screen else PRINTED


def _most(values: Iterable[float]) -> float:
    """The largest value, 1 when all are zero: a chart of nothing is flat, not an error."""
    known = list(values)
    if min(known) < 0:
        raise ValueError("A chart from zero cannot show a negative value")
    return max(known) or 1


def _step(most: float) -> float:
    """The smallest round step of which four reach ``most``: 1, 2, 4, 5 and their tens."""
    unit = 10 ** math.floor(math.log10(most / 4)) if most > 4 else 1
    return next(
        unit * round_step for round_step in (1, 2, 4, 5, 10) if unit * round_step * 4 >= most
    )


def _in_words(name: str, values: Iterable[tuple[str, float]]) -> str:
    return f"{name}: " + "; ".join(f"{label}, {number(value)}" for label, value in values)


def _fitted(label: str, room: float) -> str:
    """The label, shortened when its column is too narrow; the title keeps it whole."""
    letters = max(int(room / LETTER), 2)
    return label if len(label) <= letters else label[: letters - 1] + "\u2026"


def _picture(
    words: str, shapes: Shapes, width: float, height: float, *, sized: bool = False
) -> SafeString:
    size = {"width": width, "height": height} if sized else {}
    box = _attributes({"viewBox": f"0 0 {width:g} {height:g}", "role": "img", **size})
    return format_html("<svg {}><title>{}</title>{}</svg>", box, words, mark_safe("".join(shapes)))


def _shape(name: str, look: dict[str, str], **geometry: float | str) -> SafeString:
    return format_html("<{} {}/>", mark_safe(name), _attributes({**geometry, **look}))


def _text(
    words: str, look: dict[str, str], x: float, y: float, *, anchor: str = "middle"
) -> SafeString:
    attributes = _attributes({"x": x, "y": y, "text-anchor": anchor, **look})
    return format_html("<text {}>{}</text>", attributes, words)


def _attributes(values: dict[str, float | str]) -> SafeString:
    worded = ((name, _short(value)) for name, value in values.items())
    return format_html_join(" ", '{}="{}"', worded)


def _short(value: float | str) -> str:
    return value if isinstance(value, str) else f"{round(value, 1):g}"
