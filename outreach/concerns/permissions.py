"""Who may do what with outreach records, and why not.

Each function answers for one person and one record; what the record allows at its point is the
`STEPS` table of its workflow. Rows are those of the role matrix the department works by.
"""

from __future__ import annotations

from datetime import date, datetime

from outreach.models import (
    Action,
    Concern,
    Referral,
)
from personnel.models import Member
from personnel.roles import Role
from records.verdicts import YES, Verdict, first_refusal, no, not_yet, stands

CHANGES_NOTHING = no("Your role reads and does not change records.")
COMMAND_ONLY = no("This concern is restricted to command.")
REFERRED = not_yet("It is referred. Record the outcome or take it back first.", clause="A-1.A.7")


def may_log(member: Member) -> Verdict:
    """Any working member of the department logs concerns and presents (P-III.B, N-III.B, C-2)."""
    return YES if member.works else CHANGES_NOTHING


def may_work_on(member: Member, concern: Concern) -> Verdict:
    """Efforts, corrections, answers and resolving: rows 5 and 11 of the matrix (N-IV.B.1)."""
    if not member.works:
        return CHANGES_NOTHING
    if concern.restricted:
        return _may_see_restricted(member, concern)
    if member.is_command:
        return YES
    own = member.pk in (concern.officer_id, concern.owner_id)
    if own or member.supervises_division(concern.division_id):
        return YES
    if member.role == Role.COMMUNITY_OFFICER and concern.division_id == member.division_id:
        return YES
    return no("Only the officer it is with, the unit and their supervisors work on this concern.")


def _may_see_restricted(member: Member, concern: Concern) -> Verdict:
    """Command, and never the person the concern names (row 13, floor 6)."""
    named = concern.about_member_id is not None and concern.about_member_id == member.pk
    return YES if member.is_command and not named else COMMAND_ONLY


def may_hand_over(member: Member, concern: Concern) -> Verdict:
    """Take the printed sheet of a concern about the chief to where it goes (row 13).

    Command does, and never the person it names. Where nobody there may read it, whoever logged it
    does, who knows what it says.
    """
    if Concern.objects.to_hand_over_by(member).filter(pk=concern.pk).exists():
        return YES
    return COMMAND_ONLY


def may_settle_here(concern: Concern) -> Verdict:
    """What is about the chief is not settled by those who work under the chief."""
    if concern.restricted and Concern.objects.to_hand_over().filter(pk=concern.pk).exists():
        return not_yet(
            "Nobody here judges it. Hand its printed sheet over and record the receipt first."
        )
    return YES


def may_edit(member: Member, concern: Concern) -> Verdict:
    if not (works := first_refusal(may_settle_here(concern), may_work_on(member, concern))):
        return works
    if concern.is_settled:
        return stands("A settled concern is not corrected. Reopen it first.", later=True)
    return YES


def may_answer(member: Member, concern: Concern) -> Verdict:
    if not (works := may_work_on(member, concern)):
        return works
    return stands("The answer has been given and recorded.") if concern.answered_on else YES


def may_change_answer(member: Member, concern: Concern, day: date) -> Verdict:
    """Whether an answer is owed: who works on it says so. Once its day has passed, a leader alone
    says that none is owed, so that a late answer does not end by the hand that owes it."""
    late = concern.answer_by is not None and concern.answer_by < day
    if late and not concern.answered_on and not may_decide(member, concern):
        return no("The day to answer by has passed. A supervisor decides whether it is owed.")
    if (answers := may_answer(member, concern)) and concern.is_settled and not concern.answer_by:
        return stands("It is settled. If they want an answer after all, reopen it first.")
    return answers


def may_resolve(member: Member, concern: Concern) -> Verdict:
    """The officer resolves within own authority (N-IV.B.1); not while a referral is open."""
    if not (works := may_work_on(member, concern)):
        return works
    if concern.referrals.pending().exists():
        return not_yet("The referral's outcome is not recorded yet.", clause="A-1.A.7")
    return may_settle_here(concern)


def may_escalate(member: Member, concern: Concern) -> Verdict:
    """What is beyond the officer's authority goes to the supervisor (N-IV.B.2).

    Command passes nothing up (row 6); only what nobody else could, restricted or heard by
    command itself, comes to its review that way.
    """
    alone = concern.restricted or concern.officer_id == member.pk
    if member.is_command and not (alone and concern.status == Concern.Status.LOGGED):
        return no("You are command: whoever has it passes it up to you.")
    return may_work_on(member, concern)


def may_decide(member: Member, concern: Concern) -> Verdict:
    """Review, assign and refer: the division's supervisor, the unit's, or command (N-IV.B.2)."""
    if concern.restricted:
        return _may_see_restricted(member, concern)
    if member.is_command:
        return YES
    if member.supervises_division(concern.division_id):
        return YES
    return no("The supervisor of the division or of the unit decides this.", clause="N-IV.B.2")


def may_review(member: Member, concern: Concern) -> Verdict:
    """Whoever passed it up does not take it up; command, with nobody above, may (N-IV.B.2)."""
    escalated = concern.steps.filter(to_status=Concern.Status.ESCALATED).last()
    if escalated and escalated.by_id == member.pk and not member.is_command:
        return no("You escalated it yourself; someone above you reviews it.", clause="N-IV.B.2")
    return may_decide(member, concern)


def may_assign(member: Member, concern: Concern) -> Verdict:
    if not (decides := may_decide(member, concern)):
        return decides
    return REFERRED if concern.referrals.pending().exists() else YES


def may_give_on(member: Member, concern: Concern) -> Verdict:
    """Give it to another while it is reviewed or referred: who decides, also who escalated it."""
    return may_decide(member, concern)


def may_take(member: Member, concern: Concern) -> Verdict:
    """Who can be given a concern: somebody who works, and command for what is restricted."""
    if concern.restricted and not may_work_on(member, concern):
        return no("A restricted concern stays with command.")
    if not (member.works and member.is_active):
        return no(f"{member.short_name} does not take concerns.")
    return YES


def may_refer(member: Member, concern: Concern) -> Verdict:
    return may_decide(member, concern)


def may_watch(member: Member, referral: Referral) -> Verdict:
    """Status checks and outcomes: whoever watches it, receives it or may work on its concern.

    The supervisor of the division it went to answers for that division (row 8).
    """
    if referral.concern.restricted or not member.works:
        return may_work_on(member, referral.concern)
    receives = referral.to_division_id and member.supervises_division(referral.to_division_id)
    if receives or member.pk == referral.watched_by_id:
        return YES
    return may_work_on(member, referral.concern)


def may_close(member: Member, concern: Concern) -> Verdict:
    """Two pairs of eyes: whoever resolved it does not close it (row 9)."""
    resolved = concern.steps.filter(to_status=Concern.Status.RESOLVED).last()
    if resolved and resolved.by_id == member.pk:
        return no("You resolved it; someone else closes it.")
    return may_decide(member, concern)


def unit_supervisor_or_command(member: Member) -> Verdict:
    if member.role == Role.UNIT_SUPERVISOR or member.is_command:
        return YES
    return no("The unit's supervisor or command takes words out of it.")


def may_close_several(member: Member) -> Verdict:
    """The page that closes several at once; each of them is judged by `may_close`."""
    if member.leads:
        return YES
    return no("The supervisor of the division or of the unit closes concerns.", clause="N-IV.B.2")


def may_reopen(member: Member, concern: Concern) -> Verdict:
    return may_decide(member, concern)


def may_recommend(member: Member, concern: Concern, kind: str = "") -> Verdict:
    """Recommended actions (row 41, A-3.A); a personnel matter is command's to write (K-IV.S)."""
    if kind == Action.Kind.PERSONNEL and not member.is_command:
        return no("Personnel matters are recorded by command.", clause="K-IV.S")
    return may_work_on(member, concern)


def may_own_action(member: Member, concern: Concern, kind: str = "") -> Verdict:
    """Who can be given an action: not someone from whom the concern or the matter is hidden."""
    if not (member.works and member.is_active):
        return no(f"{member.short_name} does not take actions.")
    if concern.restricted:
        return _may_see_restricted(member, concern)
    if kind == Action.Kind.PERSONNEL and not member.is_command:
        return no("A personnel matter stays with command.", clause="K-IV.S")
    return YES


def may_hand_action(member: Member, action: Action) -> Verdict:
    """Give an open action to somebody else: who asked for it, or decides on its concern."""
    verdict = _may_have_action_done(member, action)
    return stands("This action has ended.") if verdict and action.ended_on else verdict


def _may_have_action_done(member: Member, action: Action) -> Verdict:
    if action.kind == Action.Kind.PERSONNEL and not member.is_command:
        return no("Personnel matters are recorded by command.", clause="K-IV.S")
    if member.works and member.pk == action.recommended_by_id:
        return may_work_on(member, action.concern)
    return may_decide(member, action.concern)


def may_hand_watch(member: Member, referral: Referral) -> Verdict:
    """Have somebody else ask after a referral: who decides on its concern, or watches it now."""
    if member.works and member.pk == referral.watched_by_id:
        return may_work_on(member, referral.concern)
    return may_decide(member, referral.concern)


def may_remind(member: Member, holder: Member, decides: Verdict) -> Verdict:
    """Remind who has an open record: who decides on it, of somebody who still works here."""
    if not member.leads:
        return no("Supervisors and command remind others.")
    if holder.pk == member.pk:
        return no("It is yours.")
    if not (holder.works and holder.is_active):
        return no(f"{holder.short_name} takes none any more. Give it to somebody else.")
    return decides


def may_remind_owner(member: Member, concern: Concern) -> Verdict:
    """Decides on a concern that waits for its owner: whoever owes nothing now is not reminded."""
    owner = concern.owner.short_name
    waits = YES if concern.waits_for_owner else stands(f"It does not wait for {owner} now.")
    return first_refusal(may_decide(member, concern), waits)


def may_record_progress(member: Member, action: Action) -> Verdict:
    verdict = _may_keep_action(member, action)
    return stands("This action has ended.") if verdict and action.ended_on else verdict


def _may_keep_action(member: Member, action: Action) -> Verdict:
    if action.kind == Action.Kind.PERSONNEL and not member.is_command:
        return no("Personnel matters are recorded by command.", clause="K-IV.S")
    if member.works and member.pk == action.owner_id:
        return YES
    return may_work_on(member, action.concern)


def may_read_identity(member: Member, concern: Concern) -> Verdict:
    """Who raised it: a right of its own, and every reading is recorded (row 11, floor 5)."""
    if member.role in (Role.ANALYST, Role.TRAINING_OFFICER, *roles_without_content()):
        return no("Your role works without the names of those who raised a concern.")
    return may_work_on(member, concern)


def may_export(member: Member) -> Verdict:
    """Lists as files, without identities and without restricted concerns (row 48)."""
    if member.role in (Role.OFFICER, Role.TRAINING_OFFICER, Role.ADMINISTRATOR):
        return no("Your role reads concerns here and takes no lists of them away.")
    return YES


def roles_without_content() -> tuple[Role, ...]:
    return (Role.ACCREDITATION_MANAGER, Role.ADMINISTRATOR)


def may_have_sheet(member: Member, concern_key: int, at: datetime) -> Verdict:
    """The job that lays out an intake sheet, when it runs: whoever asked still sees the concern."""
    if Concern.objects.visible_to(member).filter(pk=concern_key).exists():
        return YES
    return no("The concern is not open to whoever asked for its sheet.")


def may_have_handover_sheet(member: Member, concern_key: int, at: datetime) -> Verdict:
    """The job that lays out the sheet with which a concern leaves, when it runs: whoever asked for
    it still takes it out of the house."""
    if Concern.objects.to_hand_over_by(member).filter(pk=concern_key).exists():
        return YES
    return no("Whoever asked for this sheet does not take it out of the house any more.")
