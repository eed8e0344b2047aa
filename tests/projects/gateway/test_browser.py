"""系统接入 in Chromium: from an empty list to a key in the clipboard, and back to a revoked one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Cookies
from django.utils import timezone

from projects.gateway.models import ApiKey
from projects.gateway.services import create_client, disable_client
from projects.people.models import Officer, Organisation
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.browsing import PHONE, Luodi, resize
from tests.factories import NOW, sign_in
from tests.projects.gateway.calling import READ, over_the_wire

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def security(district: Organisation) -> Officer:
    """The security administrator."""
    return add_officer(district, username="anguan", name="安管", roles=[Role.SECURITY_ADMIN], by=None, now=NOW)


def test_a_key_goes_into_the_clipboard_opens_the_door_and_is_revoked(live_luodi: Luodi, security: Officer) -> None:
    page = live_luodi.admit(sign_in(Cookies(), security))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_luodi.url)
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


def test_every_page_is_accessible_and_fits(live_luodi: Luodi, district: Organisation, security: Officer) -> None:
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
    page, client = live_luodi.admit(sign_in(Cookies(), security)), row.account.client
    paths = [
        "/clients/",
        "/clients/new/",
        f"/clients/{client.pk}/",
        f"/clients/{off.account.client.pk}/",
        f"/clients/{client.pk}/edit/",
        f"/clients/{client.pk}/keys/new/",
        f"/clients/keys/{row.pk}/revoke/",
    ]
    found = live_luodi.walk(page, paths)
    resize(page, PHONE)
    page.goto(f"{live_luodi.url}/clients/{client.pk}/keys/new/")
    page.get_by_role("button", name="签发").click()
    page.locator("#key").wait_for()
    found += live_luodi.look(page, "the key")
    assert found == []
    assert ApiKey.objects.filter(account=client.account).count() == 2
    assert live_luodi.complaints == []
