"""What the API answers: numbers, money as decimal strings in 万元, and the address of the rows behind each."""

from __future__ import annotations

from datetime import UTC
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from projects.ledger.money import TEN_THOUSANDTH
from projects.ledger.stages import STAGES, Stage, Standing
from workflow.statistics.figures import Cause, Kind
from workflow.statistics.terms import Moment


def _wan(help_text: str) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=20, decimal_places=4, allow_null=True, help_text=help_text)


def exact(amount: Decimal | None) -> Decimal | None:
    """An amount with its 4 decimals, whatever database added it up."""
    return None if amount is None else Decimal(amount).quantize(TEN_THOUSANDTH)


def times_of(moment: Moment) -> dict[str, Any]:
    """Both times, the instant in UTC."""
    return {"as_of": moment.as_of, "known_at": moment.known_at.astimezone(UTC)}


class CellShown(serializers.Serializer):
    """One number."""

    key = serializers.CharField(allow_null=True, help_text="分组的值；合计为空")
    label = serializers.CharField(help_text="名称")  # type: ignore[assignment]
    count = serializers.IntegerField(help_text="个数（到位资金为笔数）")
    amount_wan = _wan("金额（万元）；实际利用外资为万美元")
    rows_url = serializers.URLField(help_text="明细地址")


class ComparedShown(serializers.Serializer):
    """The same of last year."""

    count = serializers.IntegerField(help_text="去年同期个数")
    amount_wan = _wan("去年同期金额（万元）")
    rows_url = serializers.URLField(help_text="去年同期明细地址")
    change = serializers.IntegerField(help_text="增减个数")
    ratio = serializers.DecimalField(
        max_digits=12, decimal_places=1, allow_null=True, help_text="个数增幅（%）；基数为0时为空"
    )
    amount_change_wan = _wan("金额增减（万元）")
    amount_ratio = serializers.DecimalField(
        max_digits=12, decimal_places=1, allow_null=True, help_text="金额增幅（%）；基数为0时为空"
    )
    note = serializers.CharField(help_text="说明，如“上年同期为0”")


class AskedShown(serializers.Serializer):
    """Both times of an answer: given again, they give the same answer."""

    as_of = serializers.DateField(help_text="截至日期")
    known_at = serializers.DateTimeField(help_text="按何时所知")


class FigureShown(AskedShown):
    """A number and its groups."""

    count = serializers.IntegerField(help_text="个数（到位资金为笔数）")
    amount_wan = _wan("金额（万元）；实际利用外资为万美元")
    rows_url = serializers.URLField(help_text="明细地址")
    overlaps = serializers.BooleanField(help_text="一条记录可能同时在几个分组里，各组相加大于合计")
    groups = CellShown(many=True, help_text="分组")


class FlowShown(FigureShown):
    """A flow."""

    increases = serializers.IntegerField(help_text="增资项数（只计金额，不计个数）")
    increase_amount_wan = _wan("增资金额（万元），已含在金额内")
    compare = ComparedShown(allow_null=True, help_text="与去年同期比；没有要求时为空")


class StageShown(CellShown):
    """A stage of the funnel."""

    stage = serializers.ChoiceField(Stage.choices, help_text="阶段")


class StageGroupShown(StageShown):
    """A stage and standing of a group."""

    standing = serializers.ChoiceField(Standing.choices, help_text="状态")


class FunnelShown(AskedShown):
    """Stocks."""

    count = serializers.IntegerField(help_text="个数")
    amount_wan = _wan("金额（万元）")
    rows_url = serializers.URLField(help_text="明细地址")
    overlaps = serializers.BooleanField(help_text="一个项目可能同时在几个分组里")
    stages = StageShown(many=True, help_text="各阶段")
    groups = StageGroupShown(many=True, help_text="分组，细到阶段和状态")


class RateShown(serializers.Serializer):
    """How many of the list reached a stage."""

    stage = serializers.ChoiceField([(one, Stage(one).label) for one in STAGES], help_text="阶段")
    count = serializers.IntegerField(help_text="已到达个数")
    rate = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True, help_text="比率（%）；空名单为空")
    rows_url = serializers.URLField(help_text="明细地址")


class RatesShown(serializers.Serializer):
    """Rates in percent, by stage."""

    registered = serializers.CharField(required=False, allow_null=True, help_text="注册率（%），如 98.35")
    started = serializers.CharField(required=False, allow_null=True, help_text="开工率（%）")
    producing = serializers.CharField(required=False, allow_null=True, help_text="投产率（%）")


class CohortShown(AskedShown):
    """One list."""

    size = serializers.IntegerField(help_text="名单项目数")
    amount_wan = _wan("金额（万元）")
    registered = serializers.IntegerField(allow_null=True, help_text="已注册个数")
    started = serializers.IntegerField(allow_null=True, help_text="已开工个数")
    producing = serializers.IntegerField(allow_null=True, help_text="已投产个数")
    rates = RatesShown(help_text="比率")
    stages = RateShown(many=True, help_text="逐阶段，含明细地址")
    rows_url = serializers.URLField(help_text="名单地址")


class TiersShown(AskedShown):
    """Sizes."""

    total = CellShown(help_text="合计")
    nested = CellShown(many=True, help_text="“以上”各档，含本数，大档包含在小档内")
    exclusive = CellShown(many=True, help_text="互不重叠的区间，相加等于合计")


class DurationsShown(AskedShown):
    """Days; who still waits is counted (Kaplan–Meier)."""

    reached = serializers.IntegerField(help_text="已到达个数")
    waiting = serializers.IntegerField(help_text="仍在等待个数")
    left = serializers.IntegerField(help_text="中途退出个数")
    quarter_days = serializers.IntegerField(allow_null=True, help_text="四分之一在多少天内到达")
    median_days = serializers.IntegerField(allow_null=True, help_text="中位数（天）；到达不足一半时为空")
    three_quarters_days = serializers.IntegerField(allow_null=True, help_text="四分之三在多少天内到达")
    shortest_days = serializers.IntegerField(allow_null=True, help_text="最短（天）")
    longest_days = serializers.IntegerField(allow_null=True, help_text="最长（天）")
    mean_days_of_reached = serializers.DecimalField(
        max_digits=10, decimal_places=1, allow_null=True, help_text="已到达者的平均天数，不含仍在等待的"
    )
    reached_rows_url = serializers.URLField(help_text="已到达的明细地址")
    waiting_rows_url = serializers.URLField(help_text="仍在等待的明细地址")
    left_rows_url = serializers.URLField(help_text="中途退出的明细地址")
    rows_url = serializers.URLField(help_text="全部明细地址")


class ConversionShown(serializers.Serializer):
    """One month's list."""

    month = serializers.DateField(help_text="月份（1日）")
    size = serializers.IntegerField(help_text="项目数")
    left = serializers.IntegerField(help_text="已终止、退库个数")
    stages = RateShown(many=True, help_text="逐阶段")
    rows_url = serializers.URLField(help_text="名单地址")


class ConversionsShown(AskedShown):
    """Month → stage."""

    months = ConversionShown(many=True, help_text="逐月")
    total = ConversionShown(allow_null=True, help_text="合计；没有项目时为空")


class RowShown(serializers.Serializer):
    """One record behind a number."""

    id = serializers.UUIDField(help_text="记录标识（流转、金额变更、到位资金、年度计划；现有项目为项目标识）")
    kind = serializers.ChoiceField(Kind.choices, help_text="记录种类")
    project = serializers.UUIDField(help_text="项目标识")
    project_url = serializers.URLField(help_text="项目地址")
    number = serializers.CharField(help_text="项目编号")
    name = serializers.CharField(help_text="项目名称")
    unit = serializers.CharField(allow_null=True, help_text="落地单位代码；没有代码的为空")
    unit_name = serializers.CharField(help_text="落地单位当日的名称")
    effective_on = serializers.DateField(allow_null=True, help_text="发生日期")
    recorded_at = serializers.DateTimeField(allow_null=True, help_text="系统得知的时间")
    count = serializers.IntegerField(help_text="计入个数（增资为0）")
    amount_wan = _wan("计入金额（万元）；实际利用外资为万美元")


class ReasonShown(serializers.Serializer):
    """One cause."""

    cause = serializers.ChoiceField(Cause.choices, help_text="原因")
    at = serializers.DateTimeField(allow_null=True, help_text="系统得知的时间")
    by = serializers.CharField(help_text="经办人")
    sentence = serializers.CharField(help_text="说明")


class DifferenceShown(serializers.Serializer):
    """One project that counts differently."""

    project = serializers.UUIDField(help_text="项目标识")
    project_url = serializers.URLField(help_text="项目地址")
    number = serializers.CharField(help_text="项目编号")
    name = serializers.CharField(help_text="项目名称")
    count = serializers.IntegerField(help_text="个数变化")
    amount_wan = _wan("金额变化（万元）")
    reasons = ReasonShown(many=True, help_text="原因")


class ReadingShown(AskedShown):
    """One of two readings."""

    count = serializers.IntegerField(help_text="个数")
    amount_wan = _wan("金额（万元）")


class DifferencesShown(serializers.Serializer):
    """Two readings of one figure."""

    before = ReadingShown(help_text="前一次")
    after = ReadingShown(help_text="后一次")
    differences = DifferenceShown(many=True, help_text="造成差异的每个项目；个数、金额变化相加正好等于两次之差")
