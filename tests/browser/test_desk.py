"""Board, timeline, anomalies and proposals in the browser, at both sizes: used, accessible, fitting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.plans.services import add_node, confirm_plan
from tests.browsing import DESKTOP, PHONE, Luodi
from tests.factories import PASSWORD, City, build_city, new_project, take
from workflow.proposals.models import Proposal
from workflow.proposals.services import sweep

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def told(city: City) -> None:
    """A project in talks with a late plan, one stale, one signed late: each page has something to show."""
    now, today = timezone.now(), timezone.localdate()
    project = new_project(city, name="拖动的项目", now=now - 100 * DAY, negotiating_on=today - 120 * DAY)
    for name, stage, start, end in (("尽职调查", "signed", -90, -20), ("土地摘牌", "registered", -20, 60)):
        values = {
            "name": name,
            "stage": stage,
            "planned_start_on": today + start * DAY,
            "planned_on": today + end * DAY,
        }
        add_node(project.pk, values, by=city.clerk, now=now - 95 * DAY)
    confirm_plan(project.pk, by=city.clerk, now=now - 90 * DAY)
    new_project(city, name="沉寂的项目", investor="沉寂公司", now=now - 300 * DAY, negotiating_on=today - 310 * DAY)
    late = new_project(city, name="补录的项目", investor="补录公司", now=now, negotiating_on=today - 200 * DAY)
    take(city, late, "sign", on=today - 100 * DAY, now=now)
    sweep(now)


def test_a_card_is_dragged_to_its_claim_and_never_further(live_luodi: Luodi) -> None:
    told(build_city())
    page = live_luodi.enter("litian", PASSWORD, DESKTOP)
    page.goto(f"{live_luodi.url}/board/")
    card = page.locator("[data-card]", has_text="拖动的项目")
    card.drag_to(page.locator("#stage-started"), source_position={"x": 30, "y": 70})
    page.get_by_text("阶段不能跳过：请先申报签约").wait_for()
    card.drag_to(page.locator("#stage-signed"), source_position={"x": 30, "y": 70})
    page.wait_for_url("**/claims/sign/")
    page.get_by_role("heading", name="签约").first.wait_for()
    assert live_luodi.complaints == []


def test_the_menu_of_a_card_does_the_same_by_keyboard(live_luodi: Luodi) -> None:
    told(build_city())
    page = live_luodi.enter("litian", PASSWORD, PHONE)
    page.goto(f"{live_luodi.url}/board/")
    card = page.locator("[data-card]", has_text="拖动的项目")
    summary = card.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    card.get_by_role("button", name="已投产").press("Enter")
    page.get_by_text("阶段不能跳过：请先申报签约").wait_for()
    assert summary.evaluate("element => element === document.activeElement")
    page.keyboard.press("Enter")
    card.get_by_role("link", name="已签约").press("Enter")
    page.wait_for_url("**/claims/sign/")


def test_the_pages_fit_and_are_accessible(live_luodi: Luodi) -> None:
    told(build_city())
    proposal = Proposal.objects.get()
    pages = {
        "board": "/board/",
        "timeline": "/timeline/",
        "timeline-unit": "/timeline/?by=unit",
        "timeline-late": "/timeline/?by=late",
        "anomalies": "/anomalies/",
        "anomalies-kind": "/anomalies/?kind=back_dated",
        "proposals": "/proposals/",
        "proposal": f"/proposals/{proposal.pk}/",
        "stepper": f"/projects/{proposal.project_id}/",
    }
    assert live_luodi.walk(live_luodi.enter("wangdiao", PASSWORD), pages) == []
    assert live_luodi.complaints == []
