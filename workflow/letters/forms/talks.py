"""The record of a talk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from projects.ledger.widgets import OrganisationField
from projects.people.models import Kind, Officer, Organisation
from workflow.letters.forms.base import OptionalFiles, RoomForm
from workflow.letters.services.talking import FollowUp

FOLLOW_UPS = 3
NAMES = ("trigger", "held_at", "place", "led_by", "attendees", "outcome")


class MomentInput(forms.DateTimeInput):
    """``<input type="datetime-local">``."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class TalkForm(RoomForm):
    """Who talked to whom about what, and what follows. ``matter-1`` … with ``days-1`` …: items to issue."""

    unit = OrganisationField(Organisation.objects.none(), label="被约谈单位", empty_label="请选择")
    trigger = forms.CharField(label="约谈事由", max_length=300)
    held_at = forms.DateTimeField(label="约谈时间", widget=MomentInput)
    place = forms.CharField(label="约谈地点", max_length=120)
    led_by = forms.CharField(label="约谈人", max_length=120, help_text="姓名及职务")
    attendees = forms.CharField(label="参加人员", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    outcome = forms.CharField(label="约谈结果", max_length=3000, widget=forms.Textarea(attrs={"rows": 5}))
    files = OptionalFiles(label="签到表、照片等附件")  # type: ignore[assignment]

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, OrganisationField)
        unit.queryset = Organisation.objects.visible_to(officer).exclude(kind=Kind.PROVINCE)
        for number in range(1, FOLLOW_UPS + 1):
            self.fields[f"matter-{number}"] = forms.CharField(label=f"交办事项{number}", max_length=300, required=False)
            self.fields[f"days-{number}"] = forms.IntegerField(
                label="办结时限（工作日）", min_value=1, max_value=400, required=False
            )

    @property
    def follow_rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """Each matter with its days."""
        return ((self[f"matter-{n}"], self[f"days-{n}"]) for n in range(1, FOLLOW_UPS + 1))

    def clean(self) -> dict[str, Any]:
        """A matter has days."""
        given = super().clean() or {}
        for number in range(1, FOLLOW_UPS + 1):
            if given.get(f"matter-{number}") and not given.get(f"days-{number}"):
                self.add_error(f"days-{number}", "请填写时限。")
        return given

    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        return {name: self.cleaned_data[name] for name in NAMES}

    def follow_ups(self) -> list[FollowUp]:
        """Those that were filled in."""
        given = self.cleaned_data
        rows = ((given.get(f"matter-{n}", "").strip(), given.get(f"days-{n}")) for n in range(1, FOLLOW_UPS + 1))
        return [FollowUp(matter, days) for matter, days in rows if matter and days]
