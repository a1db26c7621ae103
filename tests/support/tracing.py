"""Which rows change in a request or a job, beside what the audit log says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.db import DEFAULT_DB_ALIAS, connections

WRITES = re.compile(r'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
SAVEPOINT = re.compile(r'SAVEPOINT "?(\w+)"?')
BACK_TO = re.compile(r'ROLLBACK TO SAVEPOINT "?(\w+)"?')
# Light or dark is everyone's own.
OWN_LOOK = 'UPDATE "personnel_member" SET "theme" ='
LOG = "audit_entry"

# Rows that change without a step in somebody's work, and what they are.
EXPLAINED = {
    "django_session": "that somebody is there",
    "usersessions_usersession": "the same, for the list of one's own",
    "personnel_tally": "how often somebody tried to sign in",
    "personnel_letter": "a mail that waits for the mail server",
    "mfa_authenticator": "that a factor was used; setting up and taking away are noted",
    "account_emailaddress": "the sign-in package's copy of a member's address",
    "jobs_job": "work that waits; what it does to records is noted by the step it takes",
    "personnel_notice": "what a step told, and that its reader has read it",
    "personnel_sentonce": "that a member's form came once; what it made is noted by the step",
    "outreach_draft": "what somebody is typing and has not logged",
    "portal_networkcount": "how many forms came from one network in an hour",
    "surveys_wishslip": "what came beside a citizen's answer, sealed",
    "surveys_sentform": "that a citizen's form came once",
    "surveys_tally": "how many citizens answered on a day",
    "surveys_answer": "what a citizen answered: the log knows nothing of citizens",
    "surveys_contactwish": "that a citizen asks for a call; who reads it is noted",
    "operations_backup": "how a backup came out; the row says it itself",
    "operations_drill": "how a drill came out",
    "auth_group": "what the jobs of tests make",
}


class Written:
    """The tables that a stretch of work wrote to, without what it took back."""

    def __init__(self) -> None:
        self.writes: list[str] = []
        # How much had been written when each savepoint was made, and when the transaction began.
        self.savepoints: dict[str, int] = {}
        self.began = 0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if (found := WRITES.match(sql)) and not sql.startswith(OWN_LOOK):
            self.writes.append(found[1])
            if not context["connection"].in_atomic_block:
                self.committed()
        answer = execute(sql, params, many, context)
        if made := SAVEPOINT.match(sql):
            self.savepoints[made[1]] = len(self.writes)
        elif back := BACK_TO.match(sql):
            del self.writes[self.savepoints[back[1]] :]
        return answer

    def committed(self) -> None:
        self.began = len(self.writes)

    def rolled_back(self) -> None:
        del self.writes[self.began :]

    @property
    def tables(self) -> set[str]:
        return set(self.writes)

    @property
    def unexplained(self) -> set[str]:
        """What was written to without an entry of the log beside it."""
        return set() if LOG in self.tables else self.tables - EXPLAINED.keys()


@contextmanager
def traced() -> Iterator[Written]:
    written, own = Written(), connections[DEFAULT_DB_ALIAS]
    commit, rollback = own.commit, own.rollback

    def committed() -> None:
        commit()
        written.committed()

    def rolled_back() -> None:
        rollback()
        written.rolled_back()

    with (
        own.execute_wrapper(written),
        mock.patch.object(own, "commit", committed),
        mock.patch.object(own, "rollback", rolled_back),
    ):
        yield written
