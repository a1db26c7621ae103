"""A survey's figures with nothing hidden, as plain values: for members at the prompt.

Pages, reports and files show `surveys.results.results`, which hides what could tell one person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from surveys.models import Survey
from surveys.results.results import natural
from surveys.results.tabulation import Asked, Cells, Count, count_of, groups_by, summed
from surveys.values import RESPONDENTS

AREA = "area"
# Those who said nothing to the question the groups are made by, or no to all of its choices;
# under "" in the figures.
NO_GROUP = "(nothing said, or none of them)"
PLACES = 4

AsFigures = dict[str, Any]


def figures_of(survey: Survey, by: str = "") -> AsFigures:
    """{"n", "questions": {key: {"n", "dont_know", "refused", "mean", "counts"}}}.

    `by` is "area" or the key of a question: then each has "groups" of the same form. Areas are
    read from the tally, other groups by going through the answers. Raises LookupError in words.
    """
    questions = list(survey.questions.all())
    asked = [Asked.of(question, survey.areas) for question in questions]
    by_area = _tally(survey)
    areas = next((one.key for one in asked if one.kind == AREA), "")
    groups = _groups(survey, asked, by, by_area, areas) if by else None
    together = _with_areas(by_area, areas)
    return {
        "n": together["", RESPONDENTS],
        "questions": {one.key: _question(one, together, groups) for one in asked},
    }


def _tally(survey: Survey) -> dict[str, Cells]:
    found: dict[str, dict[tuple[str, str], int]] = {}
    for area, question, value, n in survey.tallies.values_list("area", "question", "value", "n"):
        found.setdefault(area, {})[question, value] = n
    return dict(found)


def _with_areas(by_area: Mapping[str, Cells], areas: str) -> Cells:
    """The cells of all areas, with the areas as the values of the question that asks for them."""
    total = summed(by_area.values())
    if areas:
        total.update({(areas, name): own["", RESPONDENTS] for name, own in by_area.items() if name})
    return total


def _groups(
    survey: Survey, asked: Sequence[Asked], by: str, by_area: Mapping[str, Cells], areas: str
) -> dict[str, Cells]:
    if by in (AREA, areas):
        order = {name: place for place, name in enumerate(survey.areas)}
        names = sorted(by_area, key=lambda name: (order.get(name, len(order)), *natural(name)))
        return {name: _with_areas({name: by_area[name]}, areas) for name in names}
    one = next((one for one in asked if one.key == by), None)
    if one is None:
        known = ", ".join(question.key for question in asked)
        raise LookupError(f"“{by}” is no question of “{survey.key}”; there are area, {known}.")
    if one.kind == "text":
        raise LookupError(f"“{by}” is answered in own words, which make no groups.")
    answers = survey.answers.counted().values_list("area", "content")
    found = groups_by(answers.iterator(chunk_size=2_000), asked, by)
    order = {name: place for place, name in enumerate(one.values)}
    names = sorted(found, key=lambda name: (order.get(name, len(order)), *natural(name)))
    return {name: found[name] for name in names}


def _question(asked: Asked, cells: Cells, groups: Mapping[str, Cells] | None) -> AsFigures:
    count = count_of(asked, cells)
    said = _figures(count)
    if groups is None:
        return said
    alike = replace(asked, values=tuple(count.counts)) if asked.kind != "number" else asked
    own = {name: _figures(count_of(alike, cells)) for name, cells in groups.items()}
    return said | {"groups": own}


def _figures(count: Count) -> AsFigures:
    return {
        "n": count.n,
        "dont_know": count.dont_know,
        "refused": count.refused,
        "mean": None if count.mean is None else round(count.mean, PLACES),
        "counts": dict(count.counts),
    }
