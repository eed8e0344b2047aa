"""The oracle outside: compares what was acknowledged with what the relay took. It shares no code with the house."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Line = dict[str, Any]
VISIBLE = ("failed", "dead", "closed")
"""States in which a person is told that a mail did not arrive."""


@dataclass(frozen=True)
class Judgement:
    """Tokens by what became of them; ``waits``: seconds from the acknowledgement to the relay, in order.

    ``under_way``: kills that fell while something acknowledged had not arrived; the others proved nothing.
    ``troubles``: what else was done to the house.
    """

    told: int
    rolled_back: int
    unanswered: int
    arrived: int
    lost: list[str]
    doubled: list[str]
    never_told: list[str]
    failed: list[str]
    unsettled: list[str]
    ever_uncertain: int
    waits: list[float]
    kills: Counter[str]
    under_way: int
    troubles: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        """Nothing lost, doubled, invented, or left for somebody to find out."""
        return not (self.lost or self.doubled or self.never_told or self.unsettled or self.unanswered)

    def wait(self, share: float) -> float:
        """The wait that ``share`` of all did not exceed."""
        return self.waits[min(int(share * len(self.waits)), len(self.waits) - 1)] if self.waits else 0.0


def judge(
    acks: Sequence[Line], taken: Sequence[Line], books: Sequence[Sequence[Any]], uncertain: int, kills: Sequence[Line]
) -> Judgement:
    """``acks`` of the clerk, ``taken`` by the relay, ``books``: (token, Message-ID, state, attempts) of the house."""
    told = {ack["token"]: float(ack["at"]) for ack in acks if ack["outcome"] == "told"}
    outcomes = Counter(ack["outcome"] for ack in acks)
    unknown = {ack["token"] for ack in acks if ack["outcome"] == "gave up"}
    first, states = _first(taken), {row[0]: row[2] for row in books}
    missing = [token for token in told if token not in first]
    return Judgement(
        told=len(told),
        rolled_back=outcomes["rolled back"],
        unanswered=len(unknown),
        arrived=len(told) - len(missing),
        lost=[token for token in missing if states.get(token) not in VISIBLE],
        doubled=_doubled(taken),
        never_told=sorted(set(first) - set(told) - unknown),
        failed=[token for token in missing if states.get(token) in VISIBLE],
        unsettled=[row[0] for row in books if row[2] != "sent" and row[2] not in VISIBLE],
        ever_uncertain=uncertain,
        waits=sorted(max(first[token] - at, 0.0) for token, at in told.items() if token in first),
        kills=Counter(f"{kill['kind']}: {kill['mode']}" for kill in kills),
        under_way=_under_way(told, first, [float(kill["at"]) for kill in kills]),
    )


def _first(taken: Sequence[Line]) -> dict[str, float]:
    """Token → when the relay had it first."""
    first: dict[str, float] = {}
    for line in taken:
        first.setdefault(line["subject"], float(line["at"]))
    return first


def _doubled(taken: Sequence[Line]) -> list[str]:
    """Tokens that arrived twice, under one Message-ID or under two."""
    copies = Counter(line["subject"] for line in taken)
    same = Counter(line["id"] for line in taken)
    return sorted({line["subject"] for line in taken if copies[line["subject"]] > 1 or same[line["id"]] > 1})


def _under_way(told: dict[str, float], first: dict[str, float], kills: Sequence[float]) -> int:
    """Of the instants ``kills`` those at which something was told and had not arrived."""
    begins = sorted(told.values())
    ends = sorted(first[token] for token in told if token in first)
    return sum(bisect_left(begins, at) > bisect_left(ends, at) for at in kills)
