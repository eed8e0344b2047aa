"""What is known of invented investors: recognitions and contacts. Nothing is said about a real firm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from config.demo.plans import ProjectPlan
from config.demo.scene import Scene
from projects.ledger.models import Enterprise, RecognitionKind
from projects.ledger.services import add_contact, add_recognition

AGO = 70
NOTE = "示例：虚构企业，榜单和年份为演示所设"
RECOGNITIONS: tuple[dict[str, Any], ...] = (
    {"kind": RecognitionKind.WORLD_500, "list_year": 2025},
    {"kind": RecognitionKind.CHINA_500, "list_year": 2025},
    {"kind": RecognitionKind.PRIVATE_500, "list_year": 2024},
    {"kind": RecognitionKind.LITTLE_GIANT},
    {"kind": RecognitionKind.HIGH_TECH},
    {"kind": RecognitionKind.OTHER, "text": "示例市级链主培育企业"},
)
CONTACTS = (("沈示例", "项目总监"), ("韩示例", "投资经理"))
"""Invented: each firm has the first, every other one also the second."""


@dataclass(frozen=True)
class Firms:
    """Writes what is known of the firms into the diary."""

    scene: Scene

    def tell(self) -> None:
        """The clerk of the project enters it."""
        for place, plan in enumerate(self.scene.chosen.invented):
            self.scene.write(AGO, partial(self._call, plan, place), place=place)
        for place, (plan, said) in enumerate(zip(self.scene.chosen.invented, RECOGNITIONS, strict=False)):
            self.scene.write(AGO - 1, partial(self._honour, plan, said), place=place)

    def _honour(self, plan: ProjectPlan, said: dict[str, Any], now: datetime) -> None:
        add_recognition(_investor(plan).pk, **said, note=NOTE, by=self.scene.clerk(plan), now=now)

    def _call(self, plan: ProjectPlan, place: int, now: datetime) -> None:
        for number, (name, title) in enumerate(CONTACTS[: 1 + place % 2]):
            add_contact(
                _investor(plan).pk,
                name=name,
                title=title,
                phone=f"1390000{place:02d}{number:02d}",
                email=f"lianxi{place}-{number}@luodi.example",
                by=self.scene.clerk(plan),
                now=now,
            )


def _investor(plan: ProjectPlan) -> Enterprise:
    return Enterprise.objects.get(name=plan.investors[0])
