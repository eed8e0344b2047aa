"""The same figures on the page, in /readyz, over the API and in an alarm; the page says at one glance what to do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from notifications.outbox.models import ChannelSetup, Delivery, DeliveryState, Watermark
from notifications.watch import alarms, expected
from notifications.watch.expected import CANARY
from notifications.watch.figures import figures
from notifications.watch.models import Probe
from notifications.watch.signs import bad
from projects.people.models import Officer
from tests.factories import NOW
from tests.notifications.outbox.samples import person, queued, unit
from tests.notifications.watch.wellness import all_well
from tests.smtp import SmtpServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Any:
    """All is well, and the clock stands still."""
    monkeypatch.setattr(expected, "_BROKER", [])
    with time_machine.travel(NOW, tick=False):
        all_well(NOW)
        yield NOW


@pytest.fixture
def duty(now: datetime) -> Officer:
    return person("wangdiao", "王调", roles=("dispatcher",))


def page_of(officer: Officer) -> str:
    client = Client()
    client.force_login(officer)
    return client.get(reverse("watch:duty")).content.decode()


def api_of(officer: Officer) -> dict[str, Any]:
    client = Client()
    client.force_login(officer)
    answer: dict[str, Any] = client.get(reverse("api:duty")).json()
    return answer


def test_when_all_is_well_the_page_says_so_first_and_asks_for_nothing(duty: Officer) -> None:
    page = page_of(duty)
    assert "一切正常" in page and "没有收到提醒，就是没有到期的事项" in page
    assert "要做的事" not in page and "等待处置的消息" not in page
    assert api_of(duty)["verdict"] == "一切正常"


def test_page_readiness_interface_and_alarm_show_the_same_figures(
    duty: Officer, client: Client, smtp_server: SmtpServer, settings: Settings
) -> None:
    settings.ALARM_TO, settings.DEADMAN_URL = ["duty@luodi.example"], "https://outside.example/ping"
    Watermark.objects.filter(name="reminders.claims").update(ran_at=NOW - timedelta(seconds=75))
    Watermark.objects.filter(name=CANARY).update(ran_at=NOW - timedelta(seconds=21))
    Probe.objects.create(name="deadman", at=NOW - timedelta(seconds=50), good_since=NOW - timedelta(days=1))
    queued(person(), now=NOW - timedelta(minutes=12))
    Delivery.objects.filter(pk=queued(person("b", "钱填"), now=NOW).pk).update(
        state=DeliveryState.UNCERTAIN, updated_at=NOW
    )
    ready = client.get("/readyz").json()
    assert {name: ready[name] for name in ("scan_age_seconds", "canary_age_seconds", "mail_age_seconds")} == {
        "scan_age_seconds": 75,
        "canary_age_seconds": 21,
        "mail_age_seconds": 720,
    }
    assert (ready["uncertain"], ready["dead"], ready["ping"]) == (1, 0, "taken")
    said = figures(NOW).said()
    words = ("75秒前", "21秒前", "已等12分钟", "结果不明 1 条", "50秒前")
    assert all(word in said for word in words)
    page = page_of(duty)
    assert all(word in page for word in ("75秒前", "21秒前", "已等12分钟", "结果不明 1", "50秒前"))
    shown = api_of(duty)["figures"]
    assert (shown["uncertain"], shown["ping"], shown["scanned_at"]) == (1, "taken", "2026-11-18T00:58:45Z")
    alarms.send("任务进程", ["…"], NOW)
    assert said in smtp_server.accepted[0].message.get_content()


def test_a_scan_that_never_ran_has_no_age(duty: Officer, client: Client) -> None:
    Watermark.objects.filter(name="reminders.claims").delete()
    assert client.get("/readyz").json()["scan_age_seconds"] is None
    assert "从未" in page_of(duty)


def test_a_consequence_is_shown_under_its_cause_and_not_as_a_task_of_its_own(duty: Officer) -> None:
    Watermark.objects.exclude(name__startswith="watch.b").update(ran_at=NOW - timedelta(minutes=9))
    Watermark.objects.filter(name="watch.web").update(ran_at=NOW)
    page = page_of(duty)
    assert "有 1 项故障，需要马上处理" in page
    assert "因此受影响、恢复后自动好转：扫描与发送" in page
    told = {one["key"] for one in api_of(duty)["signs"] if one["is_told"]}
    assert told == {"worker"}


def test_each_task_says_who_does_it_and_leads_there(duty: Officer) -> None:
    first = queued(person(), now=NOW)
    Delivery.objects.filter(pk=first.pk).update(state=DeliveryState.DEAD)
    second = queued(person("b", "钱填"), now=NOW)
    Delivery.objects.filter(pk=second.pk).update(state=DeliveryState.FAILED, updated_at=NOW)
    setup = ChannelSetup.objects.create(channel="wecom_robot", name="市群", organisation=unit())
    ChannelSetup.objects.filter(pk=setup.pk).update(trouble="93000", trouble_at=NOW - timedelta(hours=2))
    page = page_of(duty)
    assert "由调度办公室处理" in page and "?state=dead" in page and "?state=failed" in page
    assert "由系统管理员处理" in page and "市群（自 11-18 07:00）" in page


def test_no_english_word_is_said_to_people(duty: Officer) -> None:
    Watermark.objects.all().delete()
    for sign in api_of(duty)["signs"]:
        said = (
            f"{sign['label']}{sign['said']}{sign['todo']}{sign['who']}".replace("Redis", "")
            .replace("MB", "")
            .replace("GB", "")
        )
        assert not any(letter.isascii() and letter.isalpha() for letter in said), sign


def test_a_refused_message_counts_until_the_recipient_has_it_on_another_way(duty: Officer) -> None:
    row = queued(person(), now=NOW)
    Delivery.objects.filter(pk=row.pk).update(state=DeliveryState.FAILED, updated_at=NOW)
    levels = {one["key"]: one["level"] for one in api_of(duty)["signs"]}
    assert levels["refused"] == "watch"
    Delivery.objects.create(
        occurrence=row.occurrence,
        address="new@x",
        copy=1,
        message_id="<copy@x>",
        state=DeliveryState.SENT,
        not_before=NOW,
        created_at=NOW,
        updated_at=NOW,
    )
    assert {one["key"]: one["level"] for one in api_of(duty)["signs"]}["refused"] == "good"


def test_an_alarm_reaches_its_people_though_the_database_is_away(
    settings: Settings, smtp_server: SmtpServer, now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    settings.ALARM_TO, settings.HOME = [], tmp_path
    person("xitong", "系统", roles=("system_admin",))
    alarms.remember_recipients()
    monkeypatch.setattr(alarms, "recipients", lambda: pytest.fail("the database was asked"))
    alarms.settle_without_database([bad("database", "数据库", "hangs", "没有应答", "检查。")], NOW)
    assert [one.recipient for one in smtp_server.accepted] == ["xitong@luodi.example"]
