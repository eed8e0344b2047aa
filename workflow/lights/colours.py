"""The four lights 亮灯 and what is said with one."""

from __future__ import annotations

from dataclasses import dataclass

GREEN, YELLOW, RED, GREY = "green", "yellow", "red", "grey"
LABELS = {GREEN: "绿灯", YELLOW: "黄灯", RED: "红灯", GREY: "灰灯"}
ALL_WELL = "各项正常"


@dataclass(frozen=True)
class Light:
    """A colour with the sentences behind it, at least one."""

    colour: str
    reasons: list[str]

    @property
    def label(self) -> str:
        """绿灯 / 黄灯 / 红灯 / 灰灯"""
        return LABELS[self.colour]


@dataclass(frozen=True)
class Verdict:
    """What one rule found: yellow or red, and why. A rule that finds nothing says None."""

    colour: str
    reason: str
