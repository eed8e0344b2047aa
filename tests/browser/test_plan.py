"""A node plan from template to adjustment in the browser, at both sizes: accessible, fitting, without a complaint."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from projects.ledger.services import update_project
from projects.plans.models import Node, Plan, Template
from projects.plans.services import report_node
from tests.browsing import PHONE, Luodi, resize
from tests.factories import PASSWORD, build_city, give_chief, new_project

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_plan_is_made_promised_adjusted_and_reported(live_luodi: Luodi) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    city = build_city()
    project = new_project(city, now=now)
    give_chief(city, project, now=now)
    tab = f"{live_luodi.url}/projects/{project.pk}/?tab=plan"
    page = live_luodi.enter("litian", PASSWORD)
    page.goto(tab)
    wrong = live_luodi.look(page, "plan-empty")

    page.get_by_role("link", name="套用模板").click()
    page.locator("input[name=starts_on]").fill((today - timedelta(days=60)).isoformat())
    page.get_by_role("button", name="预览").click()
    page.get_by_text("还没有保存").wait_for()
    assert not Plan.objects.exists()
    wrong += live_luodi.look(page, "plan-apply")
    page.get_by_role("button", name="套用这些节点").click()
    page.get_by_text("草案").wait_for()
    wrong += live_luodi.look(page, "plan-draft")
    page.locator("summary", has_text="确认承诺").click()
    page.get_by_role("button", name="确认，作出承诺").click()
    page.get_by_text("逾期按承诺日期计算").wait_for()

    resize(page, PHONE)  # from here on by phone
    one = Node.objects.get(code="J03")
    report_node(Node.objects.get(code="J02").pk, {"actual_start_on": today - timedelta(days=50), "progress_percent": 60,
                "note": "已考察两次"}, by=city.clerk, now=now)  # fmt: skip
    page.goto(f"{live_luodi.url}/plan-nodes/{one.pk}/replan/")
    page.locator("input[name=planned_on]").fill((one.planned_on + timedelta(days=20)).isoformat())
    page.locator("input[name=reason]").fill("等待省级评审排期")
    page.get_by_role("button", name="预览").click()
    page.get_by_text("将调整 30 个节点，还没有保存").wait_for()
    assert Node.objects.get(pk=one.pk).planned_on == one.planned_on
    wrong += live_luodi.look(page, "plan-replan")
    page.get_by_role("button", name="按上表调整").click()
    page.get_by_text("已调整30个节点的计划").wait_for()
    page.get_by_text(f"承诺 {one.committed_on}，调整 1 次，现计划 {one.planned_on + timedelta(days=20)}").wait_for()

    update_project(project.pk, {"planned_started_on": today + timedelta(days=500)}, by=city.clerk, now=now)
    pages = {
        "tab": f"/projects/{project.pk}/?tab=plan",
        "late": f"/projects/{project.pk}/?tab=plan&nodes=late",
        "wide": f"/projects/{project.pk}/plan/",
        "node": f"/plan-nodes/{one.pk}/",
        "report": f"/plan-nodes/{one.pk}/report/",
        "cancel": f"/plan-nodes/{one.pk}/cancel/",
        "new": f"/projects/{project.pk}/plan/nodes/new/",
        "preset": "/plan-templates/presets/plant/",
    }
    wrong += live_luodi.walk(page, {f"plan-{name}": path for name, path in pages.items()})

    wrong += early(live_luodi, page, one)
    assert wrong == []
    # The two refusals answer 422, which a browser notes on its console.
    assert [said for said in live_luodi.complaints if "422" not in said] == []


def early(luodi: Luodi, page: Page, one: Node) -> list[str]:
    """A node reported done before the one it follows: asked back, then confirmed."""
    page.goto(f"{luodi.url}/plan-nodes/{one.pk}/report/")
    page.locator("input[name=actual_on]").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="保存").click()
    page.get_by_text("前置节点“考察洽谈”还没有完成").first.wait_for()
    wrong = luodi.look(page, "plan-asks")
    page.get_by_label("确认本节点已先行完成").check()
    page.get_by_role("button", name="保存").click()
    page.get_by_text("的进度已填报").wait_for()
    return wrong


def test_the_office_makes_a_template_its_own(live_luodi: Luodi) -> None:
    build_city()
    page = live_luodi.enter("wangdiao", PASSWORD)
    page.goto(f"{live_luodi.url}/plan-templates/")
    wrong = live_luodi.look(page, "templates-empty")
    page.get_by_role("button", name=re.compile(r"复制为本地模板\s*：建安类")).click()
    page.get_by_text("可按本地实际修改").wait_for()
    wrong += live_luodi.look(page, "template")
    page.locator("input[name=nodes-1-after]").fill("J04")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("前置关系成环").wait_for()
    wrong += live_luodi.look(page, "template-ring")
    resize(page, PHONE)
    page.locator("input[name=nodes-1-after]").fill("J01")
    page.locator("input[name=nodes-1-days]").fill("45")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("模板已保存").wait_for()
    assert Template.objects.get().nodes.get(code="J02").days == 45
    page.goto(f"{live_luodi.url}/plan-templates/")
    wrong += live_luodi.look(page, "templates")
    assert wrong == []
    assert [said for said in live_luodi.complaints if "422" not in said] == []
