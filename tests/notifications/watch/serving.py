"""The whole system as ``serve`` starts it, on a data folder of its own, with two mail servers outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.databases import administer, another_copy
from tests.processes import command_line, descendants, parents
from tests.servers import free_port, wait_until
from tests.smtp import SmtpServer, _Controller

PASSWORD = b"good until it expires"
STARTED = "落地已启动"
WATCHES = {
    "LUODI_WATCH_SECONDS": "2",
    "LUODI_WATCH_SILENCE_SECONDS": "25",
    "LUODI_WATCH_SMTP_SECONDS": "5",
    "LUODI_TICK_PACE": "0.2",
}
"""The short form. The long form takes the figures that the product ships with."""


class Expiring(SmtpServer):
    """Asks for a password, which expires."""

    expired = False

    def __init__(self, maildir: Path) -> None:
        super().__init__(maildir)
        self._controller.loop.close()  # another one takes its place
        self._controller = _Controller(
            self, hostname="127.0.0.1", port=0, authenticator=self._check, auth_require_tls=False
        )

    def _check(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=not self.expired and data.password == PASSWORD, handled=False)


@dataclass
class Whole:
    """A running ``serve``."""

    home: Path
    mail: Expiring
    second: SmtpServer
    blocker: DjangoDbBlocker
    process: subprocess.Popen[bytes] | None = None
    stopped: list[int] = field(default_factory=list)
    database: str = ""
    port: str = ""

    def start(self, *, long: bool) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LUODI_")}
        environment.pop("CELERY_BROKER_URL", None)
        environment |= {
            "LUODI_DEMO": "1",
            "LUODI_HOME": str(self.home),
            "TMPDIR": str(self.home.parent),
            "EMAIL_HOST": self.mail.host,
            "EMAIL_PORT": str(self.mail.port),
            "EMAIL_HOST_USER": "luodi",
            "EMAIL_HOST_PASSWORD": PASSWORD.decode(),
            "LUODI_ALARM_HOST": self.second.host,
            "LUODI_ALARM_PORT": str(self.second.port),
            "LUODI_ALARM_TO": "duty@luodi.example",
            "LUODI_DISK_LEAST_MB": "4",
            **({} if long else WATCHES),
            **self._own_database(),
        }
        command = [sys.executable, "manage.py", "serve", "--port", str(free_port()), "--web-workers", "1"]
        said = (self.home.parent / "serve.log").open("wb")
        self.port = command[-3]
        self.process = subprocess.Popen(
            [*command, "--task-workers", "2"], cwd=settings.BASE_DIR, env=environment, stdout=said, stderr=said
        )
        said.close()
        log = self.home.parent / "serve.log"
        wait_until(lambda: STARTED in log.read_text("utf-8", "replace"), "serve", self.process)
        self.wait_until_well()

    def is_well(self) -> bool:
        """Has every part begun its work?"""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def wait_until_well(self) -> None:
        wait_until(self.is_well, "/readyz", self.process)

    def _own_database(self) -> dict[str, str]:
        if connection.vendor == "sqlite":
            another_copy(str(self.home / "luodi.sqlite3"))
            return {}
        self.database = f"luodi_watch_{os.getpid()}"
        another_copy(self.database)
        return {"DATABASE_URL": os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{self.database}"}

    def pids(self, words: str) -> list[int]:
        """Processes of the family whose command line holds ``words``: the leader first."""
        assert self.process
        return sorted(pid for pid in descendants(self.process.pid) if words in command_line(pid))

    def below(self, pid: int) -> list[int]:
        return [child for child, parent in parents().items() if parent == pid]

    def stop_processes(self, pids: list[int]) -> None:
        """SIGSTOP: they are there and do nothing."""
        assert pids
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        self.stopped += pids

    def go_on(self) -> None:
        while self.stopped:
            try:
                os.kill(self.stopped.pop(), signal.SIGCONT)
            except ProcessLookupError:
                continue

    def shut_database(self, *, shut: bool) -> None:
        """The server lets nobody in, and shows everybody the door (PostgreSQL)."""
        with self.blocker.unblock():
            administer(f"ALTER DATABASE {self.database} ALLOW_CONNECTIONS {not shut}")
            if shut:
                inside = f"FROM pg_stat_activity WHERE datname = '{self.database}'"
                administer(f"SELECT pg_terminate_backend(pid) {inside}")

    def alarms(self) -> list[str]:
        """Subjects at the second relay, in the order in which they came."""
        return [str(one.message["Subject"]) for one in self.second.accepted]

    def wait_for(self, words: str, seconds: float) -> float:
        """Seconds until an alarm with ``words`` came."""
        began = time.monotonic()
        while not any(words in title for title in self.alarms()):
            if time.monotonic() - began > seconds:
                log = (self.home.parent / "serve.log").read_text("utf-8", "replace")
                raise AssertionError(f"no alarm “{words}” in {seconds} s; {self.alarms()}\n{log[-3000:]}")
            time.sleep(0.2)
        return time.monotonic() - began

    def end(self) -> None:
        self.go_on()
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(90)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.database:
            administer(f"DROP DATABASE {self.database} WITH (FORCE)")
