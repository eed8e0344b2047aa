"""Back office: how far the scans have come, and the channels. Letters name projects and are read on their own pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from notifications.outbox import addresses
from notifications.outbox.channels.catalogue import label_of
from notifications.outbox.forms import ChannelAddressForm, ChannelSetupForm
from notifications.outbox.models import ChannelAddress, ChannelSetup, Watermark
from notifications.outbox.verdicts import Verdict
from projects.people.backoffice import ByRole, ReadOnly
from projects.people.requests import officer_of

REACHES = {"channel", "base_url", "account", "secret"}


@admin.register(Watermark)
class WatermarkAdmin(ReadOnly, admin.ModelAdmin):
    """Heartbeats of the scans."""

    list_display = ["name", "scanned_to", "ran_at"]


@admin.register(ChannelSetup)
class ChannelSetupAdmin(ByRole, admin.ModelAdmin):
    """How each channel is reached. Secrets are typed here and never shown again."""

    form = ChannelSetupForm
    list_display = ("name", "kind", "organisation", "is_active", "standing")
    list_filter = ("is_active",)
    list_select_related = ("organisation",)
    autocomplete_fields = ("organisation",)
    readonly_fields = ("standing", "trouble_at", "paused_until")
    fieldsets = (
        ("渠道", {"fields": ("channel", "name", "organisation", "is_active", "is_brief")}),
        ("接入", {"fields": ("base_url", "account", "agent", "secret", "signing_secret")}),
        ("状态", {"fields": ("standing", "trouble_at", "paused_until")}),
    )
    actions = ("try_out",)

    @admin.display(description="渠道", ordering="channel")
    def kind(self, setup: ChannelSetup) -> str:
        """Its Chinese name."""
        return label_of(setup.channel)

    @admin.display(description="最近情况")
    def standing(self, setup: ChannelSetup) -> str:
        """What its administrator has to put right."""
        return setup.trouble or "正常"

    @admin.action(description="发送测试消息或核对凭证")
    def try_out(self, request: HttpRequest, chosen: models.QuerySet[ChannelSetup]) -> None:
        """One after the other, each with its own answer."""
        for setup in chosen:
            answer = addresses.try_out(setup, by=officer_of(request), now=timezone.now())
            is_good = answer.verdict is Verdict.ACCEPTED
            code = f"{answer.code} " if answer.code else ""
            said = "成功" if is_good else f"没有成功：{code}{answer.text or '结果不明'}"
            self.message_user(request, f"{setup.name}：{said}", messages.SUCCESS if is_good else messages.ERROR)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A try talks to the outside, for seconds perhaps: no transaction may wait for that. It records by itself."""
        if request.POST.get("action") == "try_out":
            return admin.ModelAdmin.changelist_view(self, request, *args, **kwargs)
        return super().changelist_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: ChannelSetup, form: ModelForm, change: bool) -> None:
        """Whoever is reached another way has no token, no pause and no trouble yet."""
        if REACHES & set(form.changed_data):
            obj.token, obj.token_until, obj.paused_until, obj.trouble, obj.trouble_at = "", None, None, "", None
        super().save_model(request, obj, form, change)


@admin.register(ChannelAddress)
class ChannelAddressAdmin(ByRole, admin.ModelAdmin):
    """Accounts of people, for whoever does not register the own."""

    form = ChannelAddressForm
    list_display = ("officer", "setup", "address")
    search_fields = ("officer__name", "officer__username", "address")
    list_select_related = ("officer", "setup")
    autocomplete_fields = ("officer",)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """An account that is wrong goes."""
        return self._is_allowed(request)
