"""Channels: the system administrator sets one up and tries it; an officer registers an account and is told there."""

from __future__ import annotations

import time

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django import Settings

from notifications.outbox.models import ChannelSetup
from notifications.outbox.sender import deliver_due
from projects.people.services import add_officer
from tests.browsing import DESKTOP, PHONE, Luodi, fits, resize
from tests.chat import ChatServer
from tests.factories import PASSWORD, build_city, sign_in
from tests.notifications.outbox.samples import told

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_account_is_registered_and_the_next_reminder_arrives_there(live_luodi: Luodi, settings: Settings) -> None:
    chat = ChatServer()
    chat.start()
    settings.CHANNEL_ORIGINS = [chat.base]
    city = build_city()
    setup = ChannelSetup(channel="wecom_app", name="市政务企业微信", organisation=city.city, base_url=chat.base)
    setup.account, setup.agent, setup.secret = chat.WECOM_CORP, str(chat.WECOM_AGENT), chat.WECOM_SECRET
    setup.save()
    for channel, name in (("feishu_app", "飞书"), ("sms", "短信平台")):
        ChannelSetup.objects.create(channel=channel, name=name, organisation=city.city, account="a", secret="s")
    try:
        page = live_luodi.enter(city.clerk.username, PASSWORD)
        page.goto(f"{live_luodi.url}/reminders/addresses/")
        field = page.get_by_label("企业微信应用消息：企业微信账号")
        field.fill("two words")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("账号只含字母、数字")).to_be_visible()
        live_luodi.shoot(page, "channels-refused")
        field.fill("litian")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("接收账号已保存")).to_be_visible()
        assert fits(page)
        live_luodi.shoot(page, "channels-desktop")
        resize(page, PHONE)
        page.goto(f"{live_luodi.url}/reminders/addresses/")
        assert fits(page)
        live_luodi.shoot(page, "channels-phone")
        resize(page, DESKTOP)
        occurrence = told(city.clerk, now=timezone.now())
        chat.clock = time.time
        deliver_due(clock=timezone.now)
        assert [taken.address for taken in chat.taken] == ["litian"]
        page.goto(f"{live_luodi.url}/reminders/{occurrence.pk}/")
        expect(page.get_by_role("heading", name="企业微信应用消息")).to_be_visible()
        live_luodi.shoot(page, "channels-reminder")
        _back_office(live_luodi, city)
    finally:
        chat.stop()


def _back_office(live_luodi: Luodi, city: object) -> None:
    keeper = add_officer(
        city.city,  # type: ignore[attr-defined]
        username="keeper",
        name="管理员",
        roles=["system_admin"],
        password=PASSWORD,
        by=None,
        now=timezone.now(),
    )
    context = live_luodi.open("/login/")
    context.context.add_cookies(_signed_in(live_luodi, keeper))
    context.goto(f"{live_luodi.url}/backoffice/outbox/channelsetup/")
    live_luodi.shoot(context, "channels-backoffice-list")
    context.goto(f"{live_luodi.url}/backoffice/outbox/channelsetup/add/")
    live_luodi.shoot(context, "channels-backoffice-add")


def _signed_in(live_luodi: Luodi, officer: object) -> list[dict[str, str]]:
    client = sign_in(Client(), officer)  # type: ignore[arg-type]
    name = django_settings.SESSION_COOKIE_NAME
    return [{"name": name, "value": client.cookies[name].value, "url": live_luodi.url}]
