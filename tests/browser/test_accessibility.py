"""axe on every page, desktop and phone: nothing serious, no sideways scrolling, no complaint of the browser."""

from __future__ import annotations

from datetime import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from tests.browsing import DESKTOP, PHONE, Luodi
from tests.factories import PASSWORD, City, at_stage, build_city, new_project, submitted
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
        window = live_luodi.enter(username, PASSWORD, size)
        for path in paths:
            answer = window.goto(live_luodi.url + path)
            assert answer is not None and answer.status == 200, f"{path}: {answer and answer.status}"
            if window.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append(f"{path}: scrolls sideways")
            for violation in Axe().run(window).response["violations"]:
                if violation["impact"] in ("serious", "critical"):
                    found.append(f"{path}: {violation['id']} {violation['nodes'][0]['html'][:160]}")
    assert found == []
    assert live_luodi.complaints == []
