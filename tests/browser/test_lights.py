"""Lights in the browser, at both sizes: rules tried out and saved, an exemption asked for and decided, clocks shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.ledger.models import Project
from tests.browser.test_desk import told
from tests.browsing import DESKTOP, PHONE, Luodi, resize
from tests.factories import PASSWORD, City, build_city, new_project, take, upload
from workflow.lights.models import LightDecree, LightRules
from workflow.lights.services import ask_exemption, read_nights

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def waiting(city: City) -> Project:
    """Signed long ago, read for a month, and its unit asks for an exemption."""
    now, today = timezone.now(), timezone.localdate()
    project = new_project(
        city, name="雨淹的项目", investor="雨淹公司", now=now - 120 * DAY, negotiating_on=today - 200 * DAY
    )
    take(city, project, "sign", on=today - 110 * DAY, now=now - 110 * DAY)
    read_nights([today - back * DAY for back in range(30, 0, -1)], now=now)
    told_ = {"reason": "特大暴雨，场地被淹", "until_on": today + 20 * DAY, "by": city.clerk, "now": now}
    ask_exemption(project.pk, basis=upload(city, project, "other", now=now), **told_)
    return project


def test_rules_are_tried_saved_and_tell_the_clocks_of_a_project(live_luodi: Luodi) -> None:
    city = build_city()
    told(city)
    project = waiting(city)
    page = live_luodi.enter("wangdiao", PASSWORD, DESKTOP)
    page.goto(f"{live_luodi.url}{reverse('lights:rules')}")
    page.get_by_label("签约后几天内应注册").fill("60")
    page.get_by_label("理由").fill("市级文件")
    page.get_by_role("button", name="预览影响").click()
    page.locator(".page-title").wait_for()
    wrong = live_luodi.look(page, "lights-rules-preview")
    assert "雨淹的项目" in page.content()
    page.get_by_role("button", name="保存规则").click()
    page.get_by_text("已保存").wait_for()
    assert LightRules.objects.count() == 1
    page.goto(f"{live_luodi.url}{reverse('desk:project', args=[project.pk])}")
    page.get_by_text("超时限 50 天").first.wait_for()
    wrong += live_luodi.look(page, "project-clocks")
    assert wrong == [] and live_luodi.complaints == []


def test_an_exemption_waits_on_the_first_page_and_is_decided(live_luodi: Luodi) -> None:
    city = build_city()
    told(city)
    project = waiting(city)
    page = live_luodi.enter("wangdiao", PASSWORD, DESKTOP)
    wrong = live_luodi.look(page, "home-exemption")
    page.get_by_role("link", name="雨淹的项目　不可抗力豁免").click()
    page.wait_for_url("**/light/")
    wrong += live_luodi.look(page, "lights-decide")
    resize(page, PHONE)
    page.get_by_role("button", name="同意豁免").click()
    page.get_by_text("已同意").first.wait_for()
    assert LightDecree.objects.get().in_force_at is not None
    pages = {
        "decrees": reverse("lights:decrees") + "?tab=running",
        "project-lights": reverse("desk:project", args=[project.pk]) + "?tab=lights",
        "lights-rules": reverse("lights:rules"),
    }
    wrong += live_luodi.walk(page, pages)
    assert wrong == [] and live_luodi.complaints == []
