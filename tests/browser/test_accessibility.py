"""axe on every page, desktop and phone: nothing serious, no sideways scrolling, no complaint of the browser."""

from __future__ import annotations

from datetime import time

import pytest
from django.test import Client
from django.utils import timezone

from projects.access import services
from projects.access.totp import code_of, step_at
from projects.people.roles import Role
from tests.browsing import PHONE, Luodi, resize
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


def test_every_page_is_accessible_and_fits(live_luodi: Luodi) -> None:
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
        found += live_luodi.walk(live_luodi.enter(username, PASSWORD), paths)
    assert found == []
    assert live_luodi.complaints == []


def test_every_page_of_signing_in_and_of_accounts_is_accessible_and_fits(live_luodi: Luodi) -> None:
    city, administrators = build_city(), build_administrators()
    system, security = administrators[Role.SYSTEM_ADMIN], administrators[Role.SECURITY_ADMIN]
    asked = [system, security]
    services.change_account(security, "password", reason="忘记密码", by=system, now=timezone.now())
    stranger = live_luodi.open("/login/")
    found = live_luodi.look(stranger, "/login/")
    stranger.locator("input[name=username]").fill(security.username)
    stranger.locator("input[name=password]").fill(PASSWORD)
    stranger.get_by_role("button", name="登录").click()
    stranger.get_by_role("heading", name="绑定动态码").wait_for()
    found += live_luodi.look(stranger, "/second-factor/new/")
    resize(stranger, PHONE)
    secret = (stranger.locator(".enrol-secret").text_content() or "").replace(" ", "")
    stranger.locator("input[name=code]").fill(code_of(secret, step_at(timezone.now())))
    stranger.get_by_role("button", name="完成绑定").click()
    stranger.get_by_role("heading", name="请保存恢复码").wait_for()
    found += live_luodi.look(stranger, "recovery codes")
    again = live_luodi.enter(security.username, PASSWORD, PHONE)
    again.get_by_role("heading", name="输入动态码").wait_for()
    found += live_luodi.look(again, "/second-factor/")
    people = [f"/accounts/{one.pk}/" for one in (city.clerk, *asked)]
    for officer in administrators.values():
        found += live_luodi.walk(
            live_luodi.admit(sign_in(Client(), officer)), ["/accounts/", *people, "/account/", "/"]
        )
    clerk = live_luodi.enter("litian", PASSWORD)
    found += live_luodi.walk(clerk, ["/account/", "/second-factor/new/", "/organisations/", "/deputies/"])
    assert found == []
    assert live_luodi.complaints == []
