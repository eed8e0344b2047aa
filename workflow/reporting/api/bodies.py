"""What these doors take and answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from projects.errors import Invalid
from projects.gateway.bodies import Body
from projects.gateway.doors import PageQuery
from projects.people.models import Kind
from workflow.reporting.columns import Column, Definition, limit_of
from workflow.reporting.kinds import (
    ColumnKind,
    EventKind,
    HolidayPolicy,
    Recurrence,
    ReturnState,
    RoundState,
    UnitRule,
    VersionKind,
)
from workflow.reporting.presets import PRESETS, preset_of
from workflow.reporting.rows import MOST_ROWS
from workflow.reporting.services.opening import MOST_REASON
from workflow.reporting.services.requests import MOST_NAME, MOST_NOTE, MOST_WINDOW


def _row() -> serializers.DictField:
    return serializers.DictField(
        child=serializers.JSONField(allow_null=True), help_text="列标识 → 内容（文字或数字，与页面、表格同样识别）"
    )


class ColumnBody(Body):
    """One column of a form."""

    name = serializers.CharField(max_length=40, help_text="列标识：小写字母、数字、下划线；改版时沿用才能与上期比较")
    label = serializers.CharField(max_length=30, help_text="列名")  # type: ignore[assignment]
    kind = serializers.ChoiceField(ColumnKind.choices, help_text="类型")
    required = serializers.BooleanField(required=False, default=False, help_text="必填")  # type: ignore[assignment]
    minimum = serializers.CharField(
        required=False, allow_null=True, default=None, max_length=20, help_text="下限（含），单位与列相同"
    )
    maximum = serializers.CharField(
        required=False, allow_null=True, default=None, max_length=20, help_text="上限（含），单位与列相同"
    )
    choices = serializers.ListField(
        child=serializers.CharField(max_length=30), required=False, default=list, help_text="选项"
    )
    hint = serializers.CharField(required=False, allow_blank=True, default="", max_length=60, help_text="填写说明")


class FormBody(Body):
    """A whole form."""

    columns = ColumnBody(many=True, help_text="列，按顺序")
    key = serializers.CharField(max_length=40, help_text="识别列的标识，两期之间按它比较")
    amount = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=40, help_text="汇总金额列的标识，空为不汇总"
    )
    tiers_wan = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        required=False,
        default=list,
        max_length=6,
        help_text="金额档次（万元），从小到大",
    )


class ReportRequestChange(Body):
    """What an office says of a request."""

    name = serializers.CharField(max_length=MOST_NAME, help_text="名称")
    note = serializers.CharField(required=False, allow_blank=True, max_length=MOST_NOTE, help_text="填报说明")
    recurrence = serializers.ChoiceField(Recurrence.choices, help_text="周期")
    weekday = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=7, help_text="每周的星期几，1为周一"
    )
    day = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=31, help_text="每月或每季首月几日"
    )
    anchor_on = serializers.DateField(required=False, allow_null=True, help_text="每两周的起算日期（任一截止日期）")
    time = serializers.TimeField(required=False, help_text="截止时间")
    holiday_policy = serializers.ChoiceField(HolidayPolicy.choices, required=False, help_text="遇节假日")
    window_days = serializers.IntegerField(required=False, min_value=1, max_value=MOST_WINDOW, help_text="提前几天开始")
    starts_on = serializers.DateField(help_text="开始日期")
    ends_on = serializers.DateField(required=False, allow_null=True, help_text="结束日期，空为长期")
    unit_rule = serializers.ChoiceField(UnitRule.choices, required=False, help_text="报送单位：按类型或指定")
    unit_kinds = serializers.ListField(
        child=serializers.ChoiceField(Kind.choices), required=False, help_text="单位类型"
    )
    units = serializers.ListField(
        child=serializers.CharField(max_length=32), required=False, help_text="指定单位（单位代码）"
    )
    late_deduction = serializers.DecimalField(
        4, 1, required=False, min_value=Decimal(0), help_text="迟报每次扣分，供考核参考"
    )
    missing_deduction = serializers.DecimalField(
        4, 1, required=False, min_value=Decimal(0), help_text="漏报每次扣分，供考核参考"
    )
    is_active = serializers.BooleanField(required=False, help_text="启用")


class ReportRequestBody(ReportRequestChange):
    """A new request: with a preset, or with a form of its own."""

    preset = serializers.ChoiceField(
        [(one.key, one.label) for one in PRESETS], required=False, help_text="预设；未给的内容取自它"
    )
    form = FormBody(required=False, help_text="表式；不给则用预设的")
    name = serializers.CharField(max_length=MOST_NAME, required=False, help_text="名称")
    recurrence = serializers.ChoiceField(Recurrence.choices, required=False, help_text="周期")


class ReportRowsBody(Body):
    """Rows of a return."""

    rows = serializers.ListField(child=_row(), max_length=2 * MOST_ROWS, help_text="各行")


class ReportSubmitBody(Body):
    """Rows to hand in; without them what was saved as the working copy."""

    rows = serializers.ListField(
        child=_row(), max_length=2 * MOST_ROWS, required=False, help_text="各行；不给则报送已存的草稿"
    )


class ReportCorrectBody(ReportRowsBody):
    """A correction."""

    note = serializers.CharField(max_length=300, help_text="更正原因")


class ReportSubmissionBody(ReportRowsBody):
    """One unit's return in one go; no rows: 零报送."""

    unit = serializers.CharField(max_length=32, help_text="报送单位代码")


class ReportReasonBody(Body):
    """Why."""

    reason = serializers.CharField(max_length=300, help_text="理由")


class ReportNothingBody(Body):
    """No content."""


class ReportRoundBody(Body):
    """One more round of a request, beside those of its rule."""

    request = serializers.UUIDField(help_text="报送要求标识")
    due_on = serializers.DateField(help_text="截止日期，晚于最近一期、早于按规则的下一期；时刻同报送要求")
    reason = serializers.CharField(max_length=MOST_REASON, help_text="加报的事由，写入该期")


class ReportUrgeBody(Body):
    """Whom to urge."""

    returns = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=500, help_text="报送标识；不给则全部待报单位"
    )


class ReportRequestQuery(PageQuery):
    """Filters."""

    is_active = serializers.BooleanField(required=False, help_text="启用")


class ReportRoundQuery(PageQuery):
    """Filters."""

    request = serializers.UUIDField(required=False, help_text="报送要求标识")
    state = serializers.ChoiceField(RoundState.choices, required=False, help_text="状态")


class ReportReturnQuery(PageQuery):
    """Filters."""

    round = serializers.UUIDField(required=False, help_text="期次标识")
    request = serializers.UUIDField(required=False, help_text="报送要求标识")
    unit = serializers.CharField(required=False, max_length=32, help_text="报送单位及其下属（单位代码）")
    state = serializers.ChoiceField(ReturnState.choices, required=False, help_text="状态")


class FormShown(FormBody):
    """A version of a form."""

    number = serializers.IntegerField(help_text="版次")


class ReportRequestShown(serializers.Serializer):
    """A request as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="新建时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    organisation = serializers.CharField(help_text="组织单位代码")
    name = serializers.CharField(help_text="名称")
    note = serializers.CharField(help_text="填报说明")
    recurrence = serializers.ChoiceField(Recurrence.choices, help_text="周期")
    weekday = serializers.IntegerField(allow_null=True, help_text="星期")
    day = serializers.IntegerField(allow_null=True, help_text="几日")
    anchor_on = serializers.DateField(allow_null=True, help_text="起算日期")
    time = serializers.TimeField(help_text="截止时间")
    holiday_policy = serializers.ChoiceField(HolidayPolicy.choices, help_text="遇节假日")
    window_days = serializers.IntegerField(help_text="提前几天开始")
    starts_on = serializers.DateField(help_text="开始日期")
    ends_on = serializers.DateField(allow_null=True, help_text="结束日期")
    unit_rule = serializers.ChoiceField(UnitRule.choices, help_text="报送单位")
    unit_kinds = serializers.ListField(child=serializers.CharField(), help_text="单位类型")
    units = serializers.ListField(child=serializers.CharField(), help_text="指定单位（单位代码）")
    late_deduction = serializers.DecimalField(4, 1, help_text="迟报每次扣分")
    missing_deduction = serializers.DecimalField(4, 1, help_text="漏报每次扣分")
    is_active = serializers.BooleanField(help_text="启用")
    form = FormShown(help_text="现行表式")


class ReportDayShown(serializers.Serializer):
    """One coming deadline."""

    nominal_on = serializers.DateField(help_text="按规则的日期")
    due_on = serializers.DateField(allow_null=True, help_text="截止日期，空为并入前一期")
    reason = serializers.CharField(help_text="调整原因")
    is_promised = serializers.BooleanField(help_text="工作日历已载入，可以承诺")


class ReportUpcomingShown(serializers.Serializer):
    """The next ten rounds."""

    version = serializers.IntegerField(help_text="报送要求的版本")
    rounds = ReportDayShown(many=True, help_text="以后十期")


class ReportRoundShown(serializers.Serializer):
    """A round as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="开始时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    request = serializers.UUIDField(help_text="报送要求标识")
    name = serializers.CharField(help_text="报送要求")
    sequence = serializers.IntegerField(help_text="期次")
    nominal_on = serializers.DateField(help_text="按规则的日期")
    due_at = serializers.DateTimeField(help_text="截止时间")
    reason = serializers.CharField(help_text="调整原因")
    state = serializers.ChoiceField(RoundState.choices, help_text="状态")
    closed_at = serializers.DateTimeField(allow_null=True, help_text="封存时间")
    frozen_sha256 = serializers.CharField(help_text="封存 SHA-256")
    form = FormShown(help_text="本期表式")


class ReportTierShown(serializers.Serializer):
    """One tier."""

    label = serializers.CharField(help_text="档次")  # type: ignore[assignment]
    count = serializers.IntegerField(help_text="个数")
    amount_wan = serializers.DecimalField(20, 4, allow_null=True, help_text="合计（万元）")


class ReportEntryShown(serializers.Serializer):
    """One row in the difference."""

    unit = serializers.CharField(help_text="单位代码")
    unit_name = serializers.CharField(help_text="单位名称")
    name = serializers.CharField(help_text="名称")
    amount_wan = serializers.DecimalField(20, 4, allow_null=True, help_text="金额（万元）")
    before_wan = serializers.DecimalField(20, 4, allow_null=True, required=False, help_text="上期金额（万元）")


class ReportComparisonShown(serializers.Serializer):
    """The difference to the round before."""

    round = serializers.UUIDField(help_text="上期标识")
    words = serializers.CharField(help_text="一句话")
    new = ReportEntryShown(many=True, help_text="新增")
    gone = ReportEntryShown(many=True, help_text="减少")
    moved = ReportEntryShown(many=True, help_text="金额变动")
    same = serializers.IntegerField(help_text="不变")
    uncompared = serializers.ListField(child=serializers.CharField(), help_text="两期之一没有报送、不作比较的单位代码")
    uncompared_names = serializers.ListField(child=serializers.CharField(), help_text="这些单位的名称，次序相同")


class ReportUnitShown(serializers.Serializer):
    """How one unit stands."""

    unit = serializers.CharField(help_text="单位代码")
    submission = serializers.UUIDField(help_text="报送标识")
    standing = serializers.ChoiceField(
        [("on_time", "按时"), ("late", "迟报"), ("missing", "未报"), ("owed", "待报"), ("exempt", "免报")],
        help_text="情况",
    )
    count = serializers.IntegerField(help_text="项数")
    amount_wan = serializers.DecimalField(20, 4, allow_null=True, help_text="合计（万元）")


class ReportSummaryShown(serializers.Serializer):
    """A round rolled up, as far as the caller may see it."""

    version = serializers.IntegerField(help_text="期次的版本")
    count = serializers.IntegerField(help_text="项数")
    amount_wan = serializers.DecimalField(20, 4, allow_null=True, help_text="合计（万元）")
    nil = serializers.IntegerField(help_text="零报送单位数")
    nested = ReportTierShown(many=True, help_text="分档：以上（含本数）")
    exclusive = ReportTierShown(many=True, help_text="分档：区间")
    units = ReportUnitShown(many=True, help_text="各单位")
    comparison = ReportComparisonShown(allow_null=True, help_text="与上期比较")


class ReportVersionShown(serializers.Serializer):
    """One version of a return."""

    number = serializers.IntegerField(help_text="版次")
    kind = serializers.ChoiceField(VersionKind.choices, help_text="类别")
    is_nil = serializers.BooleanField(help_text="零报送")
    note = serializers.CharField(help_text="更正说明")
    by = serializers.UUIDField(help_text="报送人")
    at = serializers.DateTimeField(help_text="时间")
    rows = serializers.ListField(
        child=serializers.DictField(child=serializers.CharField()), help_text="各行：列标识 → 值；金额为万元"
    )


class ReportEventShown(serializers.Serializer):
    """One thing that happened."""

    kind = serializers.ChoiceField(EventKind.choices, help_text="事件")
    number = serializers.IntegerField(allow_null=True, help_text="版次")
    note = serializers.CharField(help_text="说明")
    at = serializers.DateTimeField(help_text="时间")


class ReportReturnShown(serializers.Serializer):
    """A return as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="开始时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    round = serializers.UUIDField(help_text="期次标识")
    unit = serializers.CharField(help_text="报送单位代码")
    due_at = serializers.DateTimeField(help_text="截止时间")
    state = serializers.ChoiceField(ReturnState.choices, help_text="状态")
    is_nil = serializers.BooleanField(help_text="零报送")
    reported_at = serializers.DateTimeField(allow_null=True, help_text="报送时间")
    late_days = serializers.IntegerField(allow_null=True, help_text="迟报天数，当日为0，按时为空")
    reason = serializers.CharField(help_text="退回或免报理由")
    current = serializers.IntegerField(help_text="现行版次，0为没有")
    draft = serializers.ListField(child=serializers.DictField(child=serializers.CharField()), help_text="草稿，按原样")
    versions = ReportVersionShown(many=True, help_text="各版")
    events = ReportEventShown(many=True, help_text="经过")


def definition_of(said: dict[str, Any]) -> Definition:
    """The form that a body lays down."""
    columns = tuple(
        Column(
            name=one["name"],
            label=one["label"],
            kind=one["kind"],
            required=one["required"],
            minimum=limit_of(one["minimum"]),
            maximum=limit_of(one["maximum"]),
            choices=tuple(one["choices"]),
            hint=one["hint"],
        )
        for one in said["columns"]
    )
    return Definition(columns, said["key"], said["amount"], tuple(said["tiers_wan"]))


def new_request_of(said: dict[str, Any]) -> tuple[dict[str, Any], Definition]:
    """Values and form of a new request: the preset first, over it what was given."""
    preset = preset_of(said.pop("preset", ""))
    form = said.pop("form", None)
    if preset is None and form is None:
        raise Invalid("请给出 form（表式），或用 preset 选一个预设。", "form", "required")
    values = {**(preset.values if preset else {}), **said}
    for name in ("name", "recurrence"):
        if name not in values:
            raise Invalid("没有用预设的，必须给出这一项。", name, "required")
    values.setdefault("holiday_policy", HolidayPolicy.NEXT)
    values.setdefault("unit_rule", UnitRule.LIST if "units" in values else UnitRule.KINDS)
    values.setdefault("unit_kinds", [])
    if form is not None:
        return values, definition_of(form)
    assert preset is not None
    return values, preset.definition
