"""What an evaluation that is not decided yet would say in letters that can't be printed here."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from documents.frozen_lists import columns_of, line
from documents.lacking import Lacking, Place, lacking_in
from documents.letters import installed
from personnel.models import Member
from programs.models import Evaluation
from programs.openable import openable_by


def lacking_before_deciding(evaluation: Evaluation, member: Member) -> list[Lacking]:
    """Of everything the evaluation says, with links to the records that `member` may open."""
    return lacking_in(_said(evaluation, member))


def _said(evaluation: Evaluation, member: Member) -> Iterator[tuple[Place, str]]:
    """The words of its writers, and the records that what was frozen quotes such letters from."""
    write = reverse("programs:evaluation-write", args=[evaluation.pk])
    yield Place("the account", write), evaluation.account
    yield Place("the reasons", write), evaluation.reasons
    for discussed in evaluation.discussions.all():
        yield Place(f"the discussion “{discussed.title}”"), f"{discussed.title} {discussed.notes}"
    if frozen := installed().lacking(evaluation.facts):
        told = list(_records(evaluation, member, frozen))
        yield from told
        others = frozen - {letter for _place, text in told for letter in text}
        yield Place("the figures", evaluation.get_absolute_url()), "".join(others)


def _records(
    evaluation: Evaluation, member: Member, frozen: set[str]
) -> Iterator[tuple[Place, str]]:
    for records in evaluation.lists.values():
        written = [(row, " ".join(str(value) for value in row[1:])) for row in records["rows"]]
        found = [(row, text) for row, text in written if frozen & installed().lacking(text)]
        openable = openable_by(member, records, [row for row, _text in found])
        columns = columns_of(records)
        for row, text in found:
            one = line(records, row, columns, openable)
            yield Place(one.lead, one.url), text
