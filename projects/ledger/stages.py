"""The state machine: which step leads from where to where (domain.md, section 2). django-fsm decides what is legal.

A transition here changes memory only. ``workflow.steps.services.take_step`` is the one caller: it locks, asks who and
what is missing, moves, saves, and records.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django_fsm import FSMField, transition


class Stage(models.TextChoices):
    """How far a project has come."""

    NEGOTIATING = "negotiating", "在谈"
    SIGNED = "signed", "已签约"
    REGISTERED = "registered", "已注册"
    STARTED = "started", "已开工"
    PRODUCING = "producing", "已投产"


class Standing(models.TextChoices):
    """Whether it is being pursued; orthogonal to the stage."""

    ACTIVE = "active", "正常"
    SUSPENDED = "suspended", "缓建"
    TERMINATED = "terminated", "终止"
    WITHDRAWN = "withdrawn", "退库"


class Step(models.TextChoices):
    """One legal move."""

    SIGN = "sign", "签约"
    REGISTER = "register", "注册"
    START = "start", "开工"
    PRODUCE = "produce", "投产"
    SUSPEND = "suspend", "缓建"
    RESUME = "resume", "恢复建设"
    TERMINATE = "terminate", "终止"
    WITHDRAW = "withdraw", "退库"
    RESTORE = "restore", "恢复入库"
    REVOKE = "revoke", "撤销认定"


STAGES: tuple[str, ...] = tuple(Stage.values)
STAGE_STEPS: tuple[str, ...] = (Step.SIGN, Step.REGISTER, Step.START, Step.PRODUCE)
SECOND_PERSON_STEPS: tuple[str, ...] = (Step.RESUME, Step.RESTORE, Step.REVOKE)
CLAIMED_STEPS: tuple[str, ...] = STAGE_STEPS + SECOND_PERSON_STEPS
DIRECT_STEPS: tuple[str, ...] = (Step.SUSPEND, Step.TERMINATE, Step.WITHDRAW)
STAGE_OF_STEP: dict[str, str] = dict(zip(STAGE_STEPS, STAGES[1:], strict=True))
STEP_TO_STAGE: dict[str, str] = {stage: step for step, stage in STAGE_OF_STEP.items()}


def date_field_of(stage: str) -> str:
    """Name of the project field that holds the day ``stage`` was reached."""
    return f"{stage}_on"


def planned_field_of(stage: str) -> str:
    """Name of the project field that holds the committed day of ``stage``."""
    return f"planned_{stage}_on"


def next_step_of(stage: str) -> str | None:
    """The step that leads forward from ``stage``; none from production."""
    position = STAGES.index(stage) + 1
    return STEP_TO_STAGE[STAGES[position]] if position < len(STAGES) else None


def is_active(project: models.Model) -> bool:
    """A stage moves only while the project is being pursued."""
    return isinstance(project, StagedModel) and project.standing == Standing.ACTIVE


class StagedModel(models.Model):
    """Stage and standing with their legal moves."""

    stage = FSMField("阶段", choices=Stage.choices, default=Stage.NEGOTIATING, protected=True, max_length=12)
    standing = FSMField("状态", choices=Standing.choices, default=Standing.ACTIVE, protected=True, max_length=12)

    class Meta:
        abstract = True

    def legal_moves(self) -> dict[str, str]:
        """Step → target stage or standing, for every step that the machine allows from here, in the order of steps."""
        machine: Any = self  # django-fsm adds these two methods when the class is made
        moves = [*machine.get_available_stage_transitions(), *machine.get_available_standing_transitions()]
        targets = {move.name: str(move.target) for move in moves}
        return {step: targets[step] for step in Step.values if step in targets}

    @transition(field="stage", source=Stage.NEGOTIATING, target=Stage.SIGNED, conditions=[is_active])
    def sign(self) -> None:
        """签约"""

    @transition(field="stage", source=Stage.SIGNED, target=Stage.REGISTERED, conditions=[is_active])
    def register(self) -> None:
        """注册"""

    @transition(field="stage", source=Stage.REGISTERED, target=Stage.STARTED, conditions=[is_active])
    def start(self) -> None:
        """开工"""

    @transition(field="stage", source=Stage.STARTED, target=Stage.PRODUCING, conditions=[is_active])
    def produce(self) -> None:
        """投产"""

    @transition(field="standing", source=Standing.ACTIVE, target=Standing.SUSPENDED)
    def suspend(self) -> None:
        """缓建"""

    @transition(field="standing", source=Standing.SUSPENDED, target=Standing.ACTIVE)
    def resume(self) -> None:
        """恢复建设"""

    @transition(field="standing", source=[Standing.ACTIVE, Standing.SUSPENDED], target=Standing.TERMINATED)
    def terminate(self) -> None:
        """终止"""

    @transition(field="standing", source=[Standing.ACTIVE, Standing.SUSPENDED], target=Standing.WITHDRAWN)
    def withdraw(self) -> None:
        """退库"""

    @transition(field="standing", source=[Standing.TERMINATED, Standing.WITHDRAWN], target=Standing.ACTIVE)
    def restore(self) -> None:
        """恢复入库"""

    @transition(field="stage", source=Stage.SIGNED, target=Stage.NEGOTIATING)
    @transition(field="stage", source=Stage.REGISTERED, target=Stage.SIGNED)
    @transition(field="stage", source=Stage.STARTED, target=Stage.REGISTERED)
    @transition(field="stage", source=Stage.PRODUCING, target=Stage.STARTED)
    def revoke(self) -> None:
        """撤销认定: the project falls back one stage."""
