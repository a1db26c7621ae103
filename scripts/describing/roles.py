"""Who may do what: the verdict functions, asked for people of every role who exist nowhere."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from describing.markdown import first_paragraph, functions_of, page, table, yes

ROOT = Path(__file__).resolve().parent.parent.parent
Question = Callable[..., Any]

GROUPS = {
    "does the work": "works",
    "reads content": "may_read_content",
    "reads all divisions": "reads_all",
    "supervises": "is_supervisor",
    "command": "is_command",
    "the unit": "is_unit",
}
REACHES = (
    "work on a concern",
    "decide on a concern",
    "read who raised it",
    "review a brief report",
    "a restricted concern",
)


def roles_page() -> str:
    from policies.packs import load_pack, pack_keys

    packs = [load_pack(key) for key in pack_keys()]
    people = ("Policy", "Report", "Written by", "Approved by", "Goes to")
    return page(
        "Who may do what",
        "The ten roles are the same everywhere; what they are called is the policy's.",
        "## What each policy calls a role",
        table(("Role", *(f"`{pack.key}`" for pack in packs)), _titles(packs)),
        "## What a role stands for",
        table(("Role", *GROUPS), _groups()),
        "## What the role alone decides",
        table(("Role", *map(_words, _asked_of_the_member())), _role_alone()),
        "## How far a right goes",
        "To one's own records, to those of one's division, or to any. A restricted concern is "
        "command's, and never for the member it names.",
        table(("Role", *REACHES), _reaches()),
        "## Who writes, approves and receives a report",
        table(people, _chains(packs)),
        "An author's own stage is passed by: see [decision 13]"
        "(../decisions/0013-the-chain-passes-the-authors-own-stage.md).",
        *(part for name in _modules() for part in _questions(name)),
    )


def _titles(packs: list[Any]) -> Iterator[tuple[str, ...]]:
    from personnel.roles import Role

    for role in Role:
        yield role.label, *(pack.title_of(role) for pack in packs)


def _groups() -> Iterator[tuple[str, ...]]:
    for role, member in _members():
        yield role, *(yes(getattr(member, name)) for name in GROUPS.values())


def _members() -> Iterator[tuple[str, Any]]:
    """One person of each role, never saved: number 1, of division 1."""
    from personnel.models import Member
    from personnel.roles import Role

    for role in Role:
        yield role.label, Member(pk=1, name="Casey Sample", role=role, division_id=1)


def _modules() -> list[str]:
    """Of every room and of every kind in it."""
    found = [*ROOT.glob("[a-z]*/permissions.py"), *ROOT.glob("[a-z]*/*/permissions.py")]
    return sorted(".".join(path.relative_to(ROOT).with_suffix("").parts) for path in found)


def _verdicts_of(module: str) -> list[Question]:
    return [one for one in functions_of(module) if one.__name__.startswith("may_")]


def _asked_of_the_member() -> list[Question]:
    """The verdicts that ask for nothing but the member."""
    questions = [question for name in _modules() for question in _verdicts_of(name)]
    return [each for each in questions if [*inspect.signature(each).parameters] == ["member"]]


def _role_alone() -> Iterator[tuple[str, ...]]:
    for role, member in _members():
        yield role, *(yes(question(member)) for question in _asked_of_the_member())


def _reaches() -> Iterator[tuple[str, ...]]:
    from outreach.concerns import permissions as asked
    from outreach.models import Concern, Presentation
    from outreach.presentations.permissions import may_review_brief

    def concern(who: int, where: int, **facts: Any) -> Any:
        return Concern(officer_id=who, owner_id=who, division_id=where, **facts)

    def brief(who: int, where: int) -> Any:
        return Presentation(presenter_id=who, division_id=where)

    for role, member in _members():
        yield (
            role,
            _reach(member, asked.may_work_on, concern),
            _reach(member, asked.may_decide, concern),
            _reach(member, asked.may_read_identity, concern),
            _reach(member, may_review_brief, brief),
            yes(asked.may_work_on(member, concern(1, 1, restricted=True))),
        )


def _reach(member: Any, question: Question, record: Callable[[int, int], Any]) -> str:
    """How far a right goes, tried on a record of one's own, of the division, of neither."""
    own, division, other = (
        bool(question(member, record(who, where))) for who, where in ((1, 2), (2, 1), (2, 2))
    )
    if division and other:
        return "any" if own else "any but one's own"
    return ", ".join(word for word, may in (("own", own), ("division's", division)) if may) or "–"


def _chains(packs: list[Any]) -> Iterator[tuple[str, ...]]:
    for pack in packs:
        for report in pack.reports:
            yield (
                f"`{pack.key}`",
                report.title,
                ", ".join(map(pack.title_of, report.written_by)),
                ", then ".join(map(pack.title_of, report.chain)),
                ", ".join(map(pack.title_of, report.recipients)),
            )


def _questions(module: str) -> Iterator[str]:
    """Every verdict of a module: what it is asked about, what it is, what it refuses with."""
    yield f"## `{module}`"
    rows = (
        (
            _words(question),
            ", ".join([*inspect.signature(question).parameters][1:]),
            first_paragraph(question),
            "; ".join(refusals(question)),
        )
        for question in _verdicts_of(module)
    )
    yield table(("May a member …", "Asked about", "In its own words", "Refused with"), rows)


def _words(question: Question) -> str:
    return question.__name__.removeprefix("may_").replace("_", " ")


def refusals(question: Question) -> list[str]:
    """The sentences a verdict function refuses with, in its order; what it asks in turn by name."""
    from records.verdicts import Verdict

    known = vars(inspect.getmodule(question))
    said: list[tuple[tuple[int, int], list[str]]] = []
    for node in ast.walk(ast.parse(inspect.getsource(question))):
        match node:
            case ast.Call(func=ast.Name(id="no" | "not_yet" | "stands"), args=[sentence, *_]):
                told = _sentences([sentence])
            case ast.Call(func=ast.Name(id=name)) if name.startswith("may_"):
                told = [f"as for *{_words(known[name])}*"]
            case ast.Call(func=ast.Name(id=name), args=given) if _judges(known.get(name)):
                told = _sentences(given) + refusals(known[name])
            case ast.Name(id=name) if isinstance(known.get(name), Verdict) and known[name].reason:
                told = [f"“{known[name].reason}”"]
            case _:
                continue
        said.append(((node.lineno, node.col_offset), told))
    return list(dict.fromkeys(each for _, told in sorted(said) for each in told))


def _judges(thing: object) -> bool:
    """Whether it is a function of ours that verdicts leave a part of their judgment to."""
    return inspect.isfunction(thing) and thing.__annotations__.get("return") == "Verdict"


def _sentences(given: list[ast.expr]) -> list[str]:
    """The literal sentences among some arguments; what an f-string fills in is an ellipsis."""
    said = []
    for node in given:
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        words = [part.value if isinstance(part, ast.Constant) else "…" for part in parts]
        if words != ["…"]:
            said.append(f"“{''.join(map(str, words))}”")
    return said
