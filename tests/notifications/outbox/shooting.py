"""Workers of a process of its own, one of which is shot again and again. Imports nothing of the product."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable

Work = Callable[[], None]


def shoot(work: Work, *, workers: int, seed: int, pauses: tuple[float, float], most: float = float("inf")) -> int:
    """Kill a random one of ``workers``, at most ``most`` times, and replace it, until all have ended by themselves.

    ``pauses``: least and longest seconds between two shots. Returns the number of kills.
    """
    chance, kills = random.Random(seed), 0
    living = {_fork(work) for _ in range(workers)}
    while living:
        time.sleep(chance.uniform(*pauses))
        _drop_ended(living)
        if living and kills < most:
            victim = chance.choice(sorted(living))
            os.kill(victim, signal.SIGKILL)
            os.waitpid(victim, 0)
            living.discard(victim)
            kills += 1
            living.add(_fork(work))
    return kills


def _drop_ended(living: set[int]) -> None:
    for child in list(living):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            living.discard(child)
            if status:
                raise SystemExit(f"a worker failed: {status}")


def _fork(work: Work) -> int:
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    except BaseException as error:
        sys.stderr.write(f"{error!r}\n")
        sys.stderr.flush()
        os._exit(1)
