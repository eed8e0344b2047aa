"""Which addresses a webhook may reach. Pure: the list of networks is handed in (reliability.md 3.4, ADR 0033).

Refused always: the machine itself, its link, multicast, what is reserved, and the metadata services of clouds, in
whatever form of IPv6 they hide. Refused unless the security administrator allowed the network: everything that is no
address of the internet. Allowed: the rest.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from projects.errors import Invalid

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PORTS = {"http": 80, "https": 443}
LOCAL_NETWORKS = ("127.0.0.0/8", "0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "192.0.0.0/24",
                  "::1/128", "::/128", "fe80::/10", "fec0::/10", "ff00::/8", "64:ff9b:1::/48", "100::/64")  # fmt: skip
METADATA = ("169.254.169.254/32", "100.100.100.200/32", "168.63.129.16/32", "fd00:ec2::254/128", "fd20:ce::254/128")
"""Where clouds tell their guests secrets: AWS, GCP, Aliyun, Azure; some lie in networks that may be allowed."""
NEVER: tuple[Network, ...] = tuple(ipaddress.ip_network(one) for one in (*LOCAL_NETWORKS, *METADATA))
WIDEST = {4: 8, 6: 32}
_NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.IGNORECASE)


class Forbidden(Exception):
    """This address may not be reached; the words say why, in Chinese."""


@dataclass(frozen=True)
class Target:
    """A URL taken apart. ``path`` with its query."""

    scheme: str
    host: str
    port: int
    path: str


def read_url(url: str) -> Target:
    """``Invalid`` for everything that is no plain http(s) address with a host name or an address as usually written."""
    if any(ord(sign) <= 32 or ord(sign) > 126 or sign == "\\" for sign in url):
        raise Invalid("推送地址只能用英文字母、数字和常用符号，不能有空格。", "target")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Invalid("推送地址格式不对，请核对，例如 https://push.example.cn/luodi。", "target") from error
    if parts.scheme not in PORTS:
        raise Invalid("推送地址须以 https:// 开头；只有内网地址段内的接收方可用 http://。", "target")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise Invalid("推送地址中不能带账号和口令。", "target")
    if parts.fragment or "#" in url:
        raise Invalid("推送地址中不能有 #。", "target")
    host = _host(parts.hostname or "")
    if port == 0:
        raise Invalid("推送地址的端口不对，请核对。", "target")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or PORTS[parts.scheme], path)


def _host(host: str) -> str:
    if literal_of(host) is not None:
        return host
    labels = host.removesuffix(".").split(".")
    if not host or len(host) > 253 or not all(_LABEL.fullmatch(one) for one in labels):
        raise Invalid("推送地址的主机名不对，请核对。", "target")
    if _NUMERIC.fullmatch(labels[-1]):
        raise Invalid("IP 地址请用通常的写法，例如 10.34.0.8。", "target")
    return host.removesuffix(".")


def literal_of(host: str) -> Address | None:
    """The address, where the host is one as usually written; an IPv6 zone is none."""
    try:
        return None if "%" in host else ipaddress.ip_address(host)
    except ValueError:
        return None


def faces_of(address: Address) -> list[Address]:
    """``address`` as what it is: of a mapped one the IPv4 address alone, of other forms that lead to one, both."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    found: list[Address] = [address]
    if any(address in form for form in _IN_LAST_BITS):
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return found + [one for one in (address.sixtofour, *(address.teredo or ())) if one is not None]


_IN_LAST_BITS = [ipaddress.IPv6Network(one) for one in ("64:ff9b::/96", "::/96", "::ffff:0:0:0/96")]
"""NAT64, IPv4-compatible, IPv4-translated."""


def check_address(address: Address, allowed: Sequence[Network]) -> bool:
    """``Forbidden``, or whether it is open because the list says so (and not because it is on the internet)."""
    faces = faces_of(address)
    if any(_is_in(face, NEVER) for face in faces):
        raise Forbidden(f"{address} 是本机、链路本地、组播、保留或云元数据地址，任何情况下都不推送")
    listed = [face for face in faces if _is_in(face, allowed)]
    if not all(face in listed or face.is_global for face in faces):
        raise Forbidden(f"{address} 不是互联网地址，也不在安全管理员允许的地址段内")
    return bool(listed)


def check_all(found: Iterable[Address], allowed: Sequence[Network], *, scheme: str) -> list[Address]:
    """All of them, or ``Forbidden`` because of one. Without TLS only inside networks that are listed."""
    checked = list(found)
    listed = [check_address(one, allowed) for one in checked]
    if not checked:
        raise Forbidden("主机名没有对应的地址")
    if scheme == "http" and not all(listed):
        raise Forbidden("互联网上的接收方须使用 https")
    return checked


def _is_in(address: Address, networks: Iterable[Network]) -> bool:
    return any(one.version == address.version and address in one for one in networks)


def read_network(text: str) -> Network:
    """A network for the list. ``Invalid`` when it is none, too wide, or holds what is never reached."""
    try:
        network = ipaddress.ip_network(text.strip(), strict=True)
    except ValueError as error:
        raise Invalid("地址段格式不对，请写成 10.34.0.0/16 或 2001:db8:34::/48，主机位须为 0。", "network") from error
    if network.prefixlen < WIDEST[network.version]:
        raise Invalid(
            f"地址段太大：IPv4 至少 /{WIDEST[4]}，IPv6 至少 /{WIDEST[6]}。请只填接收方所在的地址段。", "network"
        )
    first = network.network_address
    if any(one.version == network.version and one.overlaps(network) for one in _local()) or faces_of(first) != [first]:
        raise Invalid("本机、链路本地、组播、保留地址不能列入。", "network")
    return network


def _local() -> list[Network]:
    """Of what is never reached, that of which nothing may stand in the list; single metadata addresses may lie in it,
    and are refused all the same."""
    return [ipaddress.ip_network(one) for one in LOCAL_NETWORKS]
