"""Lights 亮灯, first part (domain.md, section 6): late plan node, missing chief, suspension. Worst rule wins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from projects.ledger.models import Project, Responsibility
from projects.ledger.stages import STAGES, Stage, Standing, planned_field_of

GREEN, YELLOW, RED, GREY = "green", "yellow", "red", "grey"
LABELS = {GREEN: "绿灯", YELLOW: "黄灯", RED: "红灯", GREY: "灰灯"}


@dataclass(frozen=True)
class LightRules:
    """Preset of domain.md 6: a planned node 1–30 days late is yellow, later red."""

    yellow_days: int = 1
    red_days: int = 31


PRESET = LightRules()


@dataclass(frozen=True)
class Light:
    """A colour with the sentences behind it."""

    colour: str
    reasons: list[str]

    @property
    def label(self) -> str:
        """绿灯 / 黄灯 / 红灯 / 灰灯"""
        return LABELS[self.colour]


def light_of(project: Project, *, on: date, rules: LightRules = PRESET) -> Light:
    """The light of one project. Uses ``has_chief`` where ``with_light`` has annotated it."""
    if project.standing != Standing.ACTIVE:
        return Light(GREY, [f"项目{Standing(project.standing).label}，不计亮灯"])
    red: list[str] = []
    yellow: list[str] = []
    if project.needs_chief and not _has_chief(project):
        red.append("应有首席责任人而未指定")
    late = days_late(project, on=on)
    if late >= rules.yellow_days:
        stage = _next_stage(project.stage)
        sentence = f"计划{_event(stage)}日期{getattr(project, planned_field_of(stage))}，已迟{late}天"
        (red if late >= rules.red_days else yellow).append(sentence)
    if red:
        return Light(RED, red + yellow)
    return Light(YELLOW, yellow) if yellow else Light(GREEN, ["各项正常"])


def days_late(project: Project, *, on: date) -> int:
    """Days since the next planned node should have been reached; 0 when in time or not planned."""
    stage = _next_stage(project.stage)
    planned = getattr(project, planned_field_of(stage)) if stage else None
    return max((on - planned).days, 0) if planned else 0


def with_light(queryset: QuerySet[Project], *, on: date, rules: LightRules = PRESET) -> QuerySet[Any]:
    """Annotate ``has_chief`` and ``light_colour``: the same rules, told to the database."""
    chiefs = Responsibility.objects.current().chiefs().filter(project=OuterRef("pk"))
    red = _late_since(on - timedelta(days=rules.red_days))
    yellow = _late_since(on - timedelta(days=rules.yellow_days))
    return queryset.annotate(has_chief=Exists(chiefs)).annotate(
        light_colour=Case(
            When(~Q(standing=Standing.ACTIVE), then=Value(GREY)),
            When(Q(needs_chief=True, has_chief=False) | red, then=Value(RED)),
            When(yellow, then=Value(YELLOW)),
            default=Value(GREEN),
            output_field=CharField(),
        )
    )


def _late_since(day: date) -> Q:
    late = Q()
    for stage in STAGES[:-1]:
        late |= Q(stage=stage, **{f"{planned_field_of(_next_stage(stage))}__lte": day})
    return late


def _next_stage(stage: str) -> str:
    position = STAGES.index(stage) + 1
    return STAGES[position] if position < len(STAGES) else ""


def _event(stage: str) -> str:
    return str(Stage(stage).label).removeprefix("已")


def _has_chief(project: Project) -> bool:
    annotated = getattr(project, "has_chief", None)
    if annotated is not None:
        return bool(annotated)
    return project.responsibilities.current().chiefs().exists()
