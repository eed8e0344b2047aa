"""Forms beside claims: statistics confirmations, delegations, and the question who would verify."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from projects.ledger.kinds import StartKind
from projects.ledger.stages import CLAIMED_STEPS, Step
from projects.ledger.widgets import DayField, OrganisationField
from projects.people.models import Kind, Officer, Organisation
from projects.people.models.organisations import OrganisationQuerySet
from projects.people.roles import Permission
from workflow.steps.models import spoken_for

STEPS = [(step, str(Step(step).label)) for step in CLAIMED_STEPS]
PLACES = (Kind.CITY, Kind.DISTRICT, Kind.PARK, Kind.TOWNSHIP)


class ConfirmationForm(forms.Form):
    """When and by what the library took the project up."""

    confirmed_on = DayField(label="确认日期")
    basis = forms.CharField(label="依据或编号", max_length=120, help_text="如：统计部门的项目编码、入库批次或文号")


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.CharField(widget=forms.HiddenInput, required=False)


def _within_reach(by: Officer) -> OrganisationQuerySet:
    """Units in sight, and for an office those of the government it acts for, down to the districts it relies on."""
    seen = Q(pk__in=Organisation.objects.visible_to(by).values("pk"))
    government = spoken_for(by.organisation)[-1:] if by.organisation else []
    for path in government:
        seen |= Q(path__startswith=path)
    return Organisation.objects.filter(seen)


class CaseForm(forms.Form):
    """A project as one might describe it: who would verify? Amounts in 亿元."""

    step = forms.ChoiceField(label="节点", choices=STEPS)
    place = OrganisationField(Organisation.objects.none(), label="落地单位", empty_label="请选择")
    industrial = forms.ChoiceField(label="项目类型", choices=[("yes", "工业项目"), ("no", "非工业项目")])
    start_kind = forms.ChoiceField(label="开工类型", choices=[("", "不限"), *StartKind.choices], required=False)
    total_yi = forms.DecimalField(
        label="总投资", required=False, min_value=0, max_digits=9, decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Officer, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = self.fields["place"]
        assert isinstance(places, forms.ModelChoiceField)
        places.queryset = _within_reach(by).filter(kind__in=PLACES).current_on(on)


class DelegationForm(forms.Form):
    """To whom, for what, how long and by what."""

    to_unit = OrganisationField(
        Organisation.objects.none(), label="受托单位", required=False, empty_label="不选则委托给代理人"
    )
    deputy = forms.ModelChoiceField(
        Officer.objects.none(), label="代理人", required=False, empty_label="不选则委托给单位",
        help_text="代理您本人认定；须是认定员",
    )  # fmt: skip
    step = forms.ChoiceField(label="节点", choices=[("", "全部节点"), *STEPS], required=False)
    below_yi = forms.DecimalField(
        label="只限总投资低于", required=False, max_digits=9, decimal_places=4, help_text="不限请留空",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    valid_from = DayField(label="开始日期")
    valid_to = DayField(label="截止日期（含）", help_text="到期自动终止，最长一年")
    basis = forms.CharField(label="依据", max_length=200, help_text="如：委托书文号、会议纪要")

    def __init__(self, *args: Any, by: Officer, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units, people = self.fields["to_unit"], self.fields["deputy"]
        assert isinstance(units, forms.ModelChoiceField) and isinstance(people, forms.ModelChoiceField)
        units.queryset = _within_reach(by).current_on(on)
        able = Officer.objects.with_permission(Permission.CLAIM_VERIFY).exclude(pk=by.pk)
        seen = able.filter(organisation__in=units.queryset).select_related("organisation")
        people.queryset = seen.order_by("organisation__path", "name")
