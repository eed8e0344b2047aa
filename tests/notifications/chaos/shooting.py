"""The fixture ``shooting``: senders that die where a test wants it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.smtp import SmtpServer


@dataclass
class Shooting:
    """Starts a sender of ``crash_process`` for each order."""

    process: subprocess.Popen[str]
    folder: Path
    journal: str = ""

    def sender(self, point: str, doomed: Collection[str], *, design: str = "house", hours: int = 0) -> bool:
        """Let one sender work; True when it was killed at ``point``."""
        assert self.process.stdin and self.process.stdout
        order = {"design": design, "point": point, "doomed": sorted(doomed), "folder": str(self.folder)}
        self.process.stdin.write(json.dumps({**order, "hours": hours, "journal": self.journal}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "the shooting range is gone: see its error above"
        return bool(json.loads(answer)["killed"])


@contextmanager
def shooting_range(server: SmtpServer, folder: Path) -> Iterator[Shooting]:
    """On the database of this test and the given mail server."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LUODI_DEMO": "1",
        "LUODI_HOME": str(folder),
        "EMAIL_HOST": server.host,
        "EMAIL_PORT": str(server.port),
    }
    command = [sys.executable, "-m", "tests.notifications.chaos.crash_process", str(connection.settings_dict["NAME"])]
    process = subprocess.Popen(
        command, env=environment, cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        with process:
            yield Shooting(process, folder)
    finally:
        process.kill()
        process.wait()
