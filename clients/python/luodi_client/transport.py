"""One request over HTTP, one answer, whatever its status. The connection is kept for the next one."""

from __future__ import annotations

import http.client
import json
import ssl
import threading
from dataclasses import dataclass, field
from typing import Any, Mapping
from urllib.parse import urlsplit

LOST = (ConnectionError, http.client.RemoteDisconnected, http.client.CannotSendRequest, http.client.BadStatusLine)


@dataclass(frozen=True)
class Request:
    """What goes out: ``target`` is the path with its query, percent-encoded."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """What came back; ``headers`` by lower-case name."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def content_type(self) -> str:
        """Without parameters."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def data(self) -> Any:
        """Parsed JSON; nothing when it is none."""
        try:
            return json.loads(self.content)
        except ValueError:
            return None


class Transport:
    """Connections to one server, one a thread. ``context``: for a certificate of one's own authority."""

    def __init__(self, base: str, *, timeout: float = 30.0, context: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("地址应写成 https://主机 或 https://主机/路径。")
        self.scheme, self.host, self.port = parts.scheme, parts.hostname, parts.port
        self.origin, self.prefix = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
        self.timeout, self.context = timeout, context
        self._own = threading.local()

    def send(self, request: Request) -> Answer:
        """The answer; ``OSError`` or ``HTTPException`` when there is none.

        A kept connection that the server has closed meanwhile is opened anew once; it never saw the request.
        """
        kept = getattr(self._own, "connection", None)
        if kept is not None:
            try:
                return self._exchange(kept, request)
            except LOST as lost:
                self.close()
                never_left = isinstance(lost, http.client.CannotSendRequest)
                if (
                    not never_left
                    and request.method not in ("GET", "HEAD")
                    and "Idempotency-Key" not in request.headers
                ):
                    raise
            except BaseException:  # a time-out, say: the next request must not meet the answer to this one
                self.close()
                raise
        fresh = self._open()
        self._own.connection = fresh
        try:
            return self._exchange(fresh, request)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End this thread's connection."""
        kept = getattr(self._own, "connection", None)
        self._own.connection = None
        if kept is not None:
            kept.close()

    def _open(self) -> http.client.HTTPConnection:
        if self.scheme == "https":
            return http.client.HTTPSConnection(self.host, self.port, timeout=self.timeout, context=self.context)
        return http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)

    def _refused_early(self, connection: http.client.HTTPConnection, lost: OSError) -> Answer:
        """What a server said that refused a body by its length and hung up before it had read it; else ``lost``."""
        if connection.sock is None:
            raise lost
        try:
            came = connection.getresponse()
            content = came.read()
        except (OSError, http.client.HTTPException):
            raise lost from None
        self.close()  # half a body is still on its way
        if came.status < 400:
            raise lost
        return Answer(came.status, {name.lower(): value for name, value in came.getheaders()}, content)

    def _exchange(self, connection: http.client.HTTPConnection, request: Request) -> Answer:
        body = request.body if request.body or request.method in ("POST", "PUT", "PATCH") else None
        try:
            connection.request(request.method, request.target, body=body, headers=dict(request.headers))
            came = connection.getresponse()
        except (ConnectionError, ssl.SSLEOFError) as lost:
            if not body:
                raise
            return self._refused_early(connection, lost)
        content = came.read()
        answer = Answer(came.status, {name.lower(): value for name, value in came.getheaders()}, content)
        if came.will_close:
            self.close()
        return answer
