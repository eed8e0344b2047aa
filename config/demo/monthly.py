"""Monthly progress reports of the last three months: most on time, one late, one project silent since the first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from config.demo.plans import ProjectPlan, office_hour
from config.demo.scene import MINUTES, Scene, project_of
from projects.ledger.kinds import EvidenceKind
from projects.ledger.stages import Stage
from projects.progress.kinds import PeriodKind
from projects.progress.periods import Period, latest
from projects.progress.services import send_report

MONTHS = 3
LATE_BY = timedelta(days=10)
NEWS: dict[str, tuple[str, str, str]] = {
    Stage.NEGOTIATING: ("与企业交流选址意向。", "陪同企业实地考察地块。", "就投资协议主要条款交换意见。"),
    Stage.SIGNED: ("召开项目推进会，明确注册时间安排。", "协助准备公司注册材料。", "对接项目公司办公场所。"),
    Stage.REGISTERED: ("完成备案，开展方案设计。", "规划方案送审。", "施工图设计，筹备招标。"),
    Stage.STARTED: ("桩基施工。", "主体结构施工至二层。", "主体结构封顶，设备陆续订购。"),
    Stage.PRODUCING: ("产线稳定运行。", "新增一条产线调试。", "产能爬坡，新增用工。"),
}
"""By the stage of that day: three months, the earliest first. Invented, and each line says 示例."""
FROM_PERCENT, STEP_PERCENT = {Stage.STARTED: 20, Stage.PRODUCING: 90}, 4
FIXED_PART = Decimal("0.7")
NEXT = "示例：按计划推进下一节点。"


@dataclass(frozen=True)
class Monthly:
    """Writes the reports into the diary."""

    scene: Scene

    def tell(self) -> None:
        """The last of the invented projects falls silent after the first month; the first one is late with the last."""
        chosen = self.scene.chosen
        periods = list(reversed(latest(PeriodKind.MONTH, self.scene.today, MONTHS + 1)[1:]))
        silent, late = chosen.invented[-1:], chosen.invented[:1]
        for place, plan in enumerate(chosen.all):
            for month, period in enumerate(periods[:1] if plan in silent else periods):
                is_late = plan in late and month == MONTHS - 1
                self._write(plan, period, month, place, after=LATE_BY if is_late else timedelta(days=1))

    def _write(self, plan: ProjectPlan, period: Period, month: int, place: int, *, after: timedelta) -> None:
        at = office_hour(period.last_on + after, place * 11 % MINUTES)
        self.scene.diary.write(at, partial(self._send, plan, period, month))

    def _send(self, plan: ProjectPlan, period: Period, month: int, now: datetime) -> None:
        by, project = self.scene.clerk(plan), project_of(plan)
        values: dict[str, Any] = {"news": f"示例：{NEWS[project.stage][month]}", "next_steps": NEXT}
        percent = FROM_PERCENT.get(Stage(project.stage))
        if percent is not None and project.total_investment_wan is not None:
            done = percent + month * STEP_PERCENT
            planned = project.fixed_investment_wan or project.total_investment_wan * FIXED_PART
            values |= {"completed_wan": (planned * done / 100).quantize(Decimal(1)), "image_percent": done}
            values["evidence"] = [self.scene.paper(plan, EvidenceKind.SITE_PHOTO, word=period.label, now=now)]
        send_report(project.pk, period, values, by=by, now=now)
