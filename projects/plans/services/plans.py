"""A plan as a whole: made from a template, promised, or taken back before it was promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from projects.audit.services import audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid
from projects.ledger.models import Project
from projects.ledger.policies import check_may_write
from projects.ledger.services import locked_project
from projects.people.models import Officer
from projects.plans.acts import Act
from projects.plans.drafting import Draft, draft_of
from projects.plans.kinds import State
from projects.plans.models import Node, Plan
from projects.plans.outlines import Outline
from projects.plans.policies import check_going_on
from projects.plans.services.keeping import keep_many, locked_plan, shown_node, standing_nodes, touch
from projects.rows import one_or_none

_BATCH = 200


@audited()
def apply_template(
    project_id: UUID, nodes: Sequence[Outline], *, name: str, starts_on: date, by: Officer, now: datetime
) -> Plan:
    """Lay a template (a preset's ``nodes`` or ``outlines_of`` a city's own) over the project, from ``starts_on`` on.

    A draft until ``confirm_plan``. ``Conflict`` while there are nodes: a draft may be withdrawn first.
    """
    project = _writable(project_id, by=by)
    check_plausible(starts_on, "starts_on")
    if Node.objects.filter(plan=project_id).standing().exists():
        raise Conflict("项目已有方案节点，不能再套用模板。未承诺的方案可先撤回，已承诺的请逐个调整或新增节点。")
    plan = _draft_plan(project, name, starts_on, by=by, now=now)
    made = _make_nodes(plan, draft_of(project, nodes, starts_on), by=by, now=now)
    keep_many(project, [(node, {}, shown_node(node, names)) for node, names in made], by=by, now=now)
    record(Act.APPLY, plan, by=by, now=now, detail=f"{name}，{starts_on}起算，{len(made)}个节点")
    return plan


def _writable(project_id: UUID, *, by: Officer) -> Project:
    project = locked_project(project_id, by=by)
    check_may_write(project, by)
    check_going_on(project)
    return project


def _draft_plan(project: Project, name: str, starts_on: date, *, by: Officer, now: datetime) -> Plan:
    plan = one_or_none(Plan.objects.filter(pk=project.pk)) or Plan(
        project=project, created_by=by, created_at=now, version=0, starts_on=starts_on, updated_at=now
    )
    plan.template_name, plan.starts_on, plan.updated_at = name, starts_on, now
    plan.version += 1
    plan.save()
    return plan


def _make_nodes(plan: Plan, draft: Draft, *, by: Officer, now: datetime) -> list[tuple[Node, list[str]]]:
    """Nodes with the names of what each waits for. Four statements however many there are."""
    promised = plan.is_confirmed
    made = {
        line.outline.code: Node(
            plan=plan,
            position=place,
            code=line.outline.code,
            name=line.outline.name,
            stage=line.outline.stage,
            is_milestone=line.outline.is_milestone,
            days=line.outline.days,
            day_count=line.outline.day_count,
            owner_role=line.outline.owner_role,
            owner_organisation=line.owner.organisation,
            owner=line.owner.officer,
            planned_start_on=line.span.start,
            planned_on=line.span.end,
            committed_on=line.span.end if promised else None,
            created_by=by,
            created_at=now,
            updated_at=now,
        )
        for place, line in enumerate(draft.lines, start=1)
    }
    Node.objects.bulk_create(made.values(), batch_size=_BATCH)
    waits = {line.outline.code: line.outline.after for line in draft.lines}
    link = Node.depends_on.through
    link.objects.bulk_create(
        [link(from_node=made[code], to_node=made[one]) for code, after in waits.items() for one in after],
        batch_size=_BATCH,
    )
    return [(node, [made[one].name for one in waits[code]]) for code, node in made.items()]


@audited()
def confirm_plan(project_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None) -> Plan:
    """承诺: the planned days become promises. Once; nothing changes a promised day afterwards."""
    project = _writable(project_id, by=by)
    plan = locked_plan(project, expected_version)
    if plan.is_confirmed:
        raise Conflict("节点方案已经承诺，承诺日期不再变动；要改计划请用“调整计划”。")
    nodes, names = standing_nodes(project.pk)
    if not nodes:
        raise Invalid("方案里还没有节点，请先套用模板或新增节点，再确认承诺。")
    before = [(node, shown_node(node, names[node.pk])) for node in nodes]
    plan.confirmed_at, plan.confirmed_by, plan.updated_at = now, by, now
    plan.version += 1
    plan.save(update_fields=["confirmed_at", "confirmed_by", "updated_at", "version"])
    _commit(nodes, now=now)
    keep_many(
        project, [(node, seen, shown_node(node, names[node.pk])) for node, seen in before], by=by, now=now,
        why="确认承诺",
    )  # fmt: skip
    record(Act.CONFIRM, plan, by=by, now=now, detail=f"{len(nodes)}个节点")
    return plan


def _commit(nodes: list[Node], *, now: datetime) -> None:
    """The only place that writes a promised day to a node that exists, and only where there is none."""
    for node in nodes:
        if node.committed_on is None:
            node.committed_on = node.planned_on
        node.version += 1
        node.updated_at = now
    Node.objects.bulk_update(nodes, ["committed_on", "version", "updated_at"], batch_size=_BATCH)


@audited()
def withdraw_plan(
    project_id: UUID, *, reason: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Plan:
    """Take back a plan that was not promised: its nodes are cancelled and a template may be applied anew."""
    project = _writable(project_id, by=by)
    plan = locked_plan(project, expected_version)
    if plan.is_confirmed:
        raise Conflict("节点方案已经承诺，不能整体撤回；不再需要的节点请逐个取消。")
    if not reason.strip():
        raise Invalid("请说明撤回的理由。", "reason")
    nodes, names = standing_nodes(project.pk)
    keep_many(project, [(node, shown_node(node, names[node.pk]), {}) for node in nodes], by=by, now=now, why=reason)
    for node in nodes:
        node.state, node.cancel_reason, node.updated_at = State.CANCELLED, reason, now
        node.version += 1
    Node.objects.bulk_update(nodes, ["state", "cancel_reason", "updated_at", "version"], batch_size=_BATCH)
    touch(plan.pk, now=now)
    record(Act.WITHDRAW, plan, by=by, now=now, detail=f"{len(nodes)}个节点，{reason}")
    return plan
