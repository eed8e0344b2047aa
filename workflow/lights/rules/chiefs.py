"""Missing chief responsible officer (domain.md 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.db.models import Q

from workflow.lights.colours import RED, Verdict
from workflow.lights.facts import Facts
from workflow.lights.rules.base import NOTHING, Rule, number


@dataclass(frozen=True)
class MissingChief(Rule):
    """A project that needs a chief and has none is red."""

    code: ClassVar[str] = "missing_chief"
    label: ClassVar[str] = "缺首席责任人"

    red: int = number("应有而未指定亮红灯（1 用，0 不用）", "", 1, most=1)

    def judge(self, facts: Facts) -> Verdict | None:
        missing = self.red and facts.needs_chief and not facts.has_chief
        return Verdict(RED, "应有首席责任人而未指定") if missing else None

    def lit(self, colour: str, on: date) -> Q:
        return Q(needs_chief=True, has_chief=False) if self.red else NOTHING
