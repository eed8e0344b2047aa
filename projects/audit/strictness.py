"""``AUDIT_STRICT``, for tests: a request that wrote rows and left no entry of its own fails loudly.

So every test that drives a door is a test of the coverage of the log as well (reliability.md 6, row 32).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_WRITE = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+[\"`]?(\w+)", re.IGNORECASE)
BOOKKEEPING = (
    "access_loginattempt",
    "audit_",
    "django_admin_log",
    "django_session",
    "drafts_draft",  # what is typed and not yet said: kept every few seconds, read by its writer alone
    "drafts_sentform",  # which forms were saved, so that none is saved twice: the save itself has its entry
    "gateway_idempotencyrecord",
    "gateway_keyrefusal",
    "gateway_signedrequest",
    "receipts_knock",
)
"""Tables, or their beginnings, that hold no business: who is signed in, what was answered, the log itself."""
MARKS = re.compile(r"\"(last_used_at|last_login|last_seen_at|read_at|secret)\" = ", re.IGNORECASE)
"""Columns that note the coming and going of somebody, or a second factor that is offered and not bound yet."""


ON_FIRST_SIGHT = frozenset({"access_account"})
"""Tables whose row about an officer is begun when it is first looked for."""


class UnauditedWrite(AssertionError):
    """A door changed the database and no service said so."""


class Writes:
    """What a request wrote, table by table."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        found = _WRITE.match(sql)
        if found and not _is_bookkeeping(found.group(1).upper(), found.group(2), sql):
            self.seen.append(f"{found.group(1).upper()} {found.group(2)}")
        return execute(sql, params, many, context)

    def complain(self, request: str) -> None:
        """Raise when something was written."""
        if self.seen:
            raise UnauditedWrite(f"{request} left no audit entry and wrote: {', '.join(dict.fromkeys(self.seen))}")


def _is_bookkeeping(verb: str, table: str, sql: str) -> bool:
    if verb == "INSERT INTO":
        return table.startswith(BOOKKEEPING) or table in ON_FIRST_SIGHT
    return table.startswith(BOOKKEEPING) or bool(MARKS.search(sql))


@contextmanager
def watching(wanted: bool) -> Iterator[Writes]:
    """Count the writes inside; nothing at all where not ``wanted``."""
    writes = Writes()
    if not wanted:
        yield writes
        return
    with connection.execute_wrapper(writes):
        yield writes
