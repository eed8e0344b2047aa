"""Node plans: laid down from a template, promised, reported on, one of them adjusted; one is still a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from config.demo.plans import SHANGHAI, ProjectPlan
from config.demo.scene import Scene, project_of
from projects.ledger.models import Project
from projects.ledger.stages import Stage
from projects.people.models import Officer
from projects.plans.kinds import State
from projects.plans.models import Node
from projects.plans.presets import PLANT
from projects.plans.previews import preview_of
from projects.plans.services import apply_template, confirm_plan, replan, report_node

LAID_AGO, REAL_LAID_AGO = 95, 9
"""Days since it was laid down. A real project that has not begun to build gets its plan late: no node of it is late."""
REPORTED_AGO = (60, 30, 4)
REPLANNED_AGO, PUT_OFF = 16, timedelta(days=20)
WHY = "示例：设备交货推迟，相应顺延"
DONE, DOING = "示例：按期完成。", "示例：按计划推进。"
MOST_INVENTED = 7
DRAFTS = 1


@dataclass(frozen=True)
class Promises:
    """Writes the plans into the diary."""

    scene: Scene

    def tell(self) -> None:
        """A plan is confirmed two days after it was laid down."""
        chosen = self.scene.chosen
        invented = [plan for plan in chosen.landed() if plan.stage != Stage.PRODUCING][:MOST_INVENTED]
        real = [plan for plan in chosen.real if plan.stage in (Stage.SIGNED, Stage.STARTED)]
        drafts, promised = invented[len(invented) - DRAFTS :], invented[: len(invented) - DRAFTS]
        for place, plan in enumerate([*real, *invented]):
            late = plan in real and plan.stage == Stage.SIGNED
            self._lay(plan, REAL_LAID_AGO if late else LAID_AGO, place, promise=plan not in drafts)
        for place, plan in enumerate([*real, *promised]):
            for ago in REPORTED_AGO:
                self.scene.write(ago, partial(self._report, plan), place=place)
        for plan in [one for one in promised if one.stage == Stage.STARTED][:1]:
            self.scene.write(REPLANNED_AGO, partial(self._adjust, plan))

    def _lay(self, plan: ProjectPlan, ago: int, place: int, *, promise: bool) -> None:
        self.scene.write(ago, partial(self._apply, plan), place=place)
        if promise:
            self.scene.write(ago - 2, partial(self._confirm, plan), place=place)

    def _apply(self, plan: ProjectPlan, now: datetime) -> None:
        on, by = _day(now), self.scene.clerk(plan)
        apply_template(project_of(plan).pk, PLANT.nodes, name=PLANT.name, starts_on=on, by=by, now=now)

    def _confirm(self, plan: ProjectPlan, now: datetime) -> None:
        confirm_plan(project_of(plan).pk, by=self.scene.clerk(plan), now=now)

    def _report(self, plan: ProjectPlan, now: datetime) -> None:
        """Every node on its planned days, once what it waits for is done."""
        project = project_of(plan)
        for node in _open_nodes(project):
            waits = node.depends_on.exclude(state=State.CANCELLED)
            if node.planned_start_on <= _day(now) and all(one.reached(project) for one in waits):
                _report_one(node, _day(now), by=self.scene.clerk(plan), now=now)

    def _adjust(self, plan: ProjectPlan, now: datetime) -> None:
        """The first node not begun is put off, with what waits for it."""
        project = project_of(plan)
        node = next((one for one in _open_nodes(project) if one.planned_start_on > _day(now)), None)
        if node is None:
            return
        start, end = node.planned_start_on + PUT_OFF, node.planned_on + PUT_OFF
        shifts = preview_of(project, node, start, end, with_chain=True).shifts
        replan(project.pk, [shift.move for shift in shifts], reason=WHY, by=self.scene.clerk(plan), now=now)


def _day(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date()


def _open_nodes(project: Project) -> list[Node]:
    open_ = Node.objects.filter(plan=project.pk, is_milestone=False, state__in=(State.PLANNED, State.DOING))
    return list(open_.order_by("position"))


def _report_one(node: Node, on: date, *, by: Officer, now: datetime) -> None:
    if node.planned_on <= on:
        said = {"actual_start_on": node.planned_start_on, "actual_on": node.planned_on, "note": DONE}
    else:
        gone = (on - node.planned_start_on).days * 100 // (node.planned_on - node.planned_start_on).days
        said = {"actual_start_on": node.planned_start_on, "progress_percent": min(gone, 95), "note": DOING}
    report_node(node.pk, said, by=by, now=now)
