"""What becomes of a synthetic project after its last verified stage, so that every page has something to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from config.demo.plans import SHANGHAI, ClaimPlan, DirectPlan, Move, office_hour
from projects.ledger.stages import STAGES, Stage, Step, next_step_of
from workflow.steps.models import ClaimState
from workflow.steps.reasons import (
    RestoreReason,
    ResumeReason,
    RevokeReason,
    SuspendReason,
    TerminateReason,
    WithdrawReason,
)


@dataclass(frozen=True)
class Fate:
    """``stages``: where such a project stands before it; ``waited``: days since it got there, least and most."""

    name: str
    stages: tuple[str, ...] = STAGES[:4]
    waited: tuple[int, int] = (60, 160)


Fields = Mapping[str, Mapping[str, Any]]

FRESH = timedelta(minutes=4)
"""The one claim handed in just before the load: the reminder about it is the first mail of a fresh demo."""
CLAIM_STATES = {
    "claim_fresh": ClaimState.SUBMITTED,
    "claim_waiting": ClaimState.SUBMITTED,
    "claim_overdue": ClaimState.SUBMITTED,
    "claim_draft": ClaimState.DRAFT,
    "claim_returned": ClaimState.RETURNED,
    "claim_rejected": ClaimState.REJECTED,
    "claim_withdrawn": ClaimState.WITHDRAWN,
}
CLAIM_AGE = {"claim_waiting": (2, 4), "claim_overdue": (12, 20)}
"""Days since the claim was handed in; others 8 to 30."""

FATES: tuple[Fate, ...] = (
    *(Fate(name) for name in CLAIM_STATES),
    Fate("late_yellow"),
    Fate("late_red"),
    Fate("no_chief", (Stage.NEGOTIATING,), (20, 60)),
    Fate("mended", (Stage.REGISTERED, Stage.STARTED), (20, 60)),
    Fate("suspended", (Stage.SIGNED, Stage.REGISTERED, Stage.STARTED), (120, 200)),
    Fate("terminated", STAGES[:3], (120, 220)),
    Fate("withdrawn", (Stage.NEGOTIATING,), (200, 300)),
    Fate("revoked", (Stage.REGISTERED, Stage.STARTED, Stage.PRODUCING), (60, 120)),
    Fate("resumed", (Stage.REGISTERED, Stage.STARTED), (150, 220)),
    Fate("restored", (Stage.SIGNED, Stage.REGISTERED), (150, 240)),
    *(Fate(name) for name in ("claim_waiting", "claim_overdue", "claim_draft", "claim_returned") * 2),
    *(Fate("claim_waiting"), Fate("claim_rejected"), Fate("claim_withdrawn")),
    *(Fate("no_chief", (Stage.NEGOTIATING,), (10, 50)),) * 2,
    *(Fate("suspended", (Stage.REGISTERED, Stage.STARTED), (120, 200)),) * 2,
    *(Fate("terminated", STAGES[:3], (120, 220)), Fate("withdrawn", (Stage.NEGOTIATING,), (200, 300))) * 2,
)
PLAIN = Fate("plain", STAGES, (12, 150))


def moves_of(fate: Fate, stage: str, fields: Fields, *, now: datetime, dice: Random) -> list[Move]:
    """The moves after the last verified stage. ``fields``: what a claim carries, by step."""
    if fate.name in CLAIM_STATES:
        return [_open_claim(fate.name, stage, fields, now, dice)]
    how = _MOVES.get(fate.name)
    return how(now.astimezone(SHANGHAI).date(), dice) if how else []


def _at(today: date, days: int, minute: int = 60) -> datetime:
    return office_hour(today - timedelta(days=days), minute, back=True)


def _open_claim(name: str, stage: str, fields: Fields, now: datetime, dice: Random) -> ClaimPlan:
    step = next_step_of(stage)
    assert step is not None
    at = _at(now.astimezone(SHANGHAI).date(), dice.randint(*CLAIM_AGE.get(name, (8, 30))), dice.randint(0, 400))
    at = now - FRESH if name == "claim_fresh" else at
    on = at.date() - timedelta(days=dice.randint(1, 6))
    answered_at = office_hour(at.date() + timedelta(days=2), dice.randint(120, 400))
    state = CLAIM_STATES[name]
    complete = state != ClaimState.DRAFT
    return ClaimPlan(step, on, at, answered_at, state, complete=complete, fields=fields.get(step, {}), note="示例申报")


def _suspended(today: date, dice: Random) -> list[Move]:
    at = _at(today, dice.randint(20, 90))
    return [DirectPlan(Step.SUSPEND, at, dice.choice(SuspendReason.values), "示例：经批准缓建。")]


def _terminated(today: date, dice: Random) -> list[Move]:
    at = _at(today, dice.randint(20, 90))
    return [DirectPlan(Step.TERMINATE, at, dice.choice(TerminateReason.values), "示例：协商一致终止。")]


def _withdrawn(today: date, dice: Random) -> list[Move]:
    at = _at(today, dice.randint(5, 30))
    return [DirectPlan(Step.WITHDRAW, at, WithdrawReason.STALE, "示例：超过半年无实质进展，按规定退库。")]


def _revoked(today: date, dice: Random) -> list[Move]:
    at = _at(today, dice.randint(15, 40))
    note = "示例：现场核查未达到节点标准，撤销认定。"
    return [_approved(Step.REVOKE, at, RevokeReason.NOT_REACHED, note)]


def _resumed(today: date, dice: Random) -> list[Move]:
    at = _at(today, dice.randint(15, 40))
    stop = DirectPlan(Step.SUSPEND, _at(today, dice.randint(80, 120)), SuspendReason.LAND, "示例：用地指标未落实。")
    return [stop, _approved(Step.RESUME, at, ResumeReason.OBSTACLE_GONE, "示例：用地指标已落实，恢复建设。")]


def _restored(today: date, dice: Random) -> list[Move]:
    at = _at(today, dice.randint(15, 40))
    stop = DirectPlan(
        Step.TERMINATE, _at(today, dice.randint(80, 120)), TerminateReason.INVESTOR_QUIT, "示例：投资方放弃投资。"
    )
    return [stop, _approved(Step.RESTORE, at, RestoreReason.NEW_INVESTOR, "示例：新投资方承接，恢复入库。")]


def _approved(step: str, at: datetime, reason: str, note: str) -> ClaimPlan:
    answered_at = office_hour(at.date() + timedelta(days=2), 90)
    return ClaimPlan(step, at.date(), at, answered_at, reason=reason, note=note)


_MOVES = {
    "suspended": _suspended,
    "terminated": _terminated,
    "withdrawn": _withdrawn,
    "revoked": _revoked,
    "resumed": _resumed,
    "restored": _restored,
}
