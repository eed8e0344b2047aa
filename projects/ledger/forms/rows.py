"""Forms of the rows beside a project's own fields: phases, yearly plans, marks. Shape only; the services judge."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from projects.ledger.forms.amounts import AmountForm, confirm_field
from projects.ledger.forms.versions import Overtaken
from projects.ledger.kinds import MarkKind
from projects.ledger.models import FileRow
from projects.ledger.widgets import EMPTY, DayField, YiField, shown_yi

_NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}
_NOT_A_NUMBER = {"invalid": "请填整数。"}


class RowForm(AmountForm):
    """A row as a clerk types it; ``ledger_values()`` are its fields as the services take them."""

    units: dict[str, str] = {}
    wide: tuple[str, ...] = ()
    why = forms.CharField(label="修改理由", max_length=200, required=False, help_text="可不填，写入变更历史")
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: FileRow | None = None, **kwargs: Any) -> None:
        if row is not None:
            kwargs.setdefault("initial", self._initial_of(row))
        super().__init__(*args, **kwargs)
        if row is None:
            del self.fields["why"]

    @classmethod
    def _initial_of(cls, row: FileRow) -> dict[str, Any]:
        shown: dict[str, Any] = {name: getattr(row, name, None) for name in cls.base_fields}
        for name, value in shown.items():
            if isinstance(value, Decimal):
                shown[name] = f"{value.normalize():f}"
        return shown | {typed: shown_yi(getattr(row, stored)) for typed, stored in cls.yi_fields.items()}

    def shown_fields(self) -> list[dict[str, Any]]:
        """The fields as the page prints them."""
        hidden = ("version", "confirm_amounts")
        return [
            {"field": self[name], "unit": self.units.get(name, ""), "wide": name in self.wide}
            for name in self.fields
            if name not in hidden
        ]

    def ledger_values(self) -> dict[str, Any]:
        """Ledger field → value."""
        names = [name for name in self.fields if name not in ("version", "confirm_amounts", "why")]
        stored = [self.yi_fields.get(name, name) for name in names]
        return {name: self.cleaned_data.get(name) for name in stored}


def _wan(label: str) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=label, required=False, max_digits=16, decimal_places=4, min_value=Decimal(0), widget=widget
    )


def _whole(label: str, **more: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs=_NUMERIC)
    return forms.IntegerField(label=label, widget=widget, error_messages=_NOT_A_NUMBER, min_value=0, **more)


class PhaseForm(RowForm):
    """A phase 分期."""

    yi_fields = {"total_yi": "total_wan", "fixed_yi": "fixed_wan"}
    units = {"number": "期", "total_yi": "亿元", "fixed_yi": "亿元", "expected_output_wan": "万元／年"}
    wide = ("capacity", "why")

    number = _whole("期次", help_text="一期填 1，二期填 2")
    name = forms.CharField(label="分期名称", max_length=60, required=False, help_text="可不填，如：电芯车间")
    total_yi = YiField(label="本期总投资", required=False)
    fixed_yi = YiField(label="其中固定资产投资", required=False)
    confirm_amounts = confirm_field()
    planned_started_on = DayField(label="计划开工", required=False)
    started_on = DayField(label="实际开工", required=False)
    planned_producing_on = DayField(label="计划投产", required=False)
    producing_on = DayField(label="实际投产", required=False)
    capacity = forms.CharField(label="产能", max_length=120, required=False, help_text="如：年产电芯 10 GWh")
    expected_output_wan = _wan("预计年产值")


class YearPlanForm(RowForm):
    """What one year is to bring."""

    yi_fields = {"amount_yi": "amount_wan"}
    units = {"year": "年", "amount_yi": "亿元"}
    wide = ("content", "why")

    year = _whole("年度", help_text="四位年份，如 2026")
    amount_yi = YiField(label="计划投资")
    confirm_amounts = confirm_field()
    content = forms.CharField(label="年度建设内容", max_length=200, required=False, help_text="如：厂房主体完工")


class MarkForm(RowForm):
    """A mark 标识."""

    wide = ("reason", "why")

    kind = forms.ChoiceField(label="标识", choices=[*EMPTY, *MarkKind.choices])
    list_year = _whole("榜单年度", required=False, help_text="三类500强必填，如 2026")
    reason = forms.CharField(
        label="依据或理由", max_length=200, required=False, help_text="高新技术必填；其他可写榜单名次、上市代码等"
    )


class WithdrawForm(Overtaken):
    """Why a row no longer counts."""

    why = forms.CharField(label="作废理由", max_length=200, help_text="如：重复登记、一期二期合并建设")
    version = forms.CharField(widget=forms.HiddenInput, required=False)
