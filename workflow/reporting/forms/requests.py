"""What an office says of a request, and the one-line forms of reasons."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from projects.errors import DomainError
from projects.ledger.widgets import DayField
from projects.people.models import Kind, Officer, Organisation
from workflow.reporting.kinds import HolidayPolicy, Recurrence, UnitRule
from workflow.reporting.models import ReportRequest
from workflow.reporting.recurrence import Rule
from workflow.reporting.services.opening import MOST_REASON
from workflow.reporting.services.requests import FIELDS, MOST_NAME, MOST_NOTE, MOST_WINDOW

WEEKDAYS = [("", "请选择"), *((number, f"周{name}") for number, name in enumerate("一二三四五六日", 1))]
ASKED_KINDS = (Kind.DISTRICT, Kind.PARK, Kind.DEPARTMENT, Kind.TOWNSHIP, Kind.TEAM)


class ClockInput(forms.TimeInput):
    """``<input type="time">``."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class Refusable(forms.Form):
    """A form that shows a refusal of the service at its field, or on top."""

    def refuse(self, refused: DomainError) -> None:
        """Put it there."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


class ExtraForm(Refusable):
    """One more round 加报."""

    due_on = DayField(label="截止日期", help_text="晚于最近一期、早于按规则的下一期")
    reason = forms.CharField(
        label="加报事由", max_length=MOST_REASON, help_text="各单位在该期里看到，如：市政府专题会要求补报"
    )


class RuleForm(Refusable):
    """When it is due: what the preview reads."""

    recurrence = forms.ChoiceField(label="周期", choices=Recurrence.choices)
    weekday = forms.TypedChoiceField(label="星期", choices=WEEKDAYS, required=False, coerce=int, empty_value=None)
    day = forms.IntegerField(
        label="几日", min_value=1, max_value=31, required=False, help_text="按季的为每季度首月；当月没有这一天的按月末"
    )
    anchor_on = DayField(label="起算日期", required=False, help_text="任一期的截止日期，由它每14天推算")
    holiday_policy = forms.ChoiceField(label="遇节假日", choices=HolidayPolicy.choices)
    starts_on = DayField(label="开始日期")
    ends_on = DayField(label="结束日期", required=False, help_text="不填为长期")

    def rule(self) -> Rule | None:
        """What has been typed so far, where it makes a rule."""
        if not self.is_valid():
            return None
        said = self.cleaned_data
        wants: dict[str, str] = {
            Recurrence.WEEKLY: "weekday", Recurrence.MONTHLY: "day", Recurrence.QUARTERLY: "day",
            Recurrence.BIWEEKLY: "anchor_on",
        }  # fmt: skip
        wanted = wants.get(said["recurrence"])
        if wanted and not said.get(wanted):
            return None
        names = ("recurrence", "holiday_policy", "starts_on", "ends_on", "weekday", "day", "anchor_on")
        return Rule(**{name: said[name] for name in names})


class RequestForm(RuleForm):
    """A request as a dispatcher writes it."""

    name = forms.CharField(label="名称", max_length=MOST_NAME)
    note = forms.CharField(
        label="填报说明", required=False, max_length=MOST_NOTE, widget=forms.Textarea(attrs={"rows": 3})
    )
    time = forms.TimeField(label="截止时间", widget=ClockInput())
    window_days = forms.IntegerField(
        label="提前几天开始", min_value=1, max_value=MOST_WINDOW, help_text="截止前这么多天的 8:30 开始报送并通知单位"
    )
    unit_rule = forms.ChoiceField(label="报送单位", choices=UnitRule.choices, widget=forms.RadioSelect)
    unit_kinds = forms.MultipleChoiceField(
        label="下属哪几类单位",
        choices=[(kind.value, kind.label) for kind in ASKED_KINDS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    units = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), label="指定哪些单位", required=False, widget=forms.CheckboxSelectMultiple
    )
    late_deduction = forms.DecimalField(
        label="迟报每次扣分", min_value=0, max_digits=4, decimal_places=1, initial=Decimal(1),
        help_text="写入报送要求供考核参考，本系统不据此计分",
    )  # fmt: skip
    missing_deduction = forms.DecimalField(
        label="漏报每次扣分", min_value=0, max_digits=4, decimal_places=1, initial=Decimal(1)
    )
    is_active = forms.BooleanField(
        label="启用", required=False, initial=True, help_text="停用后不再开始新的一期，已开始的照常报送"
    )

    def __init__(self, *args: Any, by: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        root = by.scope_root
        units = self.fields["units"]
        assert isinstance(units, forms.ModelMultipleChoiceField)
        if root is not None:
            units.queryset = Organisation.objects.under(root).filter(valid_to__isnull=True)

    def values(self) -> dict[str, Any]:
        """For the service."""
        said = self.cleaned_data
        return {name: said[name] for name in (*FIELDS, "units")}


def initial_of(request: ReportRequest) -> dict[str, Any]:
    """As the editor shows it first."""
    return {name: getattr(request, name) for name in FIELDS} | {"units": list(request.units.all())}


class ReasonForm(Refusable):
    """Why."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class YearForm(forms.Form):
    """Which year, which request, below which unit."""

    year = forms.TypedChoiceField(label="年度", coerce=int)
    request = forms.ModelChoiceField(ReportRequest.objects.none(), label="报送要求", required=False, empty_label="全部")

    def __init__(self, data: MultiValueDict | None, *, by: Officer, years: list[int]) -> None:
        super().__init__(data)
        year, request = self.fields["year"], self.fields["request"]
        assert isinstance(year, forms.TypedChoiceField) and isinstance(request, forms.ModelChoiceField)
        year.choices = [(one, f"{one}年") for one in years]
        request.queryset = ReportRequest.objects.visible_to(by)
