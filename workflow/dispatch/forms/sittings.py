"""Forms of one sitting and its agenda."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.http import QueryDict

from projects.ledger.models import Project
from projects.ledger.widgets import DayField
from projects.people.models import Officer, Organisation
from workflow.dispatch.forms.series import ClockInput
from workflow.dispatch.models import AgendaEntry


class MoveForm(forms.Form):
    """Another day, hour or place for one sitting, and why."""

    on = DayField(label="改到")
    time = forms.TimeField(label="时间", widget=ClockInput())
    place = forms.CharField(label="地点", max_length=80)
    reason = forms.CharField(label="原因", max_length=120, error_messages={"required": "请写明原因，参会人会看到。"})


class CancelForm(forms.Form):
    """Why one sitting does not take place."""

    reason = forms.CharField(
        label="取消原因", max_length=200, error_messages={"required": "请写明取消原因，参会人会看到。"}
    )


class EntryForm(forms.Form):
    """One more project on the agenda, and why."""

    project = forms.CharField(label="项目", max_length=120, help_text="项目编号或名称")
    detail = forms.CharField(
        label="为什么上会", max_length=200, error_messages={"required": "请写明为什么上会，参会人会看到。"}
    )

    def __init__(self, by: Officer, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self._by = by
        self.fields["project"].widget.attrs["list"] = "agenda-projects"

    def clean_project(self) -> Project:
        """The one visible project that is meant, by number or by name."""
        typed = self.cleaned_data["project"].strip()
        number = typed.split(" ", 1)[0]
        visible = Project.objects.visible_to(self._by)
        found = list(visible.filter(number=number)[:1]) or list(visible.filter(name=typed)[:2])
        found = found or list(visible.filter(name__icontains=typed)[:2])
        if len(found) != 1:
            problem = "有多个项目符合，请写完整名称或编号。" if found else "没有找到这个项目，请核对编号或名称。"
            raise forms.ValidationError(problem)
        return found[0]


class ExtraForm(forms.Form):
    """A sitting beside the rule, and why."""

    on = DayField(label="日期")
    time = forms.TimeField(label="时间", widget=ClockInput())
    place = forms.CharField(label="地点", max_length=80, required=False, help_text="留空为系列的地点")
    reason = forms.CharField(label="加开事由", max_length=200, error_messages={"required": "请写明加开的事由。"})
    is_urgent = forms.BooleanField(label="紧急加开", required=False, help_text="不足规定的提前工作日时勾选")


class AskForm(forms.Form):
    """One more unit asked for material on an entry."""

    entry = forms.TypedChoiceField(label="议题", coerce=int)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="报送单位", empty_label="请选择")
    wanted = forms.CharField(label="要求", max_length=200, required=False, help_text="如：用地指标落实情况")
    due_on = DayField(label="报送期限", required=False, help_text="留空按系列约定")

    def __init__(self, agenda: Iterable[AgendaEntry], by: Officer, data: QueryDict | None = None) -> None:
        super().__init__(data)
        entry, unit = self.fields["entry"], self.fields["organisation"]
        assert isinstance(entry, forms.TypedChoiceField) and isinstance(unit, forms.ModelChoiceField)
        entry.choices = [("", "请选择"), *((one.pk, one.project.name) for one in agenda)]
        unit.queryset = Organisation.objects.visible_to(by)
