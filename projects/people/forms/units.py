"""Forms about units: new, changed, renamed, merged, moved, ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from projects.errors import DomainError
from projects.people.forms.fields import DayField, UnitField, UnitsField
from projects.people.models import Kind, Level, Officer, Organisation, UnitClass

BLANK = [("", "请选择")]
EFFECTIVE = "从这一天起生效；不能晚于今天"
BASIS = "如批复或通知的文号"


def kept_units(by: Officer) -> Any:
    """Units that ``by`` keeps and that have not ended."""
    root = by.scope_root
    units = Organisation.objects.under(root) if root else Organisation.objects.all()
    return units.filter(valid_to__isnull=True).order_by("path")


class HouseForm(forms.Form):
    """A form whose service may refuse: the sentence goes to its field, or on top."""

    use_required_attribute = False

    def refuse(self, refused: DomainError) -> None:
        """Show a refusal."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)

    def _choose(self, name: str, queryset: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queryset


class FactsForm(HouseForm):
    """Facts of a unit."""

    code = forms.CharField(label="单位代码", max_length=32, help_text="区划代码、园区统计代码，或自编代码如 340200-TC")
    short_name = forms.CharField(label="简称", max_length=40, required=False)
    kind = forms.ChoiceField(label="类型", choices=[*BLANK, *Kind.choices])
    unit_class = forms.ModelChoiceField(
        UnitClass.objects.all(), label="考核分类", required=False, empty_label="不参加排名", help_text="同一分类内排名"
    )
    region_code = forms.CharField(label="行政区划代码", max_length=6, required=False, help_text="6位数字")
    valid_from = DayField(label="起始日期", required=False)
    level = forms.ChoiceField(
        label="级别", choices=[*BLANK, *Level.choices], required=False, help_text="领导小组、联席会议、专班填写"
    )
    office = UnitField(
        Organisation.objects.none(),
        label="办公室设在",
        required=False,
        empty_label="未设",
        help_text="领导小组、联席会议填写",
    )
    station = forms.CharField(label="驻点城市", max_length=40, required=False, help_text="驻点专班填写，如 上海")

    def __init__(self, by: Officer, data: QueryDict | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self._choose("office", kept_units(by))


class AddForm(FactsForm):
    """A new unit."""

    parent = UnitField(Organisation.objects.none(), label="上级单位", required=False, empty_label="无（最上一级）")
    name = forms.CharField(label="单位名称", max_length=120, help_text="全称")
    field_order = ["parent", "kind", "name", "short_name", "code", "region_code", "unit_class", "valid_from"]

    def __init__(self, by: Officer, data: QueryDict | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(by, data, initial=initial)
        self._choose("parent", kept_units(by))
        self.fields["parent"].required = by.scope_root is not None


class RenameForm(HouseForm):
    """Another name from a day on, or the right spelling of the present one."""

    name = forms.CharField(label="新名称", max_length=120)
    short_name = forms.CharField(label="新简称", max_length=40, required=False)
    on = DayField(label="更名日期", help_text=EFFECTIVE + "，此前的记录仍显示旧名称", required=False)
    basis = forms.CharField(label="依据", max_length=120, required=False, help_text=BASIS)
    is_correction = forms.BooleanField(
        label="只是更正错字，不留旧名称", required=False, help_text="录入时写错了才勾选；真正更名不要勾选"
    )

    def clean(self) -> dict[str, Any]:
        """A real change of name has a day."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("is_correction") and not said.get("on") and "on" not in self.errors:
            self.add_error("on", "请填写更名日期。")
        return said


class MergeForm(HouseForm):
    """Units that end and are taken over."""

    units = UnitsField(
        Organisation.objects.none(), label="被撤并的单位", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择被撤并的单位。"},
    )  # fmt: skip
    on = DayField(label="撤并日期", help_text=EFFECTIVE)
    basis = forms.CharField(label="依据", max_length=120, help_text=BASIS)
    takes_projects = forms.BooleanField(
        label="在办项目", required=False, initial=True,
        help_text="正常和缓建的项目：落地、牵头、首谈单位由被撤并的单位改为本单位，逐项记入变更历史",
    )  # fmt: skip
    takes_people = forms.BooleanField(
        label="任职和人员", required=False, initial=True,
        help_text="现任职务改到本单位的同名职务（按职务承担的责任随之转移），人员的所属单位改为本单位",
    )  # fmt: skip

    def __init__(self, by: Officer, heir: Organisation, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self._choose("units", kept_units(by).exclude(path__in=heir.lineage()))

    def units_to_choose(self) -> list[Organisation]:
        """Every unit that can be merged into this one, in the order of the tree."""
        field = self.fields["units"]
        assert isinstance(field, forms.ModelMultipleChoiceField) and field.queryset is not None
        return list(field.queryset)

    @property
    def takings(self) -> list[forms.BoundField]:
        """The two questions about what goes along."""
        for name in ("takes_projects", "takes_people"):
            self.fields[name].widget.attrs["class"] = "form-check-input"
        return [self["takes_projects"], self["takes_people"]]


class MoveForm(HouseForm):
    """Another parent."""

    parent = UnitField(Organisation.objects.none(), label="新的上级单位", empty_label="请选择")
    basis = forms.CharField(label="依据", max_length=120, required=False, help_text=BASIS)

    def __init__(self, by: Officer, unit: Organisation, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self._choose("parent", kept_units(by).exclude(path__startswith=unit.path))


class EndForm(HouseForm):
    """The end of a unit that nobody takes over."""

    on = DayField(label="撤销日期", help_text=EFFECTIVE)
    basis = forms.CharField(label="依据", max_length=120, help_text=BASIS)


class ClassForm(HouseForm):
    """The name of a class."""

    name = forms.CharField(label="分类名称", max_length=40)
