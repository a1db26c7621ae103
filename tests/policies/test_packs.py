"""The five packs that ship say what their policies ask, and a broken pack says where it is broken."""

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from personnel.roles import Role
from policies.packs import PACKS_DIR, PackError, load_pack, pack_keys, read_pack

PACKS = ["asheville", "cambridge", "kinston", "new_canaan", "portales"]

# Every clause a community services unit has to act on, by the policy's own numbering.
CLAUSES = {
    "kinston": "A B C D E.1 E.2 E.3 E.4 E.5 E.6 F G.1 G.2 G.3 H I J K L M N O P Q R S T U",
    "asheville": (
        "1.A.1 1.A.2 1.A.3 1.A.4 1.A.5 1.A.6 1.A.7 1.A.8 1.A.9 "
        "1.B.1 1.B.2 1.B.3 1.B.4 1.B.5 1.B.6 1.B.7 1.B.8 1.C 3.A 3.B"
    ),
    "portales": (
        "II.B II.C II.D II.E II.F II.G III.A.1 III.A.2 III.A.3 III.A.4 III.B III.C.1 III.C.1.d "
        "III.C.2 IV.A IV.A.1 IV.A.2 IV.B IV.C IV.D V.A V.B V.C VI"
    ),
    "new_canaan": (
        "III.A III.B III.C III.C.1 III.C.3 III.C.4 III.C.5 III.C.6 III.C.7 III.C.8 "
        "IV.A IV.A.3 IV.B.1 IV.B.2 IV.B.2.a IV.C IV.D IV.D.4 V"
    ),
    "cambridge": "1 2 3 4 5 6 7",
}
PREFIXES = {
    "kinston": ("K-IV.", "IV."),
    "asheville": ("A-", "1902."),
    "portales": ("P-", ""),
    "new_canaan": ("N-", ""),
    "cambridge": ("C-", ""),
}

# The parts each report must have, in the policy's order.
REPORTS = {
    ("kinston", "quarterly"): (
        "K-IV.R",
        ["current_concerns", "potential_problems", "recommended_actions", "progress"],
    ),
    ("kinston", "evaluation"): ("K-IV.D", ["program_evaluations"]),
    ("asheville", "monthly"): ("A-1.A.4", ["current_concerns", "actions_taken", "progress"]),
    ("portales", "annual"): (
        "P-VI",
        ["current_concerns", "potential_problems", "recommended_actions"],
    ),
    ("new_canaan", "quarterly"): (
        "N-IV.A",
        ["current_concerns", "potential_problems", "recommended_actions", "progress", "activities"],
    ),
    ("new_canaan", "monthly"): ("N-IV.B.2.a", ["forwarded_concerns", "potential_problems"]),
    ("new_canaan", "annual"): (
        "N-III.C.4",
        ["objectives", "statistics", "trends", "potential_problems", "successes"],
    ),
    ("cambridge", "quarterly"): (
        "C-3",
        ["current_concerns", "potential_problems", "recommended_actions"],
    ),
}
# The parts that stand there only when there is something to tell.
WHEN_TOLD = {
    ("kinston", "quarterly"): {"survey_results": "K-IV.U"},
    ("cambridge", "quarterly"): {"survey_results": "C-5"},
    ("portales", "annual"): {"survey_results": "P-V.B", "program_evaluations": "P-III.C.2"},
    ("new_canaan", "quarterly"): {"survey_results": "N-IV.D.4"},
    ("new_canaan", "annual"): {"survey_results": "N-IV.D.4", "program_evaluations": "N-III.C.4"},
}
# The report on a survey: its clause, who writes it, the way it goes, and who receives it.
RESULTS = {
    "kinston": (
        "K-IV.U",
        "unit_supervisor community_officer",
        "unit_supervisor commander",
        "commander chief",
    ),
    "cambridge": ("C-6", "unit_supervisor", "commander chief", "chief"),
    "portales": ("P-V.B", "commander unit_supervisor community_officer", "chief", "chief"),
    "new_canaan": ("N-IV.D.4", "community_officer", "chief", "chief"),
}
SURVEY_DOMAINS = {
    "kinston": (
        "agency_performance employee_competence officer_conduct "
        "safety_city safety_neighborhood suggestions"
    ),
    "cambridge": "agency_performance employee_competence officer_conduct safety_city suggestions",
}
SCREENS = {
    "",
    "desk:home",
    "outreach:concern-new",
    "outreach:concerns",
    "outreach:groups",
    "outreach:presentation-new",
    "outreach:presentations",
    "policies:policy",
    "programs:evaluations",
    "programs:programs",
    "reports:reports",
    "surveys:surveys",
}
# Asked for whatever the policy: what the work on concerns, groups and reports counts by.
ASKED_EVERYWHERE = {
    "answer_within_days",
    "review_within_days",
    "referral_check_days",
    "action_due_days",
    "request_assign_days",
    "brief_due_days",
    "group_contact_days",
    "group_contact_warning_days",
    "group_interest_threshold",
    "concerns_of_note_count",
    "of_note_proposed",
}
# The only numbers a policy states itself.
STATED = {
    ("asheville", "group_contact_days"),
    ("cambridge", "survey_every_days"),
    ("portales", "survey_every_days"),
}


def test_five_packs_ship() -> None:
    assert pack_keys() == PACKS


def test_an_unknown_pack_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load_pack("springfield")


@pytest.mark.parametrize("key", PACKS)
def test_a_pack_that_ships_can_be_loaded_under_its_own_key(key: str) -> None:
    pack = load_pack(key)

    assert pack.key == key


@pytest.mark.parametrize("key", PACKS)
def test_every_clause_the_unit_acts_on_is_in_the_pack(key: str) -> None:
    ours, theirs = PREFIXES[key]
    numbers = CLAUSES[key].split()

    found = {clause.ref: clause.number for clause in load_pack(key).clauses}

    assert {ours + number: theirs + number for number in numbers}.items() <= found.items()


def test_kinstons_two_clauses_lettered_a_are_told_apart() -> None:
    kinston = load_pack("kinston")

    assert "Major of Support Services" in kinston.clause("K-IV.A").says
    assert kinston.clause("K-IV.A2").number == "IV.A (second)"


@pytest.mark.parametrize("key", PACKS)
def test_a_clause_is_served_by_a_screen_that_exists_or_by_none(key: str) -> None:
    pack = load_pack(key)

    assert {clause.serves for clause in pack.clauses} <= SCREENS


def test_the_packs_define_the_reports_their_policies_ask_for_and_no_others() -> None:
    defined = {(key, report.key) for key in PACKS for report in load_pack(key).reports}

    assert defined == set(REPORTS)


@pytest.mark.parametrize(("key", "report_key"), REPORTS)
def test_a_report_has_the_parts_of_its_clause_in_order(key: str, report_key: str) -> None:
    clause, sections = REPORTS[key, report_key]

    report = load_pack(key).report(report_key)

    assert report is not None
    assert report.clause == clause
    required = [element for element in report.elements if not element.optional]
    assert [element.section for element in required] == sections
    assert all(element.clause.startswith(clause) for element in required)


@pytest.mark.parametrize(("key", "report_key"), REPORTS)
def test_a_report_has_further_parts_when_there_is_something_to_tell(
    key: str, report_key: str
) -> None:
    report = load_pack(key).report(report_key)

    assert report is not None
    told = {element.section: element.clause for element in report.elements if element.optional}
    assert told == WHEN_TOLD.get((key, report_key), {})


@pytest.mark.parametrize(("key", "report_key"), REPORTS)
def test_a_report_falls_due_as_a_duty_too(key: str, report_key: str) -> None:
    pack = load_pack(key)
    report = pack.report(report_key)

    assert report is not None
    named = {"evaluation": "program_evaluation"}.get(report_key, f"{report_key}_report")
    duty = next(duty for duty in pack.duties if duty.key == named)

    assert (duty.clause, duty.every, duty.within) == (report.clause, report.every, report.due)
    assert set(duty.to) == set(report.recipients)


@pytest.mark.parametrize("key", PACKS)
def test_the_results_of_a_survey_go_the_way_the_policy_says(key: str) -> None:
    results = load_pack(key).survey_results

    found = results and (
        results.clause,
        " ".join(results.written_by),
        " ".join(results.chain),
        " ".join(results.recipients),
    )
    assert found == RESULTS.get(key)


@pytest.mark.parametrize("key", RESULTS)
def test_the_report_on_a_survey_falls_due_as_a_duty_too(key: str) -> None:
    pack = load_pack(key)
    results = pack.survey_results

    assert results is not None
    duty = next(duty for duty in pack.duties if duty.key == "survey_results")
    assert (duty.clause, duty.within) == (results.clause, results.due)
    assert set(duty.to) == set(results.recipients)
    sections = [element.section for element in results.elements]
    assert sections == ["survey_answers", "survey_areas", "survey_recommendations"]


@pytest.mark.parametrize("key", SURVEY_DOMAINS)
def test_a_survey_covers_the_domains_its_clause_names(key: str) -> None:
    survey = load_pack(key).survey

    assert survey is not None
    assert [domain.key for domain in survey.domains] == SURVEY_DOMAINS[key].split()


@pytest.mark.parametrize(
    ("key", "every"), [("kinston", None), ("cambridge", "two_years"), ("portales", "month")]
)
def test_a_survey_comes_as_often_as_its_clause_says(key: str, every: str | None) -> None:
    survey = load_pack(key).survey

    assert survey is not None
    assert survey.every == every


def test_the_topics_named_by_the_policies_are_in_their_catalogues() -> None:
    kinston, portales = load_pack("kinston").topics, load_pack("portales").topics

    audiences = [topic.audience for topic in portales]

    assert {"safe_babysitting", "operation_identification"} <= {topic.key for topic in kinston}
    assert audiences.count("Elementary school") == 8
    assert audiences.count("Business owners") == 3


def test_every_department_sorts_concerns_into_the_same_categories() -> None:
    names = {key: [c.name for c in load_pack(key).categories] for key in PACKS}

    assert len({tuple(named) for named in names.values()}) == 1
    assert names["kinston"][0] == "Traffic and speeding"
    assert names["kinston"][-1] == "Something else"


@pytest.mark.parametrize("key", PACKS)
def test_every_role_has_a_title(key: str) -> None:
    assert set(load_pack(key).titles) == set(Role)


@pytest.mark.parametrize("key", PACKS)
def test_the_numbers_the_work_counts_by_are_in_every_pack(key: str) -> None:
    assert set(load_pack(key).settings) >= ASKED_EVERYWHERE


def test_a_number_is_open_unless_the_policy_states_it() -> None:
    stated = {
        (key, name)
        for key in PACKS
        for name, setting in load_pack(key).settings.items()
        if not setting.open
    }

    assert stated == STATED


BROKEN = {
    "an unclosed text": ('"600-6"', '"600-6', "", 'number = "600-6'),
    "a table closed too late": ("[department]", "[department", "", "[department"),
    "a key given twice": ('key = "kinston"', 'key = "a"\nkey = "b"', "", 'key = "b"'),
    "a missing field": ('title = "Liaison"\n', "", "clauses.*.title", "[[clauses]]"),
    "an unknown field": (
        "year_starts = 1",
        "year_ends = 6",
        "department.year_ends",
        "year_ends = 6",
    ),
    "an unknown time zone": (
        "America/New_York",
        "Kinston",
        "department.time_zone",
        'time_zone = "Kinston"',
    ),
    "a title for an unknown role": (
        'analyst = "Crime Analyst"',
        'sheriff = "Sheriff"',
        "titles.sheriff*",
        'sheriff = "Sheriff"',
    ),
    "a duty of an unknown role": (
        'who = "officer"',
        'who = "mayor"',
        "duties.*.who",
        'who = "mayor"',
    ),
    "an unknown interval": (
        'every = "quarter"',
        'every = "fortnight"',
        "duties.0.every",
        'every = "fortnight"',
    ),
    "a number out of range": (
        "value = 92",
        "value = 9200",
        "settings.group_contact_days.value",
        "value = 9200",
    ),
    "a duty under a clause that is not there": (
        'clause = "K-IV.N"',
        'clause = "K-IV.Z"',
        "duties.*.clause",
        'clause = "K-IV.Z"',
    ),
    "a report part under a clause that is not there": (
        'title = "Progress on earlier concerns and problems"\nclause = "K-IV.R"',
        'title = "Progress"\nclause = "K-IV.X"',
        "reports.0.elements.3.clause",
        'clause = "K-IV.X"',
    ),
    "a number under a clause that is not there": (
        "open = true\nclause = ",
        'open = true\nclause = "K-IX" # ',
        "settings.answer_within_days.clause",
        'clause = "K-IX" # "K-IV.L"',
    ),
    "a number that nobody gave": (
        'due = "quarterly_report_due_days"',
        'due = "someday"',
        "reports.0.due",
        'due = "someday"',
    ),
    "a clause that stands twice": (
        'ref = "K-IV.M"',
        'ref = "K-IV.L"',
        "clauses.*.ref",
        'ref = "K-IV.L"',
    ),
    "a report part that stands twice": (
        'section = "progress"',
        'section = "current_concerns"',
        "reports.0.elements.3.section",
        'section = "current_concerns"',
    ),
    "a results report without recipients": (
        'recipients = ["commander", "chief"]\n\n[[survey.results.elements]]',
        "[[survey.results.elements]]",
        "survey.results.recipients",
        "[survey.results]",
    ),
    "a part of a results report under a clause that is not there": (
        'title = "Answers by area"\nclause = "K-IV.U"',
        'title = "Answers by area"\nclause = "K-IV.V"',
        "survey.results.elements.1.clause",
        'clause = "K-IV.V"',
    ),
    "a part of a results report that stands twice": (
        'section = "survey_areas"',
        'section = "survey_answers"',
        "survey.results.elements.1.section",
        'section = "survey_answers"',
    ),
    "a results report due by a number that nobody gave": (
        'due = "survey_results_due_days"',
        'due = "in_time"',
        "survey.results.due",
        'due = "in_time"',
    ),
    "a report whose every part is optional": (
        'title = "Evaluation of each program"\nclause = "K-IV.D"',
        'title = "Evaluation of each program"\nclause = "K-IV.D"\noptional = true',
        "reports.1.elements",
        "[[reports]]",
    ),
    "a part that is optional in other words": (
        "optional = true",
        'optional = "sometimes"',
        "reports.0.elements.4.optional",
        'optional = "sometimes"',
    ),
    "a survey domain that stands twice": (
        'key = "safety_neighborhood"',
        'key = "safety_city"',
        "survey.domains.4.key",
        'key = "safety_city"',
    ),
}


@pytest.mark.parametrize(("old", "new", "field", "line"), BROKEN.values(), ids=BROKEN)
def test_a_broken_pack_names_file_line_and_field(
    tmp_path: Path, old: str, new: str, field: str, line: str
) -> None:
    ours = kinston_with(old, new, tmp_path)
    lines = ours.read_text(encoding="utf-8").splitlines()

    with pytest.raises(PackError) as caught:
        read_pack(ours)

    error = caught.value
    assert fnmatchcase(error.field, field)
    assert lines[error.line - 1] == line
    assert str(error).startswith(f"ours.toml, line {error.line}, {error.field or 'file'}: ")


def test_a_mistake_repeated_later_is_named_where_it_stands_first(tmp_path: Path) -> None:
    ours = kinston_with('ref = "K-IV.M"', 'ref = "K-IV.L"', tmp_path)
    lines = ours.read_text(encoding="utf-8").splitlines()

    with pytest.raises(PackError, match="K-IV.L stands here a second time") as caught:
        read_pack(ours)

    assert 'ref = "K-IV.L"' in lines[: caught.value.line - 1]


def test_a_pack_has_exactly_one_unit(tmp_path: Path) -> None:
    ours = kinston_with("is_unit = true", "is_unit = false", tmp_path)

    with pytest.raises(PackError, match="exactly one division is the unit") as caught:
        read_pack(ours)

    assert caught.value.field == "divisions"


def test_a_pack_that_breaks_off_names_its_last_line(tmp_path: Path) -> None:
    ours = tmp_path / "ours.toml"
    ours.write_text('key = "ours"\n\n[policy]\nnumber = [', encoding="utf-8")

    with pytest.raises(PackError) as caught:
        read_pack(ours)

    assert caught.value.line == 4


def test_a_pack_not_written_in_utf_8_names_the_line(tmp_path: Path) -> None:
    ours = tmp_path / "ours.toml"
    ours.write_bytes(b'key = "ours"\n[department]\nname = "Ca\xf1on City Police"\n')

    with pytest.raises(PackError, match="UTF-8") as caught:
        read_pack(ours)

    assert caught.value.line == 3


def kinston_with(old: str, new: str, folder: Path) -> Path:
    """Kinston's pack in `folder`, the first `old` in it replaced by `new`."""
    text = (PACKS_DIR / "kinston.toml").read_text(encoding="utf-8")
    assert old in text
    copy = folder / "ours.toml"
    copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy
