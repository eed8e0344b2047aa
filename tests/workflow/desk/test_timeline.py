"""节点计划 over many projects."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.ledger.models import Project
from projects.people.models import Officer
from projects.plans.models import Node
from projects.plans.services import add_node, confirm_plan, report_node
from tests.factories import NOW, TODAY, City, at_stage, new_project
from tests.workflow.pages import PAGE_TEST, enter
from workflow.desk.queries.lanes import lanes_of, planned_projects
from workflow.desk.queries.units import Cell, units_of
from workflow.desk.spans import Span, first_of, month_after, usual_first

pytestmark = PAGE_TEST
DAY = timedelta(days=1)
SPAN = Span(date(2026, 7, 1), 12)
ALL = Project.objects.all()


def shown(officer: Officer, query: str = "") -> str:
    answer = enter(officer).get(reverse("desk:timeline") + query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def node(city: City, project: Project, name: str, start: date, end: date, **over: Any) -> Node:
    values = {"name": name, "stage": "signed", "planned_start_on": start, "planned_on": end, **over}
    return add_node(project.pk, values, by=city.clerk, now=NOW - 120 * DAY)


def promised(city: City, name: str = "甲项目", **over: Any) -> Project:
    """A project whose only node was promised for ten days ago."""
    project = new_project(city, name=name, investor=f"{name}投资方", now=NOW - 130 * DAY, **over)
    node(city, project, "完成尽调", TODAY - 60 * DAY, TODAY - 10 * DAY)
    confirm_plan(project.pk, by=city.clerk, now=NOW - 100 * DAY)
    return project


@pytest.mark.parametrize(
    ("text", "first"),
    [("2026-11", date(2026, 11, 1)), ("2026-13", None), ("2026-00", None), ("9999-01", None), ("0000-01", None),
     ("2026-1", None), ("", None), ("二〇二六", None)],
)  # fmt: skip
def test_a_month_of_the_address_is_read_or_ignored(text: str, first: date | None) -> None:
    assert first_of(text) == first


def test_months_are_counted_over_the_year() -> None:
    assert month_after(date(2026, 11, 1), 2) == date(2027, 1, 1)
    assert month_after(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert usual_first(date(2026, 3, 31)) == date(2025, 11, 1)


def test_a_bar_is_cut_at_the_edges_of_the_window() -> None:
    whole = SPAN.bar(date(2020, 1, 1), date(2030, 1, 1))
    assert whole is not None
    assert (whole.x, whole.wide) == ("0.00%", "100.00%")
    assert SPAN.bar(date(2020, 1, 1), date(2020, 2, 1)) is None
    assert SPAN.x(date(2026, 6, 30)) == ""
    assert SPAN.x(date(2027, 6, 30)) != ""


def test_a_late_node_is_marked_counted_and_named(city: City) -> None:
    promised(city)
    text = shown(city.leader)
    assert "逾期节点 <b" in text
    assert "完成尽调：承诺" in text
    assert '已迟 <span class="num">10</span> 天' in text
    assert "line-late" in text


def test_a_reached_node_is_late_no_more(city: City) -> None:
    project = promised(city)
    one = Node.objects.get()
    report_node(one.pk, {"actual_start_on": TODAY - 50 * DAY, "actual_on": TODAY - 5 * DAY}, by=city.clerk, now=NOW)
    lane = lanes_of(planned_projects(ALL, on=TODAY), SPAN, on=TODAY)[0]
    assert (lane.project, lane.late, lane.done, lane.total) == (project, [], 1, 1)
    assert (
        lane.words == f"已签约：计划{TODAY - 60 * DAY}至{TODAY - 10 * DAY}，实际{TODAY - 50 * DAY}至{TODAY - 5 * DAY}"
    )


def test_what_is_begun_and_not_reached_runs_to_today(city: City) -> None:
    promised(city)
    report_node(Node.objects.get().pk, {"actual_start_on": TODAY - 50 * DAY}, by=city.clerk, now=NOW)
    segment = lanes_of(planned_projects(ALL, on=TODAY), SPAN, on=TODAY)[0].segments[0]
    assert segment.actual == SPAN.bar(TODAY - 50 * DAY, TODAY)
    assert segment.planned == SPAN.bar(TODAY - 60 * DAY, TODAY - 10 * DAY)


def test_the_most_late_project_stands_first(city: City) -> None:
    promised(city, "甲项目")
    second = promised(city, "乙项目")
    node(city, second, "土地摘牌", TODAY - 40 * DAY, TODAY - 20 * DAY)
    assert [one.name for one in planned_projects(ALL, on=TODAY)] == ["乙项目", "甲项目"]


def test_projects_without_a_plan_are_counted_not_drawn(city: City) -> None:
    promised(city)
    new_project(city, name="没有方案的项目", investor="丁")
    text = shown(city.leader)
    assert "没有方案的项目" not in text
    assert '另有 <b class="num">1</b> 个' in text


def test_a_verified_stage_reaches_its_milestone(city: City) -> None:
    project = new_project(city, now=NOW - 130 * DAY)
    one = node(city, project, "签约", TODAY - 60 * DAY, TODAY - 10 * DAY)
    Node.objects.filter(pk=one.pk).update(is_milestone=True)
    at_stage(project, "signed", city)
    assert lanes_of(planned_projects(ALL, on=TODAY), SPAN, on=TODAY)[0].done == 1


def test_by_unit_counts_due_reached_and_late_of_each_month(city: City) -> None:
    project = promised(city)
    node(city, project, "评审", TODAY, TODAY + 5 * DAY)
    (row,) = units_of(ALL, SPAN, on=TODAY)
    assert row.unit == city.district
    assert dict(row.cells)[date(2026, 11, 1)] == Cell(due=2, done=0, late=1)
    assert row.sum == Cell(2, 0, 1)
    text = shown(city.leader, "?by=unit")
    assert "繁昌区" in text
    assert "0/2" in text
    assert "逾期 1" in text


def test_the_list_names_who_is_late_since_when(city: City) -> None:
    promised(city)
    text = shown(city.leader, "?by=late")
    assert "完成尽调" in text
    assert "10 天" in text
    assert str(TODAY - 10 * DAY) in text


def test_filters_and_window_live_in_the_address(city: City) -> None:
    promised(city, "甲项目", chain="电子")
    promised(city, "乙项目", chain="汽车")
    text = shown(city.leader, "?chain=电子&from_month=2026-01&months=24&paper=a3")
    assert "甲项目" in text
    assert "乙项目" not in text
    assert "2026年1月至2027年12月" in text
    assert "line-a3" in text
    assert "甲项目" in shown(city.leader, "?from_month=x&months=7&by=nothing&paper=b5&page=99")


def test_a_clerk_of_another_district_sees_nothing_of_it(city: City) -> None:
    promised(city)
    for group in ("project", "unit", "late"):
        text = shown(city.sibling_clerk, f"?by={group}")
        assert "甲项目" not in text
        assert "完成尽调" not in text
        assert "0/1" not in text


@pytest.mark.parametrize("group", ["project", "unit", "late"])
def test_the_number_of_queries_does_not_grow(city: City, group: str) -> None:
    promised(city)
    client = enter(city.leader)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{reverse('desk:timeline')}?by={group}")
        return len(queries)

    asked()  # the first request of a session asks more
    few = asked()
    for number in range(6):
        promised(city, f"项目{number}")
    assert asked() == few
