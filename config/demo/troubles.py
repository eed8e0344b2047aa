"""Problems of invented projects: one passed up from the district to the city, one solved, one waiting, one in hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from config.demo.plans import ProjectPlan
from config.demo.population import HOME_CITY
from config.demo.scene import Scene, project_of
from projects.people.models import Organisation
from projects.progress.kinds import ProblemKind, ProblemLevel
from projects.progress.models import Problem
from projects.progress.services import answer_problem, lift_problem, raise_problem, solve_problem

CITY_UNIT, APPROVING_UNIT = f"{HOME_CITY}-GX", f"{HOME_CITY}-TC"
LAND = {
    "kind": ProblemKind.LAND,
    "level": ProblemLevel.DISTRICT,
    "title": "示例：二期用地指标不足",
    "description": "示例：二期需新增用地，区内年度指标已用完。",
    "need": "示例：请协调新增建设用地指标。",
}
APPROVAL = {
    "kind": ProblemKind.APPROVAL,
    "level": ProblemLevel.CITY,
    "title": "示例：环评与能评排队时间长",
    "need": "示例：请协调并联审批。",
}
ENERGY = {
    "kind": ProblemKind.ENERGY,
    "level": ProblemLevel.CITY,
    "title": "示例：新增用能指标待落实",
    "need": "示例：请统筹安排能耗指标。",
}
LABOUR = {
    "kind": ProblemKind.LABOUR,
    "level": ProblemLevel.DISTRICT,
    "title": "示例：投产前技工缺口较大",
    "need": "示例：请协助组织专场招聘。",
}


@dataclass
class _Trouble:
    """One problem on its way: of which project, and once raised which row."""

    scene: Scene
    plan: ProjectPlan
    values: dict[str, Any]
    asked: Organisation
    problem: Problem | None = None

    @property
    def row(self) -> Problem:
        """The problem, once raised."""
        assert self.problem is not None
        return self.problem

    def begin(self, now: datetime) -> None:
        """Raised by the clerk of the project."""
        values = {**self.values, "asked_organisation": self.asked}
        self.problem = raise_problem(project_of(self.plan).pk, values, by=self.scene.clerk(self.plan), now=now)

    def answer(self, now: datetime, *, text: str) -> None:
        """By the office of the city, which may speak for every unit below it."""
        answer_problem(self.row.pk, text=text, by=self.scene.office, now=now)

    def lift(self, now: datetime) -> None:
        """To the city."""
        asked = self.scene.places.by_code[CITY_UNIT]
        why = "示例：区内无法解决，提请市级协调。"
        lift_problem(self.row.pk, asked=asked, why=why, by=self.scene.clerk(self.plan), now=now)

    def solve(self, now: datetime) -> None:
        """By the office of the city."""
        solve_problem(self.row.pk, text="示例：已纳入并联审批，问题解决。", by=self.scene.office, now=now)


@dataclass(frozen=True)
class Troubles:
    """Writes the problems into the diary."""

    scene: Scene

    def tell(self) -> None:
        """One project each, as far as there are projects."""
        acts = (self._lifted, self._in_hand, self._solved, self._waiting)
        for act, plan in zip(acts, self.scene.chosen.landed(), strict=False):
            act(plan)

    def _lifted(self, plan: ProjectPlan) -> None:
        write, told = self.scene.write, self._of(plan, LAND, plan.unit)
        write(33, told.begin)
        write(28, partial(told.answer, text="示例：区级已核查，无可用指标。"))
        write(17, told.lift)

    def _solved(self, plan: ProjectPlan) -> None:
        write, told = self.scene.write, self._of(plan, APPROVAL, APPROVING_UNIT)
        write(45, told.begin)
        write(40, partial(told.answer, text="示例：已召集审批部门会商。"))
        write(29, told.solve)

    def _waiting(self, plan: ProjectPlan) -> None:
        self.scene.write(8, self._of(plan, ENERGY, CITY_UNIT).begin)

    def _in_hand(self, plan: ProjectPlan) -> None:
        write, told = self.scene.write, self._of(plan, LABOUR, plan.unit)
        write(13, told.begin)
        write(6, partial(told.answer, text="示例：拟于下月举办专场招聘会。"))

    def _of(self, plan: ProjectPlan, values: dict[str, Any], asked: str) -> _Trouble:
        return _Trouble(self.scene, plan, values, self.scene.places.by_code[asked])
