"""What these doors take and answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework import serializers

from projects.errors import Invalid
from projects.gateway.bodies import Body
from projects.gateway.doors import PageQuery
from projects.ledger.models import Evidence
from projects.rows import one_or_none
from workflow.decisions.models import Conclusion, DecisionState, Holder, Outcome


class DecisionStartBody(Body):
    """Handing a project to the first step."""

    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=500, help_text="发起说明")


class DecisionAnswerBody(Body):
    """An answer, or what was mended. ``evidence``: a document of the project."""

    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=500, help_text="意见")
    evidence = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="材料（本项目佐证标识）；须附材料的步骤必填"
    )


class DecisionWithdrawBody(Body):
    """Taking a decision back."""

    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=500, help_text="说明")


class DecisionQuery(PageQuery):
    """Filters."""

    state = serializers.ChoiceField(DecisionState.choices, required=False, help_text="状态")
    waiting = serializers.BooleanField(required=False, help_text="true：只看等本单位答复的")
    organisation = serializers.CharField(required=False, max_length=32, help_text="落地单位及其下属（单位代码）")
    closed_from = serializers.DateField(required=False, help_text="办结自")
    closed_to = serializers.DateField(required=False, help_text="办结至")


class TurnShown(serializers.Serializer):
    """One stretch of time in one hand."""

    sequence = serializers.IntegerField(help_text="序号")
    step = serializers.CharField(help_text="步骤")
    holder = serializers.ChoiceField(Holder.choices, help_text="在谁手中：办理单位或项目单位（补充）")
    organisation = serializers.CharField(help_text="单位代码")
    began_at = serializers.DateTimeField(help_text="收到时间")
    due_on = serializers.DateField(allow_null=True, help_text="期限；空为不计或工作日历未公布")
    outcome = serializers.ChoiceField([("", "待办理"), *Outcome.choices], help_text="结果，空为待办理")
    by = serializers.UUIDField(allow_null=True, help_text="办理人")
    ended_at = serializers.DateTimeField(allow_null=True, help_text="办理时间")
    note = serializers.CharField(help_text="意见")
    evidence = serializers.UUIDField(allow_null=True, help_text="材料")
    workdays = serializers.IntegerField(help_text="用时（工作日），未办结的算到今天")


class DecisionShown(serializers.Serializer):
    """A decision as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="发起时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    project = serializers.UUIDField(help_text="项目标识")
    attempt = serializers.IntegerField(help_text="第几次")
    state = serializers.ChoiceField(DecisionState.choices, help_text="状态")
    procedure = serializers.UUIDField(help_text="适用流程版本")
    landing_organisation = serializers.CharField(help_text="发起时落地单位代码")
    total_investment_wan = serializers.DecimalField(16, 4, allow_null=True, help_text="发起时总投资（万元）")
    step = serializers.CharField(help_text="当前或最后的步骤")
    step_organisation = serializers.CharField(help_text="当前或最后的单位代码")
    due_on = serializers.DateField(allow_null=True, help_text="当前步骤期限")
    note = serializers.CharField(help_text="发起说明")
    started_by = serializers.UUIDField(help_text="发起人")
    closed_on = serializers.DateField(allow_null=True, help_text="办结日期")
    office_workdays = serializers.IntegerField(help_text="办理用时（工作日）")
    applicant_workdays = serializers.IntegerField(help_text="补充用时（工作日）")
    limit_workdays = serializers.IntegerField(help_text="所经步骤时限合计（工作日）")
    turns = TurnShown(many=True, help_text="办理过程")


class ReviewBody(Body):
    """One fair-competition review."""

    reviewer = serializers.CharField(max_length=40, help_text="审查人姓名")
    reviewed_on = serializers.DateField(help_text="审查日期")
    conclusion = serializers.ChoiceField(Conclusion.choices, help_text="结论：fit、exempt 可以出台，unfit 不得出台")
    document_number = serializers.CharField(max_length=60, help_text="审查文号")
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=500, help_text="说明")
    evidence = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="审查材料（本项目佐证标识）"
    )


class ReviewVoidBody(Body):
    """Why a record is void."""

    reason = serializers.CharField(max_length=200, help_text="作废理由")


class ReviewShown(serializers.Serializer):
    """A record as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="登记时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    project = serializers.UUIDField(help_text="项目标识")
    reviewer = serializers.CharField(help_text="审查人")
    reviewed_on = serializers.DateField(help_text="审查日期")
    conclusion = serializers.ChoiceField(Conclusion.choices, help_text="结论")
    document_number = serializers.CharField(help_text="审查文号")
    note = serializers.CharField(help_text="说明")
    evidence = serializers.UUIDField(allow_null=True, help_text="审查材料")
    recorded_by = serializers.UUIDField(help_text="登记人")
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="作废时间")
    withdrawn_reason = serializers.CharField(help_text="作废理由")


def paper_of(values: dict[str, Any], project_id: UUID) -> dict[str, Any]:
    """``values`` with the document meant by ``evidence`` as ``paper``, one of this project, or ``Invalid``."""
    wanted = values.pop("evidence")
    found = one_or_none(Evidence.objects.valid().filter(project=project_id, pk=wanted)) if wanted else None
    if wanted and found is None:
        raise Invalid(f"本项目没有标识为“{wanted}”的佐证材料，请先上传。", "evidence", "unknown_evidence")
    return {**values, "paper": found}
