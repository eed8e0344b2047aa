"""An inspector at the place with a phone: the visit among the things to do, a draft that survives, a real photo."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browsing import PHONE, Luodi, fits
from tests.factories import PASSWORD, City, at_stage, build_city, new_project
from tests.workflow.spotchecks.samples import photo_of_a_phone, second_inspector, values
from workflow.spotchecks.models import Record, Visit
from workflow.spotchecks.services import assign_inspectors, fix_round, plan_round

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None) -> City:
    return build_city()


@pytest.fixture
def visit(city: City) -> Visit:
    """One signed project; 王调 and 何查 are sent to it today."""
    now = timezone.now()
    at_stage(new_project(city, now=now, name="光伏跟踪支架生产基地"), "signed", city, now=now)
    day = timezone.localdate(now)
    period = {"from_on": day - timedelta(days=1), "to_on": day}
    made = fix_round(plan_round(values(**period), by=city.dispatcher, now=now).pk, by=city.dispatcher, now=now)
    both = [city.dispatcher, second_inspector(city)]
    due = day + timedelta(days=14)
    (found,) = assign_inspectors([made.visits.get().pk], both, by=city.dispatcher, now=now, due_on=due)
    return found


def test_a_visit_is_recorded_on_a_phone(live_luodi: Luodi, city: City, visit: Visit, tmp_path: Path) -> None:
    picture = tmp_path / "IMG_0001.jpg"
    picture.write_bytes(photo_of_a_phone().read())
    first = live_luodi.enter("hecha", PASSWORD, PHONE)
    first.locator("a[href*='/spot-checks/visits/']").first.click()
    first.wait_for_url("**/spot-checks/visits/*/")
    assert fits(first)
    first.get_by_label("接待人员及职务").fill("刘经理")
    first.get_by_label("核查情况").fill("厂房空置，没有设备")
    first.get_by_text("草稿已自动保存").wait_for()
    first.context.close()  # the battery is empty
    page = live_luodi.enter("hecha", PASSWORD, PHONE)
    page.goto(f"{live_luodi.url}/spot-checks/visits/{visit.pk}/")
    page.get_by_role("button", name="恢复").click()
    expect(page.get_by_label("核查情况")).to_have_value("厂房空置，没有设备")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 31.07, "longitude": 118.2, "accuracy": 12})
    page.get_by_role("button", name="使用当前位置").click()
    page.get_by_text("已取得当前位置").wait_for()
    page.get_by_role("group", name="签约日期").get_by_role("radio", name="相符").check()
    page.get_by_role("radio", name="不属实", exact=True).check()
    expect(page.get_by_label("撤销事由")).to_be_visible()
    expect(page.get_by_label("整改期限")).to_be_hidden()
    page.get_by_label("拍照").set_input_files(picture)
    page.get_by_text("已选 1 个文件").wait_for()
    page.get_by_label("拍照").set_input_files(picture)
    page.get_by_text("已选 2 个文件").wait_for()
    live_luodi.shoot(page, "spotcheck-record-phone")
    assert fits(page)
    page.get_by_role("button", name="提交核查记录").click()
    page.get_by_text("撤销认定的申报已送认定单位").wait_for()
    made = Record.objects.get()
    assert (made.finding, made.met, str(made.latitude), made.accuracy_m) == ("false", "刘经理", "31.070000", 12)
    assert [one.camera[:14] for one in made.papers.all()] == ["拍摄于 2026-11-18"] * 2
    expect(page.locator(".photos img").first).to_have_js_property("complete", True)
    assert fits(page)
    live_luodi.shoot(page, "spotcheck-recorded-phone")
    page.goto(f"{live_luodi.url}/spot-checks/{visit.round_id}/report/")
    assert fits(page)
    page.goto(f"{live_luodi.url}/spot-checks/{visit.round_id}/")
    assert fits(page)
    live_luodi.shoot(page, "spotcheck-round-phone")
    assert live_luodi.complaints == []


def test_the_report_is_printed_on_a4(live_luodi: Luodi, city: City, visit: Visit, tmp_path: Path) -> None:
    page = live_luodi.enter("wangdiao", PASSWORD)
    page.goto(f"{live_luodi.url}/spot-checks/{visit.round_id}/report/")
    live_luodi.shoot(page, "spotcheck-report")
    target = tmp_path / "report.pdf"
    page.pdf(path=str(target), prefer_css_page_size=True)
    box = target.read_bytes()
    assert b"/MediaBox [0 0 594" in box or b"/MediaBox [0 0 595" in box
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    expect(page.get_by_text(visit.round.seed, exact=True)).to_be_visible()
