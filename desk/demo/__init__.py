"""The demo: a fictional town's year, played through the workflows, and the logins to look at it."""

from desk.demo.logins import demo_members

__all__ = ["demo_members"]
