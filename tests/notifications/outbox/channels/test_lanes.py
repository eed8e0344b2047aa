"""Lanes: a stuck channel holds up no other, our own pace stays below each limit, kills lose and double nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from notifications.outbox import lanes, sender
from notifications.outbox.channels import web
from notifications.outbox.channels.catalogue import CHANNELS
from notifications.outbox.models import ChannelSetup, Delivery
from notifications.outbox.sender import deliver_due
from tests.chat import DROP, HANG, ChatServer
from tests.notifications.outbox.channels.setups import APPS, ROBOTS, more, reached, set_up, speaking, waiting
from tests.notifications.outbox.samples import MovableClock, person, queued
from tests.smtp import SmtpServer

KILL_MESSAGES = int(os.environ.get("LUODI_KILL_MESSAGES", "60"))


@pytest.fixture(autouse=True)
def _speaking(monkeypatch: pytest.MonkeyPatch) -> None:
    speaking(monkeypatch)


def states(**of: object) -> Counter[str]:
    return Counter(Delivery.objects.filter(**of).values_list("state", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ROBOTS)
def test_our_own_pace_keeps_below_the_services_limit(chat: ChatServer, clock: MovableClock, name: str) -> None:
    chat.limit = 100 if name == "feishu_robot" else 20
    (pace,) = CHANNELS[name].paces
    count = pace.most + 5
    waiting(chat, name, count=count)
    assert deliver_due(clock=clock) == pace.most
    asked = len(chat.asked)
    clock.forward(seconds=30)
    assert (deliver_due(clock=clock), len(chat.asked)) == (0, asked)
    clock.forward(seconds=31)
    assert deliver_due(clock=clock) == 5
    assert len(chat.taken) == len(chat.asked) == count  # not one was refused
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}


@pytest.mark.django_db
def test_negative_control_without_a_pace_the_service_refuses(
    chat: ChatServer, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat.limit = 20
    monkeypatch.setattr(type(CHANNELS["wecom_robot"]), "paces", ())
    waiting(chat, "wecom_robot", count=25)
    assert deliver_due(clock=clock) == 20
    assert len(chat.asked) == 21
    assert states() == {"sent": 20, "queued": 5}


@pytest.mark.django_db
def test_one_member_is_not_told_more_in_a_minute_than_the_service_passes_on_while_others_go_on(
    chat: ChatServer, clock: MovableClock
) -> None:
    waiting(chat, "wecom_app", count=30)
    more(reached("wecom_app", username="wangdiao", address="wangdiao"), count=3)
    assert deliver_due(clock=clock) == 28
    assert states(address="wangdiao") == {"sent": 3}
    clock.forward(seconds=61)
    assert deliver_due(clock=clock) == 5


@pytest.mark.django_db
def test_a_rate_limit_pauses_its_own_lane_only(chat: ChatServer, clock: MovableClock, smtp_server: SmtpServer) -> None:
    set_up(chat, "dingtalk_robot")
    set_up(chat, "wecom_robot")
    chat.before.append(130101)
    queued_mail = person("mail", "有邮箱")
    more(queued_mail, count=2)
    assert deliver_due(clock=clock) == 2 + 2  # two mails, two to the other group
    assert states(channel="dingtalk_robot") == {"queued": 2}
    assert [lane.name for lane in lanes.with_work(clock.now)] == []
    clock.forward(minutes=11)
    assert deliver_due(clock=clock) == 2


@pytest.mark.django_db(transaction=True)
def test_a_channel_that_hangs_holds_up_neither_mail_nor_another_channel(
    chat: ChatServer, smtp_server: SmtpServer, settings: Settings
) -> None:
    """Four channels hang for as long as they may; mails and the fifth channel leave at once."""
    settings.CHANNEL_TIMEOUT = 4
    stuck = ChatServer()
    stuck.start()
    settings.CHANNEL_ORIGINS = [chat.base, stuck.base]
    try:
        stuck.always = HANG
        for name in ROBOTS:
            set_up(stuck, name)
        set_up(stuck, "wecom_robot", is_brief=True)
        reaching = set_up(chat, "wecom_app")
        chat.clock = time.time
        now = timezone.now() - timedelta(seconds=1)
        officer = person("mail", "有邮箱")
        officer.channel_addresses.create(setup=reaching, address="litian")
        more(officer, count=5, now=now)
        began = time.monotonic()
        done: dict[str, float] = {}
        _when(smtp_server, chat, done, began)
        assert deliver_due(clock=timezone.now, side_by_side=True) == 10
        assert done["mail"] < 3 and done["chat"] < 3
        assert time.monotonic() - began < 10
        assert states(channel="email") == states(channel="wecom_app") == {"sent": 5}
        for setup in ChannelSetup.objects.filter(channel__in=ROBOTS):  # one is lost, the others wait
            assert states(setup=setup) == {"uncertain": 1, "queued": 4}
            assert setup.paused_until is not None and setup.trouble
    finally:
        stuck.stop()


@pytest.fixture
def stuck(chat: ChatServer, settings: Settings) -> Iterator[ChatServer]:
    """A second host, which takes messages and never answers."""
    server = ChatServer()
    server.start()
    server.always = HANG
    settings.CHANNEL_ORIGINS = [chat.base, server.base]
    settings.CHANNEL_TIMEOUT = 3
    chat.clock = time.time
    yield server
    server.stop()


def _groups(server: ChatServer, count: int) -> list[ChannelSetup]:
    """So many groups of the city, all at one robot service."""
    return [set_up(server, "wecom_robot", name=f"{number}群") for number in range(count)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [False, True], ids=["for the first time", "since yesterday"])
def test_however_many_hang_the_last_sound_lane_does_not_wait(
    chat: ChatServer, stuck: ChatServer, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    """Twenty hang at once: nobody knows it of them yet, or everybody does. None holds a connection to the database."""
    now = timezone.now()
    hanging = _groups(stuck, 20)
    reaching = set_up(chat, "wecom_app")
    if known:
        since = now - timedelta(days=1)
        ChannelSetup.objects.filter(channel="wecom_robot").update(trouble="没有应答", trouble_at=since)
    officer = person("mail", "有邮箱")
    officer.channel_addresses.create(setup=reaching, address="litian")
    more(officer, count=5, now=now - timedelta(seconds=1))
    held: list[bool] = []
    asked = web._asked
    monkeypatch.setattr(sender, "SIDE_BUDGET", timedelta(seconds=5))
    monkeypatch.setattr(web, "_asked", lambda *call: (held.append(connection.connection is not None), asked(*call))[1])
    began, done = time.monotonic(), dict[str, float]()
    _when(smtp_server, chat, done, began)
    assert deliver_due(clock=timezone.now, side_by_side=True) == 10
    assert done["mail"] < 2.5 and done["chat"] < 2.5
    assert time.monotonic() - began < 12
    assert held and not any(held)
    lost = Delivery.objects.filter(setup__in=hanging, state="uncertain").values("setup").distinct().count()
    assert lost == (4 if known else 20)  # two at once, and only those that begin within the time of a run


@pytest.mark.django_db(transaction=True)
def test_negative_control_with_one_crew_for_all_the_sound_lane_waits(
    chat: ChatServer, stuck: ChatServer, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "SOUND_AT_ONCE", 4)
    _groups(stuck, 4)
    reaching = set_up(chat, "wecom_app")
    officer = person("mail", "有邮箱")
    officer.channel_addresses.create(setup=reaching, address="litian")
    more(officer, now=timezone.now() - timedelta(seconds=1))
    began = time.monotonic()
    deliver_due(clock=timezone.now, side_by_side=True)
    assert time.monotonic() - began > 3
    assert chat.taken


@pytest.mark.django_db
def test_of_many_in_trouble_the_one_that_paused_the_longest_ago_has_its_turn_first(
    chat: ChatServer, clock: MovableClock
) -> None:
    rows = _groups(chat, 3)
    more(person("mail", "有邮箱"))
    for row, minutes in zip(rows, (1, 3, 2), strict=True):
        until = clock.now - timedelta(minutes=minutes)
        ChannelSetup.objects.filter(pk=row.pk).update(trouble="x", trouble_at=clock.now, paused_until=until)
    assert [lane.setup for lane in lanes.with_work(clock.now)] == [None, rows[1], rows[2], rows[0]]


def _when(smtp_server: SmtpServer, chat: ChatServer, done: dict[str, float], began: float) -> None:

    def watch() -> None:
        while len(done) < 2 and time.monotonic() - began < 20:
            if len(smtp_server.accepted) == 5:
                done.setdefault("mail", time.monotonic() - began)
            if len(chat.taken) == 5:
                done.setdefault("chat", time.monotonic() - began)
            time.sleep(0.02)

    threading.Thread(target=watch, daemon=True).start()


@pytest.mark.django_db(transaction=True)
def test_negative_control_one_after_the_other_the_hanging_ones_are_waited_for(
    chat: ChatServer, settings: Settings
) -> None:
    settings.CHANNEL_TIMEOUT = 1
    stuck = ChatServer()
    stuck.start()
    settings.CHANNEL_ORIGINS = [chat.base, stuck.base]
    try:
        stuck.always = HANG
        for name in ROBOTS:
            set_up(stuck, name)
        set_up(chat, "wecom_app")
        chat.clock = time.time
        more(reached("wecom_app"), now=timezone.now() - timedelta(seconds=1))
        began = time.monotonic()
        deliver_due(clock=timezone.now)
        assert time.monotonic() - began > 3
    finally:
        stuck.stop()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["wecom_app", "dingtalk_robot"])
def test_random_kills_neither_lose_nor_double_a_message(
    chat: ChatServer, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the server knows repeats everything ends as sent; elsewhere what is not known waits for a person."""
    assert name in (*APPS, *ROBOTS)
    chat.clock = time.time
    chat.pause = 0.2  # so that a fast machine is not through before it was shot at
    set_up(chat, name)
    deliveries = more(reached(name), count=KILL_MESSAGES, now=timezone.now() - timedelta(minutes=1))
    database = str(connection.settings_dict["NAME"])
    connection.close()
    kills = _run(chat, database)
    arrived = Counter(taken.words for taken in chat.taken)
    left = states()
    with capsys.disabled():
        sys.stdout.write(f"\n{name}: {len(deliveries)} messages, {kills} kills, {dict(left)}\n")
    assert kills >= 5
    assert sum(left.values()) == KILL_MESSAGES
    assert set(left) <= ({"sent"} if CHANNELS[name].repeat_until(timezone.now()) else {"sent", "uncertain"})
    assert len(chat.taken) >= left["sent"]
    if name == "wecom_app":
        assert set(arrived.values()) == {1} and len(arrived) == KILL_MESSAGES
    else:
        assert len(chat.taken) <= KILL_MESSAGES


def _run(chat: ChatServer, database: str) -> int:
    """Three senders, one of which is shot again and again; returns the number of kills."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LUODI_DEMO": "1",
        "LUODI_CHANNEL_ORIGINS": chat.base,
        "LUODI_CHANNEL_TIMEOUT": "5",
    }
    command = [
        sys.executable,
        "-m",
        "tests.notifications.outbox.channels.sender_process",
        database,
        "20261122",
        "3",
        str(KILL_MESSAGES // 4),
    ]
    done = subprocess.run(
        command, env=environment, cwd=django_settings.BASE_DIR, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    return int(json.loads(done.stdout)["kills"])


@pytest.mark.django_db
def test_a_service_that_hangs_all_day_makes_few_messages_uncertain(chat: ChatServer, clock: MovableClock) -> None:
    chat.always = DROP
    waiting(chat, "wecom_robot", count=60)
    for _ in range(8 * 60):
        deliver_due(clock=clock)
        clock.forward(minutes=1)
    assert states()["uncertain"] < 25
    chat.always = None
    for _ in range(35):
        deliver_due(clock=clock)
        clock.forward(minutes=1)
    assert set(states()) == {"uncertain", "sent"}
    assert ChannelSetup.objects.get().trouble == ""


@pytest.mark.django_db
def test_a_set_up_whose_file_is_gone_is_no_lane(chat: ChatServer, clock: MovableClock) -> None:
    waiting(chat, "wecom_robot")
    ChannelSetup.objects.update(channel="pigeon")
    assert lanes.with_work(clock.now) == []


@pytest.mark.django_db
def test_lanes_in_trouble_come_last(chat: ChatServer, clock: MovableClock) -> None:
    first, second = set_up(chat, "wecom_robot"), set_up(chat, "dingtalk_robot")
    queued_mail = person()
    more(queued_mail)
    ChannelSetup.objects.filter(pk=first.pk).update(trouble="40001", trouble_at=clock.now)
    assert [lane.setup for lane in lanes.with_work(clock.now)] == [None, second, first]


@pytest.mark.django_db
def test_mail_is_one_lane_and_has_no_set_up(clock: MovableClock) -> None:
    queued(person())
    assert [lane.name for lane in lanes.with_work(clock.now)] == ["email"]
