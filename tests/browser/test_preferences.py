"""提醒设置 and the preset of an office, clicked: what is locked, what is refused, what the next reminder does."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from notifications.outbox.models import ChannelAddress, ChannelSetup, Occurrence
from notifications.preferences.models import OfficePreset, OwnPreference
from notifications.preferences.standing import Preset
from notifications.preferences.topics import Choice, Topic
from tests.browsing import PHONE, Luodi, fits, resize
from tests.factories import PASSWORD, City, build_city
from tests.notifications.preferences.samples import lay_down, tell_of, wish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None) -> City:
    """企业微信 serves the city; 李填 has an account there."""
    city = build_city()
    setup = ChannelSetup.objects.create(channel="wecom_app", name="企业微信", organisation=city.city, account="a")
    ChannelAddress.objects.create(officer=city.clerk, setup=setup, address="litian")
    return city


def test_an_officer_chooses_and_the_next_reminder_follows(live_luodi: Luodi, city: City) -> None:
    lay_down(city.city, city.dispatcher, Preset({Topic.LETTER: "must", Topic.CLASH: "off", Topic.REPORT: "digest"}))
    page = live_luodi.enter("litian", PASSWORD)
    page.goto(live_luodi.url + "/reminders/")
    page.get_by_role("link", name="提醒设置").first.click()
    expect(page.get_by_text("芜湖市规定“督办函件”类提醒必须即时发送")).to_be_visible()
    live_luodi.shoot(page, "preferences-own-desktop")
    assert fits(page)
    page.get_by_label("交办事项").select_option(label="只看站内信")
    page.get_by_label("接收时段从").fill("06:00")
    page.get_by_label("到", exact=True).fill("18:00")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("08:00–20:00 之内")).to_be_visible()
    live_luodi.shoot(page, "preferences-own-refused")
    expect(page.get_by_label("交办事项")).to_have_value("inbox")
    page.get_by_label("接收时段从").fill("09:00")
    page.get_by_label("企业微信应用消息").uncheck()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("提醒设置已保存")).to_be_visible()
    assert OwnPreference.objects.get().muted_channels == ["wecom_app"]
    inside = tell_of(city.clerk, "item_due", now=timezone.now())
    merged = tell_of(city.clerk, "report_opened", now=timezone.now())
    assert {one.quiet for one in Occurrence.objects.all()} == {"own_inbox", "office_digest"}
    page.goto(f"{live_luodi.url}/reminders/{inside.pk}/")
    expect(page.get_by_text("按本人设置只发站内信。")).to_be_visible()
    page.goto(f"{live_luodi.url}/reminders/{merged.pk}/")
    expect(page.get_by_text("待汇总")).to_be_visible()
    live_luodi.shoot(page, "preferences-merged")
    resize(page, PHONE)
    page.goto(live_luodi.url + "/reminders/settings/")
    live_luodi.shoot(page, "preferences-own-phone")
    assert fits(page)
    provoked = [one for one in live_luodi.complaints if "422" in one]
    assert live_luodi.complaints == provoked


def test_the_office_previews_and_lays_down(live_luodi: Luodi, city: City) -> None:
    wish(city.chief, choices={Topic.MEETING: Choice.INBOX})
    page = live_luodi.enter("wangdiao", PASSWORD)
    page.goto(live_luodi.url + "/reminders/settings/")
    page.get_by_role("link", name="单位预设").click()
    expect(page.get_by_text("沿用系统默认")).to_be_visible()
    live_luodi.shoot(page, "preferences-office-desktop")
    page.get_by_label("信息报送").select_option(label="可选，默认每日汇总")
    page.get_by_role("button", name="预览谁会变化").click()
    expect(page.get_by_text("这是预览，还没有保存")).to_be_visible()
    assert not OfficePreset.objects.exists() and fits(page)
    live_luodi.shoot(page, "preferences-office-preview")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("单位提醒预设已保存")).to_be_visible()
    assert OfficePreset.objects.get().policies["report"] == "digest"
    resize(page, PHONE)
    page.goto(live_luodi.url + "/reminders/settings/office/")
    live_luodi.shoot(page, "preferences-office-phone")
    assert fits(page)
    page.get_by_role("button", name="撤销本单位预设").click()
    expect(page.get_by_text("已撤销本单位的预设")).to_be_visible()
    assert live_luodi.complaints == []
