"""系统接入 in Chromium: from an empty list to a key in the clipboard, and back to a revoked one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client as Cookies
from django.utils import timezone
from playwright.sync_api import Page

from projects.gateway.models import ApiKey
from projects.gateway.services import create_client, disable_client
from projects.people.models import Officer, Organisation
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.browsing import DESKTOP, PHONE, Luodi
from tests.factories import NOW, sign_in
from tests.projects.gateway.calling import READ, over_the_wire

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def security(district: Organisation) -> Officer:
    """The security administrator."""
    return add_officer(district, username="anguan", name="安管", roles=[Role.SECURITY_ADMIN], by=None, now=NOW)


def entered(luodi: Luodi, officer: Officer, size: tuple[int, int]) -> Page:
    """A window of somebody who is signed in already."""
    cookie = sign_in(Cookies(), officer).cookies[settings.SESSION_COOKIE_NAME].value
    page = luodi.open("/login/", size)
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": luodi.url}])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=luodi.url)
    return page


def faults(page: Page, name: str) -> list[str]:
    """What is wrong with the page that is open."""
    found = []
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{name}: scrolls sideways")
    violations = Axe().run(page).response["violations"]
    return found + [f"{name}: {one['id']}" for one in violations if one["impact"] in ("serious", "critical")]


def test_a_key_goes_into_the_clipboard_opens_the_door_and_is_revoked(live_luodi: Luodi, security: Officer) -> None:
    page = entered(live_luodi, security, DESKTOP)
    page.goto(live_luodi.url + "/clients/")
    page.get_by_role("link", name="登记系统").click()
    page.get_by_label("系统名称").fill("繁昌区项目系统")
    page.get_by_label("所属单位").fill("繁昌")
    page.get_by_label("查看项目").check()
    page.get_by_role("button", name="登记并签发密钥").click()
    page.locator("[data-copy=key]").click()
    page.get_by_text("已复制").first.wait_for()
    key = page.evaluate("navigator.clipboard.readText()")
    headers = {"Authorization": f"Bearer {key}"}
    assert over_the_wire(live_luodi.url, READ, headers) == 200
    page.get_by_role("link", name="已保存好，返回").click()
    page.get_by_role("link", name="吊销").click()
    page.get_by_label("吊销原因").fill("测试结束")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="吊销").click()
    page.get_by_text("已吊销，立即失效").wait_for()
    assert over_the_wire(live_luodi.url, READ, headers) == 401
    assert key not in page.content()
    assert live_luodi.complaints == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_page_is_accessible_and_fits(
    live_luodi: Luodi, district: Organisation, security: Officer, size: tuple[int, int]
) -> None:
    now = timezone.now()
    values: dict[str, Any] = {
        "scopes": ["project:read", "claim:write"],
        "networks": ["2001:db8:34::/48"],
        "contact": "区数据资源局",
    }
    row, _ = create_client(
        district, name="繁昌区系统", **values, expires_at=now + timedelta(days=9), by=security, now=now
    )
    off, _ = create_client(district, name="旧系统", scopes=["project:read"], by=security, now=now)
    disable_client(off.account.client, reason="合同到期", by=security, now=now)
    page, client = entered(live_luodi, security, size), row.account.client
    found = []
    for path in (
        "/clients/",
        "/clients/new/",
        f"/clients/{client.pk}/",
        f"/clients/{off.account.client.pk}/",
        f"/clients/{client.pk}/edit/",
        f"/clients/{client.pk}/keys/new/",
        f"/clients/keys/{row.pk}/revoke/",
    ):
        page.goto(live_luodi.url + path)
        found += faults(page, path)
    page.goto(f"{live_luodi.url}/clients/{client.pk}/keys/new/")
    page.get_by_role("button", name="签发").click()
    page.locator("#key").wait_for()
    found += faults(page, "the key")
    assert found == []
    assert ApiKey.objects.filter(account=client.account).count() == 2
    assert live_luodi.complaints == []
