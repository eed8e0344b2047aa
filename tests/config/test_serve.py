"""``manage.py serve`` with its real processes, on the database of this run."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings

from tests.databases import administer, another_copy, empty_database
from tests.processes import alive, command_line, descendants
from tests.servers import free_port, private_redis, wait_until

STARTED = "落地已启动"


@dataclass
class House:
    """A data folder and the environment in which commands run on it."""

    environment: dict[str, str]
    running: list[Serving] = field(default_factory=list)

    def manage(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def serve(self, **environment: str) -> Serving:
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port), "--web-workers", "1", "--task-workers", "1"],
            cwd=settings.BASE_DIR,
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        serving = Serving(process, port)
        self.running.append(serving)
        serving.wait_for(STARTED)
        return serving


class Serving:
    """A running ``serve``: its process, its port, what it says, and all processes below it."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line)

    def wait_for(self, text: str) -> None:
        wait_until(lambda: any(text in line for line in self.said), f"serve saying {text}: {''.join(self.said)}")

    def family(self) -> set[int]:
        return descendants(self.process.pid)

    def child(self, words: str) -> int:
        children = [pid for pid in self.family() if words in command_line(pid)]
        return min(children)

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read()

    def end(self) -> int:
        code = self.process.wait(150)
        self._reader.join(10)
        return code

    def clean_up(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join(10)
        assert self.process.stdout
        self.process.stdout.close()


@pytest.fixture(scope="module")
def migrated(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """A house with a migrated database: a file, or a database of its own on the PostgreSQL of this run."""
    home = tmp_path_factory.mktemp("home")
    names = ("DATABASE_URL", "CELERY_BROKER_URL", "EMAIL_HOST", "PORT", "LUODI_HOST")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    environment |= {"LUODI_HOME": str(home), "LUODI_DEMO": "1", "TMPDIR": str(home)}
    with django_db_blocker.unblock(), own_database(environment):
        yield House(environment)


class own_database:  # noqa: N801 - used as a statement
    """A database for the processes that ``serve`` starts, migrated already."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.name = f"luodi_serve_{os.getpid()}"
        self.environment = environment

    def __enter__(self) -> None:
        if connection.vendor == "sqlite":
            another_copy(str(Path(self.environment["LUODI_HOME"]) / "luodi.sqlite3"))
            return
        another_copy(self.name)
        self.environment["DATABASE_URL"] = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{self.name}"

    def __exit__(self, *trouble: object) -> None:
        if connection.vendor == "postgresql":
            administer(f"DROP DATABASE {self.name} WITH (FORCE)")


@pytest.fixture
def house(migrated: House) -> Iterator[House]:
    yield migrated
    while migrated.running:
        migrated.running.pop().clean_up()


def test_it_starts_answers_takes_mail_and_stops_without_leaving_a_process(house: House) -> None:
    serving = house.serve()
    assert serving.get("/healthz") == (200, b'{"status": "ok"}')
    code, answer = serving.get("/readyz")
    assert code in (200, 503)
    assert {name: json.loads(answer)[name] for name in ("database", "broker")} == {"database": "ok", "broker": "ok"}
    send_mail(int(command_line(serving.child("demo_smtp")).split()[-1]))
    assert len(list((Path(house.environment["LUODI_HOME"]) / "mail" / "new").iterdir())) == 1
    environment = Path(f"/proc/{serving.child('celery')}/environ").read_bytes().split(b"\0")
    assert f"LUODI_MAIL_JOURNAL={Path(house.environment['LUODI_HOME']) / 'mail'}".encode() in environment
    family = serving.family()
    assert len(family) >= 6  # broker, mail, web, worker and its child, beat
    serving.process.send_signal(signal.SIGTERM)
    assert serving.end() == 0, "".join(serving.said)
    assert alive(family) == set()
    assert "已全部停止" in serving.said[-1]


def send_mail(port: int) -> None:
    message = EmailMessage()
    message["Subject"] = "调度会通知"
    message.set_content("请准时参加。")
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.send_message(message, "luodi@luodi.example", "zhang@luodi.example")


@pytest.mark.parametrize(("words", "label"), [("celery --quiet -A config worker", "任务进程"), ("granian", "网站")])
def test_a_killed_child_ends_everything_and_is_named(house: House, words: str, label: str) -> None:
    serving = house.serve(EMAIL_HOST="127.0.0.1")  # mail is somebody else's: one process less to wait for
    family = serving.family()
    os.kill(serving.child(words), signal.SIGKILL)
    assert serving.end() == 1
    assert any(label in line and "意外退出" in line for line in serving.said)
    wait_until(lambda: alive(family) == set(), "the end of every process")


def test_children_end_when_serve_itself_is_killed(house: House) -> None:
    serving = house.serve()
    family = serving.family()
    serving.process.kill()
    serving.end()
    wait_until(lambda: alive(family) == set(), "the end of every process")


@pytest.fixture
def refused(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], str]]:
    """Tells why ``serve`` refuses a port, in this process: a refusal starts no other (a real one is at the end)."""
    for name in ("CELERY_BROKER_URL", "PORT", "LUODI_HOST"):
        monkeypatch.delenv(name, raising=False)
    settings.HOME = tmp_path
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def serve(port: int) -> str:
        with pytest.raises(CommandError) as refusal:
            call_command("serve", port=port)
        assert refusal.value.returncode == 1
        return str(refusal.value)

    yield serve
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.django_db
def test_a_taken_port_is_refused_with_advice(refused: Callable[[int], str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        assert "已被占用" in refused(holder.getsockname()[1])


def test_a_database_that_waits_for_migrations_is_refused(
    refused: Callable[[int], str], django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), empty_database():
        assert "请先运行：python manage.py migrate" in refused(free_port())


@pytest.mark.django_db
def test_a_redis_that_evicts_is_refused(refused: Callable[[int], str], monkeypatch: pytest.MonkeyPatch) -> None:
    with private_redis(policy="allkeys-lru") as url:
        monkeypatch.setenv("CELERY_BROKER_URL", url)
        assert "noeviction" in refused(free_port())


def test_sample_secrets_are_refused_outside_a_demonstration(house: House) -> None:
    refused = house.manage("serve", LUODI_DEMO="0")
    assert refused.returncode == 1
    assert "LUODI_SECRET_KEY" in refused.stderr
    assert "LUODI_API_KEY_PEPPER" in refused.stderr
