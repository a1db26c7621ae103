"""A department's written policy as data: what a pack holds, and how one is read and checked.

A pack is one TOML file in `policies/packs/`. It restates the clauses of a written policy in our
words, each with its number, and says what follows from them: duties, reports, survey domains,
topics, titles, intervals. Nothing in the code knows an interval, a title or a report's parts.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import available_timezones

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from personnel.roles import Role
from policies.pack_lines import line_of
from policies.periods import Every

# The settings the work itself asks for, whatever the policy says: every pack has them.
ASKED_FOR = (
    "action_due_days",
    "answer_within_days",
    "brief_due_days",
    "concerns_of_note_count",
    "of_note_proposed",
    "referral_check_days",
    "review_within_days",
)

PACKS_DIR = Path(__file__).resolve().parent / "packs"

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
# The path to a field of a pack: ("reports", 0, "due").
Where = tuple[str | int, ...]


class PackError(Exception):
    """A pack cannot be used; says the file, the line and the field, and what is wrong there."""

    def __init__(self, file: str, line: int, field: str, words: str) -> None:
        self.file, self.line, self.field, self.words = file, line, field, words
        super().__init__(f"{file}, line {line}, {field or 'file'}: {words}")


class Part(BaseModel):
    """What every part of a pack shares: unknown fields are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PolicyHeading(Part):
    number: Words
    title: Words
    effective_from: date | None = None
    notes: str = ""


class DepartmentDefaults(Part):
    name: Words
    short_name: Words
    unit: Words
    place: Words
    time_zone: Words
    year_starts: int = Field(default=1, ge=1, le=12)

    @field_validator("time_zone")
    @classmethod
    def known_zone(cls, zone: str) -> str:
        if zone not in _zones():
            raise ValueError(f"“{zone}” is not a time zone")
        return zone


@cache
def _zones() -> set[str]:
    return available_timezones()


class PackDivision(Part):
    key: Key
    name: Words
    is_unit: bool = False


class Clause(Part):
    """One clause of the policy in our words. `ref` is K-IV.R, `number` is the policy's own IV.R."""

    ref: Words
    number: Words
    title: Words
    says: Words
    serves: str = ""


class Duty(Part):
    """What falls due: who does what, how often, within how long, to whom, settled by what."""

    key: Key
    clause: Words
    what: Words
    who: Role
    every: Every | None = None
    within: Key | None = None
    to: tuple[Role, ...] = ()
    settled_by: Words


class Element(Part):
    """One part of a report, under the title the policy gives it.

    An `optional` one stands there only when there is something to tell.
    """

    section: Key
    title: Words
    clause: Words
    optional: bool = False


class AnyReport(Part):
    """What the policy says of a report: who writes it, whom it passes, who gets it, its parts."""

    title: Words
    clause: Words
    written_by: tuple[Role, ...] = Field(min_length=1)
    chain: tuple[Role, ...] = Field(min_length=1)
    recipients: tuple[Role, ...] = Field(min_length=1)
    elements: tuple[Element, ...] = Field(min_length=1)


class ReportDefinition(AnyReport):
    """A report on every month, quarter or year; `due` names the days after its period."""

    key: Literal["monthly", "quarterly", "annual", "evaluation"]
    every: Every
    due: Key


class ResultsReport(AnyReport):
    """The report on one survey's results (C-6, P-V.B); `due` names the days after it closed."""

    key: ClassVar[str] = "survey"
    due: Key | None = None


AnyDefinition = ReportDefinition | ResultsReport


class SurveyDomain(Part):
    key: Key
    title: Words


class SurveyDuty(Part):
    clause: Words
    every: Every | None = None
    domains: tuple[SurveyDomain, ...] = ()
    results: ResultsReport | None = None


class PackTopic(Part):
    key: Key
    name: Words
    audience: str = ""


class PackCategory(Part):
    key: Key
    name: Words


class PackSetting(Part):
    """A number the work needs. `open` marks one the policy leaves to the department."""

    value: int = Field(ge=0, le=3660)
    unit: Literal["days", "meters", "count"]
    what: Words
    open: bool
    clause: str = ""


class Pack(Part):
    key: Key
    # Who hears what is said about the chief: a person or a body, as it stands after “the”.
    chief_answers_to: Annotated[Words, StringConstraints(max_length=160)] = "appointing authority"
    policy: PolicyHeading
    department: DepartmentDefaults
    titles: dict[Role, Words]
    divisions: tuple[PackDivision, ...] = Field(min_length=1)
    clauses: tuple[Clause, ...] = Field(min_length=1)
    duties: tuple[Duty, ...] = ()
    reports: tuple[ReportDefinition, ...] = Field(min_length=1)
    survey: SurveyDuty | None = None
    topics: tuple[PackTopic, ...] = Field(min_length=1)
    categories: tuple[PackCategory, ...] = Field(min_length=1)
    settings: dict[Key, PackSetting]

    @model_validator(mode="after")
    def hangs_together(self) -> Pack:
        """Every reference inside the pack leads somewhere, and nothing is named twice."""
        for where, words in broken_references(self):
            raise PackMismatch(where, words)
        return self

    def clause(self, ref: str) -> Clause:
        return next(clause for clause in self.clauses if clause.ref == ref)

    def report(self, key: str) -> ReportDefinition | None:
        return next((report for report in self.reports if report.key == key), None)

    @property
    def survey_results(self) -> ResultsReport | None:
        """The report it wants on each survey; None where it wants none."""
        return self.survey.results if self.survey else None

    def title_of(self, role: str) -> str:
        return self.titles.get(Role(role)) or Role(role).label


class PackMismatch(ValueError):
    """Two parts of a pack do not fit together; `where` is the path to the offending field."""

    def __init__(self, where: Where, words: str) -> None:
        self.where, self.words = where, words
        super().__init__(words)


def broken_references(pack: Pack) -> list[tuple[Where, str]]:
    """Paths and words for every clause, setting or key in `pack` that does not fit the rest."""
    refs = {clause.ref for clause in pack.clauses}
    reports = all_reports(pack)
    cited: list[tuple[Where, str]] = [
        *((("duties", n, "clause"), duty.clause) for n, duty in enumerate(pack.duties)),
        *(((*where, "clause"), report.clause) for where, report in reports),
        *(
            ((*where, "elements", n, "clause"), element.clause)
            for where, report in reports
            for n, element in enumerate(report.elements)
        ),
        *([(("survey", "clause"), pack.survey.clause)] if pack.survey else []),
        *((("settings", k, "clause"), s.clause) for k, s in pack.settings.items() if s.clause),
    ]
    needed: list[tuple[Where, str]] = [
        *(((*where, "due"), report.due) for where, report in reports if report.due),
        *((("duties", n, "within"), d.within) for n, d in enumerate(pack.duties) if d.within),
        *((("settings",), key) for key in ASKED_FOR),
    ]
    problems = [
        *(
            (path, f"there is no clause {ref} in this pack")
            for path, ref in cited
            if ref not in refs
        ),
        *((path, f"there is no setting {k}") for path, k in needed if k not in pack.settings),
        *repeated_names(pack),
    ]
    problems += [
        ((*where, "elements"), "a report has at least one part that is not optional")
        for where, report in reports
        if all(element.optional for element in report.elements)
    ]
    if sum(division.is_unit for division in pack.divisions) != 1:
        problems.append((("divisions",), "exactly one division is the unit (is_unit = true)"))
    return problems


def all_reports(pack: Pack) -> list[tuple[Where, AnyDefinition]]:
    """Every report the pack defines, with the path to it."""
    found: list[tuple[Where, AnyDefinition]] = [
        (("reports", n), report) for n, report in enumerate(pack.reports)
    ]
    if pack.survey_results:
        found.append((("survey", "results"), pack.survey_results))
    return found


def repeated_names(pack: Pack) -> list[tuple[Where, str]]:
    """Paths and words for every name that stands a second time where it must be the only one."""
    named: list[tuple[Where, str, list[str]]] = [
        (("clauses",), "ref", [clause.ref for clause in pack.clauses]),
        (("reports",), "key", [report.key for report in pack.reports]),
        (("duties",), "key", [duty.key for duty in pack.duties]),
        (("topics",), "key", [topic.key for topic in pack.topics]),
        (("categories",), "key", [category.key for category in pack.categories]),
        (("divisions",), "key", [division.key for division in pack.divisions]),
        *(
            ((*where, "elements"), "section", [e.section for e in report.elements])
            for where, report in all_reports(pack)
        ),
    ]
    if pack.survey:
        named.append((("survey", "domains"), "key", [d.key for d in pack.survey.domains]))
    return [
        ((*table, n, field), f"{name} stands here a second time")
        for table, field, names in named
        for n, name in enumerate(names)
        if name in names[:n]
    ]


def pack_keys() -> list[str]:
    return sorted(path.stem for path in PACKS_DIR.glob("*.toml"))


def load_pack(key: str) -> Pack:
    """One of the packs that ship. Raises KeyError for an unknown key, PackError for a broken file."""
    if key not in pack_keys():
        raise KeyError(key)
    return read_pack(PACKS_DIR / f"{key}.toml")


def read_pack(path: Path) -> Pack:
    """The checked pack in `path`. Raises PackError with file, line and field."""
    written = path.read_bytes()
    try:
        text = written.decode("utf-8-sig")
        content = tomllib.loads(text)
    except UnicodeDecodeError as broken:
        line = written.count(b"\n", 0, broken.start) + 1
        raise PackError(path.name, line, "", "this line is not written in UTF-8") from broken
    except tomllib.TOMLDecodeError as broken:
        line = _line_in(str(broken)) or len(text.splitlines())
        raise PackError(path.name, line, "", str(broken)) from broken
    return checked(content, file=path.name, text=text)


def checked(content: dict[str, Any], *, file: str, text: str = "") -> Pack:
    """`content` as a Pack, or PackError naming the first field that is wrong."""
    try:
        return Pack.model_validate(content)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        mismatch = first.get("ctx", {}).get("error")
        where, words = first["loc"], first["msg"]
        if isinstance(mismatch, PackMismatch):
            where, words = mismatch.where, mismatch.words
        field = ".".join(str(step) for step in where)
        raise PackError(file, line_of(text, where), field, words) from wrong


def _line_in(message: str) -> int:
    """The line tomllib names; 0 where it says “at end of document” instead."""
    words = message.replace(",", " ").split()
    return int(words[words.index("line") + 1]) if "line" in words else 0
