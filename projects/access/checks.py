"""What must be right about signing in before the system starts."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from projects.access.profiles import PROFILES
from projects.addresses import network_of

SECOND_FACTORS = ("administrators", "everyone")


@register(Tags.security)
def sign_in_is_settled(app_configs: Sequence[AppConfig] | None = None, **kwargs: object) -> list[CheckMessage]:
    """A misspelt setting stops the start: it would else mean the weaker rule, silently."""
    found: list[CheckMessage] = []
    if settings.PASSWORD_PROFILE not in PROFILES:
        said = f"LUODI_PASSWORD_PROFILE={settings.PASSWORD_PROFILE} 不存在。"
        found.append(Error(said, hint=f"可用：{'、'.join(PROFILES)}。", id="luodi.E020"))
    if settings.SECOND_FACTOR not in SECOND_FACTORS:
        said = f"LUODI_SECOND_FACTOR={settings.SECOND_FACTOR} 不存在。"
        found.append(Error(said, hint=f"可用：{'、'.join(SECOND_FACTORS)}。", id="luodi.E021"))
    if min(settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS) < 1:
        said = "LUODI_SESSION_IDLE_MINUTES 和 LUODI_SESSION_HOURS 至少为 1。"
        found.append(Error(said, hint="默认 30 分钟、12 小时。", id="luodi.E022"))
    for text in settings.BACKOFFICE_NETWORKS:
        try:
            network_of(text)
        except ValueError:
            said = f"LUODI_BACKOFFICE_NETWORKS 中的“{text}”不是地址段。"
            found.append(Error(said, hint="如 10.1.0.0/16,2001:db8:5::/48。", id="luodi.E023"))
    return found
