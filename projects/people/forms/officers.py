"""Forms about a person: the facts a keeper changes, and what everybody changes of the own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from projects.errors import Invalid
from projects.people.forms.fields import UnitField
from projects.people.forms.units import HouseForm, kept_units
from projects.people.models import Officer, Organisation
from projects.people.roster import cells
from projects.privacy.forms import KeptField

SCOPE = "可查看哪个单位及其下属的项目；留空为所属单位"


class ContactForm(HouseForm):
    """The own mail address and telephone."""

    email = forms.EmailField(label="邮箱", required=False, help_text="会议通知和提醒发到这里")
    phone = KeptField(label="电话", required=False, max_length=20)


class PersonForm(HouseForm):
    """Name, unit, scope and address."""

    name = forms.CharField(label="姓名", max_length=40)
    organisation = UnitField(Organisation.objects.none(), label="所属单位", empty_label="请选择")
    scope = UnitField(
        Organisation.objects.none(), label="数据范围", required=False, empty_label="所属单位", help_text=SCOPE
    )

    email = forms.EmailField(label="邮箱", required=False, help_text="会议通知和提醒发到这里")

    field_order = ("username", "name", "organisation", "scope", "email", "phone")

    def __init__(self, by: Officer, *given: Any, **rest: Any) -> None:
        super().__init__(*given, **rest)
        for name in ("organisation", "scope"):
            self._choose(name, kept_units(by))


class OfficerForm(PersonForm):
    """A person as known: the telephone is kept, not shown."""

    phone = KeptField(label="电话", required=False, max_length=20)


class NewOfficerForm(PersonForm):
    """A new account. It can be used once a temporary password is set and roles are granted."""

    username = forms.CharField(label="账号", max_length=64, help_text="如 fanchang.tianbao；不分大小写，不能重复")
    phone = forms.CharField(label="电话", required=False, max_length=20)

    def clean_username(self) -> str:
        """Letters, digits and a few signs."""
        return _said(cells.account, self.cleaned_data["username"])

    def clean_phone(self) -> str:
        """A telephone or nothing."""
        return _said(cells.phone, self.cleaned_data["phone"])


def _said(read: Callable[[str], str], text: str) -> str:
    try:
        return read(text)
    except Invalid as refused:
        raise ValidationError(refused.detail) from refused
