"""The agenda rules of a series as lines of its form: ticked or not, how many, over how many days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from projects.errors import Invalid
from workflow.dispatch.agenda.base import AgendaRule
from workflow.dispatch.agenda.choices import Chosen
from workflow.dispatch.agenda.registry import RULES


@dataclass(frozen=True)
class RuleLine:
    """One rule: ``most`` and ``days`` as text of their fields."""

    rule: AgendaRule
    is_on: bool
    most: str
    days: str

    @property
    def code(self) -> str:
        """Names its fields."""
        return self.rule.code


def lines_of(typed: Mapping[str, str] | None, chosen: Iterable[Chosen]) -> list[RuleLine]:
    """Every rule; those chosen first, in their order. ``typed``: a form that was sent, shown as it was."""
    known = {one.rule: one for one in chosen}
    order = [*(code for code in known if code in RULES), *(code for code in RULES if code not in known)]
    if typed is None or "rules" not in typed:
        return [_line(RULES[code], known.get(code)) for code in order]
    return [
        RuleLine(RULES[code], f"rule-{code}" in typed, typed.get(f"most-{code}", ""), typed.get(f"days-{code}", ""))
        for code in order
    ]


def chosen_of(typed: Mapping[str, str]) -> list[Chosen]:
    """What was ticked, in the order of the page; ``Invalid`` for a bound that is no number."""
    ordered = [code for code in typed.get("rules", "").split(",") if code in RULES] or list(RULES)
    return [
        Chosen(code, _number(typed, "most", code), _number(typed, "days", code))
        for code in dict.fromkeys([*ordered, *RULES])
        if f"rule-{code}" in typed
    ]


def _line(rule: AgendaRule, chosen: Chosen | None) -> RuleLine:
    most = str(chosen.most) if chosen and chosen.most else ""
    days = chosen.days if chosen and chosen.days else rule.days
    return RuleLine(rule, chosen is not None, most, str(days or ""))


def _number(typed: Mapping[str, str], name: str, code: str) -> int | None:
    text = typed.get(f"{name}-{code}", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        label = "最多几项" if name == "most" else "天数"
        raise Invalid(f"“{RULES[code].label}”的{label}请填整数，不限的留空。", "agenda_rules")
    return int(text)
