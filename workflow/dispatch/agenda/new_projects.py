"""拟列重点调度: projects entered since the sitting before that are of the size or weight that needs a chief."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone

from projects.ledger.money import show_yi
from projects.workdays.days import date_text
from workflow.dispatch.agenda.base import AgendaRule, Finding, Look
from workflow.dispatch.models import AgendaReason


class NewProject(AgendaRule):
    """The meeting decides whether it is dispatched as a key project (practice.md 3.2); the largest first."""

    code = AgendaReason.NEW_PROJECT
    label = "新项目拟列重点"
    says = "上次会议以来新录入、达到首席责任人标准（投资额、市级交办、示范）的项目"

    def find(self, look: Look, days: int) -> Iterable[Finding]:
        new = look.projects.filter(created_at__gt=look.since, needs_chief=True)
        for project in new.order_by(F("total_investment_wan").desc(nulls_last=True), "number"):
            total = project.total_investment_wan
            size = f"，总投资{show_yi(total)}亿元" if total is not None else ""
            entered = date_text(timezone.localdate(project.created_at))
            yield Finding(project.pk, f"{entered}新录入{size}，拟列入重点调度")
