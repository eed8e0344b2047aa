"""An answer from the mail on a phone, the question 为什么, a copy sent by hand, and the page of the duty officer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from notifications.outbox.models import ChannelAddress, ChannelSetup, Delivery, DeliveryState, Occurrence, Watermark
from notifications.receipts.models import Receipt
from notifications.receipts.shown import answer_link
from notifications.reminders.services import scan
from notifications.watch import expected
from notifications.watch.models import Probe, ScanFailure, Trouble
from tests.browsing import PHONE, SIZES, Luodi, fits, resize
from tests.factories import PASSWORD, City, build_city, new_project
from tests.notifications.reminders.samples import call, load_calendar, meeting_at, weekly_series
from tests.notifications.watch.wellness import all_well

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None) -> City:
    load_calendar()
    return build_city()


@pytest.fixture
def letters(city: City) -> list[Occurrence]:
    """Three people are called to a meeting in nine days, and told."""
    now = timezone.now()
    scan(now - timedelta(seconds=1))  # an hour would reach back over 08:00 and its letters
    meeting = meeting_at(weekly_series(city), now + timedelta(days=9), called_at=now)
    for officer in (city.chief, city.deputy, city.clerk):
        call(meeting, officer, when=now)
    scan(now + timedelta(seconds=1))
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=now)
    return list(Occurrence.objects.order_by("recipient__name"))


def test_an_answer_by_the_link_of_the_mail_and_the_ledger_that_shows_it(
    live_luodi: Luodi, city: City, letters: list[Occurrence]
) -> None:
    link = answer_link(next(one for one in letters if one.recipient == city.chief))
    assert link is not None and link.url.startswith(live_luodi.url)
    phone = live_luodi.open(link.url.removeprefix(live_luodi.url), PHONE)
    assert not Receipt.objects.exists()
    live_luodi.shoot(phone, "receipt-link-phone")
    assert fits(phone)
    phone.get_by_role("button", name="我已知悉").click()
    phone.get_by_text("已记录您的确认").wait_for()
    live_luodi.shoot(phone, "receipt-done-phone")
    page = live_luodi.enter("wangdiao", PASSWORD)
    assert live_luodi.walk(page, {"ledger": "/reminders/", "receipts": "/reminders/receipts/"}) == []
    for size in SIZES.values():
        resize(page, size)
        expect(page.get_by_text("已知悉（邮件链接）")).to_be_visible()
    assert live_luodi.complaints == []


def test_the_office_asks_why_and_sends_a_copy(live_luodi: Luodi, city: City, letters: list[Occurrence]) -> None:
    page = live_luodi.enter("wangdiao", PASSWORD)
    page.goto(live_luodi.url + "/reminders/")
    page.get_by_role("link", name="为什么", exact=True).click()
    page.get_by_label("规则").select_option(label="会议通知")
    page.get_by_label("人员姓名").fill("张区长")
    page.get_by_role("button", name="查询").click()
    page.get_by_text("已告知", exact=True).wait_for()
    live_luodi.shoot(page, "why-told")
    page.goto(live_luodi.url + "/reminders/why/?rule=meeting_called&who=赵填")
    page.get_by_text("没有列入这次会议的参会人").wait_for()
    wrong = live_luodi.look(page, "why")
    letter = next(one for one in letters if one.recipient == city.clerk)
    setup = ChannelSetup.objects.create(channel="wecom_app", name="市政务企业微信", organisation=city.city)
    ChannelAddress.objects.create(officer=city.clerk, setup=setup, address="litian")
    page.goto(f"{live_luodi.url}/reminders/{letter.pk}/")
    wrong += live_luodi.look(page, "reminder")
    expect(page.get_by_label("邮件")).to_be_checked()
    page.get_by_label("企业微信应用消息").check()
    page.get_by_label("重发理由").fill("本人称未收到")
    page.get_by_role("button", name="重发", exact=True).click()
    page.get_by_text("已用企业微信应用消息加发一条").wait_for()
    expect(page.get_by_text("值班人员要求重发：本人称未收到")).to_be_visible()
    wrong += live_luodi.look(page, "reminder-added")
    own = live_luodi.enter(city.clerk.username, PASSWORD)
    wrong += live_luodi.walk(own, {"addresses": "/reminders/addresses/"})
    assert wrong == []
    assert live_luodi.complaints == []


def test_the_duty_page_says_at_one_glance_that_all_is_well(
    live_luodi: Luodi, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expected, "_BROKER", [])
    all_well(timezone.now())
    page = live_luodi.enter("wangdiao", PASSWORD)
    page.goto(live_luodi.url + "/duty/")
    for size in SIZES.values():
        resize(page, size)
        expect(page.get_by_role("heading", name="一切正常")).to_be_visible()
    assert live_luodi.look(page, "duty-well") == []
    assert live_luodi.complaints == []


def test_the_duty_page_says_what_is_wrong_and_what_to_do(
    live_luodi: Luodi, city: City, letters: list[Occurrence], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expected, "_BROKER", [])
    now = timezone.now()
    all_well(now)
    Watermark.objects.filter(name="watch.canary").update(ran_at=now - timedelta(minutes=9))
    for one in Watermark.objects.exclude(name__startswith="watch."):
        Watermark.objects.filter(pk=one.pk).update(ran_at=now - timedelta(minutes=9))
    Probe.objects.create(name="smtp", at=now, failing_since=now, failures=3, said="535 5.7.8 authentication failed")
    dead, uncertain = (one.deliveries.get() for one in letters[:2])
    Delivery.objects.filter(pk=dead.pk).update(state=DeliveryState.DEAD, smtp_reply="451 4.3.2 稍后再试")
    Delivery.objects.filter(pk=uncertain.pk).update(state=DeliveryState.UNCERTAIN, smtp_reply="交付途中中断，结果不明")
    for delivery in (dead, uncertain):
        entry = {"number": 1, "at": now, "outcome": DeliveryState.QUEUED, "code": 451, "reply": "4.3.2 稍后再试"}
        delivery.tries.create(**entry)
    ScanFailure.objects.create(
        family="reminders.claims", subject="申报:7", error="KeyError: 'C38'", first_at=now, last_at=now, times=5
    )
    Trouble.objects.create(key="smtp", label="邮件服务器登录", said="不能登录", began_at=now, seen_at=now, told_at=now)
    over = {"began_at": now - timedelta(days=3), "seen_at": now - timedelta(days=3), "told_at": now - timedelta(days=3)}
    Trouble.objects.create(key="disk", label="磁盘空间", said="数据目录剩余 300 MB，少于 512 MB",
                           ended_at=now - timedelta(days=2), **over)  # fmt: skip
    page = live_luodi.enter("wangdiao", PASSWORD)
    page.goto(live_luodi.url + "/duty/")
    expect(page.get_by_text("535 5.7.8 authentication failed")).to_be_visible()
    expect(page.get_by_text("因此受影响、恢复后自动好转：扫描与发送")).to_be_visible()
    assert live_luodi.look(page, "duty") == []
    page.get_by_label("理由").fill("数据有误，已转维护人员")
    page.get_by_role("button", name="搁置").click()
    page.get_by_text("已搁置，不再扫描这个对象").wait_for()
    page.goto(f"{live_luodi.url}/reminders/{letters[1].pk}/")
    live_luodi.shoot(page, "reminder-uncertain")
    page.goto(f"{live_luodi.url}/reminders/{letters[0].pk}/")
    live_luodi.shoot(page, "reminder-dead")
    page.get_by_role("button", name="了结，不再发送").click()
    page.get_by_text("请写明怎样了结").wait_for()
    page.get_by_label("理由", exact=True).fill("已电话告知")
    page.get_by_role("button", name="了结，不再发送").click()
    page.get_by_text("已记为了结").wait_for()
    assert [one for one in live_luodi.complaints if "422" not in one] == []


def test_a_person_and_a_project_lead_to_their_reminders_and_these_to_why(
    live_luodi: Luodi, city: City, letters: list[Occurrence]
) -> None:
    project = new_project(city)
    page = live_luodi.enter("wangdiao", PASSWORD)
    page.goto(f"{live_luodi.url}/projects/{project.pk}/")
    page.get_by_role("link", name="本项目的提醒").click()
    expect(page.get_by_label("项目名称或编号")).to_have_value(project.number)
    page.get_by_role("link", name="为什么没收到").click()
    expect(page.get_by_label("对象（名称中的字）")).to_have_value(project.number)
    page.goto(f"{live_luodi.url}/organisations/{city.district.pk}/")
    page.get_by_role("link", name="张区长的提醒").click()
    expect(page.get_by_text("共 1 条")).to_be_visible()
    page.get_by_role("link", name="为什么：张区长").click()
    page.get_by_text("已告知", exact=True).wait_for()
    assert live_luodi.complaints == []
