"""Forms of the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from notifications.webhooks.models import URL_LENGTH
from projects.errors import DomainError
from projects.gateway.models import Client
from projects.people.models import Officer
from projects.people.roles import Permission

REASON = "请写明理由，它会记入审计记录。"


class Refusable(forms.Form):
    """A form that shows a refusal of the service at its field, or on top."""

    def refuse(self, refused: DomainError) -> None:
        """Put it where it belongs."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


class WebhookForm(Refusable):
    """Where to, which types, what for."""

    target = forms.CharField(
        label="推送地址",
        max_length=URL_LENGTH,
        help_text="https:// 开头；接收方在内网的，先请市级安全管理员登记地址段",
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填写推送地址。"},
    )
    types = forms.CharField(
        label="变更类型",
        required=False,
        help_text="每行一个，如 project.* 或 claim.verified；不填为该系统能看到的全部变更",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    description = forms.CharField(label="说明", max_length=200, required=False, help_text="用途和对方系统")
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, Any]:
        """What the services take."""
        said = self.cleaned_data
        types = said["types"].replace(",", " ").replace("，", " ").split()
        return {"url": said["target"], "types": types, "description": said["description"]}


class NewWebhookForm(WebhookForm):
    """And for which system."""

    system = forms.ChoiceField(label="接入系统", error_messages={"required": "请选择接入系统。"})

    def __init__(self, by: Officer, data: QueryDict | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        rows = Client.objects.visible_to(by).select_related("account__organisation").filter(account__is_active=True)
        self._clients = {str(one.pk): one for one in rows if Permission.WEBHOOK_WRITE in one.scopes}
        choices: Any = self.fields["system"]
        choices.choices = [
            ("", "请选择"),
            *((key, f"{one.name}（{one.organisation}）") for key, one in self._clients.items()),
        ]
        self.order_fields(["system", "target", "types", "description"])

    @property
    def has_systems(self) -> bool:
        """Is there one that may have webhooks?"""
        return bool(self._clients)

    @property
    def owner(self) -> Officer:
        """The account of the system that was chosen."""
        return self._clients[str(UUID(self.cleaned_data["system"]))].account


class ReasonForm(Refusable):
    """Why."""

    reason = forms.CharField(label="停用原因", max_length=200, error_messages={"required": REASON})


class NetworkForm(Refusable):
    """A network of the list, and why."""

    network = forms.CharField(
        label="地址段",
        max_length=43,
        help_text="如 10.34.8.0/24，IPv4、IPv6 均可；只填接收服务器所在的最小地址段",
        error_messages={"required": "请填写地址段。"},
    )
    reason = forms.CharField(label="理由", max_length=200, error_messages={"required": REASON})
