"""Forms about who sits where: posts, tenures, members, backing units."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from projects.people.forms.fields import DayField, PersonField, UnitField
from projects.people.forms.units import BASIS, BLANK, HouseForm, kept_units
from projects.people.models import Officer, Organisation, Part


def _people(by: Officer) -> object:
    seen = Officer.objects.people().visible_to(by).filter(is_active=True)
    return seen.select_related("organisation").order_by("organisation__path", "name")


class PostForm(HouseForm):
    """A new chair."""

    title = forms.CharField(label="职务", max_length=60, help_text="如 区长、副区长（分管工业）；一个职务同时只有一人")
    is_principal = forms.BooleanField(label="主要负责人", required=False, help_text="首席责任人原则上由主要负责人担任")


class TenureForm(HouseForm):
    """Who takes the chair."""

    officer = PersonField(Officer.objects.none(), label="任职人", empty_label="请选择")
    valid_from = DayField(label="任职起", help_text="现任的任期到前一天为止")
    basis = forms.CharField(label="任职依据", max_length=120, help_text="任免文件文号")

    def __init__(self, by: Officer, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self._choose("officer", _people(by))


class MemberForm(HouseForm):
    """Who sits in a body or team."""

    officer = PersonField(Officer.objects.none(), label="成员", empty_label="请选择")
    part = forms.ChoiceField(label="身份", choices=[*BLANK, *Part.choices])
    organisation = UnitField(Organisation.objects.none(), label="代表单位", required=False, empty_label="成员所在单位")
    valid_from = DayField(label="任期起")
    basis = forms.CharField(label="依据", max_length=120, required=False, help_text=BASIS)

    def __init__(self, by: Officer, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self._choose("officer", _people(by))
        self._choose("organisation", kept_units(by))


class BackingForm(HouseForm):
    """A unit that stands behind a team."""

    unit = UnitField(Organisation.objects.none(), label="后盾单位", empty_label="请选择")
    valid_from = DayField(label="起始日期")

    def __init__(self, by: Officer, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self._choose("unit", kept_units(by))


class LeaveForm(HouseForm):
    """The last day of a tenure, membership or backing."""

    valid_to = DayField(label="最后一天", help_text="不能晚于今天")
    basis = forms.CharField(label="依据", max_length=120, required=False, help_text=BASIS)
