"""What must be right before the system starts; each message says in Chinese what to set."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from cryptography.exceptions import UnsupportedAlgorithm
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from projects.audit.chain import ALGORITHMS
from projects.audit.keys import read_keys
from projects.audit.triggers import FLOOR_DAYS
from projects.privacy.ciphers import Refused, provider
from projects.privacy.keys import HOW, BadKeys, keyring

SECRET_HOW = "生成一个：python -c 'import secrets; print(secrets.token_urlsafe(50))'，写入环境变量后重新启动。"  # noqa: S105


def in_earnest() -> bool:
    """Neither a demonstration nor a developer's machine."""
    return not settings.DEMO and not settings.DEBUG


@register(Tags.security)
def secrets_are_own(app_configs: Sequence[AppConfig] | None = None, **kwargs: object) -> list[CheckMessage]:
    """Refuse to start with the secrets that are printed in the source."""
    if not in_earnest():
        return []
    return [
        *_secret("LUODI_SECRET_KEY", settings.SECRET_KEY, 1),
        *_secret("LUODI_API_KEY_PEPPER", _pepper(), 2),
        *_audit_keys(),
    ]


def _pepper() -> str:
    return str(settings.API_KEY_PEPPER)


def _audit_keys() -> list[CheckMessage]:
    """One value, or a numbered list of which each is long enough."""
    try:
        each = read_keys(str(settings.AUDIT_KEY))
    except ValueError:
        said = "环境变量 LUODI_AUDIT_KEY 写法有误：一个值，或“编号:密钥”以逗号分隔，编号大的新密钥在最前，如 2:…,1:…。"
        return [Error(said, hint=SECRET_HOW, id="luodi.E003")]
    return [message for one in each.values() for message in _secret("LUODI_AUDIT_KEY", one.decode(), 3)]


def _secret(name: str, value: str, number: int) -> list[CheckMessage]:
    if value == settings.SAMPLE_SECRET:
        said = f"环境变量 {name} 没有设置，系统不会用示例密钥启动。演示请设 LUODI_DEMO=1。"
    elif len(value) < 32:
        said = f"环境变量 {name} 太短（{len(value)} 个字符），至少需要 32 个字符。"
    else:
        return []
    return [Error(said, hint=SECRET_HOW, id=f"luodi.E00{number}")]


@register(Tags.security, deploy=True)
def served_over_https(app_configs: Sequence[AppConfig] | None = None, **kwargs: object) -> list[CheckMessage]:
    """Passwords travel encrypted."""
    if not in_earnest() or settings.HTTPS:
        return []
    return [
        Warning("没有启用 HTTPS，口令会明文传输。", hint="前置 nginx 配置证书后设 LUODI_HTTPS=1。", id="luodi.W001")
    ]


@register()
def links_lead_somewhere(app_configs: Sequence[AppConfig] | None = None, **kwargs: object) -> list[CheckMessage]:
    """Mails carry links: they must not lead to the reader's own machine."""
    if not in_earnest() or "127.0.0.1" not in settings.PUBLIC_URL:
        return []
    said = "LUODI_PUBLIC_URL 没有设置，邮件里的链接将指向 127.0.0.1。"
    return [Warning(said, hint="设为用户访问的地址，如 https://luodi.example。", id="luodi.W002")]


@register(Tags.security)
def audit_is_kept(app_configs: Sequence[AppConfig] | None = None, **kwargs: object) -> list[CheckMessage]:
    """Six months at least (网络安全法 第二十三条), with a digest that exists on this machine."""
    found: list[CheckMessage] = []
    if settings.AUDIT_RETENTION_DAYS < FLOOR_DAYS:
        said = f"LUODI_AUDIT_RETENTION_DAYS 为 {settings.AUDIT_RETENTION_DAYS}，审计记录至少保存 {FLOOR_DAYS} 天。"
        found.append(Error(said, hint=f"改为 {FLOOR_DAYS} 以上，默认 365。", id="luodi.E004"))
    name = ALGORITHMS.get(settings.AUDIT_ALGORITHM)
    if name is None or name not in hashlib.algorithms_available:
        said = f"LUODI_AUDIT_ALGORITHM={settings.AUDIT_ALGORITHM} 不可用。"
        found.append(Error(said, hint=f"可用：{'、'.join(ALGORITHMS)}。", id="luodi.E005"))
    return found


@register(Tags.security)
def changes_are_kept(app_configs: Sequence[AppConfig] | None = None, **kwargs: object) -> list[CheckMessage]:
    """A reader of the feed that was away for half a year goes on where it stopped."""
    if settings.FEED_RETENTION_DAYS >= FLOOR_DAYS:
        return []
    said = f"LUODI_FEED_RETENTION_DAYS 为 {settings.FEED_RETENTION_DAYS}，变更流至少保存 {FLOOR_DAYS} 天。"
    return [Error(said, hint=f"改为 {FLOOR_DAYS} 以上，默认 200。", id="luodi.E024")]


@register(Tags.security)
def fields_are_ciphered(app_configs: Sequence[AppConfig] | None = None, **kwargs: object) -> list[CheckMessage]:
    """Keys of ciphered fields that can be read and are one's own, and a cipher that exists on this machine."""
    if in_earnest() and settings.FIELD_KEYS == settings.SAMPLE_FIELD_KEYS:
        said = "环境变量 LUODI_FIELD_KEYS 没有设置，系统不会用示例密钥加密个人信息。演示请设 LUODI_DEMO=1。"
        return [Error(said, hint=HOW, id="luodi.E006")]
    try:
        sealed = provider(settings.FIELD_CIPHER).seal(b"check", key_id=keyring().current, context=b"check")
        provider(settings.FIELD_CIPHER).open(sealed, key_id=keyring().current, context=b"check")
    except BadKeys as bad:
        return [Error(str(bad), hint=HOW, id="luodi.E006")]
    except (Refused, UnsupportedAlgorithm, ImportError):
        said = f"LUODI_FIELD_CIPHER={settings.FIELD_CIPHER} 不可用。"
        return [Error(said, hint=f"可用：{'、'.join(settings.FIELD_PROVIDERS)}。", id="luodi.E006")]
    return []
