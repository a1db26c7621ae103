"""What programs are about: themes, and the topic of a policy each can stand under."""

from __future__ import annotations

from dataclasses import dataclass

# What a talk is about, and the topics it can stand under; each policy has one of them.
THEMES = {
    "fraud": ("fraud", "forgery", "personal_safety"),
    "checks": ("bad_checks", "worthless_checks", "fraud", "business_security"),
    "shoplifting": ("shoplifting", "business_security", "home_business_security"),
    "business": ("business_security", "home_business_security"),
    "home": ("residential_security", "home_security", "home_business_security"),
    "seniors": ("senior_crime_awareness", "personal_safety", "fraud"),
    "children": (
        "child_safety",
        "school_safety",
        "youth_safety",
        "stranger_danger",
        "personal_safety",
    ),
    "traffic": ("traffic_safety", "bicycle_safety", "child_safety", "calls_and_crime"),
    "drugs": ("drug_awareness", "drug_alcohol_abuse", "youth_safety", "school_safety", "cpted"),
    "watch": (
        "neighborhood_watch",
        "neighborhood_safety",
        "operation_identification",
        "home_security",
    ),
    "police": ("department", "police_procedure", "personal_character", "security_surveys"),
    "babysitting": ("safe_babysitting", "emergencies", "personal_safety"),
}


@dataclass(frozen=True)
class Talk:
    """One presentation. `heard` are keys of the stories told there.

    It stands under the topic with the key `topic`, else under one that fits its theme.
    """

    theme: str
    audience: str
    place: str
    group: str
    participants: int
    remarks: str
    heard: tuple[str, ...] = ()
    topic: str = ""
