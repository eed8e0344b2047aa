"""The web server as ``serve`` starts it, alone, on the database of this test: to be hammered, starved and shot."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from config.management.commands.serve import _healthy
from config.serving.children import Child
from config.serving.crew import Crew
from tests.api.wire import Reply, ask
from tests.processes import descendants
from tests.servers import free_port, wait_until

NOT_OURS = ("DATABASE_URL", "CELERY_BROKER_URL", "EMAIL_HOST", "PORT", "LUODI_HOST", "PYTHONDONTWRITEBYTECODE")


@dataclass
class Web:
    """A running server."""

    child: Child
    port: int
    home: Path
    leave: list[Callable[[], None]] = field(default_factory=list)

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.child.start()
        wait_until(lambda: _healthy("127.0.0.1", self.port), "the web server")

    def stop(self) -> None:
        """Ask it to end."""
        self.child.stop()

    def shoot(self) -> None:
        """``kill -9`` for granian and all its workers."""
        for pid in descendants(self.child.pid or 0):
            os.kill(pid, signal.SIGKILL)
        self.child.kill()
        self.child.stop()

    def send(self, method: str, path: str, key: str, body: Any = None, **headers: str) -> Reply:
        """One request on a connection of its own; ``headers`` with underscores. OSError when nobody answers."""
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            return ask(client, method, path, key, body, **headers)
        finally:
            client.close()

    def raw(self) -> socket.socket:
        """A connection to write anything to."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)


@contextmanager
def serving(
    redis_url: str, *, workers: int = 1, door: str = "config.wsgi:application", **environment: object
) -> Iterator[Web]:
    """A server; ``environment``: more variables of its own. ``door``: another application in its place."""
    home, port = Path(tempfile.mkdtemp(prefix="luodi-web-")), free_port()
    own = {
        "DATABASE_URL": database_url(),
        "CELERY_BROKER_URL": redis_url,
        "LUODI_HOME": str(home),
        "LUODI_DEMO": "1",
        "LUODI_WATCH": "0",
        "LUODI_LOG_LEVEL": "ERROR",
        **{name: str(value) for name, value in environment.items()},
    }
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    child = Crew(settings.BASE_DIR, "127.0.0.1", port, own).web(workers)
    child.command = [door if part == "config.wsgi:application" else part for part in child.command]
    child.environment = {**kept, **own, "PYTHONPATH": str(settings.BASE_DIR), "PORT": str(port)}
    web = Web(child, port, home)
    try:
        web.start()
        yield web
    finally:
        child.stop()
        shutil.rmtree(home, ignore_errors=True)


def database_url() -> str:
    """That of this test, for another process."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


def at_once(callers: int, act: Callable[[int], Reply]) -> list[Reply]:
    """``act`` by so many at the same instant."""
    start = threading.Barrier(callers)

    def run(number: int) -> Reply:
        start.wait(60)
        return act(number)

    with ThreadPoolExecutor(callers) as pool:
        return list(pool.map(run, range(callers)))
