"""Senders that die at a chosen point: a process of its own that forks them, one for each line it is told.

``python -m tests.notifications.chaos.crash_process <database>``; a line of JSON: ``design``, ``point``, ``doomed``,
``folder``, ``hours`` by which the sender's clock is ahead. The answer: ``killed`` or not. The parent never touches the
database, so that each sender opens a connection of its own.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.template import engines
from django.utils import timezone


def send(order: dict[str, Any]) -> None:
    """In the fork: arm, and work by the design until nothing waits, or death."""
    points, broken = import_module(f"{__package__}.points"), import_module(f"{__package__}.broken")
    settings.MAIL_JOURNAL = order["journal"]
    ahead = timedelta(hours=order["hours"])
    points.arm(order["point"], order["doomed"], Path(order["folder"]))
    broken.DESIGNS[order["design"]](lambda: timezone.now() + ahead)


def fork(order: dict[str, Any]) -> bool:
    """One sender, to its end. Was it killed?"""
    child = os.fork()
    if not child:
        try:
            send(order)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    if status:
        raise SystemExit(f"a sender failed: {status}")
    return False


def main(database: str) -> None:
    """One answer a line, until there are no more."""
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    for name in ("points", "broken"):
        import_module(f"{__package__}.{name}")  # once, not in each sender
    engines.all()
    for line in sys.stdin:
        sys.stdout.write(f"{json.dumps({'killed': fork(json.loads(line))})}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
