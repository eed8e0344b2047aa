"""The window itself: real Chromium, real pages, strict CSP without a complaint."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browsing import DECIDED_AT_LOAD, PHONE, Luodi, resize, size_of
from tests.factories import PASSWORD, build_city

BROKEN = """<html lang="zh"><head><title>坏</title></head><body><main><h1>坏</h1><img src="data:,">
<div style="width: 600px">宽</div></main></body></html>"""


def test_the_login_page_loads_without_a_complaint_on_desktop_and_phone(live_luodi: Luodi) -> None:
    page = live_luodi.open("/login/")
    assert page.locator("input[name=password]").is_visible()
    assert len(page.screenshot()) > 10_000
    assert live_luodi.look(page, "login") == []
    assert live_luodi.complaints == []


def test_a_stranger_is_led_to_the_login_page(live_luodi: Luodi) -> None:
    page = live_luodi.open("/")
    assert "/login/?next=/" in page.url


def test_a_look_tells_what_is_wrong_at_which_size_and_leaves_the_window_as_it_was(live_luodi: Luodi) -> None:
    page = live_luodi.open("/login/", PHONE)
    page.goto("about:blank")
    page.set_content(BROKEN)
    assert sorted(one.partition(" <")[0] for one in live_luodi.look(page, "broken")) == [
        "broken-desktop: image-alt",
        "broken-phone: image-alt",
        "broken-phone: scrolls sideways",
    ]
    assert size_of(page) == PHONE


@pytest.mark.django_db(transaction=True)
def test_a_window_made_small_is_as_if_opened_small(live_luodi: Luodi) -> None:
    build_city()
    page = live_luodi.enter("wangdiao", PASSWORD)
    page.goto(live_luodi.url + "/projects/")
    fold = page.locator(DECIDED_AT_LOAD)
    expect(fold).to_have_attribute("open", "")
    resize(page, PHONE)
    expect(fold).not_to_have_attribute("open", "")
