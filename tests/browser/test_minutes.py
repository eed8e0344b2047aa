"""A clerk in meeting mode loses the network: everything is kept, sent once, seen by the other clerk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Error, Page, expect

from tests.browsing import DESKTOP, PHONE, Luodi, resize
from tests.factories import PASSWORD, City, build_city, give_chief, new_project
from tests.workflow.dispatch.sittings import weekly
from tests.workflow.minutes.samples import Sitting, attended, decided, second_dispatcher, sent
from workflow.dispatch.models import Meeting
from workflow.dispatch.services import add_entry
from workflow.items.models import Item
from workflow.minutes.models import Decision

pytestmark = pytest.mark.django_db(transaction=True)
WALL = (1920, 1080)
NAMES = ("光伏跟踪支架生产基地", "新能源汽车零部件项目", "半导体封装测试项目")


@pytest.fixture
def city(transactional_db: None) -> City:
    return build_city()


@pytest.fixture
def sat(city: City) -> Sitting:
    """A sitting of the coming week, begun a quarter of an hour ago as far as anybody can tell."""
    now = timezone.now()
    before = now - timedelta(days=7)
    series = weekly(city, now=before, starts_on=timezone.localdate(before))
    meeting = series.meetings.ahead(now).order_by("starts_at")[0]
    projects = [new_project(city, now=before, name=name, investor=f"{name}公司") for name in NAMES]
    give_chief(city, projects[0], now=before)
    entries = [add_entry(meeting.pk, one.pk, detail="协调用地", by=city.dispatcher, now=before) for one in projects]
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=now - timedelta(minutes=15))
    return Sitting(Meeting.objects.get(pk=meeting.pk), entries[0], entries[1])


def in_room(luodi: Luodi, sat: Sitting, who: str = "wangdiao", size: tuple[int, int] = WALL) -> Page:
    page = luodi.enter(who, PASSWORD, size)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{luodi.url}/meetings/{sat.meeting.pk}/room/")
    return page


def record(page: Page, text: str, *, days: str = "5") -> None:
    page.get_by_label("议定什么").fill(text)
    page.get_by_label("天数", exact=True).fill(days)
    page.get_by_role("button", name="保存并交办").click()


def test_records_typed_without_a_network_are_sent_once_when_it_is_back(
    live_luodi: Luodi, city: City, sat: Sitting
) -> None:
    page = in_room(live_luodi, sat)
    live_luodi.shoot(page, "room-agenda-1920")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name=NAMES[0])).to_be_visible()
    live_luodi.shoot(page, "room-slide-1920")
    page.keyboard.press("d")
    page.context.set_offline(True)
    record(page, "繁昌区完成用地报批")
    expect(page.locator("#saved")).to_contain_text("待发送 1 条")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name=NAMES[1])).to_be_visible()
    page.keyboard.press("d")
    record(page, "工信局会同繁昌区落实用能指标", days="10")
    expect(page.locator("#saved")).to_contain_text("待发送 2 条")
    page.get_by_label("议定什么").fill("只写了一半")
    live_luodi.shoot(page, "room-offline-1920")
    with pytest.raises(Error):
        page.reload()  # there is no network to load it from
    assert not Decision.objects.exists()
    page.context.set_offline(False)
    page.goto(f"{live_luodi.url}/meetings/{sat.meeting.pk}/room/")
    expect(page.locator("#saved")).to_have_text("已保存")
    expect(page.get_by_role("heading", name=NAMES[1])).to_be_visible()  # where he was
    expect(page.locator("#decided li")).to_have_count(2)
    page.keyboard.press("d")
    expect(page.get_by_label("议定什么")).to_have_value("只写了一半")
    made = list(Decision.objects.order_by("number").values_list("text", "entry"))
    assert made == [("繁昌区完成用地报批", sat.first.pk), ("工信局会同繁昌区落实用能指标", sat.second.pk)]
    assert Item.objects.count() == 2
    live_luodi.shoot(page, "room-clerk-1920")


def test_a_refused_record_keeps_its_words_and_two_clerks_see_each_other(
    live_luodi: Luodi, city: City, sat: Sitting
) -> None:
    second_dispatcher(city)
    page, other = in_room(live_luodi, sat), in_room(live_luodi, sat, "zhudiao", DESKTOP)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("d")
    page.get_by_role("button", name="已议", exact=True).click()
    record(page, "繁昌区完成用地报批")
    other.keyboard.press("ArrowRight")
    expect(other.locator(".decided-here").first).to_contain_text("繁昌区完成用地报批", timeout=9000)
    expect(other.locator(".step.is-discussed")).to_have_count(1)
    live_luodi.shoot(other, "room-other-1440")
    page.get_by_label("时限的给法").select_option("date")
    page.get_by_label("议定什么").fill("昨天就该办完的事")
    yesterday = timezone.localdate() - timedelta(days=1)
    page.get_by_label("完成日期").fill(yesterday.isoformat())
    page.get_by_role("button", name="保存并交办").click()
    expect(page.get_by_text("没有保存：")).to_be_visible()
    page.get_by_role("button", name="修改后重发").click()
    expect(page.get_by_label("议定什么")).to_have_value("昨天就该办完的事")
    page.get_by_label("完成日期").fill((yesterday + timedelta(days=20)).isoformat())
    page.keyboard.press("Control+Enter")
    expect(page.locator("#saved")).to_have_text("已保存")
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    expect(page.locator("#all-decided")).to_contain_text("昨天就该办完的事", timeout=9000)
    live_luodi.shoot(page, "room-end-1920")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="按键说明")).to_be_visible()
    assert Decision.objects.count() == Item.objects.count() == 2
    unexpected = [one for one in live_luodi.complaints if "422" not in one and "409" not in one]
    assert unexpected == []


def test_the_minutes_are_read_at_both_sizes(live_luodi: Luodi, city: City, sat: Sitting) -> None:
    now = timezone.now()
    decided(city, sat, now=now, officer=city.chief)
    decided(city, sat, now=now, entry_id=None, text="各县区、开发区每周五前报送重大项目推进情况")
    page, path = live_luodi.enter("wangdiao", PASSWORD), f"/meetings/{sat.meeting.pk}"
    before = ("attendance", "minutes", "room")
    wrong = live_luodi.walk(page, {f"minutes-{name}-draft": f"{path}/{name}/" for name in before})
    attended(city, sat, now=now)
    page.goto(f"{live_luodi.url}{path}/minutes/")
    resize(page, PHONE)
    page.get_by_role("button", name="起草纪要").click()
    page.get_by_role("link", name="修改文字").click()
    page.wait_for_url("**/minutes/edit/")
    wrong += live_luodi.look(page, "minutes-edit")
    sent(city, sat, now=now)
    confirmed = {
        "minutes-confirmed": f"{path}/minutes/",
        "minutes-preview-confirmed": f"{path}/minutes/preview/",
        "minutes-list": "/minutes/",
    }
    wrong += live_luodi.walk(page, confirmed)
    assert wrong == []
    assert live_luodi.complaints == []
