"""What is to happen to one project of the demo, as data: who is told nothing here, and no clock is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from projects.ledger.stages import STAGES, STEP_TO_STAGE, Standing, Step
from workflow.steps.models import ClaimState

SHANGHAI = ZoneInfo("Asia/Shanghai")
SAMPLE_SITE = "示例地块"


def office_hour(day: date, minute: int = 0, *, back: bool = False) -> datetime:
    """``minute`` minutes after 9:00 on ``day``; at a weekend the Monday after, or with ``back`` the Friday before."""
    if day.weekday() >= 5:
        day += timedelta(days=4 - day.weekday() if back else 7 - day.weekday())
    return datetime.combine(day, time(9), SHANGHAI) + timedelta(minutes=minute % 480)


@dataclass(frozen=True)
class ClaimPlan:
    """A claim for ``step``, handed in at ``at``, answered at ``answered_at`` as ``outcome`` says.

    ``mended``: it is returned first and handed in again. ``complete``: all evidence is there.
    """

    step: str
    on: date
    at: datetime
    answered_at: datetime
    outcome: str = ClaimState.APPROVED
    mended: bool = False
    complete: bool = True
    fields: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    reason: str = ""


@dataclass(frozen=True)
class DirectPlan:
    """A step that needs no claim: suspend, terminate, withdraw."""

    step: str
    at: datetime
    reason: str
    note: str


@dataclass(frozen=True)
class AssignPlan:
    """Somebody gets a part in the project: the chief and the deputy by their post, others by their place."""

    role: str
    at: datetime
    basis: str = "示例：联席会议办公室交办单"


@dataclass(frozen=True)
class EditPlan:
    """Fields that change later on."""

    at: datetime
    values: Mapping[str, Any]
    why: str


Move = ClaimPlan | DirectPlan | AssignPlan | EditPlan


@dataclass(frozen=True)
class ProjectPlan:
    """One project: where, when entered, with which values, and its moves in the order of time."""

    name: str
    unit: str
    entered_at: datetime
    values: Mapping[str, Any]
    investors: tuple[str, ...]
    moves: tuple[Move, ...] = ()
    origin: str = ""

    def then(self, *moves: Move) -> ProjectPlan:
        """The same with more moves at its end."""
        return replace(self, moves=(*self.moves, *moves))

    @property
    def stage(self) -> str:
        """The stage its verified claims lead to, revocations included."""
        position = 0
        for move in self.moves:
            if isinstance(move, ClaimPlan) and move.outcome == ClaimState.APPROVED:
                position += {"revoke": -1, "resume": 0, "restore": 0}.get(move.step, 1)
        return STAGES[position]

    @property
    def standing(self) -> str:
        """The standing its last such step leads to."""
        steps = [move.step for move in self.moves if isinstance(move, (ClaimPlan, DirectPlan))]
        return next((STANDINGS[Step(step)] for step in reversed(steps) if step in STANDINGS), Standing.ACTIVE)


STANDINGS = {
    Step.SUSPEND: Standing.SUSPENDED,
    Step.TERMINATE: Standing.TERMINATED,
    Step.WITHDRAW: Standing.WITHDRAWN,
    Step.RESUME: Standing.ACTIVE,
    Step.RESTORE: Standing.ACTIVE,
}


def verified(
    reached: Mapping[str, date], fields: Mapping[str, Mapping[str, Any]], *, lag: int = 1, minute: int = 0
) -> Iterator[ClaimPlan]:
    """Approved claims for ``reached`` (stage → day): handed in ``lag`` days later, answered the day after that."""
    for stage, on in reached.items():
        step = STEP_TO_STAGE[stage]
        at = office_hour(on + timedelta(days=lag), minute)
        answered_at = office_hour(at.date() + timedelta(days=1), minute + 37)
        yield ClaimPlan(step, on, at, answered_at, fields=fields.get(step, {}))
