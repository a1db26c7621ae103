"""Two of the same name in a choice are told apart: in brackets stands what differs, and no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator

from documents.spelling import folded

Choice = tuple[Any, Any]


class ToldApart(ModelChoiceIterator):
    """The records offered, those with the same words told apart by their `apart_by`."""

    def __iter__(self) -> Iterator[Any]:
        choices = super().__iter__()
        if self.field.empty_label is not None:
            # A select looks at its first choice alone before it is written: that asks nothing.
            yield next(choices)
        yield from told_apart(choices)


class NamedChoice(forms.ModelChoiceField):
    """One of several records that can have the same name."""

    iterator = ToldApart


def told_apart(choices: Iterable[Choice]) -> list[Choice]:
    """`choices` (value, label) in their order; of those whose labels are the same each says more.

    A value that stands for a record has it as `instance`, and the record gives in `apart_by` what
    can differ, the most telling words first and at last what no other has.
    """
    known = list(choices)
    same: dict[str, list[int]] = defaultdict(list)
    for place, (value, label) in enumerate(known):
        if getattr(value, "instance", None) is not None:
            same[folded(str(label))].append(place)
    for places in same.values():
        if len(places) > 1:
            label = str(known[places[0]][1])
            words = difference([known[place][0].instance.apart_by for place in places], label)
            for place, more in zip(places, words, strict=True):
                known[place] = (known[place][0], f"{known[place][1]} ({more})")
    return known


def apart(records: Iterable[Any], label: Callable[[Any], str] = str) -> dict[Any, str]:
    """What tells those of `records` apart that have one label, by their keys; nothing for others.

    For a list, as `told_apart` for a choice.
    """
    same: dict[str, list[Any]] = defaultdict(list)
    for record in records:
        same[folded(label(record))].append(record)
    told: dict[Any, str] = {}
    for alike in same.values():
        if len(alike) > 1:
            words = difference([record.apart_by for record in alike], label(alike[0]))
            told |= {record.pk: more for record, more in zip(alike, words, strict=True)}
    return told


def difference(rows: Sequence[Sequence[str]], label: str) -> list[str]:
    """What tells `rows` apart, as few of their words as do; nothing that `label` says already."""
    told = [""] * len(rows)
    for column in zip(*rows, strict=True):
        if len(set(column)) == 1 or all(word in label for word in column):
            continue
        told = [", ".join(filter(None, pair)) for pair in zip(told, column, strict=True)]
        if len(set(told)) == len(told) and all(told):
            break
    return told
