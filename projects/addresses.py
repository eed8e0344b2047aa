"""Addresses of callers and the lists they must be on, IPv4 and IPv6 alike."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def network_of(text: str) -> Network:
    """``10.0.0.0/8``, ``10.1.2.3`` or the same in IPv6. ValueError when it is none."""
    return ipaddress.ip_network(text.strip(), strict=False)


def is_allowed_from(address: str, networks: Iterable[str]) -> bool:
    """Is ``address`` on the list? An empty list allows every address; what is no address is on no list."""
    allowed = list(networks)
    if not allowed:
        return True
    try:
        caller: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(caller, "ipv4_mapped", None)
    return any((mapped or caller) in network_of(network) for network in allowed)


def address_of(meta: Mapping[str, Any]) -> str:
    """The caller's address out of ``request.META``.

    X-Forwarded-For counts only behind ``NUM_PROXIES`` proxies of our own, from the right: what stands further left was
    written by the caller.
    """
    proxies = int(settings.REST_FRAMEWORK.get("NUM_PROXIES") or 0)
    forwarded = [part.strip() for part in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return str(meta.get("REMOTE_ADDR", ""))
