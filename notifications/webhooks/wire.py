"""One POST to one checked address: resolve, check every address, connect to what was checked, ask nothing twice.

The name is resolved here and nowhere after: the connection goes to the address that was checked, while TLS is verified
against the name. No redirect is followed, no proxy taken from the environment, and no more than 1 KB of an answer read.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache

from django.conf import settings

from notifications.webhooks.addresses import (
    Address,
    Forbidden,
    Network,
    Target,
    check_address,
    check_all,
    literal_of,
    read_url,
)
from notifications.webhooks.models import ANSWER_BYTES
from notifications.webhooks.schedule import Outcome
from projects.errors import Invalid
from projects.masking import mask_text

Resolver = Callable[[str, int], list[Address]]
MOST_ADDRESSES = 4


def resolve(host: str, port: int) -> list[Address]:
    """Every address of a name, by the resolver of the machine; ``OSError`` when it has none."""
    literal = literal_of(host)
    if literal is not None:
        return [literal]
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found))


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allowed: Sequence[Network],
    resolver: Resolver = resolve,
    trust: ssl.SSLContext | None = None,
) -> Outcome:
    """Send ``body`` and say how it ended; never raises for what the other side or the network does."""
    began = time.monotonic()
    try:
        target = read_url(url)
        checked = check_all(resolver(target.host, target.port), allowed, scheme=target.scheme)
        found = _exchange(target, checked, body, headers, allowed, trust or _trust())
    except Invalid as refused:
        found = Outcome(error=f"没有推送：{refused.detail}")
    except Forbidden as refused:
        found = Outcome(error=f"没有推送：{refused}", is_away=True)
    except (OSError, UnicodeError, http.client.HTTPException) as error:
        found = Outcome(error=_said(error), is_away=True)
    took = int((time.monotonic() - began) * 1000)
    return Outcome(found.status, found.answer, found.retry_after, found.error, found.is_away, took)


def _said(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "主机名无法解析"
    if isinstance(error, TimeoutError):
        return f"对方在 {settings.WEBHOOK_TIMEOUT} 秒内没有应答"
    if isinstance(error, ssl.SSLError):
        return f"TLS 连接失败：{getattr(error, 'verify_message', '') or error.reason or type(error).__name__}"[:200]
    return f"连接失败或中断：{type(error).__name__}"


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked, in the name of its host."""

    def __init__(self, target: Target, address: Address, trust: ssl.SSLContext) -> None:
        super().__init__(target.host, target.port, timeout=settings.WEBHOOK_TIMEOUT)
        self._pinned, self._target, self._trusted = address, target, trust

    def connect(self) -> None:
        """To the address, never to what the name means by now."""
        raw = socket.create_connection((str(self._pinned), self._target.port), timeout=self.timeout)
        self.sock = raw
        if self._target.scheme == "https":
            self.sock = self._trusted.wrap_socket(raw, server_hostname=self._target.host)


def _exchange(
    target: Target,
    addresses: Sequence[Address],
    body: bytes,
    headers: Mapping[str, str],
    allowed: Sequence[Network],
    trust: ssl.SSLContext,
) -> Outcome:
    """With the first address that answers, the whole within the time-out, however slowly the other side talks."""
    until = time.monotonic() + settings.WEBHOOK_TIMEOUT
    connection = _connected(target, addresses, trust, until)
    left = until - time.monotonic()
    timed_out = threading.Event()
    alarm = threading.Timer(max(left, 0.01), _hang_up, [connection.sock, timed_out])
    alarm.start()
    try:
        check_address(ipaddress.ip_address(connection.sock.getpeername()[0].partition("%")[0]), allowed)
        connection.request("POST", target.path, body, {"Connection": "close", **headers})
        response = connection.getresponse()
        answer = response.read(ANSWER_BYTES)
        return Outcome(response.status, shown(answer), str(response.headers.get("Retry-After") or ""))
    except (OSError, http.client.HTTPException) as error:
        if timed_out.is_set():
            raise TimeoutError from error
        raise
    finally:
        alarm.cancel()
        connection.close()


def _connected(target: Target, addresses: Sequence[Address], trust: ssl.SSLContext, until: float) -> _Pinned:
    last: Exception = TimeoutError()
    for address in addresses[:MOST_ADDRESSES]:
        left = until - time.monotonic()
        if left <= 0:
            break
        connection = _Pinned(target, address, trust)
        connection.timeout = left
        try:
            connection.connect()
            return connection
        except OSError as error:
            connection.close()
            last = error
    raise last


def _hang_up(sock: socket.socket, timed_out: threading.Event) -> None:
    timed_out.set()
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def shown(answer: bytes) -> str:
    """What is kept of an answer: 1 KB at most, without what no column and no page should hold, telephones masked."""
    text = answer[:ANSWER_BYTES].decode(errors="replace")
    clean = "".join(sign if sign.isprintable() or sign in "\n\t" else "�" for sign in text)
    return mask_text(clean)[:ANSWER_BYTES]
