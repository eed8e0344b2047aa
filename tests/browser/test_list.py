"""The list in a real browser: keys, ticks, columns, a saved view, a run over two projects, at both widths."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browsing import DESKTOP, Luodi
from tests.factories import PASSWORD, build_city, new_project

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def window(live_luodi: Luodi) -> Page:
    """The dispatcher before a list of three."""
    city = build_city()
    for number in range(3):
        new_project(city, now=timezone.now(), name=f"示例项目{number}", investor=f"示例企业{number}", tags=["返乡"])
    window = live_luodi.enter("wangdiao", PASSWORD, DESKTOP)
    window.goto(live_luodi.url + "/projects/")
    return window


def test_slash_searches_in_the_list_and_the_address_follows_while_typing(live_luodi: Luodi, window: Page) -> None:
    window.keyboard.press("/")
    expect(window.locator("[data-own-search]")).to_be_focused()
    window.keyboard.type("slxm1")
    expect(window.locator(".project-rows tbody tr")).to_have_count(1)
    assert "q=slxm1" in window.url
    assert live_luodi.complaints == []


def test_columns_are_moved_and_remembered_and_a_heading_sorts(live_luodi: Luodi, window: Page) -> None:
    window.locator(".columns-menu > summary").click()
    window.locator("[data-columns] button[value=stage]").click()
    window.locator("[data-columns] button[value=stage]").click()
    window.get_by_role("button", name="应用并记住").click()
    expect(window.locator(".project-rows th").nth(1)).to_have_text("阶段")
    window.goto(live_luodi.url + "/projects/")
    expect(window.locator(".project-rows th").nth(1)).to_have_text("阶段")
    window.get_by_role("link", name="总投资（亿元）").click()
    expect(window.locator("th[aria-sort=descending]")).to_contain_text("总投资")
    assert live_luodi.complaints == []


def test_a_view_is_saved_opened_and_marked_when_a_filter_is_added(live_luodi: Luodi, window: Page) -> None:
    window.goto(live_luodi.url + "/projects/?tag=返乡")
    window.locator(".view-deeds summary").click()
    window.locator("#view-name").fill("返乡项目")
    window.locator(".view-deeds .menu-form button").click()
    expect(window.locator(".view-tabs [aria-current]")).to_contain_text("返乡项目")
    window.locator("#id_stage").select_option("signed")
    expect(window.locator(".view-changed")).to_be_visible()
    assert live_luodi.complaints == []


def test_two_ticked_rows_are_previewed_confirmed_and_done(live_luodi: Luodi, window: Page) -> None:
    window.locator("input.tick").nth(0).check()
    window.keyboard.press("ArrowDown")
    window.keyboard.press("Space")
    expect(window.locator("[data-ticked]")).to_contain_text("2 个")
    window.locator("[data-ticked]").click()
    window.locator("#id_action").select_option("add_tag")
    expect(window.locator("#id_role")).to_be_hidden()
    window.locator("#id_tag").fill("重点")
    window.get_by_role("button", name="预览").click()
    window.get_by_role("button", name="确认办理 2 个").click()
    expect(window.locator(".page-title")).to_have_text("批量办理结果")
    expect(window.locator("tbody .run-done")).to_have_count(2)
    assert live_luodi.complaints == []


def test_the_pages_of_the_list_are_accessible_and_fit(live_luodi: Luodi, window: Page) -> None:
    every = "/projects/?columns=number,light,total,fixed,chief,investors,industry,tags,signed,site&tier=10000"
    pages = [every, "/projects/?stage=x&industry=C", "/projects/views/", "/projects/bulk/", "/projects/bulk/new/?all=1"]
    assert live_luodi.walk(window, {f"list-{number}": path for number, path in enumerate(pages)}) == []
    assert live_luodi.complaints == []
