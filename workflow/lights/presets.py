"""Presets of lights: what named cities published, as numbers. Cities start from one and may change each number.

practice.md 3.4, word for word:

- 银川 "Yinchuan 2025 [P11] 开工 | on plan | planned this month, not started, no reason | **3 consecutive months**
  late"; "same, 进度 | ≥ 序时 | **10–30 points below (both ends in)** | >30 points below | (0–10 below is undefined in
  the text; treat as green [I])"; "same, 入库 | in library | 1 month after start not in | >2 months".
- 三亚 "Sanya 2022 [P12] project | ≥ 序时 | below by ≤50% (incl.) | below by >50%". Read as 50 % of what should have
  been done by then: in points of the year nothing could be red before July.
- 邯郸 "Handan 在谈 [P10] | normal | 2 months no progress | 3 months | >6 months removed".
- 默认 "milestone late 1–30 days yellow, 31–90 orange, >90 red …; 序时 gap <10 points green, 10–30 yellow, >30 red";
  we have no orange, and domain.md 6 makes it red from day 31. Stale talks as Handan (domain.md 6).

What a source does not speak of stands as in the default, so that a city that takes its preset loses no rule. Stage
clocks, missing reports and (outside 银川) 入统 have no published number and are off until the city gives one.
"""

from __future__ import annotations

from dataclasses import dataclass

from workflow.lights.ruleset import Numbers, RuleSet


@dataclass(frozen=True)
class Preset:
    """A named starting point."""

    code: str
    label: str
    source: str
    numbers: Numbers

    @property
    def rules(self) -> RuleSet:
        """As a set of rules."""
        return RuleSet.of(self.numbers)


_STATISTICS = {"yellow_months": 1, "red_months": 2}

PRESETS: tuple[Preset, ...] = (
    Preset(
        "default", "默认", "本系统默认：节点延期1至30天黄灯，31天起红灯；落后序时10至30个百分点黄灯，30以上红灯", {}
    ),
    Preset(
        "yinchuan",
        "银川",
        "银川2025：计划当月未开工黄灯，连续3个月红灯；落后序时10至30个百分点黄灯；开工1个月未入库黄灯，超2个月红灯",
        {
            "node_late": {"yellow_days": 1, "red_days": 0, "red_months": 3},
            "behind_schedule": {"yellow_percent": 10, "red_percent": 30, "relative": 0},
            "not_in_statistics": _STATISTICS,
        },
    ),
    Preset(
        "sanya",
        "三亚",
        "三亚2022：低于序时进度50%以内（含）黄灯，50%以上红灯",
        {"behind_schedule": {"yellow_percent": 0, "red_percent": 50, "relative": 1}},
    ),
    Preset(
        "handan",
        "邯郸",
        "邯郸：在谈2个月无进展黄灯，3个月红灯，6个月以上退库",
        {"stale_talks": {"yellow_months": 2, "red_months": 3, "out_months": 6}},
    ),
)
BY_CODE = {one.code: one for one in PRESETS}
