"""Late nodes, what is due, figures, the board: right, narrow, and no slower for 320 nodes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.ledger.models import Project
from projects.ledger.services import update_project
from projects.ledger.stages import Step
from projects.plans import services
from projects.plans.board import board_of, late_days
from projects.plans.models import Node, Plan
from projects.plans.outlines import Outline
from projects.plans.queries import Summary, late_nodes, nodes_due_between, plan_summary
from projects.plans.timeline import Timeline
from tests.factories import NOW, TODAY, City, at_stage, fresh, new_project
from workflow.steps.services import take_step

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ALL = Project.objects.all()


def node(plan: Plan, code: str) -> Node:
    return Node.objects.get(plan=plan, code=code)


@pytest.mark.parametrize(
    ("committed", "reached", "on", "days"),
    [
        (None, None, TODAY, 0),
        (None, TODAY, TODAY, 0),
        (TODAY, None, TODAY, 0),
        (TODAY, None, TODAY + DAY, 1),
        (TODAY, None, TODAY - DAY, 0),
        (TODAY, TODAY, TODAY + 30 * DAY, 0),
        (TODAY, TODAY - DAY, TODAY, 0),
        (TODAY, TODAY + 5 * DAY, TODAY + 30 * DAY, 5),
    ],
)
def test_lateness_is_counted_from_the_promise(
    committed: date | None, reached: date | None, on: date, days: int
) -> None:
    assert late_days(Node(committed_on=committed, planned_on=TODAY + 90 * DAY), reached, on) == days


def test_an_adjusted_node_is_still_late_by_its_promise(promised: Plan, city: City) -> None:
    one = node(promised, "J02")
    on = one.planned_on + 10 * DAY
    far = services.Move(one.pk, one.planned_start_on, one.planned_on + 100 * DAY)
    services.replan(promised.pk, [far], reason="推迟", by=city.clerk, now=NOW)
    assert list(late_nodes(ALL, on)) == [one]
    row = next(each for each in board_of(fresh(Project.objects.get()), city.clerk, on=on).rows if each.node == one)
    assert (row.late_days, row.is_late, row.was_moved, len(row.replans)) == (10, True, True, 1)


def test_a_draft_is_never_late(draft: Plan) -> None:
    assert not late_nodes(ALL, date(2090, 1, 1)).exists()


def test_a_verified_stage_ends_the_lateness_of_its_milestone(promised: Plan, city: City, project: Project) -> None:
    far = TODAY + 300 * DAY
    assert node(promised, "J05") in late_nodes(ALL, far)
    at_stage(project, "signed", city)
    assert node(promised, "J05") not in late_nodes(ALL, far)


def test_a_suspended_project_has_no_late_nodes(promised: Plan, city: City, project: Project) -> None:
    far = TODAY + 300 * DAY
    take_step(project.pk, Step.SUSPEND, by=city.clerk, effective_on=TODAY, reason="land", note="等用地", now=NOW)
    assert not late_nodes(ALL, far).exists()
    assert board_of(fresh(project), city.clerk, on=far).late == 0


def test_cancelled_and_finished_nodes_are_not_late(promised: Plan, city: City) -> None:
    far = TODAY + 60 * DAY
    before = set(late_nodes(ALL, far).values_list("code", flat=True))
    assert {"J02", "J03"} <= before
    services.report_node(node(promised, "J02").pk, {"actual_on": TODAY}, by=city.clerk, now=NOW)
    services.cancel_node(node(promised, "J03").pk, reason="免评审", by=city.clerk, now=NOW)
    assert set(late_nodes(ALL, far).values_list("code", flat=True)) == before - {"J02", "J03"}


def test_an_officers_own_late_nodes(promised: Plan, city: City) -> None:
    services.edit_node(node(promised, "J02").pk, {"owner": city.deputy}, by=city.clerk, now=NOW)
    far = TODAY + 300 * DAY
    assert [one.code for one in late_nodes(city.deputy, far)] == ["J02"]
    assert not late_nodes(city.leader, far).exists()


def test_what_is_due_in_a_span(promised: Plan) -> None:
    one = node(promised, "J02")
    assert [each.code for each in nodes_due_between(one.planned_on, one.planned_on)] == ["J02"]
    assert "J02" not in [each.code for each in nodes_due_between(one.planned_on + DAY, one.planned_on + 30 * DAY)]


def test_figures_of_a_plan(promised: Plan, city: City, project: Project) -> None:
    services.report_node(node(promised, "J02").pk, {"actual_on": TODAY}, by=city.clerk, now=NOW)
    one = node(promised, "J03")
    assert plan_summary(ALL, TODAY) == {project.pk: Summary(32, 2, 0, "尽职调查与项目评审", one.committed_on)}
    assert plan_summary([project.pk], one.planned_on + DAY)[project.pk].late == 1


def test_a_gap_between_plan_and_project_is_shown_and_nothing_written(
    promised: Plan, city: City, project: Project
) -> None:
    assert board_of(fresh(project), city.clerk, on=TODAY).gaps == []
    own = node(promised, "J05").planned_on + 3 * DAY
    update_project(project.pk, {"planned_signed_on": own}, by=city.clerk, now=NOW)
    (gap,) = board_of(fresh(project), city.clerk, on=TODAY).gaps
    assert (gap.label, gap.project_on, gap.plan_on) == ("签约", own, own - 3 * DAY)


@pytest.mark.parametrize(("shown", "codes"), [("", 32), ("open", 31), ("late", 2), ("nonsense", 32)])
def test_filters(promised: Plan, city: City, project: Project, shown: str, codes: int) -> None:
    on = node(promised, "J03").planned_on + DAY
    board = board_of(fresh(project), city.clerk, on=on, shown=shown)
    assert (len(board.rows), board.total, board.done, board.late) == (codes, 32, 1, 2)


def test_readers_are_offered_nothing_to_change(promised: Plan, city: City, project: Project) -> None:
    board = board_of(fresh(project), city.leader, on=TODAY)
    assert not board.may_write and not any(row.may_report for row in board.rows)


def _queries(act: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        act()
    return len(seen)


def test_320_nodes_take_as_many_queries_as_32(city: City, project: Project, promised: Plan) -> None:
    long = [Outline(f"N{n:03d}", f"节点{n}", "started", 3, after=(f"N{n - 1:03d}",) if n else ()) for n in range(320)]
    other = new_project(city, name="另一个", investor="另一家")
    services.apply_template(other.pk, long, name="长", starts_on=TODAY, by=city.clerk, now=NOW)
    services.confirm_plan(other.pk, by=city.clerk, now=NOW)
    far, pages = TODAY + 90 * DAY, {}
    for one in (project, other):
        read = Project.objects.select_related(*Project.UNIT_FIELDS).get(pk=one.pk)
        officer = type(city.clerk).objects.get(pk=city.clerk.pk)
        scope = Project.objects.filter(pk=one.pk)
        pages[one.pk] = [
            _queries(lambda read=read, officer=officer: board_of(read, officer, on=far).stages),
            _queries(lambda scope=scope: [str(n.owner) + str(n.plan.project) for n in late_nodes(scope, far)]),
            _queries(lambda scope=scope: plan_summary(scope, far)),
            _queries(lambda: [str(n.owner_organisation) for n in nodes_due_between(TODAY, far)]),
        ]
    assert pages[project.pk] == pages[other.pk]
    assert pages[project.pk][1:] == [1, 2, 1]


def test_a_day_stands_where_it_belongs_on_the_line() -> None:
    line = Timeline(date(2026, 1, 1), date(2026, 4, 11))
    assert (line.x(date(2026, 1, 1)), line.x(date(2026, 4, 11)), line.x(date(2026, 2, 20))) == (
        "0.00%",
        "100.00%",
        "50.00%",
    )
    assert [tick.label for tick in line.ticks()] == ["2026-02", "2026-03", "2026-04"]


def test_a_line_of_ten_years_has_few_marks() -> None:
    line = Timeline.over([date(2026, 1, 1), date(2036, 1, 1), None], TODAY)
    assert 2 <= len(line.ticks()) <= 8
