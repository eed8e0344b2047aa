"""The shape of a claim in the API: its own fields, and flat beside them the project fields its step asks for."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from projects.gateway.bodies import Body, Strict
from projects.gateway.doors import PageQuery
from projects.ledger.api.projects import InvestorShown, ProjectBody
from projects.ledger.models import Project
from projects.ledger.requirements import STEP_REQUIREMENTS
from projects.ledger.stages import CLAIMED_STEPS, Step
from workflow.steps.models import ClaimEvent, ClaimState

CLAIMABLE = tuple(dict.fromkeys(name for step in CLAIMED_STEPS for name in STEP_REQUIREMENTS[step].claimable()))
CLAIMED = [(step, str(Step(step).label)) for step in CLAIMED_STEPS]
MOST_DOCUMENTS = 100
_OPTIONAL: dict[str, Any] = {name: {"required": False} for name in CLAIMABLE}


class ClaimChange(ProjectBody):
    """What of a claim may be mended."""

    landing_organisation = serializers.CharField(required=False, max_length=32, help_text="落地单位代码")
    effective_on = serializers.DateField(help_text="发生日期")
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000, help_text="说明")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=40, help_text="事由")
    evidence = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=MOST_DOCUMENTS, help_text="佐证材料标识"
    )

    class Meta(ProjectBody.Meta):
        fields = ("effective_on", "note", "reason", "evidence", *CLAIMABLE)
        extra_kwargs = _OPTIONAL


class ClaimBody(ClaimChange):
    """A new claim."""

    project = serializers.UUIDField(help_text="项目标识")
    step = serializers.ChoiceField(CLAIMED, help_text="节点")
    submit = serializers.BooleanField(required=False, default=False, help_text="同时提交认定")

    class Meta(ClaimChange.Meta):
        fields = ("project", "step", "submit", *ClaimChange.Meta.fields)


class NothingBody(Body):
    """An action that takes no values: whatever is sent along is refused, not ignored."""


class NoteBody(Body):
    """A remark."""

    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000, help_text="意见")


class RequirementRemark(Strict, serializers.Serializer):
    """What is wrong with one requirement."""

    name = serializers.CharField(max_length=60, help_text="要求名称（见 missing 的 name）")
    detail = serializers.CharField(max_length=500, help_text="需补正的内容")


class ReturnBody(NoteBody):
    """Why a claim goes back."""

    reasons = RequirementRemark(many=True, required=False, default=list, help_text="逐项意见")


class EventShown(serializers.Serializer):
    """One entry of the thread."""

    kind = serializers.ChoiceField(ClaimEvent.Kind.choices, help_text="动作")
    by = serializers.CharField(help_text="经办人")
    at = serializers.DateTimeField(help_text="时间")
    note = serializers.CharField(help_text="意见")
    reasons = serializers.ListField(child=serializers.DictField(), help_text="逐项意见")
    round = serializers.IntegerField(help_text="认定轮次")
    delegated_by = serializers.CharField(allow_null=True, help_text="受其委托的单位代码；以本单位名义办理的为空")


class ClaimShown(serializers.ModelSerializer):
    """A claim as answered; the project fields it claims stand flat beside its own, those not claimed are absent."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="创建时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    project = serializers.UUIDField(help_text="项目标识")
    step = serializers.ChoiceField(CLAIMED, help_text="节点")
    state = serializers.ChoiceField(ClaimState.choices, help_text="状态")
    effective_on = serializers.DateField(help_text="发生日期")
    note = serializers.CharField(help_text="说明")
    reason = serializers.CharField(help_text="事由")
    evidence = serializers.ListField(child=serializers.UUIDField(), help_text="佐证材料标识")
    verifying_unit = serializers.CharField(allow_null=True, help_text="认定单位代码")
    due_on = serializers.DateField(allow_null=True, help_text="本轮认定期限")
    round = serializers.IntegerField(help_text="现在第几轮认定；第一轮通过后仍为 submitted，等第二轮")
    rounds = serializers.IntegerField(help_text="共几轮认定，提交时确定")
    second_unit = serializers.CharField(allow_null=True, help_text="第二轮认定单位代码")
    first_unit = serializers.CharField(allow_null=True, help_text="通过第一轮的单位代码")
    first_verified_by = serializers.UUIDField(allow_null=True, help_text="第一轮认定人")
    first_verified_at = serializers.DateTimeField(allow_null=True, help_text="第一轮认定时间")
    created_by = serializers.UUIDField(help_text="申报人")
    submitted_by = serializers.UUIDField(allow_null=True, help_text="提交人")
    submitted_at = serializers.DateTimeField(allow_null=True, help_text="提交时间")
    decided_by = serializers.UUIDField(allow_null=True, help_text="认定人")
    decided_at = serializers.DateTimeField(allow_null=True, help_text="认定时间")
    revokes = serializers.UUIDField(allow_null=True, help_text="撤销认定针对的流转记录，起草时确定；其他节点为空")
    transition = serializers.UUIDField(allow_null=True, help_text="认定后形成的流转记录")
    thread = EventShown(many=True, help_text="经过")
    landing_organisation = serializers.CharField(required=False, help_text="落地单位代码")
    investors = InvestorShown(many=True, required=False, help_text="投资方")
    company_name = serializers.CharField(required=False, help_text="项目公司名称")
    company_uscc = serializers.CharField(required=False, help_text="项目公司信用代码")

    class Meta:
        model = Project
        fields = (
            *("id", "url", "version", "created_at", "updated_at", "project", "step", "state", "effective_on", "note"),
            *("reason", "evidence", "verifying_unit", "due_on", "created_by", "submitted_by", "submitted_at"),
            *("round", "rounds", "second_unit", "first_unit", "first_verified_by", "first_verified_at"),
            *("decided_by", "decided_at", "revokes", "transition", "thread"),
            *CLAIMABLE,
        )
        extra_kwargs = _OPTIONAL


class ClaimQuery(PageQuery):
    """Filters."""

    project = serializers.UUIDField(required=False, help_text="项目标识")
    step = serializers.ChoiceField(CLAIMED, required=False, help_text="节点")
    state = serializers.ChoiceField(ClaimState.choices, required=False, help_text="状态")
