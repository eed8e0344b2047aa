"""A worker that is killed between the sending and the note. Called with the name of the database and the moment."""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime
from typing import Any

import django
from django.conf import settings


def main(database: str, moment: str) -> None:
    """Send one, and die by ``kill -9`` before anything is written down."""
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from notifications.webhooks import sender, wire  # noqa: PLC0415 - after the setup

    def post(*args: Any, **kwargs: Any) -> None:
        wire.post(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    now = datetime.fromisoformat(moment)
    sender.push_due(clock=lambda: now, post=post)


if __name__ == "__main__":
    main(*sys.argv[1:])
