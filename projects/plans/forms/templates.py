"""The editor of a template: its head, and one row for each node."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from projects.errors import DomainError
from projects.ledger.forms.versions import NOTHING, Differing, Overtaken
from projects.ledger.kinds import StartKind
from projects.ledger.stages import Stage
from projects.plans.kinds import DayCount, OwnerRole
from projects.plans.outlines import LONGEST, Outline

MOST_ROWS = 90
"""What one page can send: Django takes at most 1000 fields."""


class TemplateForm(Overtaken):
    """Name, kind, in use or not."""

    name = forms.CharField(label="模板名称", max_length=60)
    start_kind = forms.ChoiceField(label="适用项目", choices=StartKind.choices)
    is_active = forms.BooleanField(label="启用（套用模板时可选）", required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the service at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


class NodeRow(forms.Form):
    """One node; a row without code and name is no node."""

    order = forms.IntegerField(label="顺序", required=False, min_value=1, max_value=9999)
    code = forms.CharField(label="编号", max_length=8, required=False)
    name = forms.CharField(label="节点", max_length=40, required=False)
    stage = forms.ChoiceField(label="阶段", choices=Stage.choices, required=False)
    days = forms.IntegerField(label="工期", required=False, min_value=1, max_value=LONGEST)
    day_count = forms.ChoiceField(label="计日", choices=DayCount.choices, required=False)
    after = forms.CharField(label="前置节点编号", max_length=120, required=False)
    owner_role = forms.ChoiceField(label="责任方", choices=[("", "未定"), *OwnerRole.choices], required=False)
    is_milestone = forms.BooleanField(label="里程碑", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs |= {
                "class": _css_of(field.widget),
                "aria-label": str(field.label),
            }
            if name == "after":
                field.widget.attrs["placeholder"] = "如 J04 J05"

    def clean(self) -> dict[str, Any]:
        """A node has a code, a name, a stage and days."""
        given = super().clean() or {}
        if self.is_node(given):
            for name in ("code", "name", "stage", "days", "day_count"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, "请填写。")
        return given

    @staticmethod
    def is_node(given: dict[str, Any]) -> bool:
        """Was anything but the defaults typed?"""
        return bool(given.get("code") or given.get("name"))


def _css_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select form-select-sm" if isinstance(widget, forms.Select) else "form-control form-control-sm"


class BaseNodeRows(forms.BaseFormSet):
    """All rows of a template."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """With a labelled box to leave the node out."""
        super().add_fields(form, index)
        box = form.fields.get("DELETE")
        if box is not None:
            box.label = "删去"
            box.widget.attrs |= {"class": "form-check-input", "aria-label": "删去这个节点"}

    def outlines(self) -> list[Outline]:
        """The nodes as typed, by their order; those without one stay where they stand."""
        kept = [row.cleaned_data for row in self.forms if row.cleaned_data and NodeRow.is_node(row.cleaned_data)]
        kept = [given for given in kept if not given.get("DELETE")]
        ordered = sorted(enumerate(kept, start=1), key=lambda one: (one[1].get("order") or 10_000, one[0]))
        return [outline_of(given) for _, given in ordered]


NodeRows = forms.formset_factory(
    NodeRow,
    formset=BaseNodeRows,
    extra=3,
    can_delete=True,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
    validate_max=True,
)


def outline_of(given: dict[str, Any]) -> Outline:
    """A checked row as a value."""
    return Outline(
        code=given["code"].strip(),
        name=given["name"].strip(),
        stage=given["stage"],
        days=given["days"],
        day_count=given["day_count"],
        after=tuple(dict.fromkeys(given["after"].replace("、", " ").replace("，", " ").replace(",", " ").split())),
        owner_role=given["owner_role"],
        is_milestone=given["is_milestone"],
    )


def nodes_differing(mine: Iterable[Outline], theirs: Iterable[Outline]) -> list[Differing]:
    """Each node, by its code, in which the typed table differs from the stored one."""
    typed, stored = ({one.code: _said(one) for one in nodes} for nodes in (mine, theirs))
    pairs = ((code, typed.get(code, NOTHING), stored.get(code, NOTHING)) for code in {**stored, **typed})
    return [(f"节点 {code}", one, other) for code, one, other in pairs if one != other]


def _said(node: Outline) -> str:
    words = [node.name, node.stage_label, node.days_text, node.owner_label or "责任方未定"]
    words += [f"前置 {'、'.join(node.after)}"] if node.after else []
    return "，".join([*words, "里程碑"] if node.is_milestone else words)


def row_of(place: int, node: Outline) -> dict[str, Any]:
    """A node as its row begins."""
    return {
        "order": place * 10,
        "code": node.code,
        "name": node.name,
        "stage": node.stage,
        "days": node.days,
        "day_count": node.day_count,
        "after": " ".join(node.after),
        "owner_role": node.owner_role,
        "is_milestone": node.is_milestone,
    }
