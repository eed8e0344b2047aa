"""axe on every page, desktop and phone: nothing serious, no sideways scrolling, no complaint of the browser."""

from __future__ import annotations

from datetime import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from projects.access import services
from projects.access.totp import code_of, step_at
from projects.people.models import Officer
from projects.people.roles import Role
from tests.browsing import DESKTOP, PHONE, Luodi
from tests.factories import (
    PASSWORD,
    City,
    at_stage,
    build_administrators,
    build_city,
    new_project,
    sign_in,
    submitted,
)
from workflow.dispatch.models import Series
from workflow.dispatch.services import create_series

pytestmark = pytest.mark.django_db(transaction=True)


def series_of(city: City) -> Series:
    now = timezone.now()
    values = {
        "organisation": city.city,
        "name": "芜湖市重大项目周调度",
        "kind": "weekly",
        "weekday": 3,
        "time": time(9),
        "place": "政务大楼301会议室",
        "chair": city.leader,
        "starts_on": timezone.localdate(now),
        "standing_attendees": [city.dispatcher],
    }
    return create_series(values, by=city.dispatcher, now=now)


def faults(window: Page, path: str) -> list[str]:
    """What is wrong with the page as it stands."""
    found = []
    if window.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{path}: scrolls sideways")
    for violation in Axe().run(window).response["violations"]:
        if violation["impact"] in ("serious", "critical"):
            found.append(f"{path}: {violation['id']} {violation['nodes'][0]['html'][:160]}")
    return found


def walk(luodi: Luodi, window: Page, paths: list[str]) -> list[str]:
    """What is wrong with each of ``paths``, all of which open."""
    found = []
    for path in paths:
        answer = window.goto(luodi.url + path)
        assert answer is not None and answer.status == 200, f"{path}: {answer and answer.status}"
        found += faults(window, path)
    return found


def entered(luodi: Luodi, officer: Officer, size: tuple[int, int]) -> Page:
    """A window of an administrator who is wholly signed in."""
    window = luodi.open("/login/", size)
    key = sign_in(Client(), officer).cookies[settings.SESSION_COOKIE_NAME].value
    window.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": luodi.url}])
    return window


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_page_is_accessible_and_fits(live_luodi: Luodi, size: tuple[int, int]) -> None:
    now = timezone.now()
    city = build_city()
    project = at_stage(new_project(city, now=now, name="已注册项目"), "registered", city, now=now)
    claim = submitted(city, new_project(city, now=now, name="申报中项目"), "sign", now=now)
    new_project(city, now=now, name="缺首席项目", total_investment_wan=300_000)
    series = series_of(city)
    meeting = series.meetings.order_by("starts_at").first()
    pages = {
        "wangdiao": [
            "/",
            "/projects/",
            f"/projects/{project.pk}/",
            f"/projects/{project.pk}/?tab=history",
            f"/projects/{project.pk}/responsibilities/new/",
            f"/projects/{project.pk}/steps/suspend/",
            "/projects/new/",
            "/board/",
            "/claims/",
            "/meetings/",
            f"/meetings/{meeting.pk}/",
            "/meetings/series/",
            f"/meetings/series/{series.pk}/",
            "/reminders/",
            "/password/",
        ],
        "litian": [f"/projects/{project.pk}/edit/", f"/projects/{project.pk}/claims/start/"],
        "qianren": [f"/claims/{claim.pk}/"],
    }
    found = []
    for username, paths in pages.items():
        found += walk(live_luodi, live_luodi.enter(username, PASSWORD, size), paths)
    assert found == []
    assert live_luodi.complaints == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_page_of_signing_in_and_of_accounts_is_accessible_and_fits(
    live_luodi: Luodi, size: tuple[int, int]
) -> None:
    city, administrators = build_city(), build_administrators()
    system, security = administrators[Role.SYSTEM_ADMIN], administrators[Role.SECURITY_ADMIN]
    asked = [system, security]
    services.change_account(security, "password", reason="忘记密码", by=system, now=timezone.now())
    stranger = live_luodi.open("/login/", size)
    found = faults(stranger, "/login/")
    stranger.locator("input[name=username]").fill(security.username)
    stranger.locator("input[name=password]").fill(PASSWORD)
    stranger.get_by_role("button", name="登录").click()
    stranger.get_by_role("heading", name="绑定动态码").wait_for()
    found += faults(stranger, "/second-factor/new/")
    secret = (stranger.locator(".enrol-secret").text_content() or "").replace(" ", "")
    stranger.locator("input[name=code]").fill(code_of(secret, step_at(timezone.now())))
    stranger.get_by_role("button", name="完成绑定").click()
    stranger.get_by_role("heading", name="请保存恢复码").wait_for()
    found += faults(stranger, "recovery codes")
    again = live_luodi.enter(security.username, PASSWORD, size)
    again.get_by_role("heading", name="输入动态码").wait_for()
    found += faults(again, "/second-factor/")
    people = [f"/accounts/{one.pk}/" for one in (city.clerk, *asked)]
    for officer in administrators.values():
        found += walk(live_luodi, entered(live_luodi, officer, size), ["/accounts/", *people, "/account/", "/"])
    clerk = live_luodi.enter("litian", PASSWORD, size)
    found += walk(live_luodi, clerk, ["/account/", "/second-factor/new/", "/organisations/", "/deputies/"])
    assert found == []
    assert live_luodi.complaints == []
