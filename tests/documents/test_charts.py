from xml.etree import ElementTree

import pytest

from documents.charts import Point, Series, bar, columns, lines, number

QUARTERS = [Point("Q1 25", 46), Point("Q2", 1_052), Point("Q1 26", 64, strong=True)]


def _texts(chart: str) -> list[str | None]:
    return [text.text for text in ElementTree.fromstring(chart).iter("text")]


def test_columns_say_their_numbers_in_words_first():
    chart = ElementTree.fromstring(columns("Concerns logged", QUARTERS))

    assert chart[0].tag == "title"
    assert chart[0].text == "Concerns logged: Q1 25, 46; Q2, 1,052; Q1 26, 64"


def test_columns_stand_as_high_as_their_values():
    chart = ElementTree.fromstring(columns("Concerns", [Point("A", 10), Point("B", 20)]))

    low, high = (float(column.get("height")) for column in chart.iter("rect"))

    assert high == pytest.approx(2 * low)


def test_the_period_the_document_is_about_stands_out():
    chart = ElementTree.fromstring(columns("Concerns", QUARTERS))

    assert [column.get("fill") for column in chart.iter("rect")] == [
        "#858e96",
        "#858e96",
        "#1a5276",
    ]


@pytest.mark.parametrize("screen", [False, True])
def test_labels_are_escaped(screen):
    hostile = '"><script>alert(1)</script>'

    drawn = [
        columns(hostile, [Point(hostile, 1)], screen=screen),
        bar(1, 2, title=hostile, screen=screen),
        lines(hostile, [hostile], Series(hostile, [1]), Series(hostile, [2]), screen=screen),
    ]

    assert all("<script" not in chart for chart in drawn)
    assert all(ElementTree.fromstring(chart) is not None for chart in drawn)


def test_in_print_colours_are_attributes_and_on_screen_classes():
    printed = columns("Concerns", QUARTERS) + lines("Thefts", ["J"], Series("2025", [1]))
    shown = columns("Concerns", QUARTERS, screen=True) + bar(1, 2, title="x", screen=True)

    assert "class=" not in printed
    assert "style=" not in printed + shown
    assert "fill=" not in shown
    assert 'class="c-f1"' in shown
    assert 'class="c-lab t-1"' in shown


def test_fault_101_without_columns_the_picture_says_none_recorded():
    chart = columns("Concerns logged", [])

    assert _texts(chart) == ["None recorded"]
    assert "Concerns logged: none recorded" in chart


def test_fault_101_columns_of_nothing_are_flat():
    chart = ElementTree.fromstring(columns("Concerns", [Point("Q1", 0), Point("Q2", 0)]))

    assert [column.get("height") for column in chart.iter("rect")] == ["0", "0"]


def test_a_chart_from_zero_refuses_a_negative_value():
    with pytest.raises(ValueError, match="negative"):
        columns("Concerns", [Point("Q1", -1)])


def test_a_label_too_long_for_its_column_is_shortened_but_kept_in_words():
    points = [Point("Lighting, trash, fences", 1)] * 12

    chart = columns("By category", points)

    assert "Lightin\u2026" in _texts(chart)
    assert "Lighting, trash, fences, 1" in chart


@pytest.mark.parametrize(
    ("value", "most", "filled"), [(5, 20, "19.5"), (20, 20, "78"), (30, 20, "78"), (0, 0, "0")]
)
def test_a_bar_fills_its_share_of_the_scale(value, most, filled):
    chart = ElementTree.fromstring(bar(value, most, title="Bar"))

    _track, bar_itself = chart.iter("rect")

    assert bar_itself.get("width") == filled


def test_two_lines_are_told_apart_without_colour():
    now, before = Series("2025", [8, 7, 3]), Series("2024", [9, 8, 5])

    chart = ElementTree.fromstring(lines("Thefts", ["J", "F", "M"], now, before))
    earlier, current = chart.iter("polyline")

    assert earlier.get("stroke-dasharray") == "5 4"
    assert current.get("stroke-dasharray") is None
    assert chart[0].text == "Thefts. 2024: J, 9; F, 8; M, 5. 2025: J, 8; F, 7; M, 3"


@pytest.mark.parametrize(
    ("most", "top"), [(1, "4"), (14, "16"), (16, "16"), (17, "20"), (64, "80"), (1_200, "1,600")]
)
def test_the_scale_of_a_line_chart_ends_in_a_round_number(most, top):
    chart = lines("Thefts", ["J", "F"], Series("2025", [0, most]))

    assert top in _texts(chart)


def test_names_of_lines_that_end_together_do_not_cover_each_other():
    now, before = Series("2025", [4, 4]), Series("2024", [5, 4])

    chart = ElementTree.fromstring(lines("Thefts", ["J", "F"], now, before))
    heights = [float(text.get("y")) for text in chart.iter("text") if text.text in {"2024", "2025"}]

    assert abs(heights[0] - heights[1]) >= 14


def test_a_series_needs_a_value_for_every_label():
    with pytest.raises(ValueError, match="every label"):
        lines("Thefts", ["J", "F"], Series("2025", [1]))


def test_fault_101_a_line_chart_without_months_says_none_recorded():
    assert _texts(lines("Thefts", [], Series("2025", []))) == ["None recorded"]


def test_numbers_are_printed_with_thousands_and_no_needless_decimal():
    assert [number(value) for value in (1_234, 6.94, 7.0, 0)] == ["1,234", "6.9", "7", "0"]


def test_long_labels_have_short_ticks_and_stay_whole_in_the_words():
    drawn = lines("Sessions", ["January", "February"], Series("2025", [1, 2]), ticks=["J", "F"])

    assert "January, 1; February, 2" in drawn
    assert ">J</text>" in drawn
    assert ">January</text>" not in drawn
