"""The editor of a form: one line a column, in their order; which names a row, which is summed, by which tiers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from projects.errors import Invalid
from projects.ledger.money import WAN_PER_YI
from workflow.reporting.columns import MOST_COLUMNS, MOST_HINT, MOST_LABEL, Column, Definition, limit_of
from workflow.reporting.forms.requests import Refusable
from workflow.reporting.kinds import ColumnKind

PREFIX, BLANK_ROWS = "columns", 2
_SPLIT = re.compile(r"[、，,;；\s]+")
_CHOICES = re.compile(r"[、，,;；]+")


class ColumnRow(forms.Form):
    """One column. ``name`` is kept from version to version, so that two rounds can be compared."""

    position = forms.IntegerField(label="顺序", min_value=1, max_value=999, required=False)
    name = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    label = forms.CharField(label="列名", max_length=MOST_LABEL, required=False)
    kind = forms.ChoiceField(label="类型", choices=ColumnKind.choices, required=False, initial=ColumnKind.TEXT)
    required = forms.BooleanField(label="必填", required=False)
    minimum = forms.CharField(label="下限", max_length=20, required=False)
    maximum = forms.CharField(label="上限", max_length=20, required=False)
    choices = forms.CharField(label="选项（用顿号分开）", max_length=600, required=False)
    hint = forms.CharField(label="填写说明", max_length=MOST_HINT, required=False)


ColumnRows = forms.formset_factory(
    ColumnRow, extra=BLANK_ROWS, max_num=MOST_COLUMNS + BLANK_ROWS, absolute_max=60, can_delete=True
)


class FormHead(Refusable):
    """What stands beside the columns. ``key`` and ``amount`` name a column by its label."""

    key = forms.CharField(
        label="识别列", max_length=MOST_LABEL, help_text="填列名，如 项目名称；两期之间按它比较，必须是必填的文本列"
    )
    amount = forms.CharField(
        label="汇总金额列", max_length=MOST_LABEL, required=False, help_text="填列名，如 总投资；不汇总的留空"
    )
    tiers = forms.CharField(
        label="金额档次（亿元）", max_length=100, required=False, help_text="从小到大，如 20、50、100"
    )


def rows_of(definition: Definition) -> list[dict[str, Any]]:
    """Initial values of the rows."""
    return [
        {
            **column.as_dict(),
            "position": place * 10,
            "minimum": "" if column.minimum is None else f"{column.minimum:f}",
            "maximum": "" if column.maximum is None else f"{column.maximum:f}",
            "choices": "、".join(column.choices),
        }
        for place, column in enumerate(definition.columns, 1)
    ]


def head_of(definition: Definition) -> dict[str, str]:
    """Initial values of the head."""
    tiers = "、".join(_short(one) for one in definition.tiers_wan)
    return {
        "key": definition.column(definition.key).label,
        "amount": definition.column(definition.amount).label if definition.amount else "",
        "tiers": tiers,
    }


def definition_from(rows: Iterable[Mapping[str, Any]], head: Mapping[str, str], taken: Iterable[str]) -> Definition:
    """What was typed. ``taken``: names that other versions use, which a new column does not get."""
    given = [one for one in rows if one.get("label", "").strip() and not one.get("DELETE")]
    ordered = sorted(given, key=lambda one: one.get("position") or 9_999)
    names = _names(ordered, set(taken))
    columns = tuple(_column(one, name) for one, name in zip(ordered, names, strict=True))
    return Definition(
        columns,
        key=_named(columns, head["key"], "key"),
        amount=_named(columns, head["amount"], "amount") if head.get("amount", "").strip() else "",
        tiers_wan=tiers_from(head.get("tiers", "")),
    )


def tiers_from(text: str) -> tuple[int, ...]:
    """20、50、100 (亿元) in 万元."""
    found = []
    for word in _SPLIT.split(text.strip()):
        limit = limit_of(word.removesuffix("亿元").removesuffix("亿")) if word else None
        if limit is not None:
            wan = limit * WAN_PER_YI
            if wan != int(wan):
                raise Invalid("金额档次最多4位小数，请核对。", "tiers")
            found.append(int(wan))
    return tuple(found)


def _column(row: Mapping[str, Any], name: str) -> Column:
    kind = row.get("kind") or ColumnKind.TEXT
    return Column(
        name=name,
        label=row["label"],
        kind=kind,
        required=bool(row.get("required")),
        minimum=limit_of(row.get("minimum", "").strip()),
        maximum=limit_of(row.get("maximum", "").strip()),
        choices=tuple(one.strip() for one in _CHOICES.split(row.get("choices", "")) if one.strip()),
        hint=row.get("hint", ""),
    )


def _names(rows: Sequence[Mapping[str, Any]], taken: set[str]) -> list[str]:
    used = taken | {one.get("name", "") for one in rows}
    names = []
    number = 0
    for one in rows:
        name = one.get("name", "")
        while not name:
            number += 1
            name = "" if f"c{number}" in used else f"c{number}"
        names.append(name)
        used.add(name)
    return names


def _named(columns: Sequence[Column], label: str, field: str) -> str:
    found = next((one.name for one in columns if one.label.strip() == label.strip()), None)
    if found is None:
        raise Invalid(f"没有名为“{label.strip()}”的列，请填上面的列名。", field)
    return found


def _short(wan: int) -> str:
    text = f"{wan / WAN_PER_YI:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
