"""Verification by keyboard in two rounds, with the evidence beside the fields, at both sizes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from projects.ledger.models import Project
from tests.browsing import PHONE, Luodi
from tests.factories import PASSWORD, at_stage, build_city, new_project, submitted
from workflow.steps.models import Claim, VerifyingUnit
from workflow.steps.services import confirm_statistics, delegate_verification

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_rounds_by_keyboard_with_the_photo_beside_the_fields(live_luodi: Luodi) -> None:
    now = timezone.now()
    today, city = timezone.localdate(now), build_city()
    VerifyingUnit.objects.create(city=city.city, step="start", round=2, unit=city.departments["SJ"], from_wan=1)
    delegate_verification(
        unit=city.departments["GX"], to_unit=city.departments["TC"], valid_from=today,
        valid_to=today + timedelta(days=9), basis="委托书1号", by=city.verifier_of("start"), now=now,
    )  # fmt: skip
    project = at_stage(new_project(city, now=now), "registered", city, now=now)
    claim = submitted(city, project, "start", now=now)
    submitted(city, new_project(city, name="另一个项目", now=now), "sign", now=now)

    page = live_luodi.enter("qianren", PASSWORD)
    page.goto(f"{live_luodi.url}/claims/")
    page.get_by_text("受市工业和信息化局委托").first.wait_for()
    wrong = live_luodi.look(page, "verification-queue")
    row = page.locator("tr", has_text="中信博新能源装备产业园").get_by_role("link").first
    row.focus()
    page.keyboard.press("a")
    page.get_by_text("核对无误后").wait_for()
    assert Claim.objects.get(pk=claim.pk).round == 1, "a key leads to the button and decides nothing"
    photo = claim.evidence.get(kind="site_photo")
    page.locator(f'a[href*="{photo.pk}"][data-look]').click()
    expect(page.locator(".look img")).to_have_js_property("complete", True)
    assert page.locator(".look img").evaluate("img => img.naturalWidth") > 0
    wrong += live_luodi.look(page, "verification-claim")
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    page.get_by_text("作第二轮认定").first.wait_for()
    wrong += live_luodi.look(page, "verification-passed")

    page = live_luodi.enter("sunren", PASSWORD, PHONE)
    page.goto(f"{live_luodi.url}/claims/{claim.pk}/")
    page.keyboard.press("r")
    expect(page.locator("details.asked")).to_have_attribute("open", "")
    page.goto(f"{live_luodi.url}/claims/{claim.pk}/?do=approve#verdict")
    page.get_by_role("button", name="认定通过").click()
    page.get_by_text("已认定，项目进入“已开工”").wait_for()
    assert Project.objects.get(pk=project.pk).stage == "started"

    by = city.dispatcher
    confirm_statistics(project.pk, "library", confirmed_on=today, basis="2026-11批次", by=by, now=now)
    page.goto(f"{live_luodi.url}/projects/{project.pk}/?tab=claims")
    page.get_by_text("2026-11批次").wait_for()
    wrong += live_luodi.look(page, "verification-tab")
    asked = f"step=start&place={city.district.pk}&industrial=yes&start_kind=&total_yi=8"
    page.goto(f"{live_luodi.url}/claims/division/?{asked}")
    page.get_by_text("委托书1号").wait_for()
    wrong += live_luodi.look(page, "verification-division")
    assert wrong == [] and live_luodi.complaints == []
