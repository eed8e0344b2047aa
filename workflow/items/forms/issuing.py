"""The form to issue an item."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from projects.ledger.models import Project
from projects.ledger.widgets import DayField, OrganisationField
from projects.people.models import Officer, Organisation
from workflow.items.deadlines import Deadline
from workflow.items.forms.base import (
    COUNTING_CHOICES,
    OfficerField,
    Refusable,
    days_field,
    people_seen_by,
    units_seen_by,
)
from workflow.items.queries.waiting import own_issuers_of
from workflow.items.sources import MOST_LABEL, Source, SourceKind


class UnitsField(forms.ModelMultipleChoiceField):
    """Several units, indented by their depth in the tree."""

    default_error_messages = {"invalid_choice": "有单位已撤销或不在可选范围内，请重新选择。"}

    def label_from_instance(self, obj: Organisation) -> str:
        """As ``OrganisationField``."""
        return "　" * max(0, obj.depth - 2) + obj.name


class IssueForm(Refusable):
    """What is to be done, by whom, until when, and where it comes from."""

    issuer = OrganisationField(Organisation.objects.none(), label="交办单位", empty_label=None)
    source_kind = forms.ChoiceField(label="事项来源", choices=SourceKind.choices)
    source_label = forms.CharField(
        label="来源说明", max_length=MOST_LABEL, required=False, help_text="例如：芜湖市重大项目周调度第34次会议"
    )
    project = forms.CharField(label="项目", max_length=120, required=False, help_text="编号或名称，不涉及项目可不填")
    matter = forms.CharField(label="交办事项", max_length=300, help_text="一句话：谁把什么事办到什么程度")
    requirement = forms.CharField(
        label="办理要求", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    lead = OrganisationField(Organisation.objects.none(), label="牵头单位", empty_label="请选择")
    officer = OfficerField(Officer.objects.none(), label="责任人", required=False, empty_label="由牵头单位签收时确定")
    joint = UnitsField(
        Organisation.objects.none(),
        label="配合单位",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text="可多选；配合单位向牵头单位回复，由牵头单位负总责",
    )
    due_on = DayField(label="办结期限", required=False)
    days = days_field(help_text="日期和天数只填一项，天数从明天算起")
    counting = forms.ChoiceField(label="天数按", choices=COUNTING_CHOICES, required=False)

    def __init__(self, *args: Any, by: Officer, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by = by
        self.fields["project"].widget.attrs["list"] = "item-projects"
        seen = units_seen_by(by, on)
        for name, choices in (
            ("issuer", own_issuers_of(by, on)),
            ("lead", seen),
            ("joint", seen),
            ("officer", people_seen_by(by)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = choices

    def clean_project(self) -> Project | None:
        """The one visible project that is meant, by number or by name."""
        typed = self.cleaned_data["project"].strip()
        if not typed:
            return None
        visible = Project.objects.visible_to(self._by)
        found = list(visible.filter(number=typed.split(" ", 1)[0])[:1]) or list(visible.filter(name=typed)[:2])
        found = found or list(visible.filter(name__icontains=typed)[:2])
        if len(found) != 1:
            problem = "有多个项目符合，请写完整名称或编号。" if found else "没有找到这个项目，请核对编号或名称。"
            raise forms.ValidationError(problem)
        return found[0]

    def values(self) -> dict[str, Any]:
        """For ``issue_item``."""
        given = self.cleaned_data
        same = ("issuer", "matter", "requirement", "lead", "officer", "project")
        return {
            **{name: given[name] for name in same},
            "joint": list(given["joint"]),
            "deadline": Deadline(given["due_on"], given["days"], given["counting"] or "working"),
            "source": Source(given["source_kind"], given["source_label"]),
        }
