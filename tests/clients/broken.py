"""A server in front of the right one that breaks exactly one rule of the contract: the negative controls of the kit."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from clients.python.luodi_client.transport import Request, Transport

KEPT = ("content-type", "etag", "www-authenticate", "content-disposition", "location", "idempotent-replayed", "allow")


@dataclass
class Came:
    """An answer on its way, to be spoiled."""

    method: str
    target: str
    status: int
    headers: dict[str, str]
    content: bytes
    sent: bytes = b""
    has_key: bool = True


Mangle = Callable[[Came], None]
Bend = Callable[[str], str]
"""Another address than was asked for, as if the server had not read a part of it."""


def no_etag(came: Came) -> None:
    """Details without ETag."""
    came.headers.pop("etag", None)


def another_replay(came: Came) -> None:
    """The second answer says the same with other bytes."""
    if came.headers.get("idempotent-replayed"):
        came.content += b" "


def english(came: Came) -> None:
    """Refusals for machines."""
    if came.status >= 400:
        came.content = re.sub(rb'"detail":"[^"]*"', b'"detail":"Bad things happened."', came.content)


def naive(came: Came) -> None:
    """Moments of nobody knows which zone."""
    came.content = re.sub(rb'(T\d\d:\d\d:\d\d(\.\d+)?)Z"', rb'\1"', came.content)


def numbers(came: Came) -> None:
    """Money as a number."""
    came.content = re.sub(rb'(_wan":)"([\d.]+)"', rb"\1\2", came.content)


def fault(came: Came) -> None:
    """A zero byte in a query is too much for it; what it says then is no JSON."""
    if "%00" in came.target:
        came.status, came.content = 500, b"<h1>Server Error</h1>"


def wrong_method(came: Came) -> None:
    """405 under another code."""
    came.content = came.content.replace(b'"code":"method_not_allowed"', b'"code":"nope"')


def plain_json(came: Came) -> None:
    """Refusals in the wrong media type."""
    if 400 <= came.status < 500:
        came.headers["content-type"] = "application/json"


MANGLES: dict[str, Mangle] = {
    "reading.etag": no_etag,
    "once.replay": another_replay,
    "general.chinese": english,
    "general.moments": naive,
    "general.money": numbers,
    "general.problem": plain_json,
    "refusals.method": wrong_method,
    "refusals.odd": fault,
}
"""The rule that must be found broken → how it is broken."""


@contextmanager
def broken(straight: str, mangle: Mangle, bend: Bend = str) -> Iterator[str]:
    """Yields the address of the spoiling server."""
    behind = Transport(straight)

    class Spoil(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            sent = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
            sent["Host"] = urlsplit(straight).netloc
            answer = behind.send(Request(self.command, bend(self.path), sent, body))
            came = Came(self.command, self.path, answer.status, dict(answer.headers), answer.content, body)
            came.has_key = "Authorization" in self.headers
            behind.close()
            mangle(came)
            self.send_response(came.status)
            for name, value in came.headers.items():
                if name in KEPT:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(came.content)))
            self.end_headers()
            self.wfile.write(came.content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = pass_on  # noqa: N815 - names of the standard library

        def log_message(self, *said: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Spoil)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
