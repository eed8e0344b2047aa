"""Two people edited one project: what I typed beside what is stored now, so that nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from projects.ledger.forms.projects import ProjectForm, initial_of
from projects.ledger.forms.sections import UNITS
from projects.ledger.models import Project

THEIRS = "theirs"
NOTHING = "（空）"


@dataclass(frozen=True)
class Difference:
    """One field. ``mine_changed``: I typed something else than stands there now, so one of the two must be chosen."""

    name: str
    label: str
    mine: str
    theirs: str
    mine_changed: bool


def differences(form: ProjectForm, rows: forms.BaseFormSet[Any], project: Project) -> list[Difference]:
    """Every field in which the writer's page and the stored project now differ. ``project``: read again."""
    now = initial_of(project)
    found = [_difference(form, name, now[name]) for name in form.fields if name not in ("version", "confirm_amounts")]
    return [one for one in [*found, _investors(rows, project)] if one is not None]


def chosen_theirs(data: dict[str, Any]) -> set[str]:
    """Names of fields for which the writer gave way (``take-<name>=theirs``)."""
    return {key.removeprefix("take-") for key, value in data.items() if key.startswith("take-") and value == THEIRS}


def _difference(form: ProjectForm, name: str, now: object) -> Difference | None:
    field, bound = form.fields[name], form[name]
    stored = field.to_python(now) if isinstance(field, forms.DecimalField) else now
    seen = field.hidden_widget().value_from_datadict(form.data, form.files, bound.html_initial_name)
    mine_changed = name in form.changed_data and field.has_changed(stored, bound.data)
    if not mine_changed and not field.has_changed(stored, seen):
        return None
    mine = bound.data if mine_changed else seen
    return Difference(name, str(field.label), _shown(field, name, mine), _shown(field, name, now), mine_changed)


def _shown(field: forms.Field, name: str, value: object) -> str:
    if isinstance(field, forms.BooleanField):
        return "是" if field.to_python(value) else "否"
    if value in (None, ""):
        return NOTHING
    if isinstance(field, forms.ModelChoiceField):
        known = dict(field.choices)  # type: ignore[arg-type]
        return str(next((label for key, label in known.items() if str(key) == str(value)), NOTHING)).strip("　")
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    return f"{value}{UNITS.get(name, '')}"


def _investors(rows: forms.BaseFormSet[Any], project: Project) -> Difference | None:
    stored = sorted(investor.name for investor in project.investors.all())
    typed = sorted(row["name"].data for row in rows.forms if row["name"].data)
    if not rows.has_changed() or typed == stored:
        return None
    return Difference("investors", "投资方", "、".join(typed) or NOTHING, "、".join(stored) or NOTHING, True)
