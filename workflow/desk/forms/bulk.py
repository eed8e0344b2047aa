"""What to do to the chosen projects."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from projects.ledger.forms import AssignForm
from projects.ledger.models import Project, Tag
from projects.ledger.widgets import DayField
from projects.people.models import Officer
from workflow.desk.models import BulkAction
from workflow.desk.services.bulk import Plan

CHOOSE = ("", "请选择")


class BulkForm(AssignForm):
    """A tag, or a part for the holder of a post. Posts and people as on the page of one project."""

    action = forms.ChoiceField(
        label="办理事项", choices=[CHOOSE, *BulkAction.choices], error_messages={"required": "请选择要办理的事项。"}
    )
    tag = forms.CharField(label="标签", max_length=20, required=False, widget=forms.TextInput(attrs={"list": "tags"}))
    valid_from = DayField(label="起始日期", required=False)

    field_order = ["action", "tag", "role", "valid_from", "post", "officer", "reason", "basis"]

    def __init__(self, *args: Any, by: Officer, project: Project, on: date, **kwargs: Any) -> None:
        super().__init__(*args, by=by, project=project, on=on, **kwargs)
        self.fields["role"].required = False

    def plan(self) -> Plan:
        """What was asked for."""
        given = self.cleaned_data
        return Plan(
            given["action"],
            given["tag"].strip(),
            given["role"],
            given["officer"],
            self.chosen_post(),
            given["valid_from"],
            given["basis"].strip(),
            given["reason"].strip(),
        )

    @staticmethod
    def known_tags(projects: list[Project]) -> list[str]:
        """Tags that the chosen projects bear already, to choose from while typing."""
        bearing = Project.tags.through.objects.filter(project__in=projects)
        return list(Tag.objects.filter(pk__in=bearing.values("tag")).values_list("name", flat=True))
