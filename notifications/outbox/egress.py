"""One HTTP request to one configured host, step by step, so that it is always known whether a message can have left.

The standard library's client, because it has the steps apart: connect, and only then send. It follows no redirect,
reads no proxy from the environment, and keeps no connection whose silent end would look like a lost answer (ADR 0026).
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

MOST_ANSWER = 64 * 1024
MOST_REQUEST = 32 * 1024
_PORTS = {"http": 80, "https": 443}
_LOST = (OSError, http.client.HTTPException)


class NotReached(Exception):
    """There is nobody to talk to: nothing has left the house."""


class Lost(Exception):
    """The request was under way when the line went dead, or the answer is no answer: it may have arrived."""


@dataclass(frozen=True)
class Reply:
    """What came back: at most ``MOST_ANSWER`` bytes, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as an object; empty when it is none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


def origin_of(address: str) -> str:
    """``https://host:port`` of an address, the port always named; empty when it is no plain http(s) address."""
    try:
        parts = urlsplit(address)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.query or parts.fragment:
        return ""
    return f"{parts.scheme}://{parts.hostname}:{port}"


def is_allowed(address: str) -> bool:
    """May the house talk to this address? Only hosts that the operator has named (``LUODI_CHANNEL_ORIGINS``)."""
    origin = origin_of(address)
    return bool(origin) and origin in {origin_of(one) for one in settings.CHANNEL_ORIGINS}


class Call:
    """One request. ``connect`` raises NotReached; ``post`` and ``get`` raise Lost. Used once."""

    def __init__(self, base_url: str) -> None:
        self._base = urlsplit(base_url)
        self._allowed = is_allowed(base_url)
        self._connection: http.client.HTTPConnection | None = None
        self._alarm: threading.Timer | None = None

    def __enter__(self) -> Call:
        return self

    def __exit__(self, *_: object) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        if self._connection is not None:
            self._connection.close()

    def connect(self) -> None:
        """Reach the host, TLS included."""
        if not self._allowed:
            raise NotReached(f"出口地址不在允许名单内：{self._base.hostname or ''}")
        self._connection = _connection(self._base.scheme, self._base.hostname or "", self._base.port)
        try:
            self._connection.connect()
        except (OSError, ValueError) as error:
            raise NotReached(f"连接失败：{type(error).__name__}: {error}") from error

    def post(self, path: str, body: object, headers: Mapping[str, str]) -> Reply:
        """Send ``body`` as JSON."""
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        given = {"Content-Type": "application/json; charset=utf-8", **headers}
        return self._exchange("POST", path, content, given)

    def get(self, path: str) -> Reply:
        """Ask for ``path``."""
        return self._exchange("GET", path, None, {})

    def _exchange(self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]) -> Reply:
        """The whole exchange within the time-out, however slowly the other side talks."""
        connection = self._connection
        assert connection is not None and len(content or b"") <= MOST_REQUEST
        self._alarm = threading.Timer(settings.CHANNEL_TIMEOUT, _hang_up, [connection.sock])
        self._alarm.start()
        try:
            whole = {"User-Agent": "luodi", "Accept": "application/json", "Connection": "close", **headers}
            connection.request(method, f"{self._base.path.rstrip('/')}{path}", content, whole)
            return _whole(connection.getresponse())
        except _LOST as error:
            raise Lost(f"没有得到完整应答：{type(error).__name__}") from error


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    patience = settings.CHANNEL_TIMEOUT
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=patience)
    return http.client.HTTPSConnection(host, port, timeout=patience, context=_trust())


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _hang_up(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _whole(response: http.client.HTTPResponse) -> Reply:
    """The answer, unless it is cut short or too long to be one."""
    body = response.read(MOST_ANSWER + 1)
    if len(body) > MOST_ANSWER:
        raise Lost("应答过长")
    if response.length:
        raise Lost("应答只到了一半")
    return Reply(response.status, {name.lower(): value for name, value in response.getheaders()}, body)
