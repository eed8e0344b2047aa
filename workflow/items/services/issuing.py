"""Issuing an item: numbered per issuer and year, once for every decision behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from projects.audit.services import audited, record
from projects.errors import Conflict, Invalid, NotFound
from projects.ledger.models import Project
from projects.lines import check_line
from projects.people.models import Officer, Organisation
from workflow.items.acts import Act
from workflow.items.deadlines import Deadline
from workflow.items.kinds import EventKind
from workflow.items.models import Item, JointUnit
from workflow.items.policies import check_may_run
from workflow.items.services.keeping import checked_text, keep_event
from workflow.items.sources import Source

MOST_MATTER, MOST_JOINT = 300, 20


@audited()
def issue_item(
    *,
    issuer: Organisation,
    matter: str,
    lead: Organisation,
    joint: Sequence[Organisation] = (),
    officer: Officer | None = None,
    project: Project | None = None,
    requirement: str = "",
    deadline: Deadline,
    source: Source,
    by: Officer,
    now: datetime,
) -> Item:
    """A new item in 待签收. ``Conflict`` (``already_issued``) when an item with the key of ``source`` exists.

    Refusals: ``NotAllowed`` without the right to dispatch for the issuer, ``Invalid`` by field, ``CalendarNotLoaded``.
    """
    check_may_run(issuer, by)
    source, today = source.checked(), timezone.localdate(now)
    matter = checked_text(check_line(matter, "交办事项", "matter"), "交办事项", "matter", MOST_MATTER)
    requirement = checked_text(requirement, "办理要求", "requirement", is_needed=False)
    _check_units(lead, joint, on=today)
    _check_people(officer, project, by=by)
    due_on = deadline.last_day(today)
    locked_issuer(issuer)
    _check_new(source)
    made = Item.objects.create(
        issuer=issuer,
        year=today.year,
        sequence=next_sequence(issuer, today.year),
        matter=matter,
        requirement=requirement,
        lead=lead,
        first_unit=lead,
        officer=officer,
        project=project,
        source_kind=source.kind,
        source_label=source.label,
        source_key=source.key,
        issued_by=by,
        issued_at=now,
        issued_on=today,
        term=deadline.words,
        original_due_on=due_on,
        due_on=due_on,
        updated_at=now,
    )
    JointUnit.objects.bulk_create([JointUnit(item=made, organisation=unit) for unit in joint])
    keep_event(made, EventKind.ISSUED, by=by, now=now, before="", unit=issuer, detail=_told(made), note=requirement)
    record(Act.ISSUE, made, by=by, now=now, detail=f"{made.source}，{_told(made)}")
    return made


def locked_issuer(issuer: Organisation) -> None:
    """Numbers of an issuer come one by one; behind the lock stands the key of the table."""
    Organisation.objects.select_for_update(no_key=True).get(pk=issuer.pk)


def next_sequence(issuer: Organisation, year: int) -> int:
    """The number after the last one of the year."""
    same = Item.objects.filter(issuer=issuer, year=year)
    return int(same.aggregate(last=Max("sequence"))["last"] or 0) + 1


def _check_new(source: Source) -> None:
    known = Item.objects.filter(source_key=source.key).first() if source.key else None
    if known is not None:
        raise Conflict(f"这项决定已生成{known.number}，不能重复交办。", "already_issued")


def _check_units(lead: Organisation, joint: Sequence[Organisation], *, on: date) -> None:
    for unit in (lead, *joint):
        if unit.is_ended_on(on):
            field = "lead" if unit == lead else "joint"
            raise Invalid(f"{unit}已撤并，请改选承接单位。", field, "ended_unit")
    if lead in joint:
        raise Invalid("牵头单位不能同时是配合单位，请从配合单位中去掉。", "joint")
    if len({unit.pk for unit in joint}) != len(joint):
        raise Invalid("配合单位有重复，请去掉重复的单位。", "joint")
    if len(joint) > MOST_JOINT:
        raise Invalid(f"配合单位最多{MOST_JOINT}个。", "joint")


def _check_people(officer: Officer | None, project: Project | None, *, by: Officer) -> None:
    if officer is not None and (not officer.is_active or officer.kind != Officer.Kind.PERSON):
        raise Invalid(f"{officer.name}的账号已停用或不是人员账号，请改选责任人。", "officer")
    if project is not None and not Project.objects.visible_to(by).filter(pk=project.pk).exists():
        raise NotFound("没有找到这个项目，或它不在您的查看范围内。")


def _told(item: Item) -> str:
    term = f"{item.term}，" if item.term else ""
    return f"牵头{item.lead.label}，期限{term}{item.due_on:%Y-%m-%d}"
