"""How a body comes in: no more of it than allowed, and piece by piece against the clock.

The time is looked at between two pieces: what trickles is given up (408). A read under way cannot be broken off, for
granian hands out nothing to break it off with (ADR 0035): a caller that stays silent within the first piece holds its
thread until it hangs up. Therefore only ``LIMIT_WORKING`` requests of one caller are ever at work, and nginx collects
bodies before it passes them on.
"""

from __future__ import annotations

import io
import time
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest

from projects.gateway.figures import KILOBYTE, SLOWEST_BYTES
from projects.gateway.limits.rules import body_figure

PIECE, SMALL_PIECE = 64 * KILOBYTE, 4 * KILOBYTE
TOO_SLOW = "请求内容发送过慢，已停止接收。请检查网络后用同一 Idempotency-Key 重新提交。"
LENGTH_WANTED = "上传文件请给出 Content-Length，不要用分块传输（chunked）。"


class TooSlow(SuspiciousOperation):
    """The body did not arrive in time: 408."""


class Intake(io.RawIOBase):
    """The body of one request: a stream of at most ``length`` bytes (None: until it ends), refused beyond ``most``."""

    def __init__(self, source: Any, *, length: int | None, most: int | None) -> None:
        self._source, self._left, self._most = source, length, most
        self.taken = 0
        allowed = float(settings.LIMITS["LIMIT_BODY_SECONDS"])
        self._until = time.monotonic() + allowed + (length or most or 0) / SLOWEST_BYTES

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
        size = min(size, PIECE if self._most is None else SMALL_PIECE, *([] if self._left is None else [self._left]))
        if self._most is not None:
            size = min(size, self._most + 1 - self.taken)
        if size <= 0:
            return b""
        if time.monotonic() > self._until:
            raise TooSlow(TOO_SLOW)
        found: bytes = self._source.read(size)
        self.taken += len(found)
        if self._left is not None:
            self._left = self._left - len(found) if found else 0
        if self._most is not None and self.taken > self._most:
            raise RequestDataTooBig
        return found


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
    stream: Any = request
    stream._stream = Intake(source, length=None if chunked else announced, most=most)


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
    """Bytes that a body which is no form may have on this address."""
    return int(settings.LIMITS[body_figure(request.path)]) * KILOBYTE
