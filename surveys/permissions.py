"""Who may do what with surveys, their answers and what came of them, and why not.

Rows are those of the role matrix the department works by. Where a policy gives the survey to
others than the unit (P-V.A gives it to Patrol), the duty of its survey clause names them.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from personnel import roles
from personnel.models import Member
from personnel.roles import Role
from policies.current import local_day, policy
from policies.packs import Pack
from records.verdicts import YES, Verdict, first_refusal, no, not_yet, stands
from records.wording import clock_words, day_words
from surveys.coverage import clause_of, lacks, missing
from surveys.models import AnswerFile, ContactWish, Survey

CHANGES_NOTHING = no("Your role reads and does not change records.")
READS_ANSWERS = frozenset(
    {Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR, Role.COMMANDER, Role.ANALYST}
)
UNIT_ONLY = no("The community services unit keeps the answers to a survey.")


def may_read_surveys(member: Member) -> Verdict:
    """Surveys and their results are read by everyone who reads content (row 32)."""
    if member.may_read_content:
        return YES
    return no("Your role keeps accounts and reads no content.")


def may_have_form(member: Member, survey_key: int, at: datetime) -> Verdict:
    """The job that lays out the form to print, when it runs: whoever asked still sees the survey."""
    if Survey.objects.visible_to(member).filter(pk=survey_key).exists():
        return YES
    return no("The survey is not open to whoever asked for its form.")


def may_export_surveys(member: Member) -> Verdict:
    """Lists and results as files (row 48)."""
    if member.role in (Role.OFFICER, Role.TRAINING_OFFICER, Role.ADMINISTRATOR):
        return no("Your role reads surveys here and takes no lists of them away.")
    return YES


def may_design(member: Member, survey: Survey | None = None) -> Verdict:
    """Write a questionnaire, while it is a draft (row 28; K-IV.U, C-6)."""
    pack = policy()
    if not member.works:
        return CHANGES_NOTHING
    if member.role not in roles.UNIT | _named(pack):
        return no("The community services unit writes the surveys.", clause=clause_of(pack))
    if survey and not survey.is_draft:
        return stands("Its questions stay as citizens saw them. Copy it to a new draft instead.")
    return YES


def may_discard(member: Member, survey: Survey) -> Verdict:
    """Throw a draft away; what citizens have seen is kept."""
    return may_design(member, survey)


def may_open(member: Member, survey: Survey, on: date | None = None) -> Verdict:
    """Put it before the citizens (row 29), once it asks about every domain of the policy in
    force on the day (today, if none is given) and can be read in both languages (K-IV.U, C-5)."""
    pack = policy(on)
    if not (leads := _leads(member, pack)):
        return leads
    if untouched := missing(survey, pack):
        titles = "; ".join(domain.title for domain in untouched)
        return not_yet(f"It asks nothing yet about: {titles}.", clause=clause_of(pack))
    return not_yet(" ".join(lack.words for lack in found)) if (found := lacks(survey)) else YES


def may_close(member: Member, survey: Survey) -> Verdict:
    """Close it before its last day (row 29)."""
    return _leads(member, policy())


def may_read_answers(member: Member) -> Verdict:
    """Single answers; there is no name in them, and own words may still tell one (row 31)."""
    if member.role in READS_ANSWERS:
        return YES
    return no("Your role reads results, not single answers.")


def may_read_words(member: Member, survey: Survey, at: datetime | None = None) -> Verdict:
    """What was written in own words (row 31), once results are told: a text that was not there a
    minute ago was written by whoever answered in that minute."""
    return first_refusal(may_read_answers(member), may_read_results(member, survey, at))


def may_redact_survey(member: Member, survey: Survey, at: datetime | None = None) -> Verdict:
    """Take words out of what citizens wrote: the unit's supervisor and command, once they may read
    it. Before, trying words would tell what was written (row 31). Never who left a note on it or
    said why answers were left out."""
    if member.role != Role.UNIT_SUPERVISOR and not member.is_command:
        return no("The unit's supervisor or command takes words out of answers.")
    noted = survey.steps.filter(by=member).exclude(note="")
    if noted.exists() or survey.held_looks.filter(by=member).exclude(why="").exists():
        return no("You left a note on this survey; someone else takes words out of it.")
    return may_read_words(member, survey, at)


def may_redact_wish(member: Member, wish: ContactWish) -> Verdict:
    """The unit's supervisor and command, who may read it (row 33): never who left a note on it."""
    if member.role != Role.UNIT_SUPERVISOR and not member.is_command:
        return no("The unit's supervisor or command takes words out of it.")
    if wish.steps.filter(by=member).exclude(note="").exists():
        return no("You left a note on this wish; someone else takes words out of it.")
    return may_read_wish(member, wish)


def may_look_at_held(member: Member) -> Verdict:
    """Admit or leave out what was held back for a look (row 31)."""
    return YES if member.role in roles.UNIT else UNIT_ONLY


def may_admit(member: Member, survey: Survey, at: datetime | None = None) -> Verdict:
    """Let held answers count (row 31), until results can be read: one more answer would stand
    out in them."""
    if not (looks := may_look_at_held(member)):
        return looks
    if survey.is_over_on(local_day(at or timezone.now())):
        return no("Results are told without what is held now. It can be left out, and not counted.")
    return YES


def may_key_paper(member: Member, survey: Survey, at: datetime | None = None) -> Verdict:
    """Key in what came on paper, marked as such (row 30): while the survey is open, and some days
    after the one its form says it has to arrive by."""
    if member.role not in roles.UNIT:
        return UNIT_ONLY
    if survey.takes_paper_on(local_day(at or timezone.now())):
        return YES
    if survey.is_closed and survey.paper_until:
        last = day_words(survey.paper_until)
        return no(f"Answers on paper were keyed in until {last}. Its results are settled.")
    return no("Answers on paper are keyed in while it is open.")


def may_end_paper(member: Member, survey: Survey, on: date | None = None) -> Verdict:
    """Say that all answers on paper are keyed in, so that results need not wait (row 30)."""
    if member.role not in roles.UNIT | roles.COMMAND:
        return UNIT_ONLY
    if survey.is_closed and survey.takes_paper_on(on or local_day(timezone.now())):
        return YES
    return stands("No answers on paper are taken any more.")


def may_bring_in(member: Member) -> Verdict:
    """Bring in answers from a file (row 46)."""
    if member.role in roles.UNIT or member.is_command:
        return YES
    return no("The community services unit brings in answers from files.")


def may_read_answer_file(member: Member) -> Verdict:
    """How a file of answers was read and what became of its rows: who may bring one in, and who
    reads single answers (rows 31 and 46)."""
    return may_bring_in(member) or may_read_answers(member)


def may_take_back_answers(member: Member, file: AnswerFile) -> Verdict:
    """Take back what a file brought in: who did, the unit supervisor and command (row 57)."""
    if member.role == Role.UNIT_SUPERVISOR or member.is_command:
        return YES
    if member.pk == file.by_id and may_bring_in(member):
        return YES
    return no("Who brought it in, the unit supervisor or command takes it back.")


def may_read_results(member: Member, survey: Survey, at: datetime | None = None) -> Verdict:
    """Results are shown when no answer can come any more (row 32).

    While some can, two looks would differ by one answer, and that would be somebody's.
    """
    if not (reads := may_read_surveys(member)):
        return reads
    if not survey.is_closed:
        return not_yet("Results are shown when the survey has closed.")
    if survey.takes_until and (at or timezone.now()) < survey.takes_until:
        until = clock_words(survey.takes_until)
        return not_yet(
            f"Forms that were begun are still taken until {until}; then results are shown."
        )
    return _all_counted(survey, local_day(at or timezone.now()))


def _all_counted(survey: Survey, day: date) -> Verdict:
    """Each answer admitted after a first look at the results would stand out in a second one."""
    if survey.takes_paper_on(day) and survey.paper_until:
        last = day_words(survey.paper_until)
        return not_yet(f"Answers on paper are keyed in until {last}; then results are shown.")
    if survey.answers.held().exists() and not survey.is_over_on(day):
        return _held(survey)
    if survey.answers.waiting().exists():
        return not_yet("The last answers are being counted. Results are shown in a minute.")
    return YES


def _held(survey: Survey) -> Verdict:
    words = "Some answers are held for a look. Results are shown when that is decided"
    if survey.look_by is None:
        return not_yet(f"{words}.")
    return not_yet(f"{words}, and without them after {day_words(survey.look_by)}.")


def may_read_wishes(member: Member) -> Verdict:
    """The list of those who asked to be contacted: the unit and command, and what was given to
    oneself; the accreditation manager sees how many there are (row 33)."""
    if member.role in roles.COMMAND or may_take_wish(member):
        return YES
    if member.role == Role.ACCREDITATION_MANAGER:
        return YES
    return no("The unit follows up on who asked to be contacted.", clause="P-V.C")


def may_read_wish(member: Member, wish: ContactWish) -> Verdict:
    """Who wishes to be contacted, and how (row 33); each reading is recorded (floor 5)."""
    return YES if member.is_command else may_follow_up(member, wish)


def may_take_wish(member: Member) -> Verdict:
    """Who can be given a wish for contact (row 33, P-V.C)."""
    takes = member.works and member.role not in (Role.ANALYST, Role.TRAINING_OFFICER)
    if takes and member.is_active:
        return YES
    return no(f"{member.short_name} makes no contacts after a survey.", clause="P-V.C")


def may_follow_up(member: Member, wish: ContactWish) -> Verdict:
    """Contact somebody who asked for it: the unit, or whom it was given to (row 33, P-V.C)."""
    if member.role in roles.UNIT:
        return YES
    if may_take_wish(member) and member.pk == wish.owner_id:
        return YES
    return no("The unit, or whoever it was given to, makes this contact.", clause="P-V.C")


def may_assign_wish(member: Member, wish: ContactWish) -> Verdict:
    """Give a wish for contact to somebody (row 33, P-V.C)."""
    if member.role == Role.UNIT_SUPERVISOR:
        return YES
    return no("The unit's supervisor gives out contact wishes.", clause="P-V.C")


def _leads(member: Member, pack: Pack) -> Verdict:
    """The unit's supervisor and command; a division's where the policy gives them the survey."""
    division_leads = {Role.DIVISION_SUPERVISOR} & _named(pack)
    if member.role in {Role.UNIT_SUPERVISOR} | roles.COMMAND | division_leads:
        return YES
    return no("The unit's supervisor or command opens and closes surveys.", clause=clause_of(pack))


def _named(pack: Pack) -> frozenset[str]:
    """The roles to which the duty of the policy's survey clause gives the survey."""
    clause = clause_of(pack)
    return frozenset(duty.who for duty in pack.duties if clause and duty.clause == clause)
