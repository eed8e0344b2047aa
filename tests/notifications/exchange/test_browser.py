"""文件交换 in Chromium: at both sizes, with both directions in every state."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from notifications.exchange.services import carry_out, hand_out, make_package, take_in, take_receipt
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.api.callers import body_of
from tests.browsing import PHONE, Luodi, resize
from tests.factories import NOW, build_city, sign_in
from tests.notifications.exchange.conftest import cut_off

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_page_fits_and_is_accessible_in_every_state(live_luodi: Luodi, tmp_path: Path) -> None:
    city, now = build_city(), timezone.now()
    security = add_officer(city.district, username="anguan", name="安管", roles=[Role.SECURITY_ADMIN], by=None, now=NOW)
    there = cut_off(city.district, tmp_path)
    page = live_luodi.admit(sign_in(Client(), security))
    page.goto(f"{live_luodi.url}/clients/{there.client.pk}/")
    page.get_by_role("link", name="文件交换").click()
    page.wait_for_url("**/exchange/")
    found = live_luodi.look(page, "exchange-empty")
    for errors in (("第3行的单位在本系统没有对应",), ()):
        package = make_package(there.client, snapshot=False, by=security, now=now)
        content = hand_out(package, by=security, now=now)
        take_receipt(there.client, there.take(content, errors=errors), by=security, now=now)
    line = {"method": "POST", "path": "/api/v1/projects/", "body": body_of(city)}
    first = take_in(there.client, there.pack(1, line, {**line, "body": {}}), by=security, now=now)
    carry_out(first.pk)
    take_in(there.client, there.pack(2, line), by=security, now=now)
    page.reload()
    found += live_luodi.look(page, "exchange-full")
    resize(page, PHONE)
    page.get_by_role("button", name="生成变更包").click()
    page.get_by_text("等待交接").wait_for()
    found += live_luodi.look(page, "exchange")
    assert found == []
    assert live_luodi.complaints == []
