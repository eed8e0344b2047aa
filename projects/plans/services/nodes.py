"""One node: added, edited, reported on, cancelled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid
from projects.ledger.models import Project, RowKind
from projects.ledger.policies import check_may_write
from projects.ledger.services import locked_project
from projects.ledger.services.rows import keep_row
from projects.ledger.stages import Stage
from projects.people.models import Officer, Organisation
from projects.people.policies import check_receives
from projects.plans.acts import Act
from projects.plans.kinds import DayCount, OwnerRole, State
from projects.plans.models import Node, Plan
from projects.plans.outlines import LONGEST, MOST_NODES, ring_sentence
from projects.plans.policies import check_going_on, check_may_report
from projects.plans.scheduling import ring_of
from projects.plans.services.keeping import Held, keep, locked_node, save_node, shown_node, touch
from projects.rows import one_or_none

EDITABLE = ("name", "stage", "owner_role", "owner_organisation", "owner", "position", "note")
REPORTED = ("actual_start_on", "actual_on", "progress_percent", "note")
PREDECESSORS = "predecessors_open"


@audited()
def add_node(project_id: UUID, values: Mapping[str, Any], *, by: Officer, now: datetime) -> Node:
    """A node of one's own. ``name``, ``stage``, ``planned_start_on`` and ``planned_on`` are required; also ``EDITABLE``
    and ``depends_on`` (nodes of the same plan). In a promised plan its planned day is promised on entry.
    """
    project = locked_project(project_id, by=by)
    check_may_write(project, by)
    check_going_on(project)
    today = timezone.localdate(now)
    plan = one_or_none(Plan.objects.filter(pk=project_id)) or Plan.objects.create(
        project=project, starts_on=today, created_by=by, created_at=now, updated_at=now
    )
    given = {name: value for name, value in values.items() if name != "depends_on"}
    node = Node(plan=plan, created_by=by, created_at=now, updated_at=now, **given)
    _check_node(node, on=today, by=by)
    _check_days(node)
    node.code, node.position = _next_place(plan, given.get("position"))
    node.days = min(LONGEST, (node.planned_on - node.planned_start_on).days + 1)
    node.day_count = DayCount.CALENDAR
    node.committed_on = node.planned_on if plan.is_confirmed else None
    node.save(force_insert=True)
    _set_after(node, values.get("depends_on", ()))
    touch(plan.pk, now=now)
    changes = keep_row(project, RowKind.NODE, node.pk, title=node.name, before={}, after=shown_node(node), by=by,
                       now=now)  # fmt: skip
    record(Act.ADD_NODE, node, by=by, now=now, changes=changes, detail=f"项目 {project.number}")
    return node


def _check_days(node: Node) -> None:
    for name in ("planned_start_on", "planned_on"):
        if getattr(node, name) is None:
            raise Invalid("请填写计划开始和计划完成日期。", name, "required")
        check_plausible(getattr(node, name), name)
    if node.planned_on < node.planned_start_on:
        raise Invalid("计划完成日期早于计划开始日期，请核对。", "planned_on")


def _next_place(plan: Plan, position: int | None) -> tuple[str, int]:
    """The next free code of one's own (Z01 …), and the place: the given one or the end."""
    codes = set(Node.objects.filter(plan=plan).values_list("code", flat=True))
    if len(codes) >= MOST_NODES * 2:
        raise Conflict(f"一个项目最多{MOST_NODES}个节点，请合并细碎的节点。")
    number = next(n for n in range(1, len(codes) + 2) if f"Z{n:02d}" not in codes)
    last = Node.objects.filter(plan=plan).order_by("-position").values_list("position", flat=True).first() or 0
    return f"Z{number:02d}", position or last + 1


@audited()
def edit_node(
    node_id: UUID, values: Mapping[str, Any], *, by: Officer, now: datetime, expected_version: int | None = None
) -> Node:
    """Change ``EDITABLE`` fields and ``depends_on``. Nothing different is no change: the version stays."""
    held = locked_node(node_id, by=by, expected_version=expected_version)
    node, project = held.node, held.project
    check_may_write(project, by)
    given = {name: values[name] for name in EDITABLE if name in values}
    changed = [name for name, value in given.items() if getattr(node, name) != value]
    if node.is_milestone and "stage" in changed:
        raise Invalid("阶段里程碑不能改到别的阶段。", "stage")
    for name in changed:
        setattr(node, name, given[name])
    _check_node(node, on=timezone.localdate(now), by=by, fields=changed)
    relinked = "depends_on" in values and _set_after(node, values["depends_on"])
    if changed or relinked:
        save_node(node, changed, now=now)
        touch(node.plan_id, now=now)
        record(Act.UPDATE_NODE, node, by=by, now=now, changes=keep(held, by=by, now=now))
    return node


def _check_node(node: Node, *, on: date, by: Officer, fields: Iterable[str] = EDITABLE) -> None:
    """What can be said of the node by itself, as far as ``fields`` were written."""
    fields = set(fields)
    if "name" in fields and not 1 <= len(node.name.strip()) <= 40:
        raise Invalid("请填写节点名称，最多40个字。", "name")
    if "stage" in fields and node.stage not in Stage.values:
        raise Invalid("请选择所属阶段。", "stage")
    if "owner_role" in fields and node.owner_role and node.owner_role not in OwnerRole.values:
        raise Invalid("请从列表中选择责任方。", "owner_role")
    if "owner_organisation" in fields and node.owner_organisation is not None:
        _check_unit(node.owner_organisation, on=on, by=by)
    if "owner" in fields and node.owner is not None:
        _check_owner(node.owner, by=by)


def _check_unit(unit: Organisation, *, on: date, by: Officer) -> None:
    if not Organisation.objects.visible_to(by).filter(pk=unit.pk).exists():
        raise Invalid("没有这个单位，或不在您的查看范围内，请从列表中选取。", "owner_organisation")
    check_receives(unit, on, field="owner_organisation")


def _check_owner(owner: Officer, *, by: Officer) -> None:
    if not Officer.objects.people().visible_to(by).filter(pk=owner.pk, is_active=True).exists():
        raise Invalid("没有这个人员，或已停用、不在您的查看范围内，请从列表中选取。", "owner")


def _set_after(node: Node, wanted: Iterable[Node]) -> bool:
    """Let ``node`` wait for ``wanted``; ``Invalid`` for nodes of elsewhere and for rings. Was anything changed?"""
    nodes = list(wanted)
    ids = {one.pk for one in nodes}
    names = dict(Node.objects.filter(plan=node.plan_id).standing().values_list("pk", "name"))
    if not ids <= set(names):
        raise Invalid("前置节点须是本项目未取消的节点，请重新选择。", "depends_on")
    links = Node.depends_on.through.objects.filter(from_node__plan=node.plan_id, to_node__in=list(names))
    after: dict[str, list[str]] = {str(pk): [] for pk in names}
    for waiting, awaited in links.values_list("from_node_id", "to_node_id"):
        after.setdefault(str(waiting), []).append(str(awaited))
    if {UUID(one) for one in after.get(str(node.pk), ())} == ids:
        return False
    after[str(node.pk)] = [str(pk) for pk in ids]
    ring = ring_of(after)
    if ring:
        raise Invalid(ring_sentence([names[UUID(one)] for one in reversed(ring)]), "depends_on", "ring")
    node.depends_on.set(nodes)
    return True


@audited()
def report_node(
    node_id: UUID,
    values: Mapping[str, Any],
    *,
    confirmed: bool = False,
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> Node:
    """Enter what happened: ``REPORTED`` fields. Started and finished follow from the actual days.

    ``Conflict`` with code ``predecessors_open`` when it is finished before what it waits for, unless ``confirmed``.
    """
    held = locked_node(node_id, by=by, expected_version=expected_version)
    node = held.node
    check_may_report(node, held.project, by)
    given = {name: values[name] for name in REPORTED if name in values}
    changed = [name for name, value in given.items() if getattr(node, name) != value]
    for name in changed:
        setattr(node, name, given[name])
    _check_actual(node, changed, on=timezone.localdate(now))
    if "actual_on" in changed and node.actual_on and not confirmed:
        _check_predecessors(held)
    if node.actual_on and not node.is_milestone and node.progress_percent not in (None, 100):
        node.progress_percent = 100
        changed.append("progress_percent")
    node.state = _state_of(node)
    if changed:
        save_node(node, [*changed, "state"], now=now)
        touch(node.plan_id, now=now)
        record(Act.REPORT_NODE, node, by=by, now=now, changes=keep(held, by=by, now=now))
    return node


def _state_of(node: Node) -> str:
    if node.actual_on:
        return State.DONE
    return State.DOING if node.actual_start_on else State.PLANNED


def _check_actual(node: Node, changed: list[str], *, on: date) -> None:
    if node.is_milestone and (node.actual_on or node.actual_start_on):
        raise Conflict(f"“{node.name}”是阶段里程碑，实际日期取自项目认定的阶段日期，请通过申报节点完成。", "milestone")
    if node.progress_percent is not None and not 0 <= node.progress_percent <= 100:
        raise Invalid("进度应在0至100之间。", "progress_percent")
    for name in ("actual_start_on", "actual_on"):
        day: date | None = getattr(node, name)
        if name in changed and day is not None:
            check_plausible(day, name)
            if day > on:
                raise Invalid("实际日期不能晚于今天。", name)
    if node.actual_on and node.actual_start_on and node.actual_on < node.actual_start_on:
        raise Invalid("实际完成日期早于实际开始日期，请核对。", "actual_on")


def _check_predecessors(held: Held) -> None:
    waits = held.node.depends_on.exclude(state=State.CANCELLED)
    missing = [one.name for one in waits if one.reached(held.project) is None]
    if missing:
        names = "、".join(f"“{name}”" for name in missing)
        raise Conflict(f"前置节点{names}还没有完成。如确已先行完成，请确认后再提交。", PREDECESSORS)


@audited()
def cancel_node(node_id: UUID, *, reason: str, by: Officer, now: datetime, expected_version: int | None = None) -> Node:
    """取消: the node no longer counts; what waited for it waits for what it waited for."""
    held = locked_node(node_id, by=by, expected_version=expected_version)
    node, project = held.node, held.project
    check_may_write(project, by)
    if not reason.strip():
        raise Invalid("请说明取消的理由。", "reason")
    if node.reached(project) is not None:
        raise Conflict(f"“{node.name}”已经完成，不能取消。")
    node.state, node.cancel_reason = State.CANCELLED, reason.strip()
    save_node(node, ["state", "cancel_reason"], now=now)
    _bridge(node, project, by=by, now=now)
    touch(node.plan_id, now=now)
    changes = keep(held, by=by, now=now, after={}, why=reason)
    record(Act.CANCEL_NODE, node, by=by, now=now, changes=changes, detail=reason)
    return node


def _bridge(node: Node, project: Project, *, by: Officer, now: datetime) -> None:
    """Followers inherit the predecessors of a cancelled node, so that the order of the rest stays."""
    waits = list(node.depends_on.exclude(state=State.CANCELLED))
    for follower in node.followers.exclude(state=State.CANCELLED):
        held = Held(project, follower, shown_node(follower))
        follower.depends_on.remove(node)
        follower.depends_on.add(*waits)
        save_node(follower, [], now=now)
        keep(held, by=by, now=now, why=f"前置节点“{node.name}”已取消")
