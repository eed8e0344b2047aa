"""补录节点: a step that was recorded long after it happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from projects.ledger.models.projects import ProjectQuerySet
from projects.ledger.stages import STAGE_STEPS
from workflow.anomalies.kinds.base import Anomaly, Found, Link, moment, since
from workflow.anomalies.models import AnomalyRules
from workflow.steps.models import Transition


class BackDated(Anomaly):
    """Before the project was entered, or verified more than ``late_days`` after the day it carries."""

    code = "back_dated"
    label = "补录节点"
    why = "节点发生很久以后才认定，或早于项目录入日期：可能为补报任务、调整统计期。"
    advice = "核对佐证材料本身的日期（合同签署、执照核发、现场照片）与申报的发生日期是否一致。"

    def find(self, projects: ProjectQuerySet, rules: AnomalyRules, *, on: date) -> Iterable[Found]:
        taken = Transition.objects.counting().filter(project__in=projects, step__in=STAGE_STEPS)
        recent = taken.filter(recorded_at__gte=moment(since(rules, on))).select_related(
            "project", "landing_organisation"
        )
        for one in recent.order_by("-recorded_at", "pk"):
            late = timezone.localdate(one.recorded_at) - one.effective_on
            if one.is_back_dated or late > timedelta(days=rules.late_days):
                yield self._found(one, late.days)

    def _found(self, one: Transition, late: int) -> Found:
        archive = reverse("desk:project", args=[one.project_id])
        before = "，早于项目录入日期" if one.is_back_dated else ""
        recorded = timezone.localdate(one.recorded_at)
        claim = (Link("申报与认定", reverse("steps:claim_detail", args=[one.claim_id])),) if one.claim_id else ()
        return Found(
            kind=self.code,
            key=str(one.pk),
            title=one.project.name,
            detail=f"{one.get_step_display()}发生于{one.effective_on}，{recorded}才认定，相隔{late}天{before}。",
            on=recorded,
            units=one.landing_organisation.label,
            paths=(one.landing_organisation.path,),
            facts=(str(one.pk), str(one.effective_on)),
            check=Link("核对佐证材料", f"{archive}?tab=evidence#tab"),
            records=(Link("历史记录", f"{archive}?tab=history#tab"), *claim),
        )
