"""The demo's logins: one member for each role, on an installation that holds nothing real."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Min

from personnel.models import Member
from personnel.roles import Role
from policies.current import title_of

# Everybody in the demo signs in with it; it protects nothing.
PASSWORD = "a quiet mill brook"


def demo_members() -> list[Member]:
    """The first serving member of each role, in the order of the roles."""
    firsts = Member.objects.serving().order_by().values("role").annotate(first=Min("pk"))
    members = Member.objects.filter(pk__in=firsts.values("first"))
    order = list(Role)
    return sorted(members, key=lambda member: order.index(Role(member.role)))


def login_lines() -> Iterator[str]:
    """One line for each role: title, name, e-mail, password, in columns."""
    rows = [(title_of(one.role), one.full_name, one.email) for one in demo_members()]
    if not rows:
        return
    title, name, email = (max(len(row[place]) for row in rows) for place in range(3))
    for row in rows:
        yield f"  {row[0]:<{title}}  {row[1]:<{name}}  {row[2]:<{email}}  {PASSWORD}"
