"""Forms of series and sittings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from projects.errors import DomainError
from projects.ledger.widgets import DayField, OrganisationField
from projects.people.models import GROUPS, Officer, Organisation
from workflow.dispatch.agenda.choices import from_stored, to_stored
from workflow.dispatch.agenda.registry import PRESET
from workflow.dispatch.forms.rules import RuleLine, chosen_of, lines_of
from workflow.dispatch.models import Series
from workflow.dispatch.rhythms import (
    BY_WEEK,
    NO_RHYTHM,
    HolidayPolicy,
    MonthlyRule,
    Rhythm,
    SeriesKind,
    rhythm_of,
)
from workflow.dispatch.wording import WEEKDAYS

BLANK = [("", "请选择")]
WEEKDAY_CHOICES = [*BLANK, *((number, f"周{name}") for number, name in enumerate(WEEKDAYS, 1))]
NTH_CHOICES = [*BLANK, *((number, f"第{number}个") for number in range(1, 5)), (5, "最后一个")]
QUARTER_CHOICES = [*BLANK, (1, "第1个月"), (2, "第2个月"), (3, "第3个月")]
_DAY_FIELDS = ("quarter_month", "monthly_rule", "weekday", "nth", "day")
RULE_FIELDS = ("kind", "rhythm", *_DAY_FIELDS, "holiday_policy", "starts_on", "ends_on")
STOPPING = "停用后不再排新的会；按规则排定、尚未召开的会议随即取消并通知参会人，手工改期的会议照常召开"
_COUNTS = ("first_number", "notice_workdays", "materials_workdays")
PLAIN_FIELDS = (*RULE_FIELDS, *_COUNTS, "name", "time", "place", "is_active")


class ClockInput(forms.TimeInput):
    """``<input type="time">``."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def _optional(label: str, choices: list[tuple[object, str]]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=choices, required=False, coerce=int, empty_value=None)


class RuleForm(forms.Form):
    """When a series sits: the part of its form that the preview reads."""

    kind = forms.ChoiceField(label="类型", choices=SeriesKind.choices, initial=SeriesKind.WEEKLY)
    rhythm = forms.ChoiceField(label="频次", choices=[*BLANK, *Rhythm.choices], required=False)
    quarter_month = _optional("每季度", QUARTER_CHOICES)
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
        said["rhythm"] = rhythm_of(str(said.get("kind", "")), str(said.get("rhythm", "")))
        wanted = self._wanted(said)
        if said.get("kind") == SeriesKind.CONSULTATION and not said["rhythm"]:
            self.add_error("rhythm", "请选择多久开一次。")
        for name in _DAY_FIELDS:
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
        if said["rhythm"] == NO_RHYTHM:
            return set()
        if said["rhythm"] in BY_WEEK:
            return {"weekday"}
        by_day = said.get("monthly_rule") == MonthlyRule.DAY
        quarter = {"quarter_month"} if said["rhythm"] == Rhythm.QUARTERLY else set()
        return quarter | ({"monthly_rule", "day"} if by_day else {"monthly_rule", "nth", "weekday"})


class SeriesForm(RuleForm):
    """A series as a dispatcher writes it."""

    organisation = OrganisationField(Organisation.objects.none(), label="组织单位", empty_label="请选择")
    body = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="领导小组／联席会议",
        required=False,
        empty_label="无",
        help_text="选定后其成员自动通知",
    )
    name = forms.CharField(label="名称", max_length=60, help_text="如：芜湖市重大项目周调度")
    time = forms.TimeField(label="时间", widget=ClockInput())
    place = forms.CharField(label="地点", max_length=80)
    chair = forms.ModelChoiceField(Officer.objects.none(), label="主持人", required=False, empty_label="未定")
    standing_attendees = forms.ModelMultipleChoiceField(
        Officer.objects.none(), label="固定参会人", required=False, widget=forms.CheckboxSelectMultiple
    )
    first_number = forms.IntegerField(
        label="首次编号", min_value=1, max_value=9999, required=False, help_text="从第几次开始编号，如35即第35次"
    )
    notice_workdays = forms.IntegerField(
        label="加开至少提前（工作日）", min_value=0, max_value=10, required=False, help_text="不填为1"
    )
    materials_workdays = forms.IntegerField(
        label="会前几个工作日报材料", min_value=0, max_value=10, required=False, help_text="留空则不征询汇报材料"
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
        self._choose("body").queryset = _groups(by, series)
        self._stored = series.agenda_rules if series else to_stored(PRESET)
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

    def rule_lines(self) -> list[RuleLine]:
        """Every agenda rule as the editor shows it: as typed, else as the series has it."""
        return lines_of(self.data if self.is_bound else None, from_stored(self._stored))

    def clean(self) -> dict[str, object]:
        """The rule as in the preview, and the agenda rules as ticked."""
        said = super().clean()
        self._chosen = self._stored
        if "rules" in self.data:
            try:
                self._chosen = to_stored(chosen_of(self.data))
            except DomainError as refused:
                self.add_error(None, refused.detail)
        return said

    def values(self) -> dict[str, object]:
        """What the service takes. A form without the rules (an old page) leaves them as they are."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        for name in ("first_number", "notice_workdays"):
            if said[name] is None:
                said.pop(name)
        return said | {"agenda_rules": self._chosen}

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the service at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


def _groups(by: Officer, series: Series | None) -> QuerySet[Organisation]:
    """Bodies and teams that the officer may know of, and the one that is set."""
    seen = Organisation.objects.visible_to(by).filter(kind__in=GROUPS)
    return seen | Organisation.objects.filter(pk=series.body_id) if series and series.body_id else seen


def _initial_of(series: Series) -> dict[str, object]:
    plain = {name: getattr(series, name) for name in PLAIN_FIELDS}
    people = [one.pk for one in series.standing_attendees.all()]
    return {
        **plain,
        "organisation": series.organisation_id,
        "body": series.body_id,
        "chair": series.chair_id,
        "standing_attendees": people,
        "version": series.version,
    }
