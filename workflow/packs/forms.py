"""Forms of packs: freeze one, and plan that a series freezes its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from projects.errors import DomainError
from workflow.packs.kinds import LeadUnit
from workflow.packs.models import FreezePlan

_SECOND = timedelta(seconds=1)


class MomentInput(forms.DateTimeInput):
    """``<input type="datetime-local">``."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ClockInput(forms.TimeInput):
    """``<input type="time">``."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class FreezeForm(forms.Form):
    """As of which instant, and why again."""

    cut_off = forms.DateTimeField(
        label="数据截止",
        required=False,
        widget=MomentInput(),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        help_text="留空为现在。材料只收截止时间以前记入系统的内容，议题也按截止时间取。",
        error_messages={"invalid": "请写作 2026-03-05 18:00。"},
    )
    reason = forms.CharField(label="重新定稿的原因", max_length=200, required=False)
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None = None, *, last: int = 0) -> None:
        super().__init__(data, initial={"edition": last})
        if not last:
            del self.fields["reason"]

    def values(self, *, now: datetime) -> dict[str, Any]:
        """What the service takes. A minute that was typed counts whole: up to its last second, or now."""
        typed = self.cleaned_data.get("cut_off")
        cut_off = min(typed + timedelta(minutes=1) - _SECOND, now) if typed and typed <= now else typed or now
        return {"cut_off": cut_off, "reason": self.cleaned_data.get("reason", "")}

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


class PlanForm(forms.Form):
    """When the packs of a series are frozen by themselves."""

    is_on = forms.BooleanField(label="到时自动定稿", required=False)
    lead = forms.IntegerField(label="提前", min_value=0, max_value=240)
    unit = forms.ChoiceField(label="单位", choices=LeadUnit.choices)
    at = forms.TimeField(label="定稿时刻（按工作日时）", widget=ClockInput(), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None = None, *, plan: FreezePlan | None = None) -> None:
        shown = plan or FreezePlan(version=0)
        first = {name: getattr(shown, name) for name in ("is_on", "lead", "unit", "at", "version")}
        super().__init__(data, initial=first)

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        said = {name: self.cleaned_data[name] for name in ("is_on", "lead", "unit")}
        return said | ({"at": self.cleaned_data["at"]} if self.cleaned_data["at"] else {})

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)
