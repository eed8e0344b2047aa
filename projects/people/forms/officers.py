"""Forms about a person: the facts a keeper changes, and what everybody changes of the own."""

from __future__ import annotations

from typing import Any

from django import forms

from projects.people.forms.fields import UnitField
from projects.people.forms.units import HouseForm, kept_units
from projects.people.models import Officer, Organisation
from projects.privacy.forms import KeptField

SCOPE = "可查看哪个单位及其下属的项目；留空为所属单位"


class ContactForm(HouseForm):
    """The own mail address and telephone."""

    email = forms.EmailField(label="邮箱", required=False, help_text="会议通知和提醒发到这里")
    phone = KeptField(label="电话", required=False, max_length=20)


class OfficerForm(ContactForm):
    """Name, unit, scope, address and telephone."""

    name = forms.CharField(label="姓名", max_length=40)
    organisation = UnitField(Organisation.objects.none(), label="所属单位")
    scope = UnitField(
        Organisation.objects.none(), label="数据范围", required=False, empty_label="所属单位", help_text=SCOPE
    )

    field_order = ("name", "organisation", "scope", "email", "phone")

    def __init__(self, by: Officer, *given: Any, **rest: Any) -> None:
        super().__init__(*given, **rest)
        for name in ("organisation", "scope"):
            self._choose(name, kept_units(by))
