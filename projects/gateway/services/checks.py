"""What scopes, address lists, names, reasons and expiries must look like: ``Invalid`` says what to put right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from projects.addresses import network_of
from projects.errors import Invalid
from projects.gateway.models import Signing
from projects.lines import check_line
from projects.people.roles import SCOPES

USUAL = timedelta(days=365)
LONGEST = timedelta(days=3660)
MOST_NETWORKS = 50
MOST_A_MINUTE = 60_000


def checked_scopes(scopes: Iterable[str]) -> list[str]:
    """The scopes in a fixed order; Invalid names the first unknown one."""
    wanted = {scope.strip() for scope in scopes if scope.strip()}
    unknown = sorted(wanted - SCOPES)
    if unknown:
        known = "、".join(sorted(SCOPES))
        raise Invalid(f"没有权限范围 {unknown[0]}。可用：{known}。", "scopes", "unknown_scope")
    if not wanted:
        raise Invalid("请至少给出一个权限范围。", "scopes", "unknown_scope")
    return sorted(wanted)


def checked_networks(networks: Iterable[str]) -> list[str]:
    """The address list in its normal form, each once; Invalid names the first that is no address."""
    result: list[str] = []
    for network in networks:
        try:
            normal = str(network_of(network))
        except ValueError as error:
            raise Invalid(f"“{network}”不是地址或地址段，例如 10.0.0.0/8。", "networks", "invalid_network") from error
        if normal not in result:
            result.append(normal)
    if len(result) > MOST_NETWORKS:
        raise Invalid(f"地址段最多 {MOST_NETWORKS} 个，请合并后再填。", "networks", "invalid_network")
    return result


def checked_signing(signing: str) -> str:
    """One of ``Signing``."""
    if signing not in Signing.values:
        raise Invalid("请求签名请选择：不签名、可签名或必须签名。", "signing")
    return signing


def checked_limits(limits: Mapping[str, int | None]) -> dict[str, int | None]:
    """Calls a minute by field, each empty or from 1 to ``MOST_A_MINUTE``."""
    for name, limit in limits.items():
        if limit is not None and not 1 <= limit <= MOST_A_MINUTE:
            raise Invalid(f"每分钟次数请填 1 至 {MOST_A_MINUTE}，不填则用系统默认值。", name, "invalid_limit")
    return dict(limits)


def checked_text(text: str, label: str, field: str, *, longest: int, required: bool = True) -> str:
    """One line of at most ``longest`` characters."""
    line = check_line(text, label, field)
    if required and not line:
        raise Invalid(f"请填写{label}。", field)
    if len(line) > longest:
        raise Invalid(f"{label}不能超过{longest}个字，请缩短。", field)
    return line


def checked_expiry(expires_at: datetime | None, *, now: datetime) -> datetime:
    """The end of a key's life: 365 days from now where nothing is said, 3,660 at most, never in the past."""
    end = expires_at or now + USUAL
    if not now < end <= now + LONGEST:
        raise Invalid(f"到期时间应在今后 {LONGEST.days} 天之内，请重新选择。", "expires_at", "invalid_expiry")
    return end
