"""One system hammers, another goes on with its work: how long does the other wait?"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import sys
import threading
import time
from contextlib import suppress

from tests.api.wire import ask

PATH = "/organisations/?page_size=50"
STARTED = 3.0  # seconds until a process that was just spawned hammers
BREATH = 0.05  # seconds between two calls of one hammer: 50 of them ask a thousand times a second at most


def told(figure: str) -> None:
    """A figure, shown by ``pytest -s``."""
    sys.stdout.write(f"row 21: {figure}\n")


def p95(seconds: list[float]) -> float:
    """The 95th percentile."""
    return sorted(seconds)[int(len(seconds) * 0.95) - 1]


def calls_of(port: int, key: str, calls: int) -> list[float]:
    """Seconds of each of so many calls, one after the other, each answered with 200."""
    client, found = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
    for _ in range(calls):
        reply = ask(client, "GET", PATH, key)
        assert reply.status == 200, reply
        found.append(reply.seconds)
        time.sleep(BREATH)
    client.close()
    return found


def measured(port: int, quiet: str, loud: str, *, hammers: int, calls: int) -> tuple[list[float], list[float], int]:
    """Seconds of the quiet one's calls alone, and beside the hammers; and how many of theirs were refused."""
    calls_of(port, quiet, 10)  # warm
    alone = calls_of(port, quiet, calls)
    spawn = multiprocessing.get_context("spawn")  # a process of its own: its threads must not slow the measuring down
    stop, refused = spawn.Event(), spawn.Value("i", 0)
    hammering = spawn.Process(target=hammer, args=(port, loud, hammers, stop, refused))
    hammering.start()
    try:
        time.sleep(STARTED)
        beside = calls_of(port, quiet, calls)
    finally:
        stop.set()
        hammering.join(90)
        if hammering.is_alive():
            hammering.kill()
    return alone, beside, refused.value


def hammer(port: int, key: str, hammers: int, stop: object, refused: object) -> None:
    """Many threads that ask again as soon as they are answered, from afar: on a processor that nobody else wants."""
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    threads = [threading.Thread(target=_hammer, args=(port, key, stop, refused)) for _ in range(hammers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _hammer(port: int, key: str, stop: object, refused: object) -> None:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while not stop.is_set():  # type: ignore[attr-defined]
        with suppress(OSError, http.client.HTTPException):
            if ask(client, "GET", PATH, key).status == 429:
                with refused.get_lock():  # type: ignore[attr-defined]
                    refused.value += 1  # type: ignore[attr-defined]
        time.sleep(BREATH)
