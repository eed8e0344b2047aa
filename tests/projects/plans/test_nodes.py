"""One node: added, edited, reported on, adjusted, cancelled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from projects.audit.models import Entry
from projects.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.models import Project, RowChange
from projects.people.models import Officer
from projects.plans import services
from projects.plans.kinds import State
from projects.plans.models import Node, Plan, Replan
from projects.plans.previews import preview_of
from projects.plans.services import Move
from projects.plans.services.keeping import save_node
from tests.factories import NOW, TODAY, City, at_stage, fresh, new_project

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def node(plan: Plan, code: str) -> Node:
    return Node.objects.get(plan=plan, code=code)


def later(one: Node, days: int) -> Move:
    return Move(one.pk, one.planned_start_on + days * DAY, one.planned_on + days * DAY, one.version)


def own(city: City, plan: Plan, **values: Any) -> Node:
    given = {"name": "专家论证", "stage": "registered", "planned_start_on": TODAY, "planned_on": TODAY + DAY}
    return services.add_node(plan.pk, given | values, by=city.clerk, now=NOW)


# --- 调整计划 ---------------------------------------------------------------------------------------------------------


def test_an_adjustment_keeps_the_promise_and_counts(promised: Plan, city: City) -> None:
    one = node(promised, "J12")
    first = one.planned_on
    for days in (10, 20):
        services.replan(promised.pk, [later(one, days)], reason="用地指标未下达", by=city.clerk, now=NOW)
        one = node(promised, "J12")
    assert one.committed_on == first and one.planned_on == first + 30 * DAY
    kept = [(row.old_on, row.new_on, row.reason) for row in one.replans.all()]
    assert kept == [
        (first, first + 10 * DAY, "用地指标未下达"),
        (first + 10 * DAY, first + 30 * DAY, "用地指标未下达"),
    ]


def test_an_adjustment_of_a_promise_needs_a_reason(promised: Plan, city: City) -> None:
    with pytest.raises(Invalid, match="说明理由"):
        services.replan(promised.pk, [later(node(promised, "J12"), 3)], by=city.clerk, now=NOW)


def test_a_draft_is_changed_without_reason_and_without_count(draft: Plan, city: City) -> None:
    services.replan(draft.pk, [later(node(draft, "J12"), 3)], by=city.clerk, now=NOW)
    assert not Replan.objects.exists()


def test_a_preview_writes_nothing_and_shows_the_whole_chain(promised: Plan, project: Project) -> None:
    one, before = node(promised, "J21"), list(Node.objects.values_list("pk", "planned_on"))
    seen = preview_of(project, one, one.planned_start_on, one.planned_on + 30 * DAY, with_chain=True)
    assert seen.shifts[0].node.code == "J21"
    codes = {"J21", "J22", "J23", "J25", "J26", "J27", "J28", "J29", "J30", "J31", "J32"}
    assert {shift.node.code for shift in seen.shifts} == codes
    assert {shift.days_text for shift in seen.shifts} == {"推后 30 天"}
    assert list(Node.objects.values_list("pk", "planned_on")) == before


def test_a_preview_without_the_chain_says_who_would_be_overtaken(promised: Plan, project: Project) -> None:
    one = node(promised, "J21")
    seen = preview_of(project, one, one.planned_start_on, one.planned_on + 30 * DAY, with_chain=False)
    assert [shift.node.code for shift in seen.shifts] == ["J21"]
    assert [each.code for each in seen.overtaken] == ["J22"]


def test_the_chain_moves_as_it_was_shown_and_names_its_cause(promised: Plan, project: Project, city: City) -> None:
    one = node(promised, "J28")
    seen = preview_of(project, one, one.planned_start_on, one.planned_on + 7 * DAY, with_chain=True)
    moved = services.replan(
        promised.pk, [shift.move for shift in seen.shifts], reason="设备晚到", by=city.clerk, now=NOW
    )
    assert {each.code for each in moved} == {"J28", "J30", "J31", "J32"}
    causes = dict(Replan.objects.values_list("node__code", "cause__code"))
    assert causes == {"J28": None, "J30": "J28", "J31": "J28", "J32": "J28"}
    assert RowChange.objects.filter(project=promised.pk, why="设备晚到").count() == 4
    entry = Entry.objects.get(action="plan_node.replan")
    assert entry.object_id == str(one.pk) and "试产计划完成" in entry.changes


def test_one_stale_node_stops_the_whole_adjustment(promised: Plan, city: City) -> None:
    a, b = node(promised, "J10"), node(promised, "J11")
    services.replan(promised.pk, [later(b, 1)], reason="先改", by=city.clerk, now=NOW)
    with pytest.raises(Stale):
        services.replan(promised.pk, [later(a, 1), later(b, 2)], reason="后改", by=city.clerk, now=NOW)
    assert node(promised, "J10").planned_on == a.planned_on


def test_no_change_is_no_adjustment(promised: Plan, city: City) -> None:
    one = node(promised, "J12")
    assert services.replan(promised.pk, [later(one, 0)], reason="没变", by=city.clerk, now=NOW) == []
    assert (node(promised, "J12").version, Replan.objects.count()) == (one.version, 0)


def test_a_finished_node_is_not_adjusted(promised: Plan, city: City) -> None:
    with pytest.raises(Conflict, match="已经完成"):
        services.replan(promised.pk, [later(node(promised, "J01"), 3)], reason="改", by=city.clerk, now=NOW)


def test_a_node_of_another_project_is_not_adjusted(promised: Plan, city: City) -> None:
    other = services.add_node(
        new_project(city, name="另一个项目", investor="另一家").pk,
        {"name": "洽谈", "stage": "negotiating", "planned_start_on": TODAY, "planned_on": TODAY},
        by=city.clerk,
        now=NOW,
    )
    with pytest.raises(NotFound):
        services.replan(promised.pk, [later(other, 1)], reason="改", by=city.clerk, now=NOW)


# --- 承诺不变 ---------------------------------------------------------------------------------------------------------


def test_no_service_changes_a_promised_day(promised: Plan, city: City, project: Project) -> None:
    first = dict(Node.objects.values_list("pk", "committed_on"))
    now, by = NOW + DAY, city.clerk
    services.replan(promised.pk, [later(node(promised, "J03"), 9)], reason="改", by=by, now=now)
    services.edit_node(node(promised, "J03").pk, {"name": "评审", "depends_on": []}, by=by, now=now)
    services.report_node(node(promised, "J02").pk, {"actual_on": TODAY}, by=by, now=now)
    services.report_node(node(promised, "J02").pk, {"actual_on": None}, by=by, now=now)
    services.cancel_node(node(promised, "J11").pk, reason="不涉及", by=by, now=now)
    own(city, promised)
    with pytest.raises(Conflict):
        services.confirm_plan(promised.pk, by=by, now=now)
    at_stage(project, "signed", city)
    after = dict(Node.objects.filter(pk__in=first).values_list("pk", "committed_on"))
    assert after == first


def test_saving_refuses_to_write_a_promised_day(promised: Plan) -> None:
    with pytest.raises(ValueError, match="written once"):
        save_node(node(promised, "J02"), ["committed_on"], now=NOW)


def test_a_node_added_to_a_promised_plan_is_promised_on_entry(promised: Plan, draft: Plan, city: City) -> None:
    assert own(city, promised).committed_on == TODAY + DAY


# --- 新增、编辑 ------------------------------------------------------------------------------------------------------


def test_the_first_node_begins_the_plan(city: City, project: Project) -> None:
    made = services.add_node(
        project.pk,
        {"name": "洽谈", "stage": "negotiating", "planned_start_on": TODAY, "planned_on": TODAY},
        by=city.clerk,
        now=NOW,
    )
    assert (made.code, made.plan.starts_on, made.committed_on) == ("Z01", TODAY, None)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "长" * 41}, "name"),
        ({"stage": "heaven"}, "stage"),
        ({"planned_on": None}, "planned_on"),
        ({"planned_on": TODAY - DAY}, "planned_on"),
        ({"planned_on": date(2200, 1, 1)}, "planned_on"),
    ],
)
def test_a_node_that_cannot_be_is_refused(draft: Plan, city: City, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        own(city, draft, **values)
    assert refused.value.field == field


def test_an_owner_out_of_sight_is_refused(draft: Plan, city: City) -> None:
    with pytest.raises(Invalid) as refused:
        own(city, draft, owner=city.sibling_clerk)
    assert refused.value.field == "owner"
    with pytest.raises(Invalid) as refused:
        own(city, draft, owner_organisation=city.sibling)
    assert refused.value.field == "owner_organisation"


def test_a_dependency_that_closes_a_ring_is_refused_with_its_names(draft: Plan, city: City) -> None:
    first, last = node(draft, "J02"), node(draft, "J32")
    with pytest.raises(Invalid, match=r"前置关系成环：.*达产.*考察洽谈") as refused:
        services.edit_node(first.pk, {"depends_on": [last]}, by=city.clerk, now=NOW)
    assert (refused.value.field, refused.value.code) == ("depends_on", "ring")
    assert list(first.depends_on.values_list("code", flat=True)) == ["J01"]


def test_nothing_different_is_no_change(draft: Plan, city: City) -> None:
    one = node(draft, "J10")
    given = {"name": one.name, "depends_on": list(one.depends_on.all())}
    assert services.edit_node(one.pk, given, by=city.clerk, now=NOW).version == one.version


def test_an_older_version_is_stale(draft: Plan, city: City) -> None:
    with pytest.raises(Stale):
        services.edit_node(node(draft, "J10").pk, {"name": "环境影响评价"}, by=city.clerk, now=NOW, expected_version=9)


# --- 填报 -------------------------------------------------------------------------------------------------------------


def report(city: City, one: Node, by: Officer | None = None, **values: Any) -> Node:
    confirmed = values.pop("confirmed", False)
    return services.report_node(one.pk, values, confirmed=confirmed, by=by or city.clerk, now=NOW)


def test_state_follows_from_the_actual_days(draft: Plan, city: City) -> None:
    one = node(draft, "J02")
    assert report(city, one, actual_start_on=TODAY - DAY, progress_percent=40).state == State.DOING
    done = report(city, one, actual_on=TODAY)
    assert (done.state, done.progress_percent) == (State.DONE, 100)
    assert report(city, one, actual_on=None, actual_start_on=None).state == State.PLANNED


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"actual_on": TODAY + DAY}, "actual_on"),
        ({"actual_start_on": TODAY + DAY}, "actual_start_on"),
        ({"actual_start_on": TODAY, "actual_on": TODAY - DAY}, "actual_on"),
        ({"progress_percent": 101}, "progress_percent"),
    ],
)
def test_what_cannot_have_happened_is_refused(draft: Plan, city: City, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        report(city, node(draft, "J02"), **values)
    assert refused.value.field == field


def test_finishing_before_a_predecessor_asks_back_and_then_is_kept(draft: Plan, city: City) -> None:
    one = node(draft, "J10")
    with pytest.raises(Conflict, match="“立项备案”还没有完成") as refused:
        report(city, one, actual_on=TODAY)
    assert refused.value.code == "predecessors_open"
    assert report(city, one, actual_on=TODAY, confirmed=True).state == State.DONE


def test_a_reached_milestone_counts_as_a_finished_predecessor(draft: Plan, city: City) -> None:
    assert report(city, node(draft, "J02"), actual_on=TODAY).state == State.DONE  # waits for 项目接洽, reached


def test_a_milestone_is_finished_by_the_stage_alone(draft: Plan, city: City, project: Project) -> None:
    one = node(draft, "J05")
    with pytest.raises(Conflict, match="阶段里程碑"):
        report(city, one, actual_on=TODAY, confirmed=True)
    signed = at_stage(project, "signed", city)
    assert node(draft, "J05").reached(signed) == signed.signed_on
    assert Node.objects.reached().get(pk=one.pk).reached_on == signed.signed_on


def test_the_owner_reports_and_does_nothing_else(draft: Plan, city: City) -> None:
    one, owner = node(draft, "J02"), city.deputy
    with pytest.raises(NotAllowed):
        report(city, one, by=owner, actual_on=TODAY)
    services.edit_node(one.pk, {"owner": owner}, by=city.clerk, now=NOW)
    assert report(city, one, by=owner, actual_on=TODAY, note="已签备忘录").state == State.DONE
    attempts = (
        lambda: services.edit_node(one.pk, {"name": "别的"}, by=owner, now=NOW),
        lambda: services.cancel_node(one.pk, reason="不做", by=owner, now=NOW),
        lambda: services.replan(draft.pk, [later(node(draft, "J03"), 2)], reason="改", by=owner, now=NOW),
        lambda: services.confirm_plan(draft.pk, by=owner, now=NOW),
        lambda: own(City(**{**city.__dict__, "clerk": owner}), draft),
    )
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()


# --- 取消 -------------------------------------------------------------------------------------------------------------


def test_a_cancelled_node_leaves_the_order_of_the_rest(promised: Plan, city: City) -> None:
    services.cancel_node(node(promised, "J08").pk, reason="免备案", by=city.clerk, now=NOW)
    for follower in ("J10", "J11"):
        assert [one.code for one in node(promised, follower).depends_on.all()] == ["J07"]
    gone = RowChange.objects.filter(title="立项备案").order_by("-id").first()
    assert gone is not None and (gone.after, gone.why) == ({}, "免备案")


@pytest.mark.parametrize("code", ["J01", "J02"])
def test_what_is_finished_is_not_cancelled(promised: Plan, city: City, code: str) -> None:
    report(city, node(promised, "J02"), actual_on=TODAY)
    with pytest.raises(Conflict, match="已经完成"):
        services.cancel_node(node(promised, code).pk, reason="不要", by=city.clerk, now=NOW)


def test_cancelling_needs_a_reason_and_happens_once(promised: Plan, city: City) -> None:
    one = node(promised, "J11")
    with pytest.raises(Invalid):
        services.cancel_node(one.pk, reason=" ", by=city.clerk, now=NOW)
    services.cancel_node(one.pk, reason="不涉及", by=city.clerk, now=NOW)
    with pytest.raises(NotFound):
        services.cancel_node(one.pk, reason="不涉及", by=city.clerk, now=NOW)


def test_strangers_find_no_node(promised: Plan, city: City) -> None:
    one = node(promised, "J11")
    attempts = (
        lambda by: services.edit_node(one.pk, {"name": "改"}, by=by, now=NOW),
        lambda by: services.report_node(one.pk, {"note": "改"}, by=by, now=NOW),
        lambda by: services.cancel_node(one.pk, reason="改", by=by, now=NOW),
        lambda by: services.replan(promised.pk, [later(one, 1)], reason="改", by=by, now=NOW),
        lambda by: services.confirm_plan(promised.pk, by=by, now=NOW),
    )
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt(city.sibling_clerk)


def test_every_write_moves_the_plan_on(promised: Plan, city: City) -> None:
    versions = [Plan.objects.get(pk=promised.pk).version]
    acts: tuple[Any, ...] = (
        lambda: services.replan(promised.pk, [later(node(promised, "J03"), 1)], reason="改", by=city.clerk, now=NOW),
        lambda: services.edit_node(node(promised, "J03").pk, {"note": "注"}, by=city.clerk, now=NOW),
        lambda: report(city, node(promised, "J02"), actual_on=TODAY),
        lambda: services.cancel_node(node(promised, "J11").pk, reason="不涉及", by=city.clerk, now=NOW),
        lambda: own(city, promised),
    )
    for act in acts:
        act()
        versions.append(Plan.objects.get(pk=promised.pk).version)
    assert versions == list(range(versions[0], versions[0] + len(acts) + 1))
    assert fresh(Project.objects.get(pk=promised.pk)).version == 1


def test_a_broken_rule_undoes_the_whole_write(draft: Plan, city: City) -> None:
    with pytest.raises(DomainError):
        services.edit_node(
            node(draft, "J02").pk, {"name": "改名", "depends_on": [node(draft, "J32")]}, by=city.clerk, now=NOW
        )
    assert node(draft, "J02").name == "考察洽谈"
