"""The pages of benchmarks/pages_at_a_million.py: who asks for which, and with what."""

from __future__ import annotations

from urllib.parse import urlencode

from personnel.roles import Role

LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "list, all, commander": (Role.COMMANDER, {"view": "all"}),
    "list, all, due first, commander": (Role.COMMANDER, {"view": "all", "sort": "next"}),
    "list, a word in a quarter, commander": (Role.COMMANDER, {"view": "all", "q": "speed"}),
    "list, a category, commander": (Role.COMMANDER, {"view": "all", "category": "{category}"}),
    "list, open": (Role.UNIT_SUPERVISOR, {}),
    "list, open, newest": (Role.UNIT_SUPERVISOR, {"sort": "newest"}),
    "list, open, page 40": (Role.UNIT_SUPERVISOR, {"page": "40"}),
    "list, open, a common word": (Role.UNIT_SUPERVISOR, {"q": "people"}),
    "list, mine": (Role.COMMUNITY_OFFICER, {"view": "mine"}),
    "list, late": (Role.UNIT_SUPERVISOR, {"view": "late"}),
    "list, unanswered": (Role.UNIT_SUPERVISOR, {"view": "unanswered"}),
    "list, unanswered, newest": (Role.UNIT_SUPERVISOR, {"view": "unanswered", "sort": "newest"}),
    "list, to review": (Role.UNIT_SUPERVISOR, {"view": "review"}),
    "list, potential": (Role.UNIT_SUPERVISOR, {"view": "potential"}),
}
# The view of all concerns, as different members see it.
ALL: dict[str, dict[str, str]] = {
    "newest": {},
    "oldest": {"sort": "oldest"},
    "due first": {"sort": "next"},
    "page 400": {"page": "400"},
    "due first, page 400": {"sort": "next", "page": "400"},
    "a category": {"category": "{category}"},
    "a category, due first": {"category": "{category}", "sort": "next"},
    "closed": {"status": "closed"},
    "escalated": {"status": "escalated"},
    "resolved": {"status": "resolved"},
    "a common channel": {"channel": "patrol"},
    "a rare channel": {"channel": "commission"},
    "category and channel": {"category": "{category}", "channel": "survey"},
    "category, rare channel": {"category": "{category}", "channel": "commission"},
    "a group": {"group": "{group}"},
    "days long ago": {"since": "2010-03-01", "until": "2010-03-31"},
    "days long ago, a category": {"until": "2010-03-31", "category": "{category}"},
    "a word in every one": {"q": "people"},
    "a word in every one, page 400": {"q": "people", "page": "400"},
    "a word in a quarter": {"q": "speed"},
    "two common words": {"q": "quarry music"},
    "a common word, a category": {"q": "music", "category": "{category}"},
    "a common word, due first": {"q": "music", "sort": "next"},
    "a common word, a rare channel": {"q": "music", "channel": "commission"},
    "a rare word": {"q": "zebra"},
    "a rare and a common word": {"q": "zephyr people"},
    "part of a number": {"q": "0004711"},
    "a number": {"q": "C-2026-0000300"},
    "words of nothing": {"q": "unheard of"},
}
OTHERS: dict[str, tuple[str, str, dict[str, str]]] = {
    "waiting, unit supervisor": (Role.UNIT_SUPERVISOR, "/waiting/", {}),
    "waiting, officer": (Role.OFFICER, "/waiting/", {}),
    "answers": (Role.UNIT_SUPERVISOR, "/answers/", {}),
    "groups": (Role.COMMUNITY_OFFICER, "/groups/", {}),
    "groups, officer": (Role.OFFICER, "/groups/", {}),
    "groups, page 12": (Role.COMMUNITY_OFFICER, "/groups/", {"page": "12"}),
    "groups, words": (Role.COMMUNITY_OFFICER, "/groups/", {"q": "sample 12"}),
    "presentations": (Role.COMMUNITY_OFFICER, "/presentations/", {}),
    "presentations, officer": (Role.OFFICER, "/presentations/", {}),
    "presentations, page 400": (Role.COMMUNITY_OFFICER, "/presentations/", {"page": "400"}),
    "presentations, mine": (Role.OFFICER, "/presentations/", {"view": "mine"}),
    "presentations, review": (Role.UNIT_SUPERVISOR, "/presentations/", {"view": "review"}),
    "presentations, words": (Role.COMMUNITY_OFFICER, "/presentations/", {"q": "library evening"}),
    "presentations, a rare word": (Role.COMMUNITY_OFFICER, "/presentations/", {"q": "room 117"}),
    **{
        f"search, {what}, {role}": (role, "/search/", {"q": words})
        for role in (Role.UNIT_SUPERVISOR, Role.OFFICER, Role.TRAINING_OFFICER)
        for what, words in {
            "a word in every one": "people",
            "two common words": "quarry music",
            "a rare word": "zebra",
            "a rare and a common word": "zephyr people",
            "nothing": "unheard of",
            "a number": "C-2026-0000300",
        }.items()
    },
}
# Whoever reads all, and who sees a large division, a large one and much of their own, a small one.
SEEING_ALL = (
    Role.COMMUNITY_OFFICER,
    Role.DIVISION_SUPERVISOR,
    Role.OFFICER,
    Role.TRAINING_OFFICER,
)


def pages(known: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Name of a page, the role that opens it, and its address; `known` are keys of records."""
    lists = dict(LISTS)
    for role in SEEING_ALL:
        for name, asked in ALL.items():
            lists[f"all, {name}, {role}"] = (role, {"view": "all", **asked})
    found = {f"home, {role}": (role.value, "/") for role in Role}
    for name, (role, asked) in lists.items():
        filled = {key: value.format(**known) for key, value in asked.items()}
        found[name] = (role, f"/concerns/?{urlencode(filled)}")
    for name, (role, page, asked) in OTHERS.items():
        found[name] = (role, f"{page}?{urlencode(asked)}")
    return found
