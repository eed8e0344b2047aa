"""What stands in a file beside its fields: chains, marks, phases, yearly plans, credits, documents of several files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from config.demo.papers import paper
from config.demo.plans import ProjectPlan
from config.demo.population import HOME_CITY
from config.demo.products import PRODUCTS
from config.demo.scene import Scene, project_of
from projects.ledger.kinds import CreditPart, EvidenceKind, MarkKind
from projects.ledger.services import Share, add_chain, add_files, add_mark, add_phase, add_year_plan, set_credits
from projects.people.models import Organisation

CHAINS_AGO, ROWS_AGO, CREDITS_AGO, FILES_AGO = 100, 60, 50, 18
LED_BY = "340200-GX"
REASON = "示例：证书编号为演示所设"
MARKS: tuple[dict[str, Any], ...] = (
    {"kind": MarkKind.HIGH_TECH, "reason": REASON},
    {"kind": MarkKind.PRIVATE500, "list_year": 2025, "reason": "示例：榜单名次为演示所设"},
    {"kind": MarkKind.RETURNEE, "reason": "示例：返乡投资"},
    {"kind": MarkKind.SPECIALISED, "reason": REASON},
    {"kind": MarkKind.LISTED, "reason": "示例：上市公司投资"},
)
"""One after another on invented projects; none on a real one."""
YEARLY, MODEST, FIRST_PHASE = Decimal("0.3"), Decimal("0.1"), Decimal("0.6")
WITH_PHASES, WITH_CREDITS, WITH_PAPERS = 4, 4, 3
PHASES = (("一期（示例）", FIRST_PHASE), ("二期（示例）", 1 - FIRST_PHASE))
SHEETS = ("总平面图", "主厂房", "公用工程")


@dataclass(frozen=True)
class Folders:
    """Writes the rows of the files into the diary."""

    scene: Scene

    def tell(self) -> None:
        """Chains first; then row by row, each by the clerk of the project."""
        scene, chosen = self.scene, self.scene.chosen
        scene.write(CHAINS_AGO, self._found_chains)
        for place, plan in enumerate(chosen.all):
            scene.write(ROWS_AGO, partial(self._plan_year, plan), place=place)
        for place, (plan, mark) in enumerate(zip(chosen.landed(), MARKS, strict=False)):
            scene.write(ROWS_AGO - 1, partial(self._mark, plan, mark), place=place)
        for place, plan in enumerate(chosen.invented[:WITH_PHASES]):
            scene.write(ROWS_AGO - 2, partial(self._phase, plan), place=place)
        for place, plan in enumerate([*chosen.real[:2], *chosen.landed()[:WITH_CREDITS]]):
            scene.write(CREDITS_AGO, partial(self._credit, plan), place=place)
        for place, plan in enumerate(chosen.building()[:WITH_PAPERS]):
            scene.write(FILES_AGO, partial(self._file, plan), place=place)

    def _found_chains(self, now: datetime) -> None:
        """Those of the city's products. Other names that projects bear stay 未登记, for the office to settle."""
        scene = self.scene
        shared = {"leader": scene.staff.leaders[HOME_CITY], "lead_organisation": scene.places.by_code[LED_BY]}
        for name in dict.fromkeys(product.chain for product in PRODUCTS[HOME_CITY]):
            add_chain(scene.home, {"name": name, **shared}, by=scene.office, now=now)

    def _plan_year(self, plan: ProjectPlan, now: datetime) -> None:
        """A named project is never behind its plan: what looks bad is told of invented ones alone."""
        total: Decimal | None = plan.values["total_investment_wan"]
        part = MODEST if plan in self.scene.chosen.real else YEARLY
        values = {
            "year": now.year,
            "amount_wan": ((total or Decimal(50_000)) * part).quantize(Decimal(1)),
            "content": "示例：年度计划投资与建设内容为演示所设",
        }
        add_year_plan(project_of(plan).pk, values, by=self.scene.clerk(plan), now=now)

    def _mark(self, plan: ProjectPlan, mark: dict[str, Any], now: datetime) -> None:
        add_mark(project_of(plan).pk, mark, by=self.scene.clerk(plan), now=now)

    def _phase(self, plan: ProjectPlan, now: datetime) -> None:
        total: Decimal = plan.values["total_investment_wan"]
        for number, (name, part) in enumerate(PHASES, 1):
            values = {
                "number": number,
                "name": name,
                "total_wan": (total * part).quantize(Decimal(1)),
                "capacity": "示例产能",
            }
            add_phase(project_of(plan).pk, values, by=self.scene.clerk(plan), now=now)

    def _credit(self, plan: ProjectPlan, now: datetime) -> None:
        """Who met it first, who lands it, who brought it."""
        units = self.scene.places.by_code
        parts = (
            (units[f"{HOME_CITY}-TC"], CreditPart.FIRST_CONTACT, 30),
            (units[plan.unit], CreditPart.LANDING, 60),
            (units[LED_BY], CreditPart.INTRODUCER, 10),
        )
        shares = [_share(*part) for part in parts]
        set_credits(project_of(plan).pk, shares, by=self.scene.office, now=now, why="示例：分成比例为演示所设")

    def _file(self, plan: ProjectPlan, now: datetime) -> None:
        """One document of several files."""
        kind = EvidenceKind.DESIGN_DOCUMENT
        files = [paper(kind, plan.name, sheet) for sheet in SHEETS]
        title = "示例材料：设计文件（三册）"
        add_files(project_of(plan).pk, kind=kind, title=title, files=files, by=self.scene.clerk(plan), now=now)


def _share(unit: Organisation, part: str, percent: int) -> Share:
    return Share(unit, part, Decimal(percent))
