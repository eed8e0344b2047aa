"""The audit log on PostgreSQL: appends by several writers at once, and the walk along the whole chain.

Goals of reliability.md 6, row 33: 500 appends a second, a million rows verified within 60 seconds. ``measure`` gives
the ratio against the same rows inserted with neither link nor lock; ``python -m benchmarks.audit_run`` prints all.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from benchmarks.ratio import Ratio, compare
from projects.audit import chain, services, verification
from projects.audit.acts import Act
from projects.audit.services import Difference

WRITERS = 8
ROUNDS = 11
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
LOOSE = "bench_loose"
CHANGES = [Difference("total_investment_wan", "总投资", "80000", "90000"), Difference("site", "地块", "", "B-12")]
SAMPLE = {
    "actor_id": "7a0f5f0e-3c55-4c1e-9a55-3a2f0e5c1d11",
    "actor": "litian",
    "actor_name": "李填",
    "actor_unit": "繁昌区",
    "address": "10.20.30.40",
    "channel": "web",
    "request": "0123456789abcdef",
    "action": "project.update",
    "action_label": "修改项目",
    "object_type": "ledger.project",
    "object_id": "0f8fad5b-d9cb-469f-a165-70867728950e",
    "object_name": "中信博新能源装备产业园",
    "changes": chain.canonical([vars(change) for change in CHANGES]),
    "result": "done",
    "detail": "例行更新",
}
COLUMNS = ("seq", "at", *SAMPLE, "algorithm", "previous", "hash")
INSERT = f"INSERT INTO {LOOSE} ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"


def _row(seq: int) -> dict[str, Any]:
    """A typical entry, in the order of ``COLUMNS``; not linked yet."""
    known = {"seq": seq, "at": BEGINNING + timedelta(seconds=seq), **SAMPLE, "algorithm": settings.AUDIT_ALGORITHM}
    return {**known, "previous": chain.GENESIS, "hash": chain.GENESIS}


def measure(rounds: int = ROUNDS, *, each: int = 50) -> Ratio:
    """``each`` appends by each of eight writers at once, against the same inserts without link and lock."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {LOOSE} AS SELECT * FROM audit_entry WHERE false")
    connection.close()  # the pool holds as many connections as there are writers
    pair = (partial(_at_once, partial(_append, each)), partial(_at_once, partial(_insert, each)))
    return compare(
        f"{WRITERS} writers, {each} audit entries each", "the same rows, unlinked", [pair] * rounds, goal=0.15
    )


def appends_a_second(each: int) -> float:
    """Entries a second, eight writers at once in one process."""
    connection.close()
    start = time.perf_counter()
    _at_once(partial(_append, each))
    return WRITERS * each / (time.perf_counter() - start)


def _at_once(work: Callable[[], None]) -> None:
    gate = threading.Barrier(WRITERS)

    def run() -> None:
        connection.ensure_connection()
        gate.wait()
        work()
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _append(each: int) -> None:
    for number in range(each):
        with services.audited():
            services.record(Act.EXPORT, by=None, now=BEGINNING, name=f"第{number}次", changes=CHANGES, detail="对比")


def _insert(each: int) -> None:
    for number in range(each):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INSERT, list(_row(number).values()))


def fill(rows: int) -> None:
    """A genuine chain of ``rows`` entries, copied in."""
    last = chain.GENESIS
    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy(f"COPY audit_entry ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in _chained(rows):
                last = row["hash"]
                copy.write_row(list(row.values()))
        cursor.execute("UPDATE audit_head SET seq = %s, hash = %s", [rows, last])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audit_entry")


def _chained(rows: int) -> Iterator[dict[str, Any]]:
    key, previous = settings.AUDIT_KEY.encode(), chain.GENESIS
    for seq in range(1, rows + 1):
        row = {**_row(seq), "previous": previous}
        row["hash"] = previous = chain.digest(previous, row, key)
        yield row


def walk(rows: int) -> tuple[float, float]:
    """Seconds that a verification of everything takes: by the clock, and of our own processor time."""
    start, worked = time.perf_counter(), time.process_time()
    verdict = verification.verify()
    taken = time.perf_counter() - start, time.process_time() - worked
    assert (verdict.rows, verdict.findings) == (rows, []), verdict.findings[:3]
    return taken
