"""A series with its preview; an agenda put in order by keyboard and arrows; an entry removed; material answered."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browsing import PHONE, Luodi, fits
from tests.factories import PASSWORD, City, build_city, new_project
from workflow.dispatch.models import MaterialAnswer, Meeting, Series
from workflow.dispatch.services import add_entry, create_series

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("光伏支架生产基地", "新能源汽车电驱项目", "智能装备产业园")


@pytest.fixture
def city(transactional_db: None) -> City:
    return build_city()


@pytest.fixture
def meeting(city: City) -> Meeting:
    """A weekly sitting in about a week, with three entries, on which the units are asked for material."""
    now = timezone.now()
    values = {
        "organisation": city.city, "name": "芜湖市重大项目周调度", "kind": "weekly",
        "weekday": timezone.localdate(now + timedelta(days=8)).isoweekday(), "time": time(9), "place": "301会议室",
        "chair": city.leader, "starts_on": timezone.localdate(now) + timedelta(days=7), "materials_workdays": 1,
    }  # fmt: skip
    found = create_series(values, by=city.dispatcher, now=now).meetings.earliest("starts_at")
    for name in NAMES:
        project = new_project(city, name=name, investor=f"{name}投资", now=now)
        add_entry(found.pk, project.pk, detail="协调用地", by=city.dispatcher, now=now)
    return found


def order(page: Page) -> list[str]:
    return [one.inner_text() for one in page.locator(".agenda-line a b").all()]


def test_a_series_is_made_with_its_preview(live_luodi: Luodi, city: City) -> None:
    page = live_luodi.enter("wangdiao", PASSWORD)
    page.goto(f"{live_luodi.url}/meetings/series/new/")
    page.locator("#id_name").fill("芜湖市重大项目季度通报会")
    page.locator("#id_place").fill("市政府301会议室")
    page.locator("#id_time").fill("14:30")
    page.locator("#id_kind").select_option("quarterly")
    expect(page.locator("#id_rhythm")).to_be_hidden()
    page.locator("#id_quarter_month").select_option("1")
    page.locator("#id_monthly_rule").select_option("day")
    page.locator("#id_day").fill("8")
    page.locator("#id_first_number").fill("35")
    expect(page.locator(".preview li")).to_have_count(10)
    page.get_by_label("黄灯项目最多几项").fill("5")
    live_luodi.shoot(page, "dispatch-series-form")
    assert fits(page)
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已保存，系统会按规则排会").wait_for()
    series = Series.objects.get(kind="quarterly")
    assert (series.first_number, series.quarter_month, series.day) == (35, 1, 8)
    assert {"rule": "yellow_light", "most": 5, "days": None} in series.agenda_rules
    live_luodi.shoot(page, "dispatch-series-list")


def test_an_agenda_is_put_in_order_and_an_entry_removed(live_luodi: Luodi, city: City, meeting: Meeting) -> None:
    page = live_luodi.enter("wangdiao", PASSWORD)
    page.goto(f"{live_luodi.url}/meetings/{meeting.pk}/")
    assert order(page) == list(NAMES)
    page.get_by_role("button", name=f"{NAMES[0]}下移").click()
    page.get_by_text(f"“{NAMES[0]}”已移到第2项").wait_for()
    page.locator(".agenda > li").nth(2).focus()
    page.keyboard.press("Alt+ArrowUp")
    page.get_by_text(f"“{NAMES[2]}”已移到第2项").wait_for()
    assert order(page) == [NAMES[1], NAMES[2], NAMES[0]]
    page.get_by_label(f"{NAMES[0]}移到第几项").fill("1")
    page.get_by_label(f"{NAMES[0]}移到第几项").press("Enter")
    page.get_by_text(f"“{NAMES[0]}”已移到第1项").wait_for()
    live_luodi.shoot(page, "dispatch-agenda")
    assert fits(page)
    page.locator(".agenda > li").nth(1).get_by_text("移出", exact=True).first.click()
    page.get_by_label(f"把{NAMES[1]}移出的原因").fill("已在专题会研究")
    page.locator(".agenda > li").nth(1).get_by_role("button", name="移出").click()
    page.get_by_text("已移出议题").wait_for()
    assert order(page) == [NAMES[0], NAMES[2]]


def test_two_clerks_meet_on_one_agenda(live_luodi: Luodi, city: City, meeting: Meeting) -> None:
    first = live_luodi.enter("wangdiao", PASSWORD)
    second = first.context.new_page()
    for page in (first, second):
        page.goto(f"{live_luodi.url}/meetings/{meeting.pk}/")
    first.get_by_role("button", name=f"{NAMES[0]}下移").click()
    first.get_by_text("已移到第2项").wait_for()
    second.locator(".agenda > li").nth(2).get_by_text("移出", exact=True).first.click()
    second.get_by_label(f"把{NAMES[2]}移出的原因").fill("材料不全，下次再议")
    second.locator(".agenda > li").nth(2).get_by_role("button", name="移出").click()
    second.get_by_role("heading", name="您操作期间，议题已被他人调整").wait_for()
    live_luodi.shoot(second, "dispatch-conflict")
    second.get_by_role("button", name="仍按我的办").click()
    second.get_by_text("已移出议题").wait_for()
    assert order(second) == [NAMES[1], NAMES[0]]


def test_a_unit_answers_on_a_phone_and_the_office_sees_it(live_luodi: Luodi, city: City, meeting: Meeting) -> None:
    page = live_luodi.enter("litian", PASSWORD, PHONE)
    page.goto(f"{live_luodi.url}/meetings/materials/")
    assert fits(page)
    live_luodi.shoot(page, "dispatch-materials-phone")
    page.get_by_role("row").filter(has_text=NAMES[0]).get_by_role("link").click()
    page.get_by_label("进展情况").fill("主体封顶，设备进场")
    page.get_by_label("需要协调事项").fill("请协调用地指标")
    live_luodi.shoot(page, "dispatch-material-phone")
    assert fits(page)
    page.get_by_role("button", name="报送").click()
    page.get_by_text("材料已报送").wait_for()
    assert MaterialAnswer.objects.get().progress == "主体封顶，设备进场"
    live_luodi.shoot(page, "dispatch-material-sent-phone")
    office = live_luodi.enter("wangdiao", PASSWORD, PHONE)
    office.goto(f"{live_luodi.url}/meetings/{meeting.pk}/")
    office.get_by_text("已报 1 份").wait_for()
    live_luodi.shoot(office, "dispatch-agenda-phone")
    assert fits(office)


def test_a_person_subscribes_to_the_own_calendar(live_luodi: Luodi, city: City, meeting: Meeting) -> None:
    page = live_luodi.enter("chenshizhang", PASSWORD)
    page.goto(f"{live_luodi.url}/meetings/feeds/")
    page.get_by_label("用在哪里").fill("手机日历")
    page.get_by_role("button", name="创建订阅地址").click()
    address = page.get_by_label("订阅地址", exact=True).input_value()
    live_luodi.shoot(page, "dispatch-feeds")
    answer = page.request.get(address)
    assert answer.status == 200 and "BEGIN:VEVENT" in answer.text()
    page.get_by_role("button", name="停用手机日历").click()
    page.get_by_text("已停用").wait_for()
    assert page.request.get(address).status == 404
    page.goto(f"{live_luodi.url}/meetings/")
    live_luodi.shoot(page, "dispatch-calendar")
