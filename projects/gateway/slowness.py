"""No statement of a reading call runs longer than a few seconds: the database itself stops it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection

from projects.errors import Conflict, DomainError, Invalid
from projects.sqlstates import CANCELLED, CROSSED

TOO_SLOW = "这次查询涉及的数据太多，{seconds} 秒内没有算完。请缩小时间、单位或其他筛选范围后重试。"
ASK_AGAIN = "与另一件同时办理的事互相等待，本次没有写入任何内容。请原样再提交一次（接口调用的 Idempotency-Key 不变）。"
STEPS = 20_000  # of SQLite's machine between two looks at the clock: well below a hundredth of a second
INTERRUPTED = "interrupted"
LOCKED = "database is locked"  # SQLite has one writer at a time; who has waited twenty seconds gives up
_clock = local()
"""Of the request of this thread, on SQLite: until when its statements may run."""


@contextmanager
def bounded() -> Iterator[None]:
    """Within it a statement that takes too long is stopped: ``OperationalError``, of which ``refusal_of`` says more."""
    seconds = int(settings.LIMITS["LIMIT_QUERY_SECONDS"])
    bound = _bound_postgresql if connection.vendor == "postgresql" else _bound_sqlite
    with bound(seconds):
        yield


def refusal_of(error: OperationalError) -> DomainError | None:
    """422 that tells what to narrow, when the statement was stopped for its length; 409 when two writers waited for
    each other and the database broke this one off, so that nothing of it is done; nothing for any other trouble.
    """
    if getattr(error.__cause__, "sqlstate", "") in CROSSED or is_locked(error):
        return Conflict(ASK_AGAIN, "crossed")
    if getattr(error.__cause__, "sqlstate", "") == CANCELLED or str(error) == INTERRUPTED:
        return Invalid(TOO_SLOW.format(seconds=settings.LIMITS["LIMIT_QUERY_SECONDS"]), code="query_too_slow")
    return None


def is_locked(error: OperationalError) -> bool:
    """Did a writer wait in vain for SQLite's other one?"""
    return str(error) == LOCKED


@contextmanager
def _bound_postgresql(seconds: int) -> Iterator[None]:
    """The session is told when it is asked next, and the next time after that."""
    if connection.in_atomic_block:
        with _bound_here(connection.connection, seconds):
            yield
        return
    connection.seconds = seconds  # type: ignore[attr-defined]  # of config.serving.postgresql
    try:
        yield
    finally:
        connection.seconds = 0  # type: ignore[attr-defined]


@contextmanager
def _bound_here(raw: Any, seconds: int) -> Iterator[None]:
    """Within a transaction, at once; in one that failed it is gone with it."""
    raw.execute(f"SET statement_timeout = '{seconds}s'")
    try:
        yield
    finally:
        if not raw.closed and raw.info.transaction_status.name != "INERROR":
            raw.execute("RESET statement_timeout")


@contextmanager
def _bound_sqlite(seconds: int) -> Iterator[None]:
    """Of all its statements together: SQLite does not tell where one ends."""
    connection.ensure_connection()
    raw: Any = connection.connection
    _clock.seconds = seconds
    begin_again()
    raw.set_progress_handler(lambda: int(time.monotonic() > _clock.until), STEPS)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)


def begin_again() -> None:
    """The call is let in: what it waited for others of its caller is not the database's time."""
    _clock.until = time.monotonic() + getattr(_clock, "seconds", 0)
