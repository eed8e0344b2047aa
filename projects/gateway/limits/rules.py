"""What is counted together, and how much of it is allowed. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

MINUTE, SECOND = 60.0, 1.0
READ, WRITE, HEAVY, STRANGER = "read", "write", "heavy", "stranger"
LABELS = {READ: "读取", WRITE: "写入", HEAVY: "统计、批量、导出", STRANGER: "未登录"}
LIMITED = "超过限额"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_HEAVY = re.compile(r"/(statistics|bulk|exports?|pack|packs|schema|as-of)/")
_MANY_ROWS = re.compile(r"/bulk/")
_PART = re.compile(r"/uploads/[^/]+/$")


@dataclass(frozen=True)
class Rule:
    """At most ``limit`` in any minute, and at most ``burst`` in any second."""

    kind: str
    limit: int
    burst: int


@dataclass(frozen=True)
class Standing:
    """How a budget stood after a call: ``wait`` in seconds until the next is admitted, 0 when this one was.

    ``reset``: seconds until the oldest call that still counts no longer does.
    """

    rule: Rule
    remaining: int
    wait: float
    reset: float

    @property
    def is_refused(self) -> bool:
        """Was the call turned away?"""
        return self.wait > 0

    @property
    def told(self) -> int:
        """Whole seconds it is asked to wait, 1 at least; who comes sooner is not counted again."""
        return max(1, math.ceil(self.wait))

    def headers(self) -> dict[str, str]:
        """What every answer says about it: whole seconds, rounded up."""
        limit, left, reset = self.rule.limit, self.remaining, math.ceil(self.reset)
        said = {
            "RateLimit-Limit": str(limit),
            "RateLimit-Remaining": str(left),
            "RateLimit-Reset": str(reset),
            "RateLimit-Policy": f'"{self.rule.kind}";q={limit};w=60, "burst";q={self.rule.burst};w=1',
            "RateLimit": f'"{self.rule.kind}";r={left};t={reset}',
        }
        return said | ({"Retry-After": str(self.told)} if self.is_refused else {})


def kind_of(method: str, path: str) -> str:
    """Which budget a call of somebody known is charged to."""
    if _HEAVY.search(path):
        return HEAVY
    return READ if method in SAFE else WRITE


def body_figure(path: str) -> str:
    """Name of the figure that bounds a body on this address (``figures``)."""
    if _PART.search(path):
        return "LIMIT_PART_KB"
    return "LIMIT_BULK_KB" if _MANY_ROWS.search(path) else "LIMIT_JSON_KB"


def rule_for(kind: str, figures: Mapping[str, int], own: int | None = None) -> Rule:
    """The rule of a budget; ``own``: what was set for this one system instead."""
    names = {READ: "LIMIT_READS", WRITE: "LIMIT_WRITES", HEAVY: "LIMIT_HEAVY", STRANGER: "LIMIT_STRANGERS"}
    limit = own or figures[names[kind]]
    return Rule(kind, limit, max(5, math.ceil(limit / MINUTE * figures["LIMIT_BURST"])))
