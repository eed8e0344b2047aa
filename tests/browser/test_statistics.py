"""The figure explorer in a real browser: ask, open a number, explain a difference, keep and freeze; desk and phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import PHONE, Luodi
from tests.factories import PASSWORD
from tests.workflow.statistics.scene import Scene, build_scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return build_scene()


def fits(page: Page) -> bool:
    """No sideways scrolling."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_figure_is_asked_opened_explained_kept_and_frozen(live_luodi: Luodi, scene: Scene) -> None:
    page = live_luodi.enter("wangdiao", PASSWORD)
    page.get_by_role("navigation").get_by_role("link", name="统计", exact=True).click()
    expect(page.get_by_label("时间段")).to_have_value("year")
    expect(page.get_by_label("结束日期")).to_be_hidden()
    page.get_by_label("统计内容").select_option(label="同批项目进展率")
    expect(page.get_by_label("节点")).to_be_hidden()
    page.get_by_label("统计内容").select_option(label="期间新增")
    page.get_by_label("时间段").select_option(label="自定")
    page.get_by_label("开始日期").fill("2026-01-01")
    page.get_by_label("结束日期").fill("2026-08-31")
    page.get_by_label("截至日期").fill("2026-08-31")
    page.get_by_label("按何时所知").fill("2026-09-03T18:00")
    page.get_by_role("button", name="统计", exact=True).click()
    expect(page.get_by_label("通报用语")).to_have_value(
        "1—8月，全市新签约亿元以上项目3个，是去年同期的3倍，总投资80.00亿元，同比增长3900.0%；"
        "其中10亿元以上项目2个，去年同期为0，总投资72.00亿元；50亿元以上项目1个，去年同期为0，总投资60.00亿元。"
        "其中繁昌区2个，居第1位；鸠江区1个，居第2位。"
    )
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制文字").click()
    page.get_by_text("已复制", exact=True).wait_for()
    assert str(page.evaluate("navigator.clipboard.readText()")).startswith("1—8月，全市新签约")
    live_luodi.shoot(page, "statistics-explorer")
    page.get_by_text("存为常用统计").click()
    page.get_by_label("名称", exact=True).first.fill("截至8月底")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已存为常用统计“截至8月底”").wait_for()
    page.locator("summary", has_text="定稿").click()
    page.locator("#freeze-title").fill("截至8月底新签约")
    page.get_by_role("button", name="定稿").click()
    page.get_by_text("校验一致").wait_for()
    expect(page.locator(".causes")).to_contain_text("补报")
    live_luodi.shoot(page, "statistics-frozen")
    page.go_back()
    page.locator(".answer-rows .is-total a").first.click()
    expect(page.locator("tbody tr")).to_have_count(3)
    live_luodi.shoot(page, "statistics-rows")
    page.get_by_role("link", name="与已公布数的差异").click()
    expect(page.locator(".causes")).to_contain_text("补报")
    live_luodi.shoot(page, "statistics-differences")
    page.goto(f"{live_luodi.url}/statistics/saved/")
    live_luodi.shoot(page, "statistics-saved")
    assert live_luodi.complaints == []


def test_every_page_fits_a_phone(live_luodi: Luodi, scene: Scene) -> None:
    page = live_luodi.enter("litian", PASSWORD, PHONE)
    for name in ("", "?what=cohort&rows=unit", "?what=flow&across=month&rows=unit_own", "?what=tiers&step=stock",
                 "?what=durations&rows=unit", "saved/"):  # fmt: skip
        page.goto(f"{live_luodi.url}/statistics/{name}")
        assert fits(page), name
    page.goto(f"{live_luodi.url}/statistics/")
    page.locator("summary", has_text="统计条件").click()
    expect(page.get_by_label("按何时所知")).to_be_visible()
    live_luodi.shoot(page, "statistics-phone")
    page.locator(".answer-rows a").first.click()
    page.get_by_role("heading", name="新签约的项目").wait_for()
    assert fits(page)
    live_luodi.shoot(page, "statistics-rows-phone")
    page.get_by_role("link", name="与已公布数的差异").click()
    page.get_by_role("button", name="比较").wait_for()
    assert fits(page)
    live_luodi.shoot(page, "statistics-differences-phone")
    assert live_luodi.complaints == []
