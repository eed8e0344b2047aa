"""The tab 方案节点 and its forms: cheap, told to whom it concerns, and nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from projects.ledger.models import Project
from projects.plans.models import Node, Plan, Replan
from projects.plans.outlines import Outline
from projects.plans.presets import PLANT
from projects.plans.services import apply_template, confirm_plan, edit_node
from tests.factories import NOW, TODAY, City, new_project
from tests.workflow.pages import PAGE_TEST, enter

pytestmark = PAGE_TEST
DAY = timedelta(days=1)
LONG = [Outline(f"N{n:03d}", f"节点{n}", "started", 3, after=(f"N{n - 1:03d}",) if n else ()) for n in range(320)]


@pytest.fixture
def project(city: City) -> Project:
    """With a promised plan."""
    made = new_project(city)
    apply_template(made.pk, PLANT.nodes, name=PLANT.name, starts_on=TODAY, by=city.clerk, now=NOW)
    confirm_plan(made.pk, by=city.clerk, now=NOW)
    return made


def see(client: Client, project: Project, **query: str) -> str:
    answer = client.get(reverse("desk:project", args=[project.pk]), {"tab": "plan", **query})
    assert answer.status_code == 200
    return str(answer.content.decode())


def node(project: Project, code: str) -> Node:
    return Node.objects.get(plan=project.pk, code=code)


def moved(one: Node, days: int, **more: Any) -> dict[str, Any]:
    return {
        "planned_start_on": one.planned_start_on.isoformat(),
        "planned_on": (one.planned_on + days * DAY).isoformat(),
        "version": one.version,
        "reason": "等指标",
        "do": "preview",
        **more,
    }


@pytest.mark.parametrize("nodes", [PLANT.nodes, LONG], ids=["32", "320"])
def test_the_tab_takes_at_most_21_queries(
    city: City, nodes: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = new_project(city)
    apply_template(made.pk, nodes, name="模板", starts_on=TODAY, by=city.clerk, now=NOW)
    client = enter(city.clerk)
    see(client, made)
    # 5 of signing in and the frame, 3 the file and its people, 1 papers, 1 rules of light, 1 working days, 1 clashes,
    # 1 claim, 2 decisions before signing, 1 whom the visitor speaks for, 1 numbers of the tabs, 1 proposals, 3 the plan
    with django_assert_max_num_queries(21):
        assert f'<b class="num">{len(nodes)}</b> 个节点' in see(client, made)


def test_a_reader_sees_the_plan_and_no_buttons(city: City, project: Project) -> None:
    text = see(enter(city.leader), project)
    assert "主体封顶" in text and "调整计划" not in text and "新增节点" not in text


def test_an_empty_tab_says_what_to_do_next(city: City) -> None:
    assert "套用模板" in see(enter(city.clerk), new_project(city))


def test_no_inline_style_anywhere(city: City, project: Project) -> None:
    assert "style=" not in see(enter(city.clerk), project)


def test_a_preview_changes_nothing_and_the_confirmed_rows_are_what_is_kept(city: City, project: Project) -> None:
    client, one = enter(city.clerk), node(project, "J31")
    address = reverse("plans:replan", args=[one.pk])
    shown = client.post(address, moved(one, 30, with_chain="on"))
    assert shown.status_code == 200 and "将调整 2 个节点，还没有保存" in shown.content.decode()
    assert not Replan.objects.exists()
    rows = [f"{s.node.pk} {s.new.start} {s.new.end} {s.node.version}" for s in shown.context["preview"].shifts]
    done = client.post(address, moved(one, 30, do="save", move=rows))
    assert done.status_code == 302
    assert (Replan.objects.count(), node(project, "J32").planned_on) == (2, shown.context["preview"].shifts[1].new.end)


def test_a_chain_that_moved_after_the_preview_is_not_overwritten(city: City, project: Project) -> None:
    client, one = enter(city.clerk), node(project, "J31")
    address = reverse("plans:replan", args=[one.pk])
    shifts = client.post(address, moved(one, 30, with_chain="on")).context["preview"].shifts
    edit_node(node(project, "J32").pk, {"note": "他人改过"}, by=city.dispatcher, now=NOW)
    rows = [f"{s.node.pk} {s.new.start} {s.new.end} {s.node.version}" for s in shifts]
    assert client.post(address, moved(one, 30, do="save", move=rows)).status_code == 412
    assert not Replan.objects.exists()


def test_a_stale_form_shows_both_versions_and_keeps_what_was_typed(city: City, project: Project) -> None:
    client, one = enter(city.clerk), node(project, "J10")
    edit_node(one.pk, {"name": "环境影响评价"}, by=city.dispatcher, now=NOW)
    typed = {"name": "环评批复", "stage": one.stage, "position": one.position, "version": one.version}
    address = reverse("plans:node", args=[one.pk])
    stale = client.post(address, typed | {"depends_on": [each.pk for each in one.depends_on.all()]})
    text = stale.content.decode()
    assert stale.status_code == 412
    assert "王调" in text and "环境影响评价" in text and 'value="环评批复"' in text
    assert f'name="version" value="{one.version + 1}"' in text
    assert node(project, "J10").name == "环境影响评价"


@pytest.mark.parametrize("rows", [["x"], ["a b c d"], [f"{'0' * 32} 2026-01-01 2026-01-02"]])
def test_garbled_rows_are_refused_in_words(city: City, project: Project, rows: list[str]) -> None:
    one = node(project, "J31")
    answer = enter(city.clerk).post(reverse("plans:replan", args=[one.pk]), moved(one, 3, do="save", move=rows))
    assert answer.status_code == 422 and "请返回重新预览" in answer.content.decode()


def test_a_promise_needs_the_version_that_was_seen(city: City) -> None:
    made = new_project(city)
    plan = apply_template(made.pk, PLANT.nodes, name="建安", starts_on=TODAY, by=city.clerk, now=NOW)
    address = reverse("plans:confirm", args=[made.pk])
    assert enter(city.clerk).post(address, {"version": plan.version + 1}).status_code == 412
    assert enter(city.clerk).post(address, {"version": plan.version}).status_code == 302
    assert Plan.objects.get(pk=made.pk).is_confirmed


def test_a_save_without_rows_is_refused(city: City, project: Project) -> None:
    one = node(project, "J31")
    answer = enter(city.clerk).post(reverse("plans:replan", args=[one.pk]), moved(one, 3, do="save"))
    assert answer.status_code == 422 and not Replan.objects.exists()


def test_the_owner_is_offered_the_report_of_the_own_node_only(city: City, project: Project) -> None:
    edit_node(node(project, "J02").pk, {"owner": city.deputy}, by=city.clerk, now=NOW)
    text = see(enter(city.deputy), project)
    assert reverse("plans:report", args=[node(project, "J02").pk]) in text
    assert reverse("plans:report", args=[node(project, "J03").pk]) not in text
