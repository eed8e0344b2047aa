"""Forms of series and sittings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from django import forms
from django.http import QueryDict

from projects.errors import DomainError
from projects.ledger.models import Project
from projects.ledger.widgets import DayField, OrganisationField
from projects.people.models import Officer, Organisation
from workflow.dispatch.models import Series
from workflow.dispatch.series import HolidayPolicy, MonthlyRule, SeriesKind
from workflow.dispatch.wording import WEEKDAYS

BLANK = [("", "请选择")]
WEEKDAY_CHOICES = [*BLANK, *((number, f"周{name}") for number, name in enumerate(WEEKDAYS, 1))]
NTH_CHOICES = [*BLANK, *((number, f"第{number}个") for number in range(1, 5)), (5, "最后一个")]
RULE_FIELDS = ("kind", "monthly_rule", "weekday", "nth", "day", "holiday_policy", "starts_on", "ends_on")
STOPPING = "停用后不再排新的会；按规则排定、尚未召开的会议随即取消并通知参会人，手工改期的会议照常召开"
PLAIN_FIELDS = (*RULE_FIELDS, "name", "time", "place", "is_active")


class ClockInput(forms.TimeInput):
    """``<input type="time">``."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def _optional(label: str, choices: list[tuple[object, str]]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=choices, required=False, coerce=int, empty_value=None)


class RuleForm(forms.Form):
    """When a series sits: the part of its form that the preview reads."""

    kind = forms.ChoiceField(label="频次", choices=SeriesKind.choices, initial=SeriesKind.WEEKLY)
    monthly_rule = forms.ChoiceField(
        label="按月规则", choices=MonthlyRule.choices, required=False, initial=MonthlyRule.NTH
    )
    nth = _optional("第几个", NTH_CHOICES)
    weekday = _optional("星期", WEEKDAY_CHOICES)
    day = forms.IntegerField(label="每月几日", min_value=1, max_value=31, required=False)
    holiday_policy = forms.ChoiceField(label="遇节假日", choices=HolidayPolicy.choices, initial=HolidayPolicy.NEXT)
    starts_on = DayField(label="起始日期")
    ends_on = DayField(label="终止日期", required=False)

    def clean(self) -> dict[str, object]:
        """Ask for what the chosen kind needs and drop what it does not."""
        said: dict[str, object] = super().clean() or {}
        wanted = self._wanted(said)
        for name in ("monthly_rule", "nth", "weekday", "day"):
            if name not in wanted:
                said[name] = "" if name == "monthly_rule" else None
            elif said.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, f"请填写“{self.fields[name].label}”。")
        ends_on, starts_on = said.get("ends_on"), said.get("starts_on")
        if ends_on and starts_on and str(ends_on) < str(starts_on):
            self.add_error("ends_on", "终止日期不能早于起始日期。")
        return said

    @staticmethod
    def _wanted(said: dict[str, object]) -> set[str]:
        if said.get("kind") == SeriesKind.WEEKLY:
            return {"weekday"}
        by_day = said.get("monthly_rule") == MonthlyRule.DAY
        return {"monthly_rule", "day"} if by_day else {"monthly_rule", "nth", "weekday"}


class SeriesForm(RuleForm):
    """A series as a dispatcher writes it."""

    organisation = OrganisationField(Organisation.objects.none(), label="组织单位", empty_label="请选择")
    name = forms.CharField(label="名称", max_length=60, help_text="如：芜湖市重大项目周调度")
    time = forms.TimeField(label="时间", widget=ClockInput())
    place = forms.CharField(label="地点", max_length=80)
    chair = forms.ModelChoiceField(Officer.objects.none(), label="主持人", required=False, empty_label="未定")
    standing_attendees = forms.ModelMultipleChoiceField(
        Officer.objects.none(), label="固定参会人", required=False, widget=forms.CheckboxSelectMultiple
    )
    is_active = forms.BooleanField(label="启用", required=False, initial=True, help_text=STOPPING)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        by: Officer,
        series: Series | None,
        data: QueryDict | None = None,
        initial: dict[str, object] | None = None,
        *,
        on: date,
    ) -> None:
        super().__init__(data, initial={**(initial or {}), **(_initial_of(series) if series else {})})
        self.people = list(
            Officer.objects.visible_to(by).people().filter(is_active=True).select_related("organisation")
        )
        people = Officer.objects.visible_to(by).people().filter(is_active=True)
        for name in ("chair", "standing_attendees"):
            self._choose(name).queryset = people
        units = Organisation.objects.under(by.scope_root) if by.scope_root else Organisation.objects.visible_to(by)
        kept = Organisation.objects.filter(pk=series.organisation_id) if series else Organisation.objects.none()
        self._choose("organisation").queryset = units.current_on(on) | kept
        self._choose("organisation").disabled = series is not None

    def _choose(self, name: str) -> forms.ModelChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        return field

    def people_by_unit(self) -> Iterator[tuple[str, list[tuple[Officer, bool]]]]:
        """Everybody who can be called, grouped by unit in the order of the tree, with who is ticked."""
        value = self["standing_attendees"].value() or []
        ticked = {str(getattr(one, "pk", one)) for one in value}
        ordered = sorted(self.people, key=lambda one: (one.organisation.path if one.organisation else "", one.name))
        for unit, some in groupby(ordered, key=lambda one: one.organisation):
            yield str(unit or "未设单位"), [(one, str(one.pk) in ticked) for one in some]

    def values(self) -> dict[str, object]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the service at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


def _initial_of(series: Series) -> dict[str, object]:
    plain = {name: getattr(series, name) for name in PLAIN_FIELDS}
    people = [one.pk for one in series.standing_attendees.all()]
    return {
        **plain,
        "organisation": series.organisation_id,
        "chair": series.chair_id,
        "standing_attendees": people,
        "version": series.version,
    }


class MoveForm(forms.Form):
    """Another day, hour or place for one sitting, and why."""

    on = DayField(label="改到")
    time = forms.TimeField(label="时间", widget=ClockInput())
    place = forms.CharField(label="地点", max_length=80)
    reason = forms.CharField(label="原因", max_length=120, error_messages={"required": "请写明原因，参会人会看到。"})


class CancelForm(forms.Form):
    """Why one sitting does not take place."""

    reason = forms.CharField(
        label="取消原因", max_length=200, error_messages={"required": "请写明取消原因，参会人会看到。"}
    )


class EntryForm(forms.Form):
    """One more project on the agenda, and why."""

    project = forms.CharField(label="项目", max_length=120, help_text="项目编号或名称")
    detail = forms.CharField(
        label="为什么上会", max_length=200, error_messages={"required": "请写明为什么上会，参会人会看到。"}
    )

    def __init__(self, by: Officer, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self._by = by
        self.fields["project"].widget.attrs["list"] = "agenda-projects"

    def clean_project(self) -> Project:
        """The one visible project that is meant, by number or by name."""
        typed = self.cleaned_data["project"].strip()
        number = typed.split(" ", 1)[0]
        visible = Project.objects.visible_to(self._by)
        found = list(visible.filter(number=number)[:1]) or list(visible.filter(name=typed)[:2])
        found = found or list(visible.filter(name__icontains=typed)[:2])
        if len(found) != 1:
            problem = "有多个项目符合，请写完整名称或编号。" if found else "没有找到这个项目，请核对编号或名称。"
            raise forms.ValidationError(problem)
        return found[0]
