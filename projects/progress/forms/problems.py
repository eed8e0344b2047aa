"""Forms of problems: raising, editing, acting on one, and the filters of the list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from projects.ledger.models import Project
from projects.ledger.widgets import DayField
from projects.people.models import Kind, Officer, Organisation
from projects.progress.forms.base import PaperField, RoomForm
from projects.progress.kinds import LEVEL_OF_KIND, LEVELS, ProblemKind, ProblemLevel, ProblemState
from projects.progress.models import Problem

EMPTY = ("", "未选择")
ANY = ("", "全部")
ASKED_KINDS = (Kind.PROVINCE, Kind.CITY, Kind.DISTRICT, Kind.PARK, Kind.DEPARTMENT, Kind.TOWNSHIP, Kind.BODY)


class UnitField(forms.ChoiceField):
    """A unit that may be asked, grouped by its level. Its value: the unit."""

    units: dict[str, Organisation]

    def offer(self, by: Officer, levels: Iterable[str], on: date, present: Organisation | None = None) -> None:
        """Every unit of ``levels`` that ``by`` may know and that exists on ``on``; the one that stands there anyhow."""
        known = list(Organisation.objects.visible_to(by).current_on(on).filter(kind__in=ASKED_KINDS))
        known += [present] if present is not None and present not in known else []
        self.units = {str(unit.pk): unit for unit in known}
        groups = {level: [unit for unit in known if level in _levels_of(unit, known)] for level in levels}
        self.choices = [EMPTY] + [
            (ProblemLevel(level).label, [(str(unit.pk), unit.name) for unit in units])
            for level, units in groups.items()
            if units
        ]
        if present is not None and not any(present in units for units in groups.values()):
            self.choices = [*self.choices, (str(present.pk), present.name)]

    def clean(self, value: Any) -> Organisation | None:
        """The unit chosen."""
        return self.units.get(super().clean(value))


def _levels_of(unit: Organisation, known: list[Organisation]) -> set[str]:
    """Its own level; a city carries what the province must solve."""
    above = [one for one in known if one.kind in LEVEL_OF_KIND and one.contains(unit)]
    nearest = max(above, key=lambda one: one.depth, default=None)
    own = LEVEL_OF_KIND.get(nearest.kind) if nearest else None
    return {own, ProblemLevel.PROVINCE} if own == ProblemLevel.CITY else {own} if own else set()


class ProblemForm(RoomForm):
    """What stands in the way, and who must clear it."""

    title = forms.CharField(label="问题", max_length=80, help_text="一句话，例如：二期 35 亩用地指标未落实")
    kind = forms.ChoiceField(label="问题类型", choices=[EMPTY, *ProblemKind.choices])
    level = forms.ChoiceField(label="协调层级", choices=[EMPTY, *ProblemLevel.choices], help_text="要哪一级才能解决")
    asked_organisation = UnitField(label="请求协调单位")
    raised_on = DayField(label="提出日期")
    need = forms.CharField(
        label="请求协调事项",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="希望对方做什么、最迟什么时候",
    )
    description = forms.CharField(
        label="具体情况", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    evidence = PaperField(queryset=None, label="照片和材料", required=False)

    def __init__(
        self, *args: Any, project: Project, by: Officer, on: date, problem: Problem | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", stored_values(problem) if problem else {"raised_on": on})
        super().__init__(*args, **kwargs)
        unit = self.fields["asked_organisation"]
        assert isinstance(unit, UnitField)
        unit.offer(by, [problem.level] if problem else LEVELS, on, problem.asked_organisation if problem else None)
        for fixed in ("level", "raised_on") if problem else ():
            del self.fields[fixed]
        self.offer_papers(project)

    def values(self) -> dict[str, Any]:
        """For the services."""
        return {name: self.cleaned_data[name] for name in self.fields}


def stored_values(problem: Problem) -> dict[str, Any]:
    """What the form of an edit shows at first."""
    shown = {name: getattr(problem, name) for name in ("title", "kind", "need", "description")}
    papers = list(problem.evidence.values_list("pk", flat=True))
    return shown | {"asked_organisation": str(problem.asked_organisation_id), "evidence": papers}


class ActionForm(RoomForm):
    """Words about a problem, with a day where it is solved and a unit where it is passed up."""

    text = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    resolved_on = DayField(label="解决日期")
    asked = UnitField(label="请求协调单位")

    def __init__(self, *args: Any, do: str, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": f"id_{do}_%s"})
        self.fields["text"].label = label
        if do != "solve":
            del self.fields["resolved_on"]
        if do != "lift":
            del self.fields["asked"]

    def offer_units(self, by: Officer, level: str, on: date) -> None:
        """The units of the next level."""
        unit = self.fields["asked"]
        assert isinstance(unit, UnitField)
        unit.offer(by, [level], on)


class ProblemFilter(forms.Form):
    """Filters of the list; they live in the address."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "未办结"), ("all", "全部"), *ProblemState.choices]
    )
    level = forms.ChoiceField(label="协调层级", required=False, choices=[ANY, *ProblemLevel.choices])
    kind = forms.ChoiceField(label="问题类型", required=False, choices=[ANY, *ProblemKind.choices])
    unit = forms.ChoiceField(label="请求协调单位（含下属）", required=False)
    landing = forms.ChoiceField(label="落地单位（含下属）", required=False)
    mine = forms.ChoiceField(label="由谁协调", required=False, choices=[ANY, ("1", "由我单位协调")])

    def __init__(self, data: QueryDict, *, by: Officer) -> None:
        super().__init__(data)
        seen = Problem.objects.visible_to(by).order_by()
        asked = Organisation.objects.filter(pk__in=seen.values("asked_organisation"))
        landing = Organisation.objects.filter(pk__in=seen.values("project__landing_organisation"))
        for name, units in (("unit", asked), ("landing", landing)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [ANY, *((unit.code, unit.label) for unit in units)]

    def chosen(self) -> dict[str, str]:
        """Name → value of every filter in use; what cannot be read is left out and shown as an error."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
