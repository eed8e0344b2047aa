"""What is printed, and what a program reads."""

from __future__ import annotations

from typing import Any, Iterator

from .rules import Outcome
from .walk import Walk

WORDS = {"passed": "通过", "failed": "不通过", "skipped": "跳过"}


def line(outcome: Outcome) -> str:
    """One rule, one line."""
    reason = f"（{outcome.reason}）" if outcome.reason else ""
    return f"{WORDS[outcome.state]:　<3} {outcome.rule.name}  {outcome.rule.title}{reason}"


def count(outcomes: list[Outcome], state: str) -> int:
    """How many of this state."""
    return sum(one.state == state for one in outcomes)


def closing(walk: Walk, outcomes: list[Outcome]) -> Iterator[str]:
    """The sum, and all that was left behind."""
    sums = "，".join(f"{word} {count(outcomes, state)} 条" for state, word in WORDS.items())
    yield f"共 {len(outcomes)} 条：{sums}；发出请求 {len(walk.exchanges)} 个。"
    if walk.made:
        yield f"本次建立的数据（external_ref 以 {walk.mark} 开头）："
        yield from (f"  {one}" for one in walk.made)


def as_json(walk: Walk, outcomes: list[Outcome]) -> dict[str, Any]:
    """The report for programs."""
    return {
        "server": walk.keys["main"].transport.origin,
        "mark": walk.mark,
        "read_only": walk.read_only,
        "totals": {state: count(outcomes, state) for state in WORDS},
        "rules": [
            {"name": one.rule.name, "title": one.rule.title, "state": one.state, "reason": one.reason}
            for one in outcomes
        ],
        "made": walk.made,
    }
