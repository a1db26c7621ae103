"""What the policy packs ask for: the sections of their reports, and every clause's screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from describing.markdown import first_paragraph, page, table


def sections_page() -> str:
    from reports.sections import SECTIONS

    intro = (
        "A policy asks for a section by its key, under the title the policy gives it. "
        "The report `survey` is the one on a survey's results."
    )
    parts = (part for key, section in SECTIONS.items() for part in _section(key, section))
    return page("Sections of reports", intro, *parts)


def _section(key: str, section: Any) -> Iterator[str]:
    kind = type(section)
    yield f"## `{key}`"
    yield first_paragraph(kind)
    yield f"`{kind.__module__}.{kind.__name__}`, `templates/{section.template_name}`"
    yield table(("Policy", "Report", "Stands there as", "Clause", "Stands there"), _uses(key))


def _uses(section: str) -> Iterator[tuple[str, ...]]:
    from policies.packs import all_reports

    for pack in _packs():
        for _, report in all_reports(pack):
            for element in report.elements:
                if element.section == section:
                    told = "when there is something to tell" if element.optional else "always"
                    yield f"`{pack.key}`", report.key, element.title, element.clause, told


def reports_page() -> str:
    intro = (
        "Each report a policy asks for: who writes it, the roles it passes one after another, who "
        "receives it, and within how many days after its period or after the survey closed. "
        "A stage of the author's own role is passed by."
    )
    columns = ("Report", "Title", "Clause", "Written by", "Passes", "Goes to", "Due within")
    parts = (
        part for pack in _packs() for part in (f"## `{pack.key}`", table(columns, _reports(pack)))
    )
    return page("Reports of the five policies", intro, *parts)


def _reports(pack: Any) -> Iterator[tuple[str, ...]]:
    from policies.packs import all_reports
    from reports.definitions import RESULTS_DUE_DAYS

    for _, report in all_reports(pack):
        days = pack.settings[report.due].value if report.due else RESULTS_DUE_DAYS
        roles = (", ".join(some) for some in (report.written_by, report.chain, report.recipients))
        yield f"`{report.key}`", report.title, report.clause, *roles, f"{days} days"


def clauses_page() -> str:
    intro = (
        "Each clause with the address it leads to; “later” where no screen serves it yet. "
        "What the clauses say, in our words, stands in `policies/packs/`."
    )
    return page("Clauses of the five policies", intro, *(x for p in _packs() for x in _pack(p)))


def _pack(pack: Any) -> Iterator[str]:
    served = sum(bool(clause.serves) for clause in pack.clauses)
    yield f"## {pack.department.name}, {pack.policy.number}"
    yield f"{pack.policy.title}. {served} of {len(pack.clauses)} clauses have a screen."
    yield table(("Clause", "In the policy", "Title", "Screen", "What falls due"), _clauses(pack))


def _clauses(pack: Any) -> Iterator[tuple[str, ...]]:
    from django.urls import reverse

    for clause in pack.clauses:
        screen = f"`{reverse(clause.serves)}`" if clause.serves else "later"
        due = "; ".join(duty.what for duty in pack.duties if duty.clause == clause.ref)
        yield clause.ref, clause.number, clause.title, screen, due


def _packs() -> list[Any]:
    from policies.packs import load_pack, pack_keys

    return [load_pack(key) for key in pack_keys()]
