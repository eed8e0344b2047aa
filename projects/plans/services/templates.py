"""Templates of a city: copied from a preset, edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.ledger.kinds import StartKind
from projects.people.models import Officer, Organisation
from projects.plans.acts import Act
from projects.plans.models import Template, TemplateNode
from projects.plans.outlines import Outline, check_outlines
from projects.plans.policies import check_may_keep_templates
from projects.plans.presets import PRESETS
from projects.rows import one_or_none


@audited()
def copy_preset(code: str, *, organisation: Organisation, name: str, by: Officer, now: datetime) -> Template:
    """A template of ``organisation``'s own that begins as the preset ``code``."""
    check_may_keep_templates(organisation, by)
    preset = PRESETS.get(code)
    if preset is None:
        raise NotFound("没有这个系统模板，请从列表中选取。")
    _check_name(name, organisation, None)
    with _own_name(name):
        template = Template.objects.create(
            organisation=organisation, name=name.strip(), start_kind=preset.start_kind, created_by=by, created_at=now,
            updated_at=now,
        )  # fmt: skip
    _replace_nodes(template, preset.nodes)
    record(Act.CREATE_TEMPLATE, template, by=by, now=now, detail=f"复制自{preset.name}")
    return template


@audited()
def save_template(
    template_id: UUID,
    nodes: Sequence[Outline],
    *,
    name: str,
    start_kind: str,
    is_active: bool,
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> Template:
    """Change a template as a whole; ``Invalid`` names rings, doubled codes and unknown predecessors.

    Plans made from it before stay as they are.
    """
    template = one_or_none(
        Template.objects.visible_to(by).select_for_update(of=("self",), no_key=True).filter(pk=template_id)
    )
    if template is None:
        raise NotFound("没有找到这个节点模板，或它不在您的查看范围内。")
    check_may_keep_templates(template.organisation, by)
    if expected_version is not None and template.version != expected_version:
        raise Stale()
    _check_name(name, template.organisation, template)
    if start_kind not in StartKind.values:
        raise Invalid("请选择适用的项目类型。", "start_kind")
    check_outlines(nodes)
    changes = _differences(template, nodes, name=name.strip(), start_kind=start_kind, is_active=is_active)
    if changes:
        template.name, template.start_kind, template.is_active = name.strip(), start_kind, is_active
        template.version += 1
        template.updated_at = now
        with _own_name(name):
            template.save()
        _replace_nodes(template, nodes)
        record(Act.UPDATE_TEMPLATE, template, by=by, now=now, changes=changes)
    return template


def outlines_of(template: Template) -> list[Outline]:
    """The nodes of a template as values, in their order."""
    return [
        Outline(
            code=node.code,
            name=node.name,
            stage=node.stage,
            days=node.days,
            day_count=node.day_count,
            after=tuple(node.after.split()),
            owner_role=node.owner_role,
            is_milestone=node.is_milestone,
        )
        for node in template.nodes.all()
    ]


@contextmanager
def _own_name(name: str) -> Iterator[None]:
    """``Conflict`` when somebody gave a template of the unit this name in the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refused:
        raise Conflict(f"本单位已有名为“{name.strip()}”的模板，请换一个名称。") from refused


def _check_name(name: str, organisation: Organisation, own: Template | None) -> None:
    if not 1 <= len(name.strip()) <= 60:
        raise Invalid("请填写模板名称，最多60个字。", "name")
    same = Template.objects.filter(organisation=organisation, name=name.strip())
    if same.exclude(Q(pk=own.pk if own else None)).exists():
        raise Conflict(f"本单位已有名为“{name.strip()}”的模板，请换一个名称。")


def _replace_nodes(template: Template, nodes: Sequence[Outline]) -> None:
    template.nodes.all().delete()
    TemplateNode.objects.bulk_create(
        [
            TemplateNode(
                template=template,
                position=place,
                code=node.code,
                name=node.name,
                stage=node.stage,
                is_milestone=node.is_milestone,
                days=node.days,
                day_count=node.day_count,
                after=" ".join(node.after),
                owner_role=node.owner_role,
            )
            for place, node in enumerate(nodes, start=1)
        ],
        batch_size=200,
    )


def _differences(template: Template, nodes: Sequence[Outline], **fields: object) -> list[Difference]:
    labels = {"name": "模板名称", "start_kind": "适用项目", "is_active": "启用"}
    changed = [
        Difference(key, labels[key], str(getattr(template, key)), str(value))
        for key, value in fields.items()
        if getattr(template, key) != value
    ]
    old, new = {one.code: _text(one) for one in outlines_of(template)}, {one.code: _text(one) for one in nodes}
    changed += [
        Difference("nodes", f"节点 {code}", old.get(code, ""), new.get(code, ""))
        for code in [*new, *(code for code in old if code not in new)]
        if old.get(code) != new.get(code)
    ]
    if list(old) != list(new):
        changed.append(Difference("order", "节点顺序", " ".join(old), " ".join(new)))
    return changed


def _text(node: Outline) -> str:
    waits = f"，前置 {'、'.join(node.after)}" if node.after else ""
    mark = "，里程碑" if node.is_milestone else ""
    return f"{node.name}，{node.stage_label}，{node.days_text}{waits}，{node.owner_label or '责任方未定'}{mark}"
