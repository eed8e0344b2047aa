"""Action items of the home city in every state: most out of the last weekly sittings, some of instructions and firms.

What looks bad (late, returned, reopened) is told of invented projects alone (see ``chosen.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import cycle
from typing import Any

from config.demo.plans import ProjectPlan
from config.demo.population import HOME_CITY
from config.demo.scene import Scene, project_of
from projects.people.models import Officer, Organisation
from workflow.dispatch.models import Meeting, MeetingState, SeriesKind
from workflow.items import services
from workflow.items.deadlines import Deadline
from workflow.items.models import Item
from workflow.items.sources import Source, SourceKind

WISHED, REVIEWED = timedelta(days=14), timedelta(days=45)
Step = tuple[int, str]
"""Days before the load, and what is done."""


@dataclass(frozen=True)
class Told:
    """One item: issued so many days before the load, due so many days before it (negative: ahead), and its steps."""

    name: str
    issued: int
    due: int
    matter: str
    source: str = SourceKind.MEETING
    steps: tuple[Step, ...] = ()
    is_joint: bool = False


TOLD = (
    Told("red", 26, 9, "示例：完成{}用地组卷报批，本月底前具备供地条件",
         steps=((25, "sign"), (18, "reply"), (6, "urge"), (2, "urge"))),
    Told("yellow", 14, 3, "示例：协调解决{}临时用电，明确送电时间", steps=((13, "sign"), (9, "reply"))),
    Told("blue", 9, -1, "示例：会同{}业主排定年底前形象进度计划", steps=((8, "sign"),)),
    Told("unsigned", 6, -4, "示例：核实{}能耗指标缺口并提出解决方案"),
    Told("fresh", 1, -12, "示例：梳理{}前期手续堵点，逐项明确完成时间"),
    Told("green", 7, -10, "示例：落实{}配套污水管网接入",
         steps=((6, "sign"), (4, "name"), (3, "join"), (2, "reply")), is_joint=True),
    Told("returned", 19, -2, "示例：完成{}施工图审查", steps=((18, "sign"), (5, "submit"), (3, "return"))),
    Told("checking", 16, -3, "示例：协助{}完成环评批复", steps=((15, "sign"), (8, "reply"), (1, "submit"))),
    Told("extended", 21, 5, "示例：解决{}场内杆线迁改", steps=((20, "sign"), (8, "ask"), (7, "grant"))),
    Told("asked", 13, -2, "示例：推动{}首批设备进场", steps=((12, "sign"), (1, "ask"))),
    Told("long", 33, 8, "示例：争取{}所需省级用地指标", steps=((32, "sign"), (24, "pass_up"), (12, "answer_up"),
         (9, "defer"))),
    Told("closed", 30, 14, "示例：为{}协调项目贷款审批", SourceKind.ENTERPRISE, ((29, "sign"), (20, "reply"),
         (17, "submit"), (16, "close"))),
    Told("verified", 62, 50, "示例：解决{}员工宿舍和通勤班车", SourceKind.ENTERPRISE, ((61, "sign"), (53, "submit"),
         (52, "close"), (15, "verify"))),
    Told("reopened", 48, 36, "示例：恢复{}施工并报送每周进度", SourceKind.INSTRUCTION, ((47, "sign"), (40, "submit"),
         (39, "close"), (7, "reopen"))),
    Told("handing", 8, -6, "示例：明确{}所涉产业扶持政策兑现口径", SourceKind.INSTRUCTION,
         ((7, "sign"), (2, "hand_over"))),
    Told("handed", 24, -5, "示例：组织{}申报省级制造业项目库", SourceKind.SUPERIOR, ((23, "sign"), (20, "hand_over"),
         (19, "accept"), (10, "reply"))),
)  # fmt: skip
SOURCES = {
    SourceKind.INSTRUCTION: "示例：市政府主要负责人批示",
    SourceKind.ENTERPRISE: "示例：企业座谈会收集的诉求",
    SourceKind.SUPERIOR: "示例：省推进办交办",
}


@dataclass
class Items:
    """Writes every item into the diary, the sittings of the last weeks as their source."""

    scene: Scene
    made: dict[str, Item] = field(default_factory=dict)

    def tell(self) -> None:
        """One item a project, in turn."""
        able = [plan for plan in self.scene.chosen.invented if plan.unit in self.scene.staff.clerks]
        if not able:
            return
        plans = cycle(able)
        for place, told in enumerate(TOLD):
            plan = next(plans)
            self.scene.write(told.issued, partial(self._issue, told, plan), place=place)
            for number, (ago, deed) in enumerate(told.steps, 1):
                act: Callable[[datetime], None] = partial(self._do, told, plan, deed)
                self.scene.write(ago, act, place=place + 20 + number)

    def _issue(self, told: Told, plan: ProjectPlan, now: datetime) -> None:
        project, lead = project_of(plan), self.scene.places.by_code[plan.unit]
        self.made[told.name] = services.issue_item(
            issuer=self.scene.home,
            matter=told.matter.format(project.name.removeprefix("示例：")),
            requirement="示例：每周五前回复进展，附佐证材料；办不完的在期限内说明原因。",
            lead=lead,
            joint=[self._department] if told.is_joint else [],
            project=project,
            deadline=Deadline(on=self.scene.day(told.due)),
            source=self._source(told, now),
            by=self.scene.office,
            now=now,
        )

    def _source(self, told: Told, now: datetime) -> Source:
        if told.source != SourceKind.MEETING:
            return Source(told.source, SOURCES[SourceKind(told.source)])
        held = Meeting.objects.filter(series__organisation=self.scene.home, series__kind=SeriesKind.WEEKLY)
        last = held.filter(state=MeetingState.HELD, starts_at__lt=now).order_by("-starts_at").first()
        label = f"{last.series.name}第{last.number}次会议" if last else f"{self.scene.home.name}重大项目周调度"
        return Source(SourceKind.MEETING, label)

    def _do(self, told: Told, plan: ProjectPlan, deed: str, now: datetime) -> None:
        item, clerk, office = self.made[told.name], self.scene.clerk(plan), self.scene.office
        today = now.date()
        if deed == "accept" or Item.objects.get(pk=item.pk).lead_id == self._department.pk:
            clerk = self._expert
        deeds: dict[str, Callable[[], Any]] = {
            "sign": lambda: services.sign_item(item.pk, officer=clerk, by=clerk, now=now),
            "name": lambda: services.change_officer(
                item.pk, officer=_colleague(clerk), note="示例：分工调整。", by=clerk, now=now
            ),
            "reply": lambda: services.reply_item(
                item.pk, note="示例：已会同有关单位现场办公，明确分工，正在推进。", by=clerk, now=now
            ),
            "join": lambda: services.reply_item(
                item.pk, note="示例：我单位涉及事项已办结，相关意见已送牵头单位。", by=self._expert, now=now
            ),
            "submit": lambda: services.submit_item(
                item.pk, note="示例：已按要求办结，附佐证材料，请予核销。", by=clerk, now=now
            ),
            "return": lambda: services.return_item(
                item.pk, note="示例：缺审查合格书，请补充后再报。", by=office, now=now
            ),
            "close": lambda: services.close_item(item.pk, note="示例：情况属实，同意销号。", by=office, now=now),
            "verify": lambda: services.verify_item(item.pk, note="示例：回访企业，问题已解决。", by=office, now=now),
            "reopen": lambda: services.reopen_item(
                item.pk, note="示例：回访发现进度再次放缓。", deadline=self._ahead(today, 20), by=office, now=now
            ),
            "urge": lambda: services.urge_item(item.pk, note="示例：会前请回复进展。", by=office, now=now),
            "ask": lambda: services.ask_extension(
                item.pk, note="示例：供应商排产推迟。", wished_on=item.due_on + WISHED, by=clerk, now=now
            ),
            "grant": lambda: services.decide_extension(item.pk, grants=True, note="示例：同意。", by=office, now=now),
            "defer": lambda: services.defer_item(
                item.pk, note="示例：待省级规划调整后办理。", review_on=today + REVIEWED, by=office, now=now
            ),
            "hand_over": lambda: services.hand_over(
                item.pk, to_unit=self._department, note="示例：属市级部门职能。", by=clerk, now=now
            ),
            "accept": lambda: services.answer_handover(item.pk, accepts=True, by=clerk, now=now),
            "pass_up": lambda: services.pass_up(
                item.pk, level="province", to_name="示例：省自然资源厅", letter_no="示例〔2026〕18号",
                note="示例：请求安排省级用地指标。", by=office, now=now,
            ),
            "answer_up": lambda: services.answer_up(
                item.referrals.get().pk, note="示例：已列入下一批次计划。", reply_letter_no="示例〔2026〕7号",
                by=office, now=now,
            ),
        }  # fmt: skip
        deeds[deed]()

    @staticmethod
    def _ahead(today: date, days: int) -> Deadline:
        return Deadline(on=today + timedelta(days=days))

    @property
    def _expert(self) -> Officer:
        """Somebody of the city's department of industry."""
        return self.scene.staff.verifiers[HOME_CITY, "GX"]

    @property
    def _department(self) -> Organisation:
        found = self._expert.organisation
        assert found is not None
        return found


def _colleague(clerk: Officer) -> Officer | None:
    """Somebody else of the same unit."""
    others = Officer.objects.people().filter(organisation=clerk.organisation, is_active=True).exclude(pk=clerk.pk)
    return others.order_by("username").first()
