"""A real receiver of webhooks on a private address of this machine: never on the loopback, which nothing may open."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

HANG = 0


def own_address() -> str:
    """An address of this machine that is not the loopback; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])


@dataclass
class Message:
    """One request that arrived, whatever was answered."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def number(self) -> str:
        return self.headers["webhook-id"]

    @property
    def data(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


@dataclass
class Answer:
    """What is answered: ``HANG`` as status, nothing for ``hangs`` seconds."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    hangs: float = 0


class Receiver:
    """``answers`` by path, first in first out, the last one stays; 204 where nothing was said."""

    def __init__(self, *, certificate: Path | None = None, at: tuple[str, int] | None = None) -> None:
        self.messages: list[Message] = []
        self.answers: dict[str, list[Answer]] = {}
        self.host = at[0] if at else own_address()
        self._server = _Server(at or (self.host, 0), self)
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def url(self, path: str = "/hook", *, scheme: str = "http", host: str = "") -> str:
        return f"{scheme}://{host or self.host}:{self.port}{path}"

    def answer(self, path: str, *answers: Answer | int) -> None:
        self.answers[path] = [one if isinstance(one, Answer) else Answer(one) for one in answers]

    def numbers(self, path: str = "") -> list[str]:
        return [one.number for one in self.messages if not path or one.path == path]

    def next(self, path: str) -> Answer:
        waiting = self.answers.get(path)
        if not waiting:
            return Answer()
        return waiting[0] if len(waiting) == 1 else waiting.pop(0)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], receiver: Receiver) -> None:
        self.receiver = receiver
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The other side hung up: that is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.receiver.messages.append(Message(self.path, headers, body))
        answer = self.server.receiver.next(self.path)
        time.sleep(answer.hangs)
        if answer.status == HANG:
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_POST  # noqa: N815 - a redirect that were followed would come as one

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""
