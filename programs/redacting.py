"""Where the words of a concern stand in evaluations: taken out until one is decided, named then."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from audit.redaction import Phrases, take_out, take_out_of_kept
from jobs import papers
from outreach.models import Concern
from outreach.redacting import Cleared
from programs.models import Discussion, Evaluation, EvaluationStep, ReturnedEvaluation
from programs.printing import DRAFT_TASK

JSON_TEXT = ("facts", "records")


def clear(concern: Concern, phrases: Phrases) -> Cleared:
    """Take the words out of every evaluation that names the concern and is not decided."""
    telling, decided = _telling(concern), Evaluation.Status.DECIDED
    rows = sum(_cleared(one, phrases) for one in telling.exclude(status=decided))
    # What an earlier version said is printed nowhere, so it goes whether one is decided or not.
    earlier = Q(step__evaluation__in=list(telling)) | Q(said__icontains=concern.number)
    rows += take_out(ReturnedEvaluation.objects.filter(earlier), ["said"], phrases)
    kept = [one for one in telling.filter(status=decided) if _holds(one, phrases)]
    return Cleared(rows, tuple(str(one) for one in kept))


def _telling(concern: Concern) -> QuerySet[Evaluation]:
    number = concern.number
    named = Q(facts__contains=number) | Q(records__contains=number)
    written = Q(account__contains=number) | Q(reasons__contains=number)
    return Evaluation.objects.filter(named | written).select_related("program")


def _cleared(evaluation: Evaluation, phrases: Phrases) -> int:
    alone = Evaluation.objects.filter(pk=evaluation.pk)
    # A form opened before is told that somebody wrote meanwhile, and does not bring them back.
    alone.update(written=F("written") + 1)
    rows = take_out(alone, ["account", "reasons", "decision_reasons"], phrases, json_text=JSON_TEXT)
    rows += take_out(Discussion.objects.filter(evaluation=evaluation), ["title", "notes"], phrases)
    rows += take_out_of_kept(EvaluationStep.objects.filter(evaluation=evaluation), "note", phrases)
    papers.forget(evaluation.pk, DRAFT_TASK)
    return rows


def _holds(evaluation: Evaluation, phrases: Phrases) -> bool:
    said = (evaluation.facts, evaluation.records, evaluation.account, evaluation.reasons)
    return phrases.are_in(*said)
