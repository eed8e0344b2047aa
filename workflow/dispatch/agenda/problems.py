"""问题待协调: open problems that need the level of the office that meets, or a higher one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from projects.progress.levels import level_of, levels_from
from projects.progress.models import Problem
from projects.workdays.days import date_text
from workflow.dispatch.agenda.base import AgendaRule, Finding, Look, shortened
from workflow.dispatch.models import AgendaReason

_TOLD = 2


class OpenProblem(AgendaRule):
    """The oldest first."""

    code = AgendaReason.PROBLEM_OPEN
    label = "问题待协调"
    says = "请求本级及以上协调、还没有解决的问题"

    def find(self, look: Look, days: int) -> Iterable[Finding]:
        asked = Problem.objects.open().filter(level__in=levels_from(level_of(look.region)), project__in=look.projects)
        told: dict[UUID, list[str]] = defaultdict(list)
        for problem in asked.order_by("raised_on", "created_at"):
            raised = date_text(problem.raised_on, look.on)
            told[problem.project_id].append(
                f"{problem.get_kind_display()}问题“{problem.title}”请求{problem.get_level_display()}协调（{raised}提出）"
            )
        for project, sentences in told.items():
            more = f"等{len(sentences)}个问题" if len(sentences) > _TOLD else ""
            yield Finding(project, shortened(f"{'；'.join(sentences[:_TOLD])}{more}"))
