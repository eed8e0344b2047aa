"""How a body comes in: no more of it than allowed, and not for ever.

The web server hands over a body whose reading waits until the caller has sent it. So it is read by a thread of its own,
and who needs it waits for that thread no longer than the body may take; the worker goes on, the thread ends with the
caller's connection.
"""

from __future__ import annotations

import io
import time
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest

from projects.gateway.figures import KILOBYTE, MOST_STUCK, SLOWEST_BYTES
from projects.gateway.limits.rules import takes_many_rows

PIECE = 64 * KILOBYTE
TOO_SLOW = "请求内容发送过慢，已停止接收。请检查网络后用同一 Idempotency-Key 重新提交。"
LENGTH_WANTED = "上传文件请给出 Content-Length，不要用分块传输（chunked）。"


class TooSlow(SuspiciousOperation):
    """The body did not arrive in time: 408."""


class Pump:
    """Reads one body, piece by piece, when asked. ``close`` it in any case: its thread waits for that."""

    stuck = 0
    _lock = Lock()

    def __init__(self, source: Any) -> None:
        self._source = source
        self._wanted: SimpleQueue[int] = SimpleQueue()
        self._pieces: SimpleQueue[bytes | Exception] = SimpleQueue()
        self._thread: Thread | None = None
        self._given_up = False

    def read(self, size: int, seconds: float) -> bytes:
        """At most ``size`` bytes; ``TooSlow`` when they have not come in time."""
        if self._given_up:
            raise TooSlow(TOO_SLOW)
        if self._thread is None:
            self._thread = Thread(target=self._run, name="luodi-body", daemon=True)
            self._thread.start()
        self._wanted.put(size)
        try:
            piece = self._pieces.get(timeout=max(0.001, seconds))
        except Empty:
            self._count(1)
            self._given_up = True
            raise TooSlow(TOO_SLOW) from None
        if isinstance(piece, Exception):
            raise piece
        return piece

    def close(self) -> None:
        """Nothing more is wanted."""
        self._wanted.put(0)

    def _run(self) -> None:
        while size := self._wanted.get():
            try:
                self._pieces.put(self._source.read(size))
            except Exception as broken:  # the caller hung up: told to whoever reads
                self._pieces.put(broken)
        if self._given_up:
            self._count(-1)

    @classmethod
    def _count(cls, one: int) -> None:
        with cls._lock:
            Pump.stuck += one


class Intake(io.RawIOBase):
    """The body of one request: a stream of at most ``length`` bytes (None: until it ends), refused beyond ``most``."""

    def __init__(self, source: Any, *, length: int | None, most: int | None) -> None:
        self._pump, self._left, self._most = Pump(source), length, most
        self.taken = 0
        allowed = float(settings.LIMITS["LIMIT_BODY_SECONDS"])
        self._until = time.monotonic() + allowed + (length or most or 0) / SLOWEST_BYTES
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        """Bytes; nothing at the end."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self._piece(PIECE), b""))
        found = self._piece(size)
        while len(found) < size and (more := self._piece(size - len(found))):
            found += more
        return found

    def readline(self, size: int | None = -1) -> bytes:
        """A line, for readers of forms."""
        found = b""
        while not found.endswith(b"\n") and (size is None or size < 0 or len(found) < size):
            one = self.read(1)
            if not one:
                break
            found += one
        return found

    def _piece(self, size: int) -> bytes:
        size = min(size, PIECE, *([] if self._left is None else [self._left]))
        if self._most is not None:
            size = min(size, self._most + 1 - self.taken)
        if size <= 0:
            return b""
        found = self._pump.read(size, self._until - time.monotonic())
        self.taken += len(found)
        if self._left is not None:
            self._left = self._left - len(found) if found else 0
        if self._most is not None and self.taken > self._most:
            raise RequestDataTooBig
        return found

    def close(self) -> None:
        """The thread may end. Whoever reads forms closes too early, so only ``done`` means it."""

    def done(self) -> None:
        """The request is over."""
        self._pump.close()


def guard(request: HttpRequest, *, is_api: bool) -> None:
    """Put an ``Intake`` before the body. ``RequestDataTooBig`` for what is announced too large, before it is read."""
    source = request.META.get("wsgi.input")
    chunked = is_chunked(request)
    announced = length_of(request)
    if source is None or (not announced and not chunked):
        return
    most = longest(request) if is_api and not is_form(request) else None
    if most is not None and announced > most:
        raise RequestDataTooBig
    if Pump.stuck >= MOST_STUCK:
        raise TooSlow(TOO_SLOW)
    stream: Any = request
    stream.luodi_intake = stream._stream = Intake(source, length=None if chunked else announced, most=most)


def let_go(request: HttpRequest) -> None:
    """The request is over: nothing more of its body is wanted."""
    intake = getattr(request, "luodi_intake", None)
    if intake is not None:
        intake.done()


def is_chunked(request: HttpRequest) -> bool:
    """Does the body come without a length, and does the server tell where it ends?"""
    has_length = bool(request.META.get("CONTENT_LENGTH"))
    return not has_length and "HTTP_TRANSFER_ENCODING" in request.META


def is_form(request: HttpRequest) -> bool:
    """Is it an upload? Those have bounds of their own."""
    return (request.content_type or "").startswith("multipart/")


def length_of(request: HttpRequest) -> int:
    """What ``Content-Length`` says; 0 when it says nothing sensible."""
    announced = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(announced) if announced.isascii() and announced.isdigit() else 0


def longest(request: HttpRequest) -> int:
    """Bytes that a body of JSON may have on this address."""
    many = takes_many_rows(request.path)
    return int(settings.LIMITS["LIMIT_BULK_KB" if many else "LIMIT_JSON_KB"]) * KILOBYTE
