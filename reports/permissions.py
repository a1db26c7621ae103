"""Who may write, comment, approve, revise and acknowledge a report, and why not."""

from __future__ import annotations

from datetime import datetime

from personnel import roles
from personnel.models import Member
from personnel.roles import Role
from policies.packs import AnyDefinition
from records.verdicts import YES, Verdict, first_refusal, no, not_yet, stands
from reports.definitions import definition_of
from reports.models import READ_REPORTS, Report
from reports.sections import SECTIONS
from surveys.models import Survey
from surveys.results.permissions import may_read_results


def may_request(member: Member, definition: AnyDefinition) -> Verdict:
    """Those the policy has write the report put it together."""
    if member.role in definition.written_by:
        return YES
    return no("The policy has others write this report.", clause=definition.clause)


def may_report_on(
    member: Member, survey: Survey, definition: AnyDefinition, at: datetime
) -> Verdict:
    """Put the report on a survey's results together, once no answer can come or go any more."""
    return first_refusal(
        may_request(member, definition),
        may_read_results(member, survey, at),
    )


def may_write(member: Member, report: Report) -> Verdict:
    """The author writes; when the author no longer serves, someone of the same role finishes it."""
    if not member.works:
        return no("Your role reads and does not change records.")
    if not report.is_being_written:
        return no("It is not being written now.")
    return _is_its_writer(member, report)


def _is_its_writer(member: Member, report: Report) -> Verdict:
    stands_in = not report.author.is_active and member.role == report.author.role
    if member.pk == report.author_id or stands_in:
        return YES
    return no(f"{report.author.short_name} writes this report.")


def may_have_assembled(member: Member, report_key: int, at: datetime) -> Verdict:
    """The job that puts it together, when it runs: its writer, in a role the policy still has write
    it. A revision is written by whoever may start one."""
    report = Report.objects.select_related("author", "survey", "policy").get(pk=report_key)
    if not member.works:
        return no("The role reads and does not change records.")
    verdicts = [_is_its_writer(member, report)]
    if report.revises_id is None:
        verdicts.append(may_request(member, definition_of(report)))
    if report.survey:
        verdicts.append(may_read_results(member, report.survey, at))
    return first_refusal(*verdicts)


def may_have_printed(member: Member, report_key: int, at: datetime) -> Verdict:
    """The job that prints it: issuing was the decision, and the PDF follows from it, whatever has
    become since of the approver who took it."""
    if Report.objects.issued().filter(pk=report_key).exists():
        return YES
    return no("Only an issued report is printed for good.")


def may_have_draft(member: Member, report_key: int, at: datetime) -> Verdict:
    """The job that lays out a draft, when it runs: whoever asked still sees the report."""
    if Report.objects.visible_to(member).filter(pk=report_key).exists():
        return YES
    return no("The report is not open to whoever asked for its PDF.")


def may_submit(member: Member, report: Report) -> Verdict:
    """Who writes it sends it up, when what the policy wants in words is written (C-6)."""
    return may_write(member, report) and _said_in_words(report)


def _said_in_words(report: Report) -> Verdict:
    in_words = [key for key, section in SECTIONS.items() if section.is_words]
    unwritten = report.parts.filter(key__in=in_words, narrative="").first()
    if unwritten is None:
        return YES
    return not_yet(f"“{unwritten.title}” is not written yet.", clause=unwritten.clause)


def may_comment(member: Member, report: Report) -> Verdict:
    """The author and everyone in the chain talk about it until it is issued."""
    if member.pk == report.author_id or member.role in report.chain or may_write(member, report):
        if report.is_issued:
            return stands("It is issued. A correction is a revision.")
        return YES
    return no("The author and those who approve it comment on it.")


def may_decide(member: Member, report: Report) -> Verdict:
    """Approve or return: the role it waits for, and never one's own work (floor 1).

    Own is what one ever wrote any part of, even if somebody else is its author now or has written
    over it since: in a revision, or after a change of role.
    """
    wrote = report.writers.filter(pk=member.pk).exists()
    if member.pk == report.author_id or wrote:
        return no("Nobody approves a report of their own.", clause=report.clause)
    if member.role not in roles.LEADERS or member.role != report.waits_for:
        return no("It waits for someone else's approval.", clause=report.clause)
    if report.steps.filter(version=report.version, to_status="submitted", by=member).exists():
        return no("You have already taken a step on this version; someone else approves it.")
    return YES


def may_redact_report(member: Member, report: Report) -> Verdict:
    """The unit's supervisor and command take words out of it until it is issued, never who wrote
    any of it (rows 37-39)."""
    if member.role != Role.UNIT_SUPERVISOR and not member.is_command:
        return no("The unit's supervisor or command takes words out of a report.")
    if report.is_issued:
        return stands("It is issued and does not change. Start a revision without the words.")
    if member.pk == report.author_id or report.writers.filter(pk=member.pk).exists():
        return no("You wrote at this report; someone else takes words out of it.")
    return YES


def may_compare(member: Member, report: Report) -> Verdict:
    """See what an earlier version said: whoever read it then. A recipient gets the issued one."""
    if member.role in READ_REPORTS or member.pk == report.author_id:
        return YES
    return no("It was issued to you; earlier versions stay with those who worked on it.")


def may_revise(member: Member, report: Report) -> Verdict:
    """Its author, or a leader who answers for it, starts a correction of an issued report.

    Not the chief: nobody stands above to approve it (floor 1).
    """
    if member.role == Role.CHIEF:
        return no("Somebody below the chief starts it, so that the chief can approve it.")
    if not member.works or (member.pk != report.author_id and not _answers_for(member, report)):
        return no("Its author, the unit's supervisor or a commander starts a revision.")
    if not report.is_issued:
        reason = "Only an issued report is revised; this one can still be changed."
        return stands(reason, later=True)
    if Report.objects.filter(revises=report).exists():
        return stands("A revision of it exists already.")
    return YES


def _answers_for(member: Member, report: Report) -> bool:
    """The unit's supervisor and command; a division's, who else only reads it, where the policy
    has it write the report (rows 37-39, N-IV.B.2.a)."""
    if member.role == Role.DIVISION_SUPERVISOR:
        return member.role in definition_of(report).written_by
    return member.leads


def may_acknowledge(member: Member, report: Report) -> Verdict:
    recipient = report.recipients.filter(member=member).first()
    if recipient is None:
        return no("It was not issued to you.")
    if recipient.acknowledged_at:
        return no("You have acknowledged it.")
    return YES
