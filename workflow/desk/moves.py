"""Where a card of the board may go, and why not elsewhere. Pure: the drag and the menu of a card say the same."""

from __future__ import annotations

from dataclasses import dataclass

from projects.ledger.stages import STAGES, Stage, Step, next_step_of


@dataclass(frozen=True)
class Move:
    """One column seen from a card. ``url`` opens the claim; where it is empty, ``why_not`` says what to do instead."""

    stage: str
    label: str
    url: str
    why_not: str


def moves_from(stage: str, claim_url: str) -> list[Move]:
    """The other columns for a card of ``stage`` whose next step is claimed at ``claim_url``."""
    return [_move(stage, target, claim_url) for target in STAGES if target != stage]


def _move(stage: str, target: str, claim_url: str) -> Move:
    why_not = why_not_move(stage, target)
    return Move(target, str(Stage(target).label), "" if why_not else claim_url, why_not)


def why_not_move(stage: str, target: str) -> str:
    """Empty for the column right after ``stage``; else a sentence. No step skips a stage (domain.md 2.1)."""
    distance = STAGES.index(target) - STAGES.index(stage)
    if distance == 1:
        return ""
    if distance == 0:
        return "项目已在这一阶段。"
    if distance < 0:
        return "阶段不能往回拖：认定有误时，在项目档案中申报“撤销认定”。"
    step = next_step_of(stage)
    assert step is not None  # a later stage exists
    words = Step(step).label
    return f"阶段不能跳过：请先申报{words}，认定通过后再申报后面的节点。"
