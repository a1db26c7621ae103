"""The report as it is reviewed: its chain, its parts, the comments, the decision."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from typing import Any

from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from audit.sealing import Head, stands
from documents.spelling import folded
from jobs.models import Job
from pages.requests import MemberRequest
from personnel.models import Member
from policies.current import pack_of, today
from policies.reading import clause_link
from programs.openable import openable_by
from reports.chain import stages
from reports.changes import SinceReturned, changes_since, since_returned
from reports.definitions import required_parts
from reports.facts import digest_of
from reports.forms.writing import NarrativeForm
from reports.lacking import lacking_in_parts
from reports.models import Comment, Printing, Recipient, Report, ReportPart
from reports.permissions import (
    may_acknowledge,
    may_comment,
    may_compare,
    may_decide,
    may_revise,
    may_submit,
    may_write,
)
from reports.reading import PartView, read_part, with_links
from reports.sections import SECTIONS
from reports.views.found import seen_report
from reports.workflows.review import PRINT_TASK
from reports.workflows.writing import open_by_part

# Rows found at once when an officer chooses what is printed, besides those chosen already.
OFFERED = 60


@require_safe
def report_detail(request: MemberRequest, pk: int) -> HttpResponse:
    report = seen_report(request, pk)
    if report.status == Report.Status.ASSEMBLING:
        return render(request, "reports/report_assembling.html", _heading(request.user, report))
    parts = list(report.parts.defer("facts", "records"))
    view = _chosen(request.user, report, parts, request.GET.get("part"))
    asked_by_part = open_by_part(report)
    return render(
        request,
        "reports/report_detail.html",
        {
            **_heading(request.user, report),
            **_decisions(request.user, report),
            "parts": parts,
            "view": view,
            "comments": _comments(view),
            "open_comments": asked_by_part,
            "open_here": asked_by_part.get(view.part.pk, 0),
            "total_open": sum(asked_by_part.values()),
            "since": _since_returned(request.user, report),
            "lacking": [] if report.is_issued else lacking_in_parts([view]),
            "narrative": NarrativeForm(
                initial={
                    "text": view.part.narrative,
                    "seen": view.part.narrative_version,
                }
            ),
            "find": request.GET.get("find", ""),
            **_choice(view, request.GET.get("find", "")),
        },
    )


def _heading(member: Member, report: Report) -> dict[str, Any]:
    pack = pack_of(report.policy)
    print_job = Job.objects.filter(task=PRINT_TASK, argument=report.pk).first()
    job = report.assembly if report.status == Report.Status.ASSEMBLING else print_job
    return {
        "report": report,
        "stages": stages(report, member),
        "clause": clause_link(pack, report.clause),
        "today": today(),
        "waits_for_title": pack.title_of(report.waits_for) if report.waits_for else "",
        "paper": Printing.objects.filter(report=report).defer("pdf").first(),
        "recipients": Recipient.objects.filter(report=report).select_related("member"),
        "revision": Report.objects.visible_to(member).filter(revises=report).first(),
        "changes": changes_since(report),
        "may_compare": may_compare(member, report),
        "required_parts": required_parts(report),
        "next_title": pack.title_of(report.chain[0]),
        "issues": report.waits_for == report.chain[-1],
        "print_job": print_job,
        "watched": job is not None and job.is_visible_to(member),
    }


def _decisions(member: Member, report: Report) -> dict[str, Any]:
    return {
        "may_write": may_write(member, report),
        "may_submit": may_submit(member, report),
        "may_comment": may_comment(member, report),
        "may_decide": may_decide(member, report),
        "may_acknowledge": may_acknowledge(member, report),
        "may_revise": may_revise(member, report),
        "waits_for_me": report.waits_for == member.role and report.author_id != member.pk,
    }


def _since_returned(member: Member, report: Report) -> SinceReturned | None:
    """What became of a report that came back once, while it is worked on."""
    if report.is_issued or not report.version or not may_compare(member, report):
        return None
    return since_returned(report, partial(openable_by, member))


def _chosen(member: Member, report: Report, parts: list[ReportPart], key: str | None) -> PartView:
    """The part that is open, read whole; the others only stand in the list of sections."""
    for position, part in enumerate(parts, start=1):
        if key in (None, part.key):
            part = report.parts.select_related("narrative_by").get(pk=part.pk)
            part.report = report
            view = read_part(part, position)
            with_links(view, partial(openable_by, member))
            return view
    raise Http404("The report has no such part.")


def _choice(view: PartView, find: str) -> dict[str, Any]:
    """Of a list too long to print: the rows chosen, and those that `find` leads to."""
    if not view.long_list:
        return {"choosable": []}
    rows = view.part.lists[SECTIONS[view.part.key].chosen_from]["rows"]
    chosen = [row for row in rows if row[0] in view.of_note]
    words = folded(find)
    found = [
        row
        for row in rows
        if words and row[0] not in view.of_note and words in folded(f"{row[1]} {row[2]}")
    ]
    return {"choosable": [*chosen, *found[:OFFERED]]}


def _comments(view: PartView) -> list[Comment]:
    asked = view.part.comments.filter(reply_to=None).select_related("by", "settled_by")
    return list(
        asked.prefetch_related("replies__by").order_by(F("settled_at").desc(nulls_first=True), "at")
    )


@require_safe
def report_verify(request: MemberRequest, pk: int) -> HttpResponse:
    """The digest and the PDF's SHA-256 made again from what is stored, beside the issued ones."""
    report = seen_report(request, pk)
    if not report.is_issued:
        raise Http404("Only an issued report has a digest.")
    paper = Printing.objects.filter(report=report).first()
    pairs = [("Record digest", report.digest, digest_of(report))]
    if paper:
        pairs.append(("SHA-256 of the PDF", paper.sha256, sha256(bytes(paper.pdf)).hexdigest()))
    elif Job.objects.filter(task=PRINT_TASK, argument=report.pk, status=Job.Status.DONE).exists():
        pairs.append(("SHA-256 of the PDF", "a PDF was made", "no PDF is stored"))
    if report.audit_head:
        pairs.append(("Head of the audit log", report.audit_head_digest, _head_now(report)))
    same = all(issued == made for _, issued, made in pairs)
    context = {"report": report, "pairs": pairs, "same": same}
    return render(request, "reports/report_verify.html", context)


def _head_now(report: Report) -> str:
    stands_still = stands(Head.parse(report.audit_head))
    return report.audit_head_digest if stands_still else "the log has no such entry"
