"""A request asks PostgreSQL for what it wants to know, and nothing else: each question more is felt (ADR 0040).

Django asks a connection of the pool whether it lives before it hands it out: here it is looked at, and asked only when
it has rested. And how long a statement may run is told to the session when that differs from what it was told last.
"""

from __future__ import annotations

import select
import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base

RESTED = 10
"""Seconds after which a connection is asked: a firewall that forgot it says nothing, a server that ended it does."""
_USED, _TOLD = "luodi_used", "luodi_told"


class DatabaseWrapper(base.DatabaseWrapper):
    """``seconds``: how long each statement may run from now on; 0: as the server has it. Not within a transaction."""

    seconds = 0

    def get_new_connection(self, conn_params: Any) -> Any:
        """One that lives; those that do not are given back, which makes the pool open others."""
        while True:
            raw = super().get_new_connection(conn_params)
            if is_alive(raw):
                return raw
            raw.close()
            raw._pool.putconn(raw)

    def tell(self) -> None:
        """Open it, and let the session know ``seconds``: before anything is asked outside a transaction, and before
        one begins, for a setting made inside is gone when it fails.
        """
        self.ensure_connection()
        raw: Any = self.connection
        if raw.__dict__.get(_TOLD, 0) != self.seconds and not self.in_atomic_block:
            with self.wrap_database_errors:
                raw.execute(f"SET statement_timeout = '{self.seconds}s'" if self.seconds else "RESET statement_timeout")
            raw.__dict__[_TOLD] = self.seconds

    def set_autocommit(self, autocommit: bool, *how: Any, **named: Any) -> None:
        """A transaction begins, or is over."""
        if not autocommit:
            self.tell()
        super().set_autocommit(autocommit, *how, **named)

    def _cursor(self, name: str | None = None) -> Any:
        self.tell()
        return super()._cursor(name)  # type: ignore[misc]

    def _close(self) -> None:
        if self.connection is not None:
            self.connection.__dict__[_USED] = time.monotonic()
        super()._close()  # type: ignore[misc]


def is_alive(raw: psycopg.Connection[Any]) -> bool:
    """Has its server neither hung up nor said anything, which unasked is the reason why it ends the session?"""
    if raw.closed:
        return False
    poll = select.poll()
    poll.register(raw.fileno(), select.POLLIN)
    used = raw.__dict__.get(_USED)  # one that was just opened was not yet
    if not poll.poll(0) and (used is None or time.monotonic() - used < RESTED):
        return True
    try:
        raw.execute("")
    except psycopg.OperationalError:
        return False
    return True
