"""The filters of the ledger, read from the address; accounts on channels; set-ups of channels."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from notifications.outbox import egress, registry
from notifications.outbox.channels.base import Audience, Channel
from notifications.outbox.channels.catalogue import by_name, configured, registered
from notifications.outbox.channels.web import WebChannel
from notifications.outbox.models import ChannelAddress, ChannelSetup, DeliveryState
from notifications.outbox.queries import DIGEST, UNADDRESSED, LedgerFilter
from projects.days import validate_plausible
from projects.privacy.forms import KeptField

STATES = [("", "全部"), *DeliveryState.choices, (UNADDRESSED, "仅站内信"), (DIGEST, "每日汇总")]


def _day(label: str) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=picker, validators=[validate_plausible])


class LedgerForm(forms.Form):
    """Whatever cannot be read narrows nothing. ``subject`` comes from a link: exactly this thing."""

    person = forms.CharField(label="接收人", required=False, max_length=40)
    rule = forms.ChoiceField(label="规则", required=False)
    state = forms.ChoiceField(label="结果", required=False, choices=STATES)
    from_on = _day("应发日期从")
    to_on = _day("到")
    project = forms.CharField(label="项目名称或编号", required=False, max_length=60)
    channel = forms.ChoiceField(label="渠道", required=False)
    mine = forms.BooleanField(label="只看发给我的", required=False)
    late = forms.BooleanField(label="只看补发的", required=False)
    subject = forms.UUIDField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, label_suffix="", **kwargs)  # type: ignore[arg-type, misc]
        self.fields["rule"].choices = [("", "全部"), *registry.choices()]  # type: ignore[attr-defined]
        ways = [(one.name, one.label) for one in registered()]
        self.fields["channel"].choices = [("", "全部"), *ways]  # type: ignore[attr-defined]
        for field in self.fields.values():
            plain = "form-check-input" if isinstance(field, forms.BooleanField) else "form-control"
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else plain

    def wanted(self) -> LedgerFilter:
        """What was asked for."""
        self.is_valid()
        return LedgerFilter(**{name: value for name, value in self.cleaned_data.items() if value})

    def said(self) -> list[str]:
        """The filters in words, for an export and its entry in the audit log."""
        self.is_valid()
        return [
            f"{field.label or '对象'}：{self._word(name, value)}"
            for name, field in self.fields.items()
            if (value := self.cleaned_data.get(name))
        ]

    def _word(self, name: str, value: object) -> str:
        field = self.fields[name]
        words: dict[object, object] = dict(field.choices) if isinstance(field, forms.ChoiceField) else {}  # type: ignore[arg-type]
        return "是" if value is True else str(words.get(value, value))


class AddressesForm(forms.Form):
    """One field a channel: the own account on it."""

    def __init__(self, *args: Any, channels: Iterable[Channel], **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)  # type: ignore[misc]
        for channel in channels:
            typed = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", "spellcheck": "false"})
            label = f"{channel.label}：{channel.address_label}"
            self.fields[channel.name] = forms.CharField(
                label=label, help_text=channel.address_help, required=False, max_length=160, widget=typed
            )


class SecretField(KeptField):
    """As ``KeptField``, and not even a part of what is kept is shown."""

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundField:
        """Says only that something is kept."""
        bound = super().get_bound_field(form, field_name)
        if self.kept:
            bound.help_text = "已登记，不显示。留空不改；填新值则更换，填一个减号“-”则清除。"
        return bound


def _meaning(field: str) -> str:
    """What ``field`` is, channel by channel."""
    return "；".join(f"{one.label}：{one.wants[field]}" for one in configured() if field in one.wants)


SECRET = re.compile(r"[\x21-\x7e]{1,400}")
ROBOT_SECRET = re.compile(r"[\w-]{1,200}", re.ASCII)


class ChannelSetupForm(forms.ModelForm):
    """What a channel wants is filled, fits, and leads where messages may go."""

    channel = forms.ChoiceField(label="渠道")
    secret = SecretField(label="密钥", required=False, max_length=400)
    signing_secret = SecretField(label="签名密钥", required=False, max_length=400)

    class Meta:
        model = ChannelSetup
        fields = (
            "channel", "name", "organisation", "base_url", "account", "agent", "secret", "signing_secret",
            "is_brief", "is_active",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "channel" in self.fields:
            self.fields["channel"].choices = [(one.name, one.label) for one in configured()]  # type: ignore[attr-defined]
        for name in ("account", "agent", "secret", "signing_secret"):
            if name in self.fields:
                self.fields[name].help_text = _meaning(name)

    def clean(self) -> dict[str, Any]:
        """Every fault beside its field."""
        data = super().clean() or {}
        channel = by_name(data.get("channel") or "")
        if channel is None:
            return data
        self._take_secret(channel, data)
        for name, label in channel.wants.items():
            if not data.get(name):
                self.add_error(name, f"请填写{label}。")
        for name, fault in self._faults(channel, data):
            self.add_error(name, fault)
        return data

    def _take_secret(self, channel: Channel, data: dict[str, Any]) -> None:
        """A whole webhook address was pasted: the secret is a part of it."""
        pattern = channel.secret_in if isinstance(channel, WebChannel) else None
        found = pattern.search(data.get("secret") or "") if pattern else None
        if found:
            data["secret"] = found[1]

    def _faults(self, channel: Channel, data: dict[str, Any]) -> Iterable[tuple[str, str]]:
        shape = ROBOT_SECRET if channel.audience is Audience.GROUP else SECRET
        if data.get("secret") and not shape.fullmatch(data["secret"]):
            yield "secret", "密钥中有空格或不可用的字符，请重新复制。"
        if "agent" in channel.wants and data.get("agent") and not re.fullmatch(r"[0-9]{1,12}", data["agent"]):
            yield "agent", "应用编号是一串数字，请核对。"
        base = data.get("base_url") or channel.default_base_url
        if base and not egress.is_allowed(base):
            yield "base_url", "这个地址不在允许的出口名单内，请先由运维人员加入名单（见运维手册“消息渠道”）。"
        if self._is_second(channel, data):
            yield "organisation", f"该单位已有启用的{channel.label}，请先停用原来的一条。"

    def _is_second(self, channel: Channel, data: dict[str, Any]) -> bool:
        """A person is told once on a channel; a unit may have several groups."""
        if channel.audience is Audience.GROUP or not data.get("is_active"):
            return False
        same = ChannelSetup.objects.filter(channel=channel.name, organisation=data.get("organisation"), is_active=True)
        return same.exclude(pk=self.instance.pk).exists()


class ChannelAddressForm(forms.ModelForm):
    """Somebody's account, as the channel writes accounts."""

    class Meta:
        model = ChannelAddress
        fields = ("officer", "setup", "address")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "setup" in self.fields:
            names = [channel.name for channel in registered()]
            self.fields["setup"].queryset = ChannelSetup.objects.filter(channel__in=names)  # type: ignore[attr-defined]

    def clean_address(self) -> str:
        """Checked by the channel that was chosen."""
        address: str = self.cleaned_data["address"].strip()
        setup = self.cleaned_data.get("setup")
        channel = by_name(setup.channel) if setup else None
        fault = channel.address_fault(address) if channel else ""
        if fault:
            raise forms.ValidationError(fault)
        return address
