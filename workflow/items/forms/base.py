"""What the forms of the room share: refusals at their field, people, files, and the two ways to say a deadline."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from projects.errors import DomainError
from projects.ledger.forms.evidence import FilesField
from projects.people.models import Officer, Organisation
from workflow.items.deadlines import COUNTINGS, MOST_DAYS

COUNTING_CHOICES = [("working", "工作日"), ("calendar", "自然日（遇休息日顺延）")]
assert {name for name, _ in COUNTING_CHOICES} == set(COUNTINGS)


class Refusable(forms.Form):
    """A form that shows a refusal of the service at its field, or on top."""

    def refuse(self, refused: DomainError) -> None:
        """Put it there."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


class OfficerField(forms.ModelChoiceField):
    """A person, with his unit."""

    default_error_messages = {"invalid_choice": "这个人不在可选范围内，请重新选择。"}

    def label_from_instance(self, obj: Officer) -> str:
        """繁昌区　李填."""
        return f"{obj.organisation.label}　{obj.name}" if obj.organisation else obj.name


class PapersField(FilesField):
    """Evidence of an entry; none is needed by the form itself."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": "佐证材料（可多选）", "required": False, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """A list, empty for nothing chosen."""
        return super().clean(data, initial) if data and any(data if isinstance(data, list) else [data]) else []


def days_field(**kwargs: Any) -> forms.IntegerField:
    """A number of days."""
    return forms.IntegerField(label="或天数", min_value=1, max_value=MOST_DAYS, required=False, **kwargs)


def people_seen_by(officer: Officer) -> Any:
    """Active people whom the officer knows, by unit."""
    people = Officer.objects.visible_to(officer).people().filter(is_active=True)
    return people.select_related("organisation").order_by("organisation__path", "name", "pk")


def units_seen_by(officer: Officer, on: date) -> Any:
    """Units that exist on ``on`` and that the officer may know."""
    return Organisation.objects.visible_to(officer).current_on(on)
