"""A receiver of pushes on this machine, as a vendor would run one; and what it takes for genuine."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Push:
    """One that arrived; ``headers`` by lower-case name; ``status``: what was answered."""

    path: str
    headers: dict[str, str]
    body: bytes
    status: int

    @property
    def number(self) -> str:
        """The same over all attempts."""
        return self.headers.get("webhook-id", "")


class Receiver:
    """Answers 204, but 500 to the first that tells of ``wanted``; keeps them all."""

    def __init__(self, port: int, wanted: str) -> None:
        self.wanted = wanted.encode()
        self.pushes: list[Push] = []
        self._arrived = threading.Condition()
        self._server = _Server(("", port), self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        """Write it down; what to answer."""
        with self._arrived:
            is_first = self.wanted in body and not any(self.wanted in one.body for one in self.pushes)
            status = 500 if is_first else 204
            self.pushes.append(Push(path, headers, body, status))
            self._arrived.notify_all()
        return status

    def wait(self, count: int, seconds: float, *, number: str = "") -> list[Push]:
        """The pushes of ``wanted`` (under ``number``), when there are ``count`` or the time is over."""
        until = time.monotonic() + seconds
        with self._arrived:
            while len(self._of(number)) < count and (left := until - time.monotonic()) > 0:
                self._arrived.wait(left)
            return self._of(number)

    def close(self) -> None:
        """No more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _of(self, number: str) -> list[Push]:
        return [one for one in self.pushes if self.wanted in one.body and number in ("", one.number)]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], receiver: Receiver) -> None:
        self.receiver = receiver
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """Whatever comes."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.send_response(self.server.receiver.take(self.path, headers, body))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""
