"""Forms of clients and keys."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from projects.days import validate_plausible
from projects.errors import DomainError
from projects.gateway.limits.rules import HEAVY, READ, WRITE, rule_for
from projects.gateway.models import Client, Signing
from projects.gateway.queries import unit_named, units_for
from projects.gateway.scopes import NOTES, ORDERED
from projects.gateway.services import LONGEST, MOST_A_MINUTE, PER_MINUTE, USUAL
from projects.people.models import Officer, Organisation

SIGNING_HINT = (
    "签名后，即使密钥被截获也不能冒用。签名密钥随新签发的密钥给出：已在使用的系统先选“可签名”，"
    "签发第二把密钥换用，再选“必须签名”，此后未签名的调用立即被拒绝"
)
NETWORKS_HINT = "每行一个，IPv4、IPv6 均可，例如 10.34.0.0/16；不填则不限来源地址"
UNIT_HINT = "输入单位代码或名称；该系统只能看到、填报这个单位及其下属的项目"


class DayInput(forms.DateInput):
    """``<input type="date">`` with ISO dates whatever the language of the page."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class EndField(forms.DateField):
    """The last day of a key's life, included."""

    widget = DayInput
    default_validators = [validate_plausible]

    def __init__(self) -> None:
        super().__init__(
            label="有效期至",
            help_text=f"含当日；通常一年，最长 {LONGEST.days // 366} 年",
            error_messages={"required": "请选择有效期。"},
        )

    def clean(self, value: Any) -> datetime:
        """The last second of that day in local time."""
        return timezone.make_aware(datetime.combine(super().clean(value), time(23, 59, 59)))


def usual_end(now: datetime) -> str:
    """The day a key usually ends, as the form shows it at first."""
    return (timezone.localdate(now) + USUAL - timedelta(days=1)).isoformat()


class Refusable(forms.Form):
    """A form that shows a refusal of the service at its field, or on top."""

    def refuse(self, refused: DomainError) -> None:
        """Put it where it belongs."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


class ClientForm(Refusable):
    """A client as the security administrator writes it."""

    name = forms.CharField(
        label="系统名称",
        max_length=40,
        help_text="如：繁昌区项目管理系统",
        error_messages={"required": "请填写系统名称。"},
    )
    contact = forms.CharField(
        label="建设或运维单位", max_length=80, required=False, help_text="只写单位，不写个人姓名和电话"
    )
    scopes = forms.MultipleChoiceField(
        label="权限范围",
        choices=[(scope.value, str(scope.label)) for scope in ORDERED],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一项权限。"},
    )
    networks = forms.CharField(
        label="允许的地址段", required=False, help_text=NETWORKS_HINT, widget=forms.Textarea(attrs={"rows": 3})
    )
    signing = forms.ChoiceField(label="请求签名", choices=Signing.choices, help_text=SIGNING_HINT)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, client: Client | None, data: QueryDict | None = None) -> None:
        super().__init__(data, initial=_initial_of(client) if client else {"signing": Signing.OFF})

    def clean_networks(self) -> list[str]:
        """One address or range a line."""
        return self.cleaned_data["networks"].replace(",", " ").replace("，", " ").split()

    def scope_rows(self) -> list[tuple[str, str, str, bool]]:
        """Each scope with its Chinese name, what it allows, and whether it is ticked."""
        ticked = set(self["scopes"].value() or [])
        return [(scope.value, str(scope.label), NOTES[scope], scope.value in ticked) for scope in ORDERED]

    def values(self) -> dict[str, Any]:
        """What the services take."""
        return {name: self.cleaned_data[name] for name in ("name", "contact", "scopes", "networks", "signing")}


class ChangeForm(ClientForm):
    """A client that exists, with its limits. Empty: the usual limit of this installation."""

    reads_per_minute = forms.IntegerField(label="每分钟读取", required=False, min_value=1, max_value=MOST_A_MINUTE)
    writes_per_minute = forms.IntegerField(label="每分钟写入", required=False, min_value=1, max_value=MOST_A_MINUTE)
    heavy_per_minute = forms.IntegerField(
        label="每分钟统计、批量、导出", required=False, min_value=1, max_value=MOST_A_MINUTE
    )

    def __init__(self, client: Client, data: QueryDict | None = None) -> None:
        super().__init__(client, data)
        self.initial.update({name: getattr(client, name) for name in PER_MINUTE})
        for name, kind in zip(PER_MINUTE, (READ, WRITE, HEAVY), strict=True):
            usual = rule_for(kind, settings.LIMITS).limit
            self.fields[name].help_text = f"不填为系统默认，每分钟 {usual} 次"

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return super().values() | {"limits": {name: self.cleaned_data[name] for name in PER_MINUTE}}


class NewClientForm(ClientForm):
    """A new client with its unit and the life of its first key. ``once`` makes a second submission harmless."""

    unit = forms.CharField(
        label="所属单位", max_length=120, help_text=UNIT_HINT, error_messages={"required": "请选择所属单位。"}
    )
    expires_at = EndField()
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, by: Officer, data: QueryDict | None = None, *, now: datetime) -> None:
        super().__init__(None, data)
        self._by = by
        self.initial.update(expires_at=usual_end(now), once=uuid4())
        self.fields["unit"].widget.attrs |= {"list": "units", "autocomplete": "off"}

    def units(self) -> list[Organisation]:
        """What the field suggests."""
        return units_for(self._by)

    def clean_unit(self) -> Organisation:
        """The one unit that is meant."""
        found = unit_named(self._by, self.cleaned_data["unit"].strip())
        if len(found) != 1:
            several = "有多个单位符合，请从提示中选择或写单位代码。"
            raise forms.ValidationError(several if found else "没有找到这个单位，请核对代码或名称。")
        return found[0]


class KeyForm(Refusable):
    """The life of a further key."""

    expires_at = EndField()
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, now: datetime) -> None:
        super().__init__(data, initial={"expires_at": usual_end(now), "once": uuid4()})


class ReasonForm(Refusable):
    """Why a key or a client is ended."""

    reason = forms.CharField(
        label="原因", max_length=200, error_messages={"required": "请写明原因，它会记入审计记录。"}
    )


def _initial_of(client: Client) -> dict[str, Any]:
    return {
        "name": client.name,
        "contact": client.contact,
        "scopes": client.scopes,
        "networks": "\n".join(client.networks),
        "signing": client.signing,
        "version": client.version,
    }
