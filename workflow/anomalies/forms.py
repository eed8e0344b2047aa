"""The filters of the page, and what is said of one anomaly."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from projects.ledger.widgets import DayField
from projects.people.models import Kind, Officer, Organisation
from workflow.anomalies.models import Clearance
from workflow.anomalies.queries import ALL, CLEARED, OPEN, Wanted

ANY = ("", "全部")
UNIT_KINDS = (Kind.PROVINCE, Kind.CITY, Kind.DISTRICT, Kind.PARK, Kind.TOWNSHIP)
STATES = (("", "待核实"), (CLEARED, "已核实"), (ALL, "全部"))


class AnomalyFilter(forms.Form):
    """Every word is optional; what cannot be read is ignored."""

    unit = forms.ChoiceField(label="落地单位（含下属）", required=False)
    first = DayField(label="自", required=False)
    last = DayField(label="至", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)

    def __init__(self, query: QueryDict, *, officer: Officer) -> None:
        super().__init__(query)
        root = officer.scope_root
        below = Organisation.objects.under(root).filter(kind__in=UNIT_KINDS) if root else Organisation.objects.none()
        self.units = {unit.code: unit for unit in below}
        depth = root.depth if root else 0
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY] + [(one.code, "　" * (one.depth - depth) + one.label) for one in self.units.values()]

    def wanted(self) -> Wanted:
        """What the address asks for."""
        self.is_valid()
        given = self.cleaned_data
        return Wanted(
            unit=self.units.get(given.get("unit", "")),
            first=given.get("first"),
            last=given.get("last"),
            state=given.get("state") or OPEN,
        )


class ClearForm(forms.Form):
    """Why it is in order."""

    kind = forms.CharField(max_length=20)
    key = forms.CharField(max_length=80)
    fingerprint = forms.CharField(max_length=64)
    reason = forms.CharField(
        label="核实情况",
        max_length=Clearance._meta.get_field("reason").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
