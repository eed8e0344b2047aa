"""The window itself: real Chromium, real pages, strict CSP without a complaint."""

from __future__ import annotations

from tests.browsing import PHONE, Luodi


def test_the_login_page_loads_without_a_complaint_on_desktop_and_phone(live_luodi: Luodi) -> None:
    page = live_luodi.open("/login/")
    assert page.locator("input[name=password]").is_visible()
    assert len(page.screenshot()) > 10_000
    phone = live_luodi.open("/login/", PHONE)
    wide = phone.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide
    assert live_luodi.complaints == []


def test_a_stranger_is_led_to_the_login_page(live_luodi: Luodi) -> None:
    page = live_luodi.open("/")
    assert "/login/?next=/" in page.url
