"""上次会后有推进: verified steps since the sitting before, the newest first. Steps later taken back do not count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils import timezone

from projects.ledger.stages import STAGE_STEPS
from projects.workdays.days import date_text
from workflow.dispatch.agenda.base import AgendaRule, Finding, Look
from workflow.dispatch.models import AgendaReason
from workflow.steps.models import Transition

_STEPS_TOLD = 3


class StepTaken(AgendaRule):
    """Whatever the standing of the project is now: that it ended is news too."""

    code = AgendaReason.STEP_TAKEN
    label = "上次会后有推进"
    says = "上次会议以来认定了节点（签约、注册、开工、投产、缓建等）的项目"

    def find(self, look: Look, days: int) -> Iterable[Finding]:
        rows = Transition.objects.counting().filter(
            recorded_at__gt=look.since, project__landing_organisation__path__startswith=look.region.path
        )
        told: dict[UUID, list[str]] = defaultdict(list)
        for row in rows.order_by("recorded_at", "sequence"):
            sentences = told.pop(row.project_id, [])
            told[row.project_id] = [*sentences, step_sentence(row, timezone.localdate(row.recorded_at))]
        return [Finding(project, "；".join(told[project][-_STEPS_TOLD:])) for project in reversed(told)]


def step_sentence(transition: Transition, recorded_on: date) -> str:
    """For example ``11月18日认定签约（11月10日签约）``; the bracket only when the two days differ."""
    step, happened = transition.get_step_display(), transition.effective_on
    if transition.step not in STAGE_STEPS:
        return f"{date_text(recorded_on)}{step}"
    bracket = f"（{date_text(happened, recorded_on)}{step}）" if happened != recorded_on else ""
    return f"{date_text(recorded_on)}认定{step}{bracket}"
