"""Forms of one node; each carries the version its page has shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.http import QueryDict

from projects.errors import DomainError
from projects.ledger.fields import show_value
from projects.ledger.models import Project
from projects.ledger.stages import Stage
from projects.ledger.widgets import DayField, OrganisationField
from projects.people.models import Officer, Organisation
from projects.plans.models import Node, Plan

NOTHING = "（空）"


@dataclass(frozen=True)
class Version:
    """One field in which what was typed and what is stored now differ."""

    label: str
    mine: str
    theirs: str


class VersionedForm(forms.Form):
    """A form about a row that others may change meanwhile."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the service at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)

    def versions(self, node: Node) -> list[Version]:
        """What I typed beside what is stored now, for the fields in which they differ."""
        rows = []
        for name in self.fields:
            if name in self.cleaned_data and hasattr(node, name) and name != "version":
                mine, theirs = (_shown(self, name, one) for one in (self.cleaned_data[name], _stored(node, name)))
                if mine != theirs:
                    rows.append(Version(str(self.fields[name].label), mine or NOTHING, theirs or NOTHING))
        return rows

    def onto(self, row: Node | Plan) -> VersionedForm:
        """The same typed values over the version stored now: sending again is a choice made with open eyes."""
        data = cast(QueryDict, self.data).copy()
        data["version"] = str(row.version)
        self.data = data
        return self


def _stored(node: Node, name: str) -> object:
    return list(node.depends_on.all()) if name == "depends_on" else getattr(node, name)


def _shown(form: forms.Form, name: str, value: Any) -> str:
    field = form.fields[name]
    if isinstance(field, forms.ModelMultipleChoiceField):
        return "、".join(sorted(one.name for one in value))
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    return show_value(value)


class NodeForm(VersionedForm):
    """A node added or edited. Planned days are asked for a new one only: later they change by 调整计划."""

    name = forms.CharField(label="节点", max_length=40)
    stage = forms.ChoiceField(label="所属阶段", choices=Stage.choices)
    planned_start_on = DayField(label="计划开始")
    planned_on = DayField(label="计划完成")
    owner_organisation = OrganisationField(
        Organisation.objects.none(), label="责任单位", required=False, empty_label="未定"
    )
    owner = forms.ModelChoiceField(
        Officer.objects.none(),
        label="责任人",
        required=False,
        empty_label="未定",
        help_text="责任人能查看本项目时，可以自行填报这个节点的进度",
    )
    depends_on = forms.ModelMultipleChoiceField(
        Node.objects.none(),
        label="前置节点",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="这些节点都完成后才能开始",
    )
    position = forms.IntegerField(label="排在第几位", required=False, min_value=1, max_value=900)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(
        self, *args: Any, by: Officer, project: Project, on: date, node: Node | None = None, **kwargs: Any
    ) -> None:
        if node is not None:
            kwargs.setdefault("initial", initial_of(node, NodeForm.base_fields))
        super().__init__(*args, **kwargs)
        if node is not None:
            del self.fields["planned_start_on"], self.fields["planned_on"]
            self.fields["stage"].disabled = node.is_milestone
        units = Organisation.objects.visible_to(by).current_on(on)
        people = Officer.objects.people().visible_to(by).filter(is_active=True).select_related("organisation")
        others = Node.objects.filter(plan=project.pk).standing().exclude(Q(pk=node.pk if node else None))
        for name, choices in (("owner_organisation", units), ("owner", people), ("depends_on", others)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = choices

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if given.get("position") is None:
            given.pop("position", None)
        return given


class ReportForm(VersionedForm):
    """What happened to a node."""

    actual_start_on = DayField(label="实际开始", required=False)
    actual_on = DayField(label="实际完成", required=False, help_text="填写后节点即为完成，不能晚于今天")
    progress_percent = forms.IntegerField(label="进度（%）", required=False, min_value=0, max_value=100)
    note = forms.CharField(label="说明", max_length=200, required=False)
    confirmed = forms.BooleanField(label="前置节点尚未完成，确认本节点已先行完成", required=False)

    def __init__(self, *args: Any, node: Node, asks_back: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("initial", initial_of(node, ReportForm.base_fields))
        super().__init__(*args, **kwargs)
        if node.is_milestone:
            del self.fields["actual_start_on"], self.fields["actual_on"]
        self.asks_back = asks_back or bool(self.data.get("confirmed"))

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "confirmed")}


class ReplanForm(VersionedForm):
    """New planned days."""

    planned_start_on = DayField(label="新的计划开始")
    planned_on = DayField(label="新的计划完成")
    with_chain = forms.BooleanField(
        label="后续节点一并顺延", required=False, help_text="等待本节点的未完成节点按同样的天数移动，先看结果再确认"
    )
    reason = forms.CharField(label="调整理由", max_length=200, required=False)

    def __init__(self, *args: Any, node: Node, **kwargs: Any) -> None:
        kwargs.setdefault("initial", initial_of(node, ReplanForm.base_fields) | {"with_chain": True})
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = node.committed_on is not None

    def clean(self) -> dict[str, Any]:
        """The end is not before the beginning."""
        given = super().clean() or {}
        first, last = given.get("planned_start_on"), given.get("planned_on")
        if first and last and last < first:
            self.add_error("planned_on", "计划完成日期早于计划开始日期，请核对。")
        return given


class ReasonForm(VersionedForm):
    """Why something is cancelled or taken back."""

    reason = forms.CharField(label="理由", max_length=200)


def initial_of(node: Node, names: Iterable[str]) -> dict[str, Any]:
    """The present values of the fields the node has, with its version."""
    return {name: _stored(node, name) for name in names if hasattr(node, name)} | {"version": node.version}
