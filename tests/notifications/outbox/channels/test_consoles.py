"""Where channels are set up: the back office of the system administrator, and one's own page."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from django.test import Client
from django.urls import reverse

from notifications.outbox.channels.catalogue import CHANNELS, registered
from notifications.outbox.models import ChannelAddress, ChannelSetup
from projects.audit.models import Entry
from projects.people.models import Kind, Officer
from projects.people.services import add_officer, add_organisation
from tests.chat import ChatServer
from tests.factories import NOW, PASSWORD, City, build_city, sign_in
from tests.notifications.outbox.channels.setups import FIELDS, set_up
from tests.notifications.outbox.samples import MovableClock, person, told, unit
from tests.workflow.pages import enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def keeper(city: City) -> Client:
    """The system administrator in the back office."""
    roles = ["system_admin"]
    officer = add_officer(city.city, username="keeper", name="管", roles=roles, password=PASSWORD, by=None, now=NOW)
    return sign_in(Client(), officer)


def saved(client: Client, row: ChannelSetup | None = None, **sent: Any) -> Any:
    address = (
        reverse("admin:outbox_channelsetup_change", args=[row.pk]) if row else reverse("admin:outbox_channelsetup_add")
    )
    return client.post(address, {"is_active": "on", "is_brief": "on", **sent})


@pytest.mark.parametrize("name", list(FIELDS))
def test_every_channel_is_set_up_and_no_secret_is_ever_shown_or_kept_in_clear(
    keeper: Client, city: City, chat: ChatServer, name: str
) -> None:
    sent = {"channel": name, "name": "渠道", "organisation": city.city.pk, "base_url": chat.base, **FIELDS[name]}
    assert saved(keeper, **sent).status_code == 302
    setup = ChannelSetup.objects.get()
    assert setup.secret == FIELDS[name]["secret"]
    page = keeper.get(reverse("admin:outbox_channelsetup_change", args=[setup.pk])).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret, signing_secret FROM outbox_channelsetup")
        raw = str(cursor.fetchall())
    logged = str(list(Entry.objects.values_list("changes", "detail")))
    for secret in (setup.secret, setup.signing_secret):
        assert not secret or not any(secret in text for text in (page, raw, logged))
    assert "已登记，不显示" in page
    assert saved(keeper, setup, **{**sent, "secret": "", "signing_secret": "", "name": "改名"}).status_code == 302
    setup.refresh_from_db()
    assert (setup.name, setup.secret) == ("改名", FIELDS[name]["secret"])


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"secret": ""}, "请填写"),
        ({"secret": "two words"}, "密钥中有空格"),
        ({"base_url": "https://evil.example"}, "不在允许的出口名单内"),
        ({"base_url": "ftp://x"}, "不在允许的出口名单内"),
        ({"channel": "wecom_app", "account": "ww1", "agent": "abc"}, "应用编号是一串数字"),
        ({"channel": "dingtalk_robot"}, "请填写加签密钥"),
    ],
)
def test_what_cannot_work_is_refused_beside_its_field(
    keeper: Client, city: City, chat: ChatServer, over: dict[str, str], words: str
) -> None:
    sent = {"channel": "wecom_robot", "name": "群", "organisation": city.city.pk, "base_url": chat.base, "secret": "k"}
    answer = saved(keeper, **{**sent, **over})
    assert answer.status_code == 200 and words in answer.content.decode()
    assert not ChannelSetup.objects.exists()


@pytest.mark.parametrize(
    ("name", "pasted", "secret"),
    [
        ("wecom_robot", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a-11", "693a-11"),
        ("dingtalk_robot", "https://oapi.dingtalk.com/robot/send?access_token=ab12", "ab12"),
        ("feishu_robot", "https://open.feishu.cn/open-apis/bot/v2/hook/f0-1", "f0-1"),
    ],
)
def test_a_pasted_webhook_address_is_taken_for_its_secret(
    keeper: Client, city: City, name: str, pasted: str, secret: str
) -> None:
    sent = {**FIELDS[name], "channel": name, "name": "群", "organisation": city.city.pk, "secret": pasted}
    assert saved(keeper, **sent).status_code == 302
    assert ChannelSetup.objects.get().secret == secret


def test_a_unit_has_one_application_of_a_kind_and_as_many_groups_as_it_likes(
    keeper: Client, city: City, chat: ChatServer
) -> None:
    for name, count in (("wecom_app", 1), ("wecom_robot", 2)):
        sent = {"channel": name, "name": name, "organisation": city.city.pk, "base_url": chat.base, **FIELDS[name]}
        for _ in range(2):
            saved(keeper, **sent)
        assert ChannelSetup.objects.filter(channel=name).count() == count


@pytest.mark.parametrize("name", [name for name in FIELDS if name != "sms"])
@pytest.mark.parametrize("is_right", [True, False])
def test_a_channel_is_tried_out_and_says_how_it_went(
    keeper: Client, chat: ChatServer, name: str, is_right: bool, settings: Any
) -> None:
    chat.clock = time.time
    setup = set_up(chat, name, **({"name": "市群"} if is_right else {"name": "市群", "secret": "wrong"}))
    chosen = {"action": "try_out", "_selected_action": [str(setup.pk)]}
    page = keeper.post(reverse("admin:outbox_channelsetup_changelist"), chosen, follow=True).content.decode()
    assert ("市群：成功" in page) is is_right
    assert ("没有成功" in page) is not is_right
    assert len(chat.taken) == (is_right and name.endswith("robot"))
    assert Entry.objects.filter(action="channel.try_out").count() == 1


def test_a_change_of_the_way_forgets_token_pause_and_trouble(keeper: Client, chat: ChatServer) -> None:
    setup = set_up(chat, "wecom_app", token="t", token_until=NOW, paused_until=NOW, trouble="40001", trouble_at=NOW)
    sent = {"channel": "wecom_app", "name": "n", "organisation": setup.organisation_id, "base_url": chat.base}
    saved(keeper, setup, **sent, account="ww2", agent="1", secret="")
    setup.refresh_from_db()
    assert (setup.token, setup.paused_until, setup.trouble, setup.account) == ("", None, "", "ww2")


def test_an_account_is_registered_in_the_back_office_and_checked(keeper: Client, city: City, chat: ChatServer) -> None:
    address = reverse("admin:outbox_channeladdress_add")
    setup = set_up(chat, "wecom_app", organisation=city.city)
    sent = {"officer": city.clerk.pk, "setup": setup.pk, "address": "bad account"}
    assert "账号只含字母" in keeper.post(address, sent).content.decode()
    assert keeper.post(address, {**sent, "address": "LiTian"}).status_code == 302
    assert (
        "已由其他人员登记"
        in keeper.post(address, {**sent, "officer": city.chief.pk, "address": "LiTian"}).content.decode()
    )


# --- one's own page ---------------------------------------------------------------------------------------------------
PAGE = "outbox:addresses"


def own(officer: Officer, **typed: str) -> Any:
    return enter(officer).post(reverse(PAGE), typed)


def test_without_a_channel_of_the_unit_the_page_says_so() -> None:
    page = enter(person()).get(reverse(PAGE)).content.decode()
    assert "还没有启用其他消息渠道" in page and "litian@luodi.example" in page


@pytest.mark.parametrize("channel", [one.name for one in registered()])
def test_an_officer_registers_the_own_account_and_gives_it_up(chat: ChatServer, channel: str) -> None:
    set_up(chat, channel)
    officer = person()
    assert own(officer, **{channel: " LiTian "}).status_code == 302
    assert ChannelAddress.objects.get(officer=officer).address == "LiTian"
    assert 'value="LiTian"' in enter(officer).get(reverse(PAGE)).content.decode()
    assert own(officer, **{channel: ""}).status_code == 302
    assert not ChannelAddress.objects.exists()
    assert Entry.objects.filter(action="channel.addresses").count() == 2


@pytest.mark.parametrize("channel", [one.name for one in registered()])
@pytest.mark.parametrize("typed", ["two words", "a,b", "a|b", "李填", "@all|x"])
def test_what_cannot_be_an_account_is_refused_and_stays_in_the_form(chat: ChatServer, channel: str, typed: str) -> None:
    set_up(chat, channel)
    answer = own(person(), **{channel: typed})
    assert answer.status_code == 422 and typed in answer.content.decode()
    assert not ChannelAddress.objects.exists()


def test_nobody_takes_the_account_of_somebody_else(chat: ChatServer) -> None:
    set_up(chat, "wecom_app")
    own(person(), wecom_app="litian")
    answer = own(person("other", "他人"), wecom_app="litian")
    assert answer.status_code == 422 and "已由其他人员登记" in answer.content.decode()


def test_channels_of_another_unit_are_no_choice(chat: ChatServer, city: City) -> None:
    set_up(chat, "wecom_app", organisation=city.sibling)
    own(city.clerk, wecom_app="litian")
    assert not ChannelAddress.objects.exists()


def test_an_account_of_one_organisation_is_not_used_in_another(chat: ChatServer, clock: MovableClock) -> None:
    """The same name is somebody else there."""
    set_up(chat, "wecom_app")
    below = add_organisation(unit(), code="FG", name="发改委", kind=Kind.DEPARTMENT, by=None, now=NOW)
    officer = add_officer(below, username="litian", name="李填", roles=["clerk"], by=None, now=NOW)
    own(officer, wecom_app="litian")
    nearer = set_up(chat, "wecom_app", organisation=below)
    assert not told(officer).deliveries.exists()
    assert 'value="litian"' not in enter(officer).get(reverse(PAGE)).content.decode()
    own(officer, wecom_app="litian.fg")
    assert told(officer, slot="2").deliveries.get().setup == nearer


def test_secrets_cannot_be_searched(chat: ChatServer) -> None:
    with pytest.raises(FieldError):
        ChannelSetup.objects.filter(secret__startswith="a").exists()


def test_no_channel_says_an_english_word_to_people() -> None:
    for channel in CHANNELS.values():
        assert not channel.label.isascii() and not channel.address_label.isascii()
