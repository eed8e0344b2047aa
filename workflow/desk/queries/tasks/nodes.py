"""Projects without a chief, and nodes near their day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from django.db.models import Case, DateField, F, Prefetch, When
from django.urls import reverse

from projects.ledger.models import Evidence, Project, Responsibility
from projects.ledger.stages import STAGES, Standing, Step, next_step_of, planned_field_of
from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.desk.queries.tasks.lines import NOTHING, Part, Task
from workflow.steps.models import OPEN_STATES
from workflow.steps.queries import Requirement, added_of_each, counting_evidence_of_each, missing_for

SOON = timedelta(days=30)
CHIEFS = Responsibility.objects.current().chiefs().select_related("officer")
NODES_SHOWN = 5
CHIEFLESS_SHOWN = 3
NEXT_PLANNED = Case(
    *(When(stage=before, then=F(planned_field_of(after))) for before, after in pairwise(STAGES)),
    output_field=DateField(),
)


def without_chief(officer: Officer, on: date) -> Part:
    """Projects that need a chief responsible officer and have none, the largest first."""
    if not officer.may(Permission.DISPATCH_WRITE):
        return NOTHING
    found = Project.objects.visible_to(officer).needing_chief().without_chief()
    first = list(found.order_by(F("total_investment_wan").desc(nulls_last=True), "pk")[:CHIEFLESS_SHOWN])
    if not first:
        return NOTHING
    lines = [
        Task("user-question", "指定首席责任人", one.name, reverse("ledger:assign", args=[one.pk]), "未指定", True)
        for one in first
    ]
    count = found.count()
    if count > len(first):
        url = f"{reverse('desk:projects')}?chief_state=missing"
        lines.append(Task("user-question", "", f"另有 {count - len(first)} 个项目缺首席责任人", url, "全部"))
    return Part(lines, count, f"{count} 个项目缺首席责任人")


def nodes_due(officer: Officer, on: date) -> Part:
    """Own projects whose next node is planned within 30 days or late, without a claim under way."""
    root = officer.scope_root
    if root is None or not officer.may(Permission.CLAIM_WRITE):
        return NOTHING
    own = Project.objects.visible_to(officer).under(root).filter(standing=Standing.ACTIVE)
    due = own.annotate(next_planned=NEXT_PLANNED).filter(next_planned__lte=on + SOON)
    due = due.exclude(claims__state__in=OPEN_STATES)
    wanted = due.select_related("landing_organisation", "company").prefetch_related(
        "investors", Prefetch("responsibilities", queryset=CHIEFS, to_attr="current_chiefs")
    )
    rows = list(wanted.order_by("next_planned", "number")[:NODES_SHOWN])
    papers, added = counting_evidence_of_each(rows), _added_of_each(rows)
    lines = [_node(one, papers[one.pk], added[one.pk], on) for one in rows]
    return Part(lines, len(lines), f"{len(lines)} 个节点临近或已迟" if lines else "")


def _added_of_each(projects: Sequence[Project]) -> dict[UUID, list[Requirement]]:
    """Conditions of the rooms above on the next step of each."""
    found: dict[UUID, list[Requirement]] = {}
    for step in {next_step_of(project.stage) for project in projects}:
        found |= added_of_each(step, [one for one in projects if next_step_of(one.stage) == step]) if step else {}
    return found


def _node(project: Project, papers: list[Evidence], added: list[Requirement], on: date) -> Task:
    step = next_step_of(project.stage)
    assert step is not None  # only projects with a next node are asked for
    missing = len(missing_for(project, step, evidence=papers, added=added))
    left = (project.next_planned - on).days  # type: ignore[attr-defined]
    return Task(
        icon="calendar-due",
        verb=f"{Step(step).label}还缺 {missing} 项" if missing else f"可以申报{Step(step).label}",
        name=project.name,
        url=reverse("desk:project", args=[project.pk]),
        due=f"剩 {left} 天" if left > 0 else "今天" if left == 0 else f"已迟 {-left} 天",
        is_late=left < 0,
    )
