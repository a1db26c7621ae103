"""Who may read what a survey came to, and from when on (rows 31 and 32)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from personnel.models import Member
from personnel.roles import Role
from policies.current import local_day
from records.verdicts import YES, Verdict, first_refusal, no, not_yet
from records.wording import clock_words, day_words
from surveys.answers.permissions import may_read_answers
from surveys.models import Survey
from surveys.permissions import may_read_surveys


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
