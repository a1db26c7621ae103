"""What the demo's programs are, and what is written about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Audience, place, group, participants, remarks.
Session = tuple[str, str, str, int, str]


@dataclass(frozen=True)
class Judged:
    """How a year was judged; `asked` is what a commander wanted to know before deciding.

    `promised` holds what was promised and what became of it.
    """

    account: str
    recommendation: str
    reasons: str
    decision: str
    why: str = ""
    asked: str = ""
    answered: str = ""
    promised: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Year:
    """One year of a program: its sessions, costs, what the cards said, and the judgement.

    `liked` is the share of yes to each question of the card.
    """

    sessions: tuple[Session, ...]
    costs: tuple[tuple[str, str], ...]
    liked: tuple[float, float, float]
    quotes: tuple[str, ...]
    judged: Judged


@dataclass(frozen=True)
class Plan:
    """A program. It has the topic of its `theme`, or the `topic` with this key and name."""

    name: str
    theme: str
    kind: str
    audience: str
    objectives: str
    materials: str
    areas: str
    partner: str
    english: str
    spanish: str
    topic: tuple[str, str] | None = None
    qualified: tuple[str, ...] = ()
    years: tuple[Year, ...] = ()

    def facts(self) -> dict[str, Any]:
        """The fields of its record."""
        return {
            "kind": self.kind,
            "audience": self.audience,
            "objectives": self.objectives,
            "materials": self.materials,
            "target_areas": self.areas,
            "partner_agency": self.partner,
            "public_description": {"en": self.english, "es": self.spanish},
        }


DOORS_FIRST = Year(
    sessions=(
        (
            "New tenants",
            "Lakeside Commons, common room",
            "lakeside",
            18,
            "Brought three sample locks.",
        ),
        (
            "Owners' evening",
            "Market hall, upper room",
            "market",
            24,
            "Back doors were the subject.",
        ),
        (
            "Parents' night",
            "Linden Avenue School, hall",
            "linden",
            31,
            "Windows on the ground floor.",
        ),
        (
            "Volunteers",
            "Lakeside Commons, common room",
            "lakeside",
            12,
            "They will show neighbors.",
        ),
    ),
    costs=(("Sample locks", "140.00"), ("Printing", "85.50")),
    liked=(0.8, 0.55, 0.7),
    quotes=(
        "I did not know that my door could be lifted out.",
        "Short and useful. I changed the screws the same week.",
    ),
    judged=Judged(
        account="Well attended. People ask most about back doors and about what a lock costs. "
        "What we cannot say is whether they change anything at home.",
        recommendation="modify",
        reasons="Keep the evenings, and ask a month later what was changed.",
        decision="modify",
        why="Useful, and too little known in the rented houses. Go where the tenants are.",
        promised=(
            (
                "Hold one evening each quarter in a rented building",
                "Held at the Commons and on Mill Lane.",
            ),
            (
                "Ask a month later what people changed",
                "Cards were sent a month later; some came back.",
            ),
        ),
    ),
)
DOORS_SECOND = Year(
    sessions=(
        ("Tenants of Mill Lane", "Market hall, upper room", "market", 22, "Half of them rent."),
        (
            "Tenants of the Commons",
            "Lakeside Commons, common room",
            "lakeside",
            34,
            "Two languages.",
        ),
        ("Block captains", "Market hall, upper room", "market", 16, "They took the samples along."),
        ("Parents' night", "Linden Avenue School, hall", "linden", 29, "The same talk, shorter."),
        ("Seniors", "Lakeside Commons, common room", "lakeside", 27, "Large print was asked for."),
    ),
    costs=(
        ("Sample locks", "90.00"),
        ("Printing in two languages", "130.00"),
        ("Postage", "36.00"),
    ),
    liked=(0.86, 0.68, 0.8),
    quotes=(
        "The officer came to us, we did not have to go anywhere.",
        "My landlord changed the lock after the letter.",
    ),
    judged=Judged(
        account="Both promises of last year were kept. More people came, and most of those who "
        "answered a month later had changed something.",
        recommendation="keep",
        reasons="It reaches tenants now and costs little.",
        decision="keep",
        asked="How many of those who answered rent? One figure is enough.",
        answered="About two in three; the others own.",
        why="",
    ),
)
CALLS_FIRST = Year(
    sessions=(
        (
            "Residents of the Commons",
            "Lakeside Commons, common room",
            "lakeside",
            26,
            "Two calls played.",
        ),
        ("Market Street staff", "Market hall, upper room", "market", 15, "Gift cards, mostly."),
        ("Choir", "Lakeside Commons, common room", "lakeside", 33, "They ask for a written sheet."),
    ),
    costs=(("Printing", "64.00"),),
    liked=(0.9, 0.7, 0.85),
    quotes=("I hung up the next day, because of you.",),
    judged=Judged(
        account="Afterwards people reported a call who never had before.",
        recommendation="keep",
        reasons="It works as it is.",
        decision="keep",
    ),
)
CALLS_SECOND = Year(
    sessions=(
        (
            "Residents of the Commons",
            "Lakeside Commons, common room",
            "lakeside",
            38,
            "A full room.",
        ),
        ("Bank staff", "Market hall, upper room", "market", 11, "What a teller can say."),
        ("Parents", "Linden Avenue School, hall", "linden", 19, "Messages in a child's name."),
        ("Veterans' table", "Lakeside Commons, common room", "lakeside", 21, "In the afternoon."),
    ),
    costs=(("Printing", "72.00"), ("A loudspeaker", "118.90")),
    liked=(0.91, 0.74, 0.88),
    quotes=(
        "Please come back when the tricks change.",
        "Now I call my grandson first.",
    ),
    judged=Judged(
        account="More people came than the year before. The bank asks for it every year.",
        recommendation="keep",
        reasons="Cheap, wanted, and people act on it.",
        decision="keep",
    ),
)
BILLS_FIRST = Year(
    sessions=(
        (
            "Shop owners",
            "Market hall, upper room",
            "market",
            21,
            "Fourteen false bills passed around.",
        ),
        ("Evening cashiers", "Market hall, upper room", "market", 9, "Two tills, one lamp."),
    ),
    costs=(("Testing lamps", "210.00"),),
    liked=(0.6, 0.3, 0.5),
    quotes=("I am not sure I would dare to refuse a bill.",),
    judged=Judged(
        account="Few came. Who has a machine at the till does not need us, and most have one by now.",
        recommendation="keep",
        reasons="One more year, with the evening staff.",
        decision="keep",
    ),
)
BILLS_SECOND = Year(
    sessions=(("Evening cashiers", "Market hall, upper room", "market", 8, "Rain, and few came."),),
    costs=(("Printing", "25.00"),),
    liked=(0.45, 0.2, 0.4),
    quotes=("The machine at the till does the same.",),
    judged=Judged(
        account="One session, eight people. The shops have machines; we show the lamps at the talks "
        "for owners anyway.",
        recommendation="discontinue",
        reasons="Nobody asks for it any more, and what it was for is done elsewhere.",
        decision="discontinue",
        why="Two years of falling attendance. Show the lamps at the owners' talks instead.",
    ),
)
COURSES = (
    Plan(
        name="Doors and Windows",
        theme="home",
        kind="prevention",
        audience="People who rent or own a home",
        objectives="Fewer break-ins through doors and windows that open too easily.",
        materials="Sample locks, a sheet in two languages",
        areas="Lakeside\nMarket Street",
        partner="",
        english="An evening about doors, windows and light, with samples to try. Free.",
        spanish="Una charla sobre puertas, ventanas y luz, con muestras para probar. Es gratis.",
        qualified=("Security survey course, 2023", "Locksmith trade before joining"),
        years=(DOORS_FIRST, DOORS_SECOND),
    ),
    Plan(
        name="Hang Up First",
        theme="fraud",
        kind="education",
        audience="Older residents, and those who serve them",
        objectives="People hang up and ask somebody before they pay.",
        materials="Two recorded calls, a card for the telephone",
        areas="Lakeside",
        partner="The bank on Market Street",
        english="How callers trick people out of money, and what to say to them.",
        spanish="Cómo engañan por teléfono para pedir dinero y qué puede usted contestar.",
        qualified=("Fraud course of the state academy, 2022",),
        years=(CALLS_FIRST, CALLS_SECOND),
    ),
    Plan(
        name="Check the Bill",
        theme="",
        kind="prevention",
        audience="Shop owners and cashiers",
        objectives="False bills and forged checks are seen at the till.",
        materials="Testing lamps, samples",
        areas="Market Street",
        partner="",
        english="We show your staff how to tell a false bill from a real one.",
        topic=("false_bills", "False bills"),
        spanish="Enseñamos a su personal a distinguir un billete falso de uno verdadero.",
        years=(BILLS_FIRST, BILLS_SECOND),
    ),
)
PROPOSED = Plan(
    name="Porch Lights",
    theme="",
    kind="watch",
    audience="Blocks without street lights",
    objectives="One lit porch in three on each dark block by next fall.",
    materials="Bulbs, a map of dark blocks",
    areas="Mill Lane",
    partner="Public Works",
    english="Neighbors light the street together; we bring the bulbs.",
    spanish="Los vecinos iluminan la calle juntos; nosotros llevamos los focos.",
)
