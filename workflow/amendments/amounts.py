"""What a request says about amounts: which fields move, by how much, and whether its kind allows that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from projects.errors import Invalid
from projects.ledger.fields import AMOUNT_FIELDS, LABELS, show_value
from projects.ledger.models import Project
from projects.ledger.stages import Step
from projects.ledger.values import clean_values
from projects.ledger.words import shown_field
from workflow.amendments.models import Amendment, AmendmentKind
from workflow.steps.division import Case, case_of

TOTAL = "total_investment_wan"
RMB_FIELDS = (TOTAL, "fixed_investment_wan")
Moves = dict[str, list[str]]
"""Field → [before, after] as stored texts."""


@dataclass(frozen=True)
class Line:
    """One field of a request as people read it. ``now``: what the file says today, empty while it still agrees."""

    name: str
    label: str
    before: str
    after: str
    now: str = ""


def moves_of(project: Project, cleaned: Mapping[str, Any]) -> Moves:
    """The amounts that would really change; ``Invalid`` when there is none or a field is not an amount."""
    stray = next((name for name in cleaned if name not in AMOUNT_FIELDS), None)
    if stray:
        raise Invalid(f"“{LABELS.get(stray, stray)}”不是金额字段，请在项目档案中直接修改。", stray, "unknown_field")
    texts = {name: [show_value(getattr(project, name)), show_value(value)] for name, value in cleaned.items()}
    moves = {name: pair for name, pair in texts.items() if pair[0] != pair[1]}
    if not moves:
        raise Invalid("没有金额发生变化，请填写变更后的数额。", TOTAL, "unchanged")
    return moves


def amended_case(project: Project, moves: Moves) -> Case:
    """What decides who answers: a signing of the project as it would be. Of two rounds the last decides."""
    return case_of(project, Step.SIGN, clean_values({name: pair[1] for name, pair in moves.items()}))


def check_kind(kind: str, moves: Moves) -> None:
    """An increase raises the total and lowers nothing; a reduction lowers something and raises nothing."""
    if kind not in AmendmentKind.values:
        raise Invalid("请选择变更类型：更正、增资或减资。", "kind")
    steps = {name: _number(moves[name][1]) - _number(moves[name][0]) for name in RMB_FIELDS if name in moves}
    if kind == AmendmentKind.INCREASE and steps.get(TOTAL, Decimal(0)) <= 0:
        raise Invalid("增资后的总投资应大于原总投资，请核对；原数有误请选“更正”。", TOTAL, "not_an_increase")
    if kind == AmendmentKind.REDUCTION and not any(step < 0 for step in steps.values()):
        raise Invalid("减资后的总投资或固定资产投资应小于原数，请核对。", TOTAL, "not_a_reduction")
    for name, step in steps.items():
        if (kind == AmendmentKind.INCREASE and step < 0) or (kind == AmendmentKind.REDUCTION and step > 0):
            raise Invalid(f"“{LABELS[name]}”的变化与变更类型不一致，请核对或分开申请。", name, "against_kind")


def increment_of(kind: str, moves: Moves) -> Decimal | None:
    """What an increase adds to the total, in 万元, exact; None for the other kinds."""
    if kind != AmendmentKind.INCREASE:
        return None
    return _number(moves[TOTAL][1]) - _number(moves[TOTAL][0])


def lines_of(amendment: Amendment) -> list[Line]:
    """Before and after, with what the file says now where that is neither."""
    return [_line(amendment, name, *amendment.amounts[name]) for name in AMOUNT_FIELDS if name in amendment.amounts]


def _line(amendment: Amendment, name: str, before: str, after: str) -> Line:
    stored = show_value(getattr(amendment.project, name))
    now = (shown_field(name, stored) or "空") if amendment.is_open and stored != before else ""
    return Line(name, LABELS[name], shown_field(name, before) or "空", shown_field(name, after) or "空", now)


def moved_since(amendment: Amendment) -> list[Line]:
    """The lines whose field somebody changed after the request was written."""
    return [line for line in lines_of(amendment) if line.now]


def _number(text: str) -> Decimal:
    return Decimal(text or 0)
