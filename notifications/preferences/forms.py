"""Forms of the room. Shape only; what the office allows is checked by the services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from notifications.preferences import registry
from notifications.preferences.registry import Reach
from notifications.preferences.standing import Preset, Standing
from notifications.preferences.topics import Choice, Policy, Topic
from projects.errors import DomainError

APART = "."
HOURS = [(hour, f"{hour:02}:00") for hour in range(6, 23)]


def _clock(label: str, *, required: bool) -> forms.TimeField:
    picker = forms.TimeInput(attrs={"type": "time", "class": "form-control"}, format="%H:%M")
    return forms.TimeField(label=label, required=required, widget=picker)


class Refusable(forms.Form):
    """A form that shows a refusal beside the field it is about."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)  # type: ignore[misc]

    def refuse(self, refused: DomainError) -> None:
        """Put the sentence where it belongs."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


class OwnForm(Refusable):
    """提醒设置. One field a topic in which something may be chosen: ``choices.<topic>``."""

    opens_at = _clock("接收时段从", required=False)
    closes_at = _clock("到", required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, standing: Standing, open_topics: Sequence[Topic],
                 reaches: Sequence[Reach]) -> None:  # fmt: skip
        super().__init__(data, initial=_own_initial(standing, reaches))
        self.open_topics, self.reaches = open_topics, reaches
        office = Standing(standing.preset)
        for topic in open_topics:
            ways = [("", f"按单位设置（{office.choice(topic).label}）"), *Choice.choices]
            picker = forms.Select(attrs={"class": "form-select", "aria-label": topic.label})
            self.fields[f"choices{APART}{topic}"] = forms.ChoiceField(
                label=topic.label, choices=ways, required=False, widget=picker
            )
        hours = [("", f"按单位设置（{office.digest_hour:02}:00）"), *_hours(standing.preset.digest_hours)]
        self.fields["digest_hour"] = forms.TypedChoiceField(
            label="每日汇总时间", choices=hours, coerce=int, empty_value=None, required=False,
            widget=forms.Select(attrs={"class": "form-select"}),
        )  # fmt: skip
        if len(reaches) > 1:
            self.fields["channels"] = forms.MultipleChoiceField(
                label="接收渠道", choices=[(one.name, one.label) for one in reaches], required=False,
                widget=forms.CheckboxSelectMultiple(),
            )  # fmt: skip

    def chosen(self) -> dict[str, Any]:
        """As ``services.save_own`` takes it."""
        data = self.cleaned_data
        found: dict[str, Any] = {name: data[name] for name in ("opens_at", "closes_at", "digest_hour")}
        found["choices"] = {topic: data[f"choices{APART}{topic}"] for topic in self.open_topics}
        if "channels" in data:
            found["muted_channels"] = [one.name for one in self.reaches if one.name not in data["channels"]]
        return found

    def refuse(self, refused: DomainError) -> None:
        """Channels are ticked where they are wanted."""
        field = "channels" if refused.field == "muted_channels" else refused.field
        self.add_error(field if field in self.fields else None, refused.detail)


def _own_initial(standing: Standing, reaches: Sequence[Reach]) -> dict[str, Any]:
    wishes = standing.wishes
    hour = wishes.digest_hour if wishes.digest_hour in standing.preset.digest_hours else None
    return {
        **{f"choices{APART}{topic}": way for topic, way in wishes.choices.items()},
        "digest_hour": hour,
        "opens_at": wishes.opens_at,
        "closes_at": wishes.closes_at,
        "channels": [one.name for one in reaches if one.name not in wishes.muted_channels],
    }


def _hours(hours: Sequence[int]) -> list[tuple[int, str]]:
    return [(hour, f"{hour:02}:00") for hour in sorted(hours)]


class PresetForm(Refusable):
    """单位提醒预设. One field a topic: ``policies.<topic>``."""

    digest_hours = forms.TypedMultipleChoiceField(
        label="允许的汇总时间", choices=HOURS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple()
    )
    opens_at = _clock("发送时段从", required=True)
    closes_at = _clock("到", required=True)
    quiet_on_rest_days = forms.BooleanField(label="休息日不打扰", required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, preset: Preset) -> None:
        initial = {f"policies{APART}{topic}": preset.policy(topic) for topic in registry.topics()}
        for name in ("opens_at", "closes_at", "quiet_on_rest_days"):
            initial[name] = getattr(preset, name)
        super().__init__(data, initial={**initial, "digest_hours": list(preset.digest_hours)})
        self.fields["quiet_on_rest_days"].widget.attrs["class"] = "form-check-input"
        for topic in registry.topics():
            if not registry.is_wholly_mandatory(topic):
                picker = forms.Select(attrs={"class": "form-select", "aria-label": topic.label})
                self.fields[f"policies{APART}{topic}"] = forms.ChoiceField(
                    label=topic.label, choices=Policy.choices, widget=picker
                )

    def preset(self) -> Preset:
        """What was filled in."""
        data = self.cleaned_data
        policies = {name.partition(APART)[2]: value for name, value in data.items() if name.startswith("policies")}
        return Preset(
            policies, tuple(sorted(data["digest_hours"])), data["opens_at"], data["closes_at"],
            data["quiet_on_rest_days"],
        )  # fmt: skip
