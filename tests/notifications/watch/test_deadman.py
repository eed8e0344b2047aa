"""The ping outside is sent by a task that was consumed, once a minute, and only while all is well."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone
from pytest_django import Settings

from notifications.outbox.models import Watermark
from notifications.watch import deadman, tasks
from notifications.watch.expected import CANARY
from notifications.watch.signs import bad
from tests.servers import free_port

pytestmark = pytest.mark.django_db


class Outside(BaseHTTPRequestHandler):
    """Counts."""

    pings = 0

    def do_GET(self) -> None:
        Outside.pings += 1
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture(autouse=True)
def outside(settings: Settings) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Outside)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.DEADMAN_URL, Outside.pings = f"http://127.0.0.1:{server.server_port}/ping/x", 0
    yield
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def well(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Signs as the list says."""
    signs: list[object] = []
    monkeypatch.setattr(deadman, "examine", lambda now: list(signs))
    return signs


def test_the_canary_beats_and_pings_once_a_minute() -> None:
    tasks.canary.run()
    tasks.canary.run()
    assert Outside.pings == 1
    assert Watermark.objects.filter(name=CANARY).exists()
    assert deadman.ping(timezone.now() + timedelta(seconds=61))


def test_while_something_is_bad_no_ping_leaves(well: list[object]) -> None:
    well.append(bad("mail", "邮件发出", "late", "等待", "检查。"))
    assert not deadman.ping(timezone.now()) and Outside.pings == 0


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "ftp://x.example/"])
def test_only_http_is_pinged(settings: Settings, url: str) -> None:
    settings.DEADMAN_URL = url
    assert not deadman.ping(timezone.now())


def test_an_outside_that_is_away_hurts_nobody(settings: Settings) -> None:
    settings.DEADMAN_URL = f"http://127.0.0.1:{free_port()}/"
    assert not deadman.ping(timezone.now())
