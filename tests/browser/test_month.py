"""A month of dispatch as it is lived: series, agenda, pack, meeting mode, minutes, item, late, letter, closed.

The clock of the house is moved; whoever acts comes in anew each time, as after a day has passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from notifications.outbox.models import Occurrence
from notifications.reminders.services import scan
from tests.browsing import DESKTOP, PHONE, Luodi
from tests.factories import PASSWORD, SHANGHAI, City, build_city, new_project, take
from tests.workflow.letters.samples import ladder
from workflow.dispatch.models import Meeting
from workflow.items.models import Item
from workflow.letters.models import Letter
from workflow.minutes.models import Minutes
from workflow.packs.models import Pack

pytestmark = pytest.mark.django_db(transaction=True)
PROJECT = "光伏跟踪支架生产基地"
DECIDED = "繁昌区完成项目用地报批，市工信局配合"


def at(month: int, day: int, hour: int) -> datetime:
    return datetime(2026, month, day, hour, 5, tzinfo=SHANGHAI)


@pytest.fixture
def clock(transactional_db: None) -> Iterator[time_machine.Traveller]:
    """Wednesday 18 November 2026, ten o'clock."""
    with time_machine.travel(at(11, 18, 10)) as moved:
        yield moved


class Office:
    """People of 芜湖 at the doors of the running house."""

    def __init__(self, luodi: Luodi, city: City) -> None:
        self.luodi, self.city = luodi, city

    def open(self, who: str, path: str, size: tuple[int, int] = DESKTOP) -> Page:
        page = self.luodi.enter(who, PASSWORD, size)
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(self.luodi.url + path)
        return page

    def make_a_series(self) -> Meeting:
        page = self.open("wangdiao", "/meetings/series/new/")
        page.locator("#id_name").fill("芜湖市重大项目周调度")
        page.locator("#id_place").fill("市政府301会议室")
        page.locator("#id_time").fill("09:00")
        page.locator("#id_weekday").select_option("5")
        page.locator("#id_chair").select_option(str(self.city.leader.pk))
        expect(page.locator(".preview li")).to_have_count(10)
        self.luodi.shoot(page, "month-1-series")
        page.get_by_role("button", name="保存").click()
        page.get_by_text("已保存，系统会按规则排会").wait_for()
        return Meeting.objects.earliest("starts_at")

    def look_at_the_agenda(self, meeting: Meeting) -> None:
        page = self.open("wangdiao", f"/meetings/{meeting.pk}/")
        page.get_by_role("button", name="更新议题").click()
        expect(page.locator(".agenda")).to_contain_text(PROJECT)
        expect(page.locator(".agenda")).to_contain_text("上次会后有推进")
        self.luodi.shoot(page, "month-2-agenda")

    def freeze_the_pack(self, meeting: Meeting) -> None:
        page = self.open("wangdiao", f"/meetings/{meeting.pk}/")
        page.get_by_role("link", name="查看材料").click()
        page.get_by_role("button", name="按此定稿").click()
        page.get_by_text("第1版材料已定稿").wait_for()
        expect(page.locator("section", has=page.locator("#pack-changes"))).to_contain_text("已签约")
        self.luodi.shoot(page, "month-3-pack")

    def hold_the_meeting(self, meeting: Meeting) -> None:
        page = self.open("wangdiao", f"/meetings/{meeting.pk}/")
        page.get_by_role("link", name="会议模式").click()
        page.wait_for_url("**/room/")
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("heading", name=PROJECT)).to_be_visible()
        page.keyboard.press("d")
        page.get_by_label("议定什么").fill(DECIDED)
        page.get_by_label("天数", exact=True).fill("5")
        page.get_by_role("button", name="保存并交办").click()
        expect(page.locator("#saved")).to_have_text("已保存")
        page.get_by_role("button", name="已议", exact=True).click()
        expect(page.locator(".step.is-discussed")).to_have_count(1)
        self.luodi.shoot(page, "month-4-room")

    def write_the_minutes(self, meeting: Meeting) -> None:
        page = self.open("wangdiao", f"/meetings/{meeting.pk}/attendance/")
        page.get_by_role("button", name="保存出席情况").click()
        page.get_by_text("出席情况已保存").wait_for()
        page.goto(f"{self.luodi.url}/meetings/{meeting.pk}/minutes/")
        page.get_by_role("button", name="起草纪要").click()
        page.get_by_role("button", name="送主持人确认").click()
        page.get_by_text("待确认").first.wait_for()
        chair = self.open("chenshizhang", f"/meetings/{meeting.pk}/minutes/", PHONE)
        chair.get_by_role("button", name="确认并锁定").click()
        chair.locator(".paper").wait_for()
        page.goto(f"{self.luodi.url}/meetings/{meeting.pk}/minutes/")
        page.get_by_role("button", name="印发").click()
        page.get_by_text("未签收").first.wait_for()
        self.luodi.shoot(page, "month-5-minutes")
        chair.goto(f"{self.luodi.url}/meetings/{meeting.pk}/minutes/")
        chair.get_by_role("button", name="签收").click()
        chair.get_by_text("签收。").first.wait_for()

    def sign_for_the_item(self, item: Item) -> None:
        page = self.open("litian", f"/items/{item.pk}/", PHONE)
        page.get_by_role("button", name="签收").click()
        page.get_by_text("签收：已记录").wait_for()

    def send_a_letter(self) -> Letter:
        page = self.open("wangdiao", f"/letters/rules/{self.city.city.pk}/")
        page.get_by_role("button", name="立即检查").click()
        page.get_by_text("新提出 1 件建议").wait_for()
        letter = Letter.objects.get()
        page.goto(f"{self.luodi.url}/letters/{letter.pk}/")
        page.get_by_label("送谁签发").select_option(label="陈市长（芜湖市）")
        page.get_by_role("button", name="送签").click()
        page.get_by_text("签发人会收到提醒").wait_for()
        leader = self.open("chenshizhang", f"/letters/{letter.pk}/", PHONE)
        leader.get_by_role("button", name="签发").click()
        leader.get_by_text("已签发并送达").wait_for()
        self.luodi.shoot(leader, "month-6-letter-phone")
        return Letter.objects.get()

    def answer(self, letter: Letter, item: Item) -> None:
        page = self.open("litian", f"/letters/{letter.pk}/")
        page.get_by_role("button", name="签收").click()
        page.get_by_label("回复内容").fill("用地已获批复，批文附后。")
        page.get_by_role("button", name="提交回复").click()
        page.get_by_text("等发文单位审核").wait_for()
        page.goto(f"{self.luodi.url}/items/{item.pk}/")
        page.locator("summary", has_text="报请核销").click()
        page.get_by_label("办理结果").fill("用地已获批复。")
        page.get_by_role("button", name="报请核销").click()
        page.get_by_text("报请核销：已记录").wait_for()

    def close(self, letter: Letter, item: Item) -> None:
        page = self.open("wangdiao", f"/letters/{letter.pk}/")
        page.get_by_role("button", name="采纳").click()
        page.get_by_role("button", name="归档").click()
        page.get_by_text("已归档。").wait_for()
        page.goto(f"{self.luodi.url}/items/{item.pk}/")
        page.get_by_label("核销意见").fill("批文已核对，同意销号。")
        page.get_by_role("button", name="销号").click()
        page.get_by_text("销号：已记录").wait_for()
        self.luodi.shoot(page, "month-7-closed")


def test_a_month_from_the_series_to_the_closed_item(live_luodi: Luodi, clock: time_machine.Traveller) -> None:
    city = build_city()
    office = Office(live_luodi, city)
    project = new_project(city, now=timezone.now(), name=PROJECT)
    meeting = office.make_a_series()
    assert timezone.localtime(meeting.starts_at).date().isoformat() == "2026-11-20"
    clock.move_to(at(11, 19, 10))
    take(city, project, "sign", now=timezone.now())
    office.look_at_the_agenda(meeting)
    clock.move_to(at(11, 19, 16))
    office.freeze_the_pack(meeting)
    clock.move_to(at(11, 20, 9))
    office.hold_the_meeting(meeting)
    item = Item.objects.get(matter__contains=DECIDED)
    assert item.due_on.isoformat() == "2026-11-27"
    clock.move_to(at(11, 20, 14))
    office.write_the_minutes(meeting)
    assert Minutes.objects.get().pack_sha256 == Pack.objects.get().sha256
    clock.move_to(at(11, 23, 9))
    office.sign_for_the_item(item)
    scan(timezone.now())
    clock.move_to(at(12, 1, 9))
    scan(timezone.now())
    late = Occurrence.objects.filter(recipient=city.clerk, text__contains=DECIDED, created_at__gte=at(12, 1, 9))
    assert late.exists()  # he was told that it is late
    clock.move_to(at(12, 4, 10))
    ladder(city, now=timezone.localtime(timezone.now()))
    letter = office.send_a_letter()
    assert "督办单" in letter.title and letter.item_id == item.pk
    clock.move_to(at(12, 7, 10))
    office.answer(letter, item)
    clock.move_to(at(12, 8, 10))
    office.close(letter, item)
    item.refresh_from_db()
    assert (item.state, item.closed_by, Item.objects.count()) == ("closed", city.dispatcher, 1)
    assert live_luodi.complaints == []
