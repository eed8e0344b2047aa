"""Set-ups of every channel that fit the local server, and people and groups that are reached through them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from notifications.outbox import registry
from notifications.outbox.channels.base import Audience
from notifications.outbox.channels.catalogue import CHANNELS
from notifications.outbox.models import ChannelAddress, ChannelSetup, Delivery
from notifications.outbox.registry import GroupWords
from projects.people.models import Officer
from tests.chat import ChatServer
from tests.factories import NOW
from tests.notifications.outbox.samples import person, told, unit

FIELDS: dict[str, dict[str, Any]] = {
    "wecom_robot": {"secret": ChatServer.WECOM_KEY},
    "wecom_app": {"account": ChatServer.WECOM_CORP, "agent": "1000002", "secret": ChatServer.WECOM_SECRET},
    "gov_wechat": {"account": ChatServer.WECOM_CORP, "agent": "1000002", "secret": ChatServer.WECOM_SECRET},
    "dingtalk_robot": {"secret": ChatServer.DING_TOKEN, "signing_secret": ChatServer.DING_SIGN},
    "dingtalk_work": {"account": ChatServer.DING_APP, "agent": "42", "secret": ChatServer.DING_SECRET},
    "feishu_robot": {"secret": ChatServer.FEISHU_HOOK, "signing_secret": ChatServer.FEISHU_SIGN},
    "feishu_app": {"account": ChatServer.FEISHU_APP, "secret": ChatServer.FEISHU_SECRET},
    "sms": {"account": ChatServer.SMS_ACCOUNT, "secret": ChatServer.SMS_SECRET},
}
SERVICE = {"gov_wechat": "wecom_app"}
ROBOTS = [name for name in FIELDS if name.endswith("robot")]
APPS = [name for name in FIELDS if not name.endswith("robot")]
RATE = {"wecom_robot": 45009, "wecom_app": 45009, "gov_wechat": 45009, "dingtalk_robot": 130101,
        "dingtalk_work": 90018, "feishu_robot": 11232, "feishu_app": 230020, "sms": 429}  # fmt: skip
BROKEN_SECRET = {"wecom_robot": 93000, "wecom_app": 40001, "gov_wechat": 40001, "dingtalk_robot": 300005,
                 "dingtalk_work": 40089, "feishu_robot": 19001, "feishu_app": 10014, "sms": 102}  # fmt: skip
WORDS = "有一项开工申报等待认定"


def set_up(chat: ChatServer, channel: str, **over: Any) -> ChannelSetup:
    """A set-up of the city that reaches ``chat``."""
    values = {"channel": channel, "name": channel, "organisation": unit(), "base_url": chat.base, "is_brief": False}
    return ChannelSetup.objects.create(**{**values, **FIELDS[channel], **over})


def reached(name: str, *, username: str = "litian", address: str = "litian") -> Officer:
    """Somebody without mail, on this channel only."""
    officer = person(username, "李填", email="")
    officer.phone = "13800001234"
    officer.save()
    if CHANNELS[name].keeps_addresses and CHANNELS[name].audience is Audience.PERSON:
        setup = ChannelSetup.objects.get(channel=name)
        ChannelAddress.objects.create(officer=officer, setup=setup, address=address)
    return officer


def speaking(monkeypatch: Any) -> None:
    """The rule of the samples may be told to groups."""
    rule = registry.RegisteredRule("sample", "示例提醒", to_group=lambda occurrence, unit: GroupWords("k", WORDS))
    monkeypatch.setitem(registry._RULES, "sample", rule)


def waiting(chat: ChatServer, name: str, *, count: int = 1, now: datetime = NOW, **over: Any) -> list[Delivery]:
    """A set-up, somebody on it, and ``count`` deliveries that wait."""
    set_up(chat, name)
    return more(reached(name), count=count, now=now, **over)


def more(officer: Officer, *, count: int = 1, now: datetime = NOW, **over: Any) -> list[Delivery]:
    """``count`` occurrences for ``officer``, of different subjects, and their deliveries."""
    made = []
    for number in range(count):
        subject = over.get("subject_id") or _subject(officer, number)
        values = {"title": f"第{number}项提醒", "url": f"/claims/{number}/", **over, "subject_id": subject}
        made += list(told(officer, slot=f"{number}", now=now, **values).deliveries.all())
    return made


def _subject(officer: Officer, number: int) -> Any:

    return uuid.uuid5(officer.pk, str(number))
