"""The tick through real parts: Redis carries the bell, a worker process answers it, an SMTP server has the mail."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from celery import Celery
from django.conf import settings
from django.db import connection
from django.utils import timezone

from notifications.outbox.models import Delivery, Occurrence, Watermark
from notifications.reminders import tasks
from notifications.reminders.services import HEARTBEAT, scan
from tests.factories import build_city
from tests.notifications.outbox.samples import person, queued
from tests.notifications.reminders.samples import call, load_calendar, meeting_at, weekly_series
from tests.servers import end, free_port
from tests.smtp import SmtpServer

QUEUE = "celery"


@pytest.fixture
def bell(redis_url: str) -> Celery:
    """Rings by name, as beat does."""
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
    return Celery(broker=redis_url)


@pytest.fixture
def hire(
    transactional_db: None, smtp_server: SmtpServer, redis_url: str, tmp_path: Path
) -> Iterator[Callable[[], None]]:
    """Starts a worker process on the test's database, whenever it is called."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LUODI_DEMO": "1",
        "LUODI_HOME": str(tmp_path),
        "CELERY_BROKER_URL": redis_url,
        "EMAIL_HOST": smtp_server.host,
        "EMAIL_PORT": str(smtp_server.port),
    }
    command = [sys.executable, "-m", "tests.notifications.worker_process", str(connection.settings_dict["NAME"])]
    hired: list[subprocess.Popen[bytes]] = []
    yield lambda: hired.append(subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR))
    for process in hired:
        end(process)


def test_one_ring_and_the_called_person_has_the_mail(
    hire: Callable[[], None], bell: Celery, smtp_server: SmtpServer
) -> None:
    hire()
    load_calendar()
    city = build_city()
    now = timezone.now()
    scan(now - timedelta(seconds=1))  # an hour would reach back over 08:00 and its letters
    meeting = meeting_at(weekly_series(city), now + timedelta(days=9), called_at=now)
    call(meeting, city.chief, when=now)
    for _ in range(3):
        bell.send_task("notifications.reminders.tasks.scan")
    smtp_server.wait_for_messages(1, 60)
    _wait_until_sent(1)
    assert Occurrence.objects.get().recipient == city.chief
    assert len(smtp_server.accepted) == 1
    assert Watermark.objects.get(name=HEARTBEAT).ran_at >= now


def test_losing_everything_in_redis_costs_a_tick_and_no_mail(
    hire: Callable[[], None], bell: Celery, redis_url: str, smtp_server: SmtpServer
) -> None:
    for number in range(5):
        queued(person(f"p{number}", f"人{number}"), now=timezone.now())
        bell.send_task("notifications.outbox.tasks.deliver")
    with redis.Redis.from_url(redis_url) as client:
        assert client.llen(QUEUE) == 5  # nobody is there to answer: all of it is lost
        client.flushall()
        assert client.llen(QUEUE) == 0
    assert smtp_server.messages == []
    hire()
    bell.send_task("notifications.outbox.tasks.deliver")
    smtp_server.wait_for_messages(5, 60)
    _wait_until_sent(5)
    assert len({mail.message_id for mail in smtp_server.accepted}) == len(smtp_server.accepted) == 5


def _wait_until_sent(count: int) -> None:
    """The 250 is out, the worker still has to write it down."""
    tick = threading.Event()
    for _ in range(200):
        if Delivery.objects.filter(state="sent").count() == count:
            return
        tick.wait(0.1)
    raise AssertionError(list(Delivery.objects.values_list("state", "smtp_reply")))


@pytest.mark.django_db
def test_a_scan_whose_bell_cannot_ring_has_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = Celery(broker=f"redis://127.0.0.1:{free_port()}/0", set_as_current=False)
    silent.conf.broker_connection_retry = silent.conf.task_publish_retry = False

    @silent.task
    def deliver() -> None:
        raise AssertionError("nobody can have heard the bell")

    monkeypatch.setattr(tasks, "deliver", deliver)
    tasks.scan.run()
    assert Watermark.objects.filter(name=HEARTBEAT).exists()
