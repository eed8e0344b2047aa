"""What the doors of plan nodes take and answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework import serializers

from projects.errors import Invalid
from projects.gateway.bodies import Body
from projects.gateway.doors import PageQuery
from projects.ledger.stages import Stage
from projects.people.models import Officer, Organisation
from projects.plans.kinds import OwnerRole, State
from projects.plans.models import Node
from projects.rows import one_or_none


class _NodeFields(Body):
    name = serializers.CharField(max_length=40, help_text="节点名称")
    stage = serializers.ChoiceField(Stage.choices, help_text="所属阶段")
    planned_start_on = serializers.DateField(help_text="计划开始")
    planned_on = serializers.DateField(help_text="计划完成")
    owner_role = serializers.ChoiceField(OwnerRole.choices, required=False, allow_blank=True, help_text="责任方")
    owner_organisation = serializers.CharField(
        required=False, allow_null=True, max_length=32, help_text="责任单位代码，空为未定"
    )
    owner = serializers.UUIDField(required=False, allow_null=True, help_text="责任人标识，空为未定")
    depends_on = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=100, help_text="前置节点标识"
    )
    position = serializers.IntegerField(required=False, min_value=1, max_value=900, help_text="排在第几位")
    note = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="说明")


class NodeBody(_NodeFields):
    """A node of one's own. In a promised plan its planned day is promised on entry."""


class NodeChange(_NodeFields):
    """What changes. Planned days of a promised node, and ``state`` cancelled, need ``reason``."""

    actual_start_on = serializers.DateField(required=False, allow_null=True, help_text="实际开始，不能晚于今天")
    actual_on = serializers.DateField(required=False, allow_null=True, help_text="实际完成，不能晚于今天")
    progress_percent = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=100, help_text="进度（%）"
    )
    confirmed = serializers.BooleanField(required=False, help_text="前置节点未完成时，确认本节点已先行完成")
    state = serializers.ChoiceField(
        [(State.CANCELLED.value, State.CANCELLED.label)], required=False, help_text="cancelled：取消节点"
    )
    reason = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="理由；调整已承诺的计划、取消节点时必填"
    )


class NodeQuery(PageQuery):
    """Filters."""

    state = serializers.ChoiceField(
        [("open", "未完成"), ("late", "逾期"), ("done", "完成")], required=False, help_text="只看某种状态"
    )


class NodeShown(serializers.Serializer):
    """A node as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="登记时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    project = serializers.UUIDField(help_text="项目标识")
    position = serializers.IntegerField(help_text="顺序")
    code = serializers.CharField(help_text="编号")
    name = serializers.CharField(help_text="节点名称")
    stage = serializers.ChoiceField(Stage.choices, help_text="所属阶段")
    is_milestone = serializers.BooleanField(help_text="是否阶段里程碑，实际日期取自项目的阶段日期")
    owner_role = serializers.ChoiceField(OwnerRole.choices, allow_blank=True, help_text="责任方")
    owner_organisation = serializers.CharField(allow_null=True, help_text="责任单位代码")
    owner = serializers.UUIDField(allow_null=True, help_text="责任人标识")
    planned_start_on = serializers.DateField(help_text="计划开始")
    planned_on = serializers.DateField(help_text="计划完成（现计划）")
    committed_on = serializers.DateField(allow_null=True, help_text="承诺完成，承诺后不变；尚未承诺为空")
    actual_start_on = serializers.DateField(allow_null=True, help_text="实际开始")
    actual_on = serializers.DateField(allow_null=True, help_text="实际完成")
    replans = serializers.IntegerField(help_text="调整次数")
    depends_on = serializers.ListField(child=serializers.UUIDField(), help_text="前置节点标识")
    progress_percent = serializers.IntegerField(allow_null=True, help_text="进度（%）")
    note = serializers.CharField(help_text="说明")
    state = serializers.ChoiceField(State.choices, help_text="状态")


def with_rows(values: dict[str, Any], project_id: UUID, by: Officer) -> dict[str, Any]:
    """Units, people and nodes instead of their codes and ids; ``Invalid`` for those the caller does not see."""
    given = dict(values)
    if given.get("owner_organisation") is not None:
        given["owner_organisation"] = _unit(given["owner_organisation"], by)
    if given.get("owner") is not None:
        given["owner"] = _person(given["owner"], by)
    if "depends_on" in given:
        given["depends_on"] = _nodes(set(given["depends_on"]), project_id)
    return given


def _unit(code: str, by: Officer) -> Organisation:
    found: Organisation | None = Organisation.objects.visible_to(by).filter(code=code).first()
    if found is None:
        raise Invalid(f"没有代码为“{code}”的单位，或不在您的查看范围内。", "owner_organisation", "unknown_organisation")
    return found


def _person(pk: UUID, by: Officer) -> Officer:
    found = one_or_none(Officer.objects.people().visible_to(by).filter(pk=pk, is_active=True))
    if found is None:
        raise Invalid("没有这个人员，或不在您的查看范围内，请从人员列表中选取。", "owner", "unknown_officer")
    return found


def _nodes(ids: set[UUID], project_id: UUID) -> list[Node]:
    found = list(Node.objects.filter(plan=project_id, pk__in=ids).standing())
    if len(found) != len(ids):
        raise Invalid("前置节点须是本项目未取消的节点，请核对。", "depends_on", "unknown_node")
    return found
