"""Forms of the chains of a city."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from projects.errors import DomainError
from projects.ledger.models import Chain, Enterprise
from projects.ledger.widgets import OrganisationField
from projects.people.models import Officer, Organisation


class ChainForm(forms.Form):
    """A chain: its name, who heads it, which unit keeps it, which firms lead it."""

    name = forms.CharField(label="产业链名称", max_length=40, help_text="如：新能源汽车、智能家电")
    leader = forms.ModelChoiceField(
        Officer.objects.none(), label="链长", required=False, empty_label="未确定", help_text="由哪位市领导担任"
    )
    lead_organisation = OrganisationField(
        Organisation.objects.none(), label="牵头单位", required=False, empty_label="未确定"
    )
    anchors = forms.CharField(
        label="链主企业",
        required=False,
        help_text="已登记企业的全称，用顿号分开，可不填",
    )
    is_active = forms.BooleanField(label="启用（停用后录入项目时不再可选，已有项目不变）", required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, by: Officer, city: Organisation, on: date, chain: Chain | None, **kwargs: Any
    ) -> None:
        if chain is not None:
            kwargs.setdefault("initial", _initial_of(chain))
        super().__init__(*args, **{"initial": {"is_active": True}, **kwargs})
        leaders, units = self.fields["leader"], self.fields["lead_organisation"]
        assert isinstance(leaders, forms.ModelChoiceField) and isinstance(units, forms.ModelChoiceField)
        below = Organisation.objects.under(city)
        people = Officer.objects.people().filter(organisation__in=below, is_active=True)
        held = Officer.objects.filter(pk=chain.leader_id if chain else None)
        leaders.queryset = (people | held).select_related("organisation").order_by("organisation__path", "name")
        kept = Organisation.objects.filter(pk=chain.lead_organisation_id if chain else None)
        units.queryset = (below.current_on(on) | kept).order_by("path")
        self._by = by

    def clean_anchors(self) -> list[Enterprise]:
        """Registered enterprises by their full names."""
        text = self.cleaned_data["anchors"].replace("，", "、").replace(",", "、").replace("；", "、")
        names = list(dict.fromkeys(name.strip() for name in text.split("、") if name.strip()))
        found = {one.name: one for one in Enterprise.objects.visible_to(self._by).filter(name__in=names)}
        missing = [name for name in names if name not in found]
        if missing:
            raise forms.ValidationError(f"没有登记的企业：{'、'.join(missing)}。请按企业库中的全称填写，或先登记企业。")
        return [found[name] for name in names]

    def ledger_values(self) -> dict[str, Any]:
        """Field → value as the services take them."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "version"}

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the service at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


def _initial_of(chain: Chain) -> dict[str, Any]:
    return {
        "name": chain.name,
        "leader": chain.leader_id,
        "lead_organisation": chain.lead_organisation_id,
        "anchors": "、".join(one.name for one in chain.anchors.all()),
        "is_active": chain.is_active,
    }


class MergeForm(forms.Form):
    """Under which chain the projects of a name go on."""

    name = forms.CharField(widget=forms.HiddenInput, max_length=40)
    into = forms.ModelChoiceField(Chain.objects.none(), label="并入", empty_label="请选择产业链")

    def __init__(self, *args: Any, city: Organisation, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)
        into.queryset = Chain.objects.of_city(city).filter(is_active=True).exclude(name=name).order_by("name")

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the service at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)
