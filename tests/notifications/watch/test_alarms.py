"""The alarm: one mail a trouble whoever watches, one again after hours, one when it is over; by the second relay."""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone
from pytest_django import Settings

from notifications.outbox.models import Watermark
from notifications.watch import alarms, probes, watchman
from notifications.watch.models import Probe, Trouble
from notifications.watch.signs import Sign, bad, good
from notifications.watch.watchman import Watchman
from projects.people.models import Officer
from tests.factories import NOW, build_city
from tests.notifications.outbox.samples import person
from tests.servers import free_port
from tests.smtp import SmtpServer
from tests.workflow.steps.test_races import at_once

BAD = [bad("worker", "任务进程", "consumes nothing", "任务进程一直没有完成任何任务", "重启服务。")]
FINE = [good("worker", "任务进程")]
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def house(settings: Settings, tmp_path: Path) -> None:
    settings.ALARM_TO = ["duty@luodi.example"]
    settings.HOME = tmp_path


@pytest.fixture
def second(tmp_path: Path, settings: Settings) -> Iterator[SmtpServer]:
    """The second relay."""
    server = SmtpServer(tmp_path / "second")
    server.start()
    settings.ALARM_RELAY = {**settings.ALARM_RELAY, "host": server.host, "port": server.port}
    yield server
    server.stop()


def subjects(server: SmtpServer) -> list[str]:
    return [str(one.message["Subject"]) for one in server.accepted]


def settle(signs: list[Sign], now: datetime) -> None:
    alarms.settle(signs, now)


@pytest.mark.django_db
def test_a_trouble_is_told_once_again_after_hours_and_cleared_once(smtp_server: SmtpServer, settings: Settings) -> None:
    settings.ALARM_HOURS = 4
    for minutes in range(0, 9 * 60, 20):
        settle(BAD, NOW + timedelta(minutes=minutes))
    assert len(smtp_server.accepted) == 3  # at once, after four hours, after eight
    settle(FINE, NOW + timedelta(hours=9, minutes=2))
    settle(FINE, NOW + timedelta(hours=9, minutes=3))
    told = subjects(smtp_server)
    assert told[0].startswith("【落地告警】任务进程") and "仍未恢复" in told[1] and "已恢复：任务进程" in told[3]
    assert len(told) == 4
    trouble = Trouble.objects.get()
    assert trouble.times == 3 and trouble.ended_at and trouble.cleared_at


@pytest.mark.django_db
def test_the_mail_says_what_since_when_and_what_to_do(smtp_server: SmtpServer) -> None:
    settle(BAD, NOW)
    message = smtp_server.accepted[0].message
    body = message.get_content()
    assert (
        "任务进程一直没有完成任何任务（自 2026-11-18 09:00）" in body
        and "怎么办：重启服务。" in body
        and "/duty/" in body
    )
    assert message["To"] == "duty@luodi.example" and message["Auto-Submitted"] == "auto-generated"


@pytest.mark.django_db
def test_a_trouble_that_comes_back_is_a_new_one_and_one_that_flickers_is_not(smtp_server: SmtpServer) -> None:
    settle(BAD, NOW)
    settle(FINE, NOW + MINUTE / 2)
    settle(BAD, NOW + MINUTE)
    assert len(smtp_server.accepted) == 1 and Trouble.objects.count() == 1
    settle(FINE, NOW + 3 * MINUTE)
    settle(BAD, NOW + 9 * MINUTE)
    assert Trouble.objects.count() == 2 and len(smtp_server.accepted) == 3


@pytest.mark.django_db
def test_alarms_leave_by_the_second_relay_and_by_the_first_when_that_is_away(
    second: SmtpServer, smtp_server: SmtpServer, settings: Settings
) -> None:
    settle(BAD, NOW)
    assert len(second.accepted) == 1 and smtp_server.accepted == []
    settings.ALARM_RELAY = {**settings.ALARM_RELAY, "port": free_port()}
    settle(FINE, NOW + 5 * MINUTE)
    assert subjects(smtp_server) == ["【落地告警】已恢复：任务进程（重大项目调度）"]


@pytest.mark.django_db
def test_an_alarm_that_no_relay_takes_is_tried_again_and_then_marked(
    settings: Settings, smtp_server: SmtpServer
) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    settle(BAD, NOW)
    assert Trouble.objects.get().told_at is None
    settings.EMAIL_PORT = port
    settle(BAD, NOW + MINUTE / 2)
    assert smtp_server.accepted == []  # still held by the one who may be sending
    settle(BAD, NOW + 2 * MINUTE)
    assert len(smtp_server.accepted) == 1


@pytest.mark.django_db
def test_without_a_list_the_system_administrators_are_alarmed(settings: Settings, smtp_server: SmtpServer) -> None:
    settings.ALARM_TO = []
    build_city()
    person("xitong", "系统", roles=("system_admin",))
    assert alarms.recipients() == ["xitong@luodi.example"]
    Officer.objects.filter(username="xitong").update(is_active=False)
    assert alarms.recipients() == [] and not alarms.send("任务进程", ["…"], NOW)


@pytest.mark.django_db(transaction=True)
def test_of_many_watchmen_one_tells(smtp_server: SmtpServer) -> None:
    at_once(*[lambda: alarms.settle(BAD, NOW)] * 6)
    assert len(smtp_server.accepted) == 1
    assert Trouble.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_negative_control_without_the_hold_many_tell(smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarms, "_hold", lambda rows, now: list(rows))
    settle(BAD, NOW)
    Trouble.objects.update(told_at=None)  # as each of them had read it
    settle(BAD, NOW)
    assert len(smtp_server.accepted) > 1


@pytest.mark.django_db
def test_while_nothing_can_be_written_files_remember_and_one_mail_says_that_it_is_over(
    smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def readonly(*args: object, **kwargs: object) -> None:
        raise OperationalError("database or disk is full")

    watchmen = [Watchman("watch.web"), Watchman("watch.beat")]
    with monkeypatch.context() as patched:
        patched.setattr(watchman.pulses, "beat", readonly)
        for one in watchmen * 3:
            one.look(NOW)
    assert [title for title in subjects(smtp_server) if "数据库" in title] == ["【落地告警】数据库（重大项目调度）"]
    for one in watchmen:
        one.look(NOW + MINUTE)
    assert sum("已恢复" in title for title in subjects(smtp_server)) == 1


@pytest.mark.django_db
def test_where_not_even_a_file_can_be_written_the_process_remembers(
    smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
) -> None:
    monkeypatch.setattr(alarms, "_REMEMBERED", {})
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    os.chmod(blocked, stat.S_IRUSR)
    settings.HOME = blocked
    for _ in range(3):
        alarms.settle_without_database(BAD, NOW)
    assert len(smtp_server.accepted) == 1
    alarms.forget_files(NOW)
    assert "已恢复" in subjects(smtp_server)[1]


@pytest.mark.django_db
def test_the_log_in_is_tried_by_one_process_a_minute(smtp_server: SmtpServer, settings: Settings) -> None:
    settings.WATCH_SMTP_SECONDS = 60
    assert probes.look_at_smtp(NOW) and not probes.look_at_smtp(NOW + MINUTE / 2)
    assert Probe.objects.get().failures == 0
    settings.EMAIL_PORT = free_port()
    for minute in (1, 2, 3):
        probes.look_at_smtp(NOW + minute * MINUTE)
    probe = Probe.objects.get()
    assert (probe.failures, probe.failing_since) == (3, NOW + MINUTE) and probe.said


@pytest.mark.django_db
def test_a_watchman_who_was_stopped_himself_begins_to_listen_anew(
    smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole machine slept: what is silent slept too."""
    clock = [1000.0]
    monkeypatch.setattr(watchman.time, "monotonic", lambda: clock[0])
    now = timezone.now()
    one = Watchman("watch.web")
    one.look(now)
    clock[0] += 9 * 3600
    one.look(now + timedelta(hours=9))
    assert not Trouble.objects.filter(key__in=("beat", "worker", "scans")).exists()
    for step in range(1, 16):
        clock[0] += 20
        one.look(now + timedelta(hours=9, seconds=20 * step))
    assert Trouble.objects.filter(key="beat").exists()


@pytest.mark.django_db
def test_a_beat_that_does_not_tick_has_no_pulse_though_its_watchman_lives(smtp_server: SmtpServer) -> None:
    Watchman("watch.beat", is_alive=lambda: False).look(NOW)
    assert not Watermark.objects.filter(name="watch.beat").exists()
    Watchman("watch.beat", is_alive=lambda: True).look(NOW)
    assert Watermark.objects.filter(name="watch.beat").exists()


def test_a_database_that_hangs_holds_up_the_look_but_not_the_alarm(
    smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It neither answers nor refuses; once it does, one mail says that it is over. No database in this test."""
    hangs = threading.Event()
    looks: list[datetime] = []

    def look(self: Watchman, now: datetime) -> None:
        looks.append(now)
        hangs.wait(30)

    monkeypatch.setattr(Watchman, "look", look)
    monkeypatch.setattr(alarms, "figures", lambda now: pytest.fail("the database was asked"))
    one = Watchman("watch.web")
    one.patience, one.every = 0.1, 0.05
    watching = threading.Thread(target=one.look_with_patience, daemon=True)
    watching.start()
    smtp_server.wait_for_messages(1)
    time.sleep(0.2)
    hangs.set()
    watching.join(10)
    assert subjects(smtp_server) == ["【落地告警】数据库（重大项目调度）"]
    assert len(looks) == 1 and not watching.is_alive()
