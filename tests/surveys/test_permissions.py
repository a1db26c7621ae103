"""Who may do what with a survey: rows 28 to 32 of the role matrix, under each policy.

Columns: Officer, Community officer, Division supervisor, Unit supervisor, commander (M),
cHief, aNalyst, Training officer, accreditation manager (R), Administrator.
"""

from datetime import timedelta

import pytest
from django.test import Client

from personnel.models import Member
from personnel.roles import Role
from policies.adoption import adopt
from policies.packs import Duty, load_pack
from surveys.answer_files.permissions import may_bring_in
from surveys.answers.permissions import may_key_paper, may_look_at_held, may_read_answers
from surveys.models import Survey
from surveys.permissions import may_export_surveys, may_read_surveys
from surveys.questionnaires.permissions import may_close, may_design, may_discard, may_open
from surveys.results.permissions import may_read_results, may_read_words
from tests.support.factories import NOON, make_member
from tests.support.surveys import ask, make_survey

ROLES = list(Role)
VERDICTS = {
    #                      OCDUMHNTRA
    may_read_surveys: ".........-",
    may_export_surveys: "-......-.-",
    may_design: "-.-.------",
    may_open: "---...----",
    may_close: "---...----",
    may_discard: "-.-.------",
    may_read_answers: "-.-..-.---",
    may_look_at_held: "-.-.------",
    may_key_paper: "-.-.------",
    may_bring_in: "-.-...----",
    may_read_results: ".........-",
    may_read_words: "-.-..-.---",
}
PAGES = {
    #                                OCDUMHNTRA
    "/surveys/": ".........-",
    "/surveys/export/": "-......-.-",
    "/surveys/new/": "-.-.------",
    "/surveys/draft/": "x.....xx.-",
    "/surveys/draft/preview/": "x.....xx.-",
    "/surveys/draft/edit/": "x.-.--xx--",
    "/surveys/draft/questions/": "x.-.--xx--",
    "/surveys/draft/questions/new/text/": "x.-.--xx--",
    "/surveys/draft/open/": "x--...xx--",
    "/surveys/draft/discard/": "x.-.--xx--",
    "/surveys/draft/copy/": "x.-.--xx--",
    "/surveys/open/": ".........-",
    "/surveys/open/preview/": ".........-",
    "/surveys/open/code/": ".........-",
    "/surveys/open/close/": "---...----",
    "/surveys/open/edit/": "-409-409------",
    "/surveys/closed/": ".........-",
}
MARKS = {200: ".", 403: "-", 404: "x"}


@pytest.fixture
def people(kinston) -> dict[str, Member]:
    return {role: make_member(role) for role in ROLES}


@pytest.fixture
def surveys(people) -> dict[str, Survey]:
    """A draft that lacks nothing, one that is open, one that has closed."""
    made = {}
    for status in ("draft", "open", "closed"):
        by = people[Role.COMMUNITY_OFFICER]
        made[status] = make_survey(by, key=status, status=status)
        for domain in load_pack("kinston").survey.domains:
            ask(made[status], domain.key, domain=domain.key)
    return made


WANTED = {
    may_close: "open",
    may_key_paper: "open",
    may_read_results: "closed",
    may_read_words: "closed",
}


def test_each_role_may_what_the_matrix_gives_it(people, surveys):
    found = {}
    for question in VERDICTS:
        takes_survey = question in WANTED or question in (may_design, may_open, may_discard)
        record = (surveys[WANTED.get(question, "draft")],) if takes_survey else ()
        found[question] = "".join("." if question(people[role], *record) else "-" for role in ROLES)

    assert found == VERDICTS


@pytest.mark.slow
def test_each_role_gets_the_pages_the_matrix_gives_it(people, surveys):
    found = dict.fromkeys(PAGES, "")
    for role in ROLES:
        client = Client()
        client.force_login(people[role])
        for page in PAGES:
            status = client.get(page).status_code
            found[page] += MARKS.get(status, str(status))

    assert found == PAGES


# ---- policies that give the survey to others


def test_where_the_survey_is_patrols_its_commander_writes_it(db):
    adopt(load_pack("portales"))
    commander, officer = make_member(Role.COMMANDER), make_member(Role.OFFICER)

    assert may_design(commander)
    assert not may_design(officer)


def test_a_division_supervisor_opens_it_where_the_policy_says_so(db):
    pack = load_pack("portales")
    duty = next(duty for duty in pack.duties if duty.clause == pack.survey.clause)
    theirs = Duty(**duty.model_dump() | {"who": Role.DIVISION_SUPERVISOR})
    others = [one for one in pack.duties if one != duty]
    adopt(pack.model_copy(update={"duties": (*others, theirs)}))
    sergeant, supervisor = make_member(Role.DIVISION_SUPERVISOR), make_member(Role.UNIT_SUPERVISOR)
    survey = make_survey(supervisor)
    ask(survey, "q1")

    assert may_design(sergeant, survey)
    assert may_open(sergeant, survey)


def test_a_policy_gives_nothing_to_who_changes_nothing(db):
    """Floors 3 and 4 stand above every policy."""
    pack = load_pack("portales")
    duty = next(duty for duty in pack.duties if duty.clause == pack.survey.clause)
    theirs = Duty(**duty.model_dump() | {"who": Role.ACCREDITATION_MANAGER})
    adopt(pack.model_copy(update={"duties": (theirs,)}))
    manager = make_member(Role.ACCREDITATION_MANAGER)
    survey = make_survey(manager)
    ask(survey, "q1")

    assert not may_design(manager, survey)
    assert not may_open(manager, survey)


def test_a_refusal_for_a_missing_domain_names_the_clause(supervisor):
    survey = make_survey(supervisor)
    ask(survey, "q1")

    refused = may_open(supervisor, survey)

    assert (refused.allowed, refused.clause) == (False, "K-IV.U")


# ---- when results are shown


def test_results_wait_for_forms_that_were_begun(supervisor):
    survey = make_survey(supervisor, status="closed", takes_until=NOON + timedelta(minutes=30))

    early = may_read_results(supervisor, survey, NOON + timedelta(minutes=29))
    late = may_read_results(supervisor, survey, NOON + timedelta(minutes=30))

    assert not early
    assert "until 4:30 pm" in early.reason
    assert late


@pytest.mark.parametrize("status", ["draft", "open", "discarded"])
def test_there_are_no_results_before_it_has_closed(supervisor, status):
    assert not may_read_results(supervisor, make_survey(supervisor, status=status))


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_paper_is_keyed_in_while_it_is_open(officer, status):
    assert not may_key_paper(officer, make_survey(officer, status=status))
