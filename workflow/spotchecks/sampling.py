"""The draw, a pure function: anybody with the frame and the seed reproduces the list with a calculator of SHA-256.

Algorithm ``luodi-sample-1``, the whole of it:

1. The frame is a list of (id, stratum); ids are written as lower-case UUIDs. Its hash is the SHA-256 of the lines
   ``id<TAB>stratum``, sorted, joined by a line feed, in UTF-8.
2. Strata are taken in the order of their names (by code point). Fixed method: ``size`` from each, all of a smaller one.
   Proportional: one from each; every further one goes to the stratum, not yet exhausted, with the largest
   ``N / (2n + 1)`` (N rows in it, n drawn from it so far), an equal one to the first by name, until ``size`` are given.
3. The ticket of a row is the SHA-256 (hexadecimal) of ``seed<LF>id`` in UTF-8. In each stratum the rows with the
   smallest tickets are drawn, an equal ticket by id. Neither the order of rows nor a random generator plays a part.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from workflow.spotchecks.kinds import Method

ALGORITHM = "luodi-sample-1"


@dataclass(frozen=True, order=True)
class Ranked:
    """A row with its place in its stratum, from 1."""

    stratum: str
    place: int
    key: str
    ticket: str
    is_drawn: bool


def ticket_of(seed: str, key: str) -> str:
    """The row's lot."""
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()


def frame_hash(frame: Iterable[tuple[str, str]]) -> str:
    """SHA-256 of the frame, whatever its order."""
    lines = sorted(f"{key}\t{stratum}" for key, stratum in frame)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def sizes_of(counts: Mapping[str, int], *, method: str, size: int) -> dict[str, int]:
    """Stratum → how many are drawn: between 1 and all of it, for ``size`` ≥ 1."""
    if method == Method.FIXED:
        return {name: min(size, counts[name]) for name in sorted(counts)}
    given = dict.fromkeys(sorted(counts), 1)
    for _ in range(min(size, sum(counts.values())) - len(given)):
        room = [name for name in given if given[name] < counts[name]]
        wins = max(room, key=lambda name: Fraction(counts[name], 2 * given[name] + 1))
        given[wins] += 1
    return given


def draw(frame: Iterable[tuple[str, str]], *, seed: str, method: str, size: int) -> list[Ranked]:
    """Every row of the frame, by stratum and place, with the drawn ones marked."""
    rows: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, stratum in frame:
        rows[stratum].append((ticket_of(seed, key), key))
    sizes = sizes_of({name: len(held) for name, held in rows.items()}, method=method, size=size)
    return [
        Ranked(name, place, key, ticket, place <= sizes[name])
        for name in sorted(rows)
        for place, (ticket, key) in enumerate(sorted(rows[name]), 1)
    ]


@dataclass(frozen=True)
class Stratum:
    """One line of the table of strata."""

    name: str
    rows: int
    drawn: int


def strata_of(frame: Sequence[tuple[str, str]], *, method: str, size: int) -> list[Stratum]:
    """The table, without saying who is drawn."""
    counts = Counter(stratum for _, stratum in frame)
    return [Stratum(name, counts[name], drawn) for name, drawn in sizes_of(counts, method=method, size=size).items()]
