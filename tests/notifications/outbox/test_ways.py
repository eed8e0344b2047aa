"""Copies over any channel that the recipient has, one's own accounts over the API, and the ledger by every channel."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from notifications.outbox import services
from notifications.outbox.channels.catalogue import CHANNELS, registered
from notifications.outbox.models import ChannelAddress, ChannelSetup, Delivery, DeliveryState
from notifications.outbox.sender import deliver_due
from projects.audit.models import Entry
from projects.errors import Conflict
from projects.people.models import Officer
from tests.chat import ChatServer
from tests.notifications.outbox.channels.conftest import _chat_process, chat, clock  # noqa: F401 - fixtures
from tests.notifications.outbox.channels.setups import set_up
from tests.notifications.outbox.samples import MovableClock, person, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def duty(db: None) -> Officer:
    return person("wangdiao", "王调", roles=("dispatcher",))


@pytest.fixture
def setup(chat: ChatServer) -> ChannelSetup:  # noqa: F811
    return set_up(chat, "wecom_app")


@pytest.fixture
def told_twice(setup: ChannelSetup, clock: MovableClock) -> Delivery:  # noqa: F811
    """Somebody with mail and WeCom was told over both; the one over WeCom."""
    officer = person()
    ChannelAddress.objects.create(officer=officer, setup=setup, address="litian")
    occurrence = told(officer, now=clock.now)
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=clock.now, data_at=clock.now)
    return occurrence.deliveries.get(channel="wecom_app")


def ask(officer: Officer, method: str, name: str, *args: object, version: object = None, **sent: Any) -> Any:
    client = Client()
    client.force_login(officer)
    headers = {"Idempotency-Key": uuid4().hex} | ({"If-Match": f'"{version}"'} if version is not None else {})
    address = reverse(f"api:{name}", args=args)
    if method == "get":
        return client.get(address, sent)
    return getattr(client, method)(address, json.dumps(sent), content_type="application/json", headers=headers)


def test_a_copy_goes_over_the_channel_that_was_chosen_and_says_so(
    told_twice: Delivery,
    duty: Officer,
    chat: ChatServer,  # noqa: F811
    clock: MovableClock,  # noqa: F811
) -> None:
    client = Client()
    client.force_login(duty)
    key = told_twice.occurrence_id
    page = client.get(reverse("outbox:occurrence", args=[key])).content.decode()
    assert 'value="email" checked' in page and 'value="wecom_app"' in page
    sent = {"reason": "本人称未收到", "channel": "wecom_app"}
    page = client.post(reverse("outbox:resend", args=[key]), sent, follow=True).content.decode()
    assert "已用企业微信应用消息加发一条" in page
    clock.forward(days=400)
    for number, mark in ((1, "【重发】"), (2, "【第2次重发】")):
        assert deliver_due(clock=clock) == 1
        assert chat.taken[-1].words.startswith(f"{mark}调度会通知"), number
        assert chat.taken[-1].address == "litian"
        services.resend(key, reason="再发", channel="wecom_app", by=duty, now=clock.now)
    assert Entry.objects.filter(action="delivery.resend").count() == 3


def test_what_waits_on_one_channel_does_not_bar_another(told_twice: Delivery, duty: Officer) -> None:
    key = told_twice.occurrence_id
    services.resend(key, reason="一", channel="wecom_app", by=duty, now=told_twice.created_at)
    with pytest.raises(Conflict, match="还在这个渠道发送中"):
        services.resend(key, reason="二", channel="wecom_app", by=duty, now=told_twice.created_at)
    assert services.resend(key, reason="三", by=duty, now=told_twice.created_at).channel == "email"


def test_a_channel_on_which_the_recipient_is_not_reached_is_refused(told_twice: Delivery, duty: Officer) -> None:
    answer = ask(duty, "get", "reminder-detail", told_twice.occurrence_id)
    version, key = answer.json()["version"], told_twice.occurrence_id
    answer = ask(duty, "post", "reminder-resend", key, version=version, reason="未收到", channel="feishu_app")
    assert answer.status_code == 409 and "飞书应用消息" in answer.json()["detail"]
    answer = ask(duty, "post", "reminder-resend", key, version=version, reason="未收到", channel="wecom_robot")
    assert answer.status_code == 422  # a group is no person
    answer = ask(duty, "post", "reminder-resend", key, version=version, reason="未收到", channel="wecom_app")
    assert answer.status_code == 200
    row = next(one for one in answer.json()["deliveries"] if one["copy"])
    assert (row["channel"], row["channel_label"], row["address"]) == ("wecom_app", "企业微信应用消息", "litian")


def test_who_has_no_address_is_offered_no_copy(duty: Officer) -> None:
    occurrence = told(person(email=""))
    client = Client()
    client.force_login(duty)
    page = client.get(reverse("outbox:occurrence", args=[occurrence.pk])).content.decode()
    assert "接收人没有登记可用的地址" in page and "resend-reason" not in page


@pytest.mark.parametrize("name", sorted(CHANNELS))
def test_the_ledger_is_narrowed_by_every_channel_there_is(name: str, duty: Officer) -> None:
    occurrence = told(person(email=""))
    Delivery.objects.create(
        occurrence=occurrence, channel=name, address="x", message_id="<x@y>", state=DeliveryState.SENT,
        not_before=occurrence.due_at, created_at=occurrence.due_at, updated_at=occurrence.due_at,
    )  # fmt: skip
    for wanted in CHANNELS:
        found = ask(duty, "get", "reminder-list", channel=wanted).json()["results"]
        assert len(found) == (wanted == name), wanted
    assert ask(duty, "get", "reminder-list", channel="pigeon").status_code == 422
    row = ask(duty, "get", "reminder-list", channel=name).json()["results"][0]["deliveries"][0]
    assert row["channel_label"] == CHANNELS[name].label


# --- one's own accounts -----------------------------------------------------------------------------------------------
def test_an_account_is_registered_over_the_interface_with_its_version(setup: ChannelSetup) -> None:
    officer = person()
    shown = ask(officer, "get", "reminder-accounts").json()
    ways = {one["channel"]: one for one in shown["channels"]}
    assert set(ways) == {"email", "wecom_app"} and ways["email"]["is_reached"] and not ways["wecom_app"]["is_reached"]
    typed = [{"channel": "wecom_app", "account": " LiTian "}]
    assert ask(officer, "put", "reminder-accounts", accounts=typed).status_code == 428
    answer = ask(officer, "put", "reminder-accounts", version=shown["version"], accounts=typed)
    assert answer.status_code == 200 and answer.json()["channels"][1]["account"] == "LiTian"
    stale = ask(officer, "put", "reminder-accounts", version=shown["version"], accounts=[])
    assert stale.status_code == 412 and stale.json()["current"]["version"] == answer.json()["version"]
    gone = [{"channel": "wecom_app", "account": ""}]
    ask(officer, "put", "reminder-accounts", version=answer.json()["version"], accounts=gone)
    assert not ChannelAddress.objects.exists()
    assert Entry.objects.filter(action="channel.addresses").count() == 2


@pytest.mark.parametrize(
    ("channel", "account", "words"),
    [
        ("wecom_app", "two words", "账号只含字母"),
        ("feishu_app", "litian", "没有启用飞书应用消息"),
        ("email", "a@b.cn", "邮件"),
    ],
)
def test_an_account_that_cannot_be_is_refused_by_its_channel(
    setup: ChannelSetup, channel: str, account: str, words: str
) -> None:
    officer = person()
    version = ask(officer, "get", "reminder-accounts").json()["version"]
    typed = [{"channel": channel, "account": account}]
    answer = ask(officer, "put", "reminder-accounts", version=version, accounts=typed)
    assert answer.status_code == 422 and words in json.dumps(answer.json(), ensure_ascii=False)
    assert not ChannelAddress.objects.exists()


def test_nothing_of_a_set_up_is_told_over_the_interface(setup: ChannelSetup, settings: Settings) -> None:
    told_of = ask(person(), "get", "reminder-accounts").content.decode()
    for kept in (setup.secret, setup.account, setup.base_url, setup.agent):
        assert kept not in told_of
    assert len(registered()) >= 4
