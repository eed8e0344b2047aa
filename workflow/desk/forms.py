"""The filters of the list; they live in the address, so that a filtered list can be saved and sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from projects.ledger.models import Project, Responsibility
from projects.ledger.stages import Stage, Standing
from projects.ledger.widgets import DayField
from projects.people.models import Kind, Officer, Organisation
from workflow.steps.lights import LABELS

TIERS = (
    ("10000", "1亿元以上"),
    ("100000", "10亿元以上"),
    ("200000", "20亿元以上"),
    ("500000", "50亿元以上"),
    ("1000000", "100亿元以上"),
)
CHIEF_STATES = (("missing", "应有而未指定"), ("needed", "需要首席责任人"))
ORDERS = (
    ("", "最近更新"),
    ("-total", "总投资从大到小"),
    ("total", "总投资从小到大"),
    ("number", "项目编号"),
    ("-signed", "签约日期从近到远"),
    ("stage", "阶段从前到后"),
)
UNIT_KINDS = (Kind.PROVINCE, Kind.CITY, Kind.DISTRICT, Kind.PARK, Kind.TOWNSHIP)
ANY = ("", "全部")
MAIN = ("stage", "light", "tier", "order")
MORE = ("standing", "mine", "chief_state", "chief", "chain", "signed_from", "signed_to")


class ProjectFilter(forms.Form):
    """Every filter is optional; "以上" includes the number itself; tiers are nested."""

    q = forms.CharField(label="搜索", required=False, max_length=80)
    unit = forms.ChoiceField(label="落地单位（含下属）", required=False)
    stage = forms.ChoiceField(label="阶段", required=False, choices=[ANY, *Stage.choices])
    standing = forms.ChoiceField(label="状态", required=False, choices=[ANY, *Standing.choices])
    light = forms.ChoiceField(label="亮灯", required=False, choices=[ANY, *LABELS.items()])
    chief_state = forms.ChoiceField(label="首席责任人", required=False, choices=[ANY, *CHIEF_STATES])
    tier = forms.ChoiceField(label="总投资", required=False, choices=[ANY, *TIERS])
    chain = forms.ChoiceField(label="产业链", required=False)
    chief = forms.ModelChoiceField(Officer.objects.none(), label="由谁负责", required=False, empty_label="全部")
    mine = forms.ChoiceField(label="与我有关", required=False, choices=[ANY, ("1", "我负责的")])
    signed_from = DayField(label="签约自", required=False)
    signed_to = DayField(label="签约至", required=False)
    order = forms.ChoiceField(label="排序", required=False, choices=ORDERS)

    def __init__(self, data: QueryDict, *, officer: Officer) -> None:
        super().__init__(data)
        self.query = data
        visible = Project.objects.visible_to(officer)
        self._choose("unit", units_of(officer))
        chains = visible.exclude(chain="").order_by("chain").values_list("chain", flat=True).distinct()
        self._choose("chain", [(chain, chain) for chain in chains])
        chiefs = Responsibility.objects.current().chiefs().filter(project__in=visible)
        chief = self.fields["chief"]
        assert isinstance(chief, forms.ModelChoiceField)
        chief.queryset = Officer.objects.filter(pk__in=chiefs.values("officer"))

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, *choices]

    def chosen(self) -> dict[str, Any]:
        """Name → value of every filter in use; what cannot be read is left out and shown as an error."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def chips(self) -> list[tuple[str, str]]:
        """Sentence of every filter in use, and the query string without it."""
        names = [name for name in self.chosen() if name != "order"]
        return [(f"{self.fields[name].label}：{self._shown(name)}", self._without(name)) for name in names]

    def _without(self, name: str) -> str:
        left = self.query.copy()
        for gone in (name, "page"):
            left.pop(gone, None)
        return f"?{left.urlencode()}"

    def main_fields(self) -> list[forms.BoundField]:
        """Those in sight beside the search box and the unit."""
        return [self[name] for name in MAIN]

    def more_fields(self) -> list[forms.BoundField]:
        """Those folded away until asked for."""
        return [self[name] for name in MORE]

    def more_used(self) -> int:
        """How many of the folded ones are in use: then they are shown."""
        return sum(name in MORE for name in self.data if self.data[name])

    def _shown(self, name: str) -> str:
        field, value = self.fields[name], self.cleaned_data[name]
        if isinstance(field, forms.ModelChoiceField) or not isinstance(field, forms.ChoiceField):
            return str(value)
        return str(dict(field.choices)[value]).strip("　")  # type: ignore[arg-type]


def units_of(officer: Officer) -> list[tuple[str, str]]:
    """Code and indented name of every unit in the officer's subtree where projects land."""
    root = officer.scope_root
    if root is None:
        return []
    units = Organisation.objects.under(root).filter(kind__in=UNIT_KINDS)
    return [(unit.code, "　" * (unit.depth - root.depth) + unit.label) for unit in units]
