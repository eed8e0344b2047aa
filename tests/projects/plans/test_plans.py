"""A plan made from a template, promised, taken back."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from projects.audit.models import Entry
from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.models import Project, RowChange, RowKind
from projects.ledger.services import assign, update_project
from projects.ledger.stages import Step
from projects.people.models import Kind
from projects.people.services import add_organisation
from projects.plans.drafting import draft_of
from projects.plans.kinds import DayCount, State
from projects.plans.models import Node, Plan
from projects.plans.outlines import Outline
from projects.plans.presets import PLANT
from projects.plans.services import apply_template, confirm_plan, withdraw_plan
from tests.factories import NOW, TODAY, City, at_stage, fresh
from workflow.steps.services import take_step

pytestmark = pytest.mark.django_db


def node(plan: Plan, code: str) -> Node:
    return Node.objects.standing().get(plan=plan, code=code)


def test_applying_gives_every_node_with_its_order(draft: Plan) -> None:
    assert [one.code for one in Node.objects.filter(plan=draft)] == [one.code for one in PLANT.nodes]
    for outline in PLANT.nodes:
        waits = node(draft, outline.code).depends_on.values_list("code", flat=True)
        assert sorted(waits) == sorted(outline.after)


def test_a_draft_promises_nothing(draft: Plan) -> None:
    assert not draft.is_confirmed
    assert set(Node.objects.filter(plan=draft).values_list("committed_on", flat=True)) == {None}


def test_planned_days_respect_every_dependency(draft: Plan) -> None:
    for one in Node.objects.filter(plan=draft).prefetch_related("depends_on"):
        assert all(each.planned_on < one.planned_start_on for each in one.depends_on.all())


def test_a_milestone_takes_the_projects_own_day(city: City, project: Project) -> None:
    planned = TODAY + timedelta(days=400)
    update_project(project.pk, {"planned_started_on": planned}, by=city.clerk, now=NOW)
    plan = apply_template(project.pk, PLANT.nodes, name="建安", starts_on=TODAY, by=city.clerk, now=NOW)
    assert node(plan, "J20").planned_on == planned
    assert node(plan, "J21").planned_start_on == planned + timedelta(days=1)
    assert node(plan, "J01").planned_on == project.negotiating_on


def test_nothing_is_written_to_the_project(draft: Plan, project: Project) -> None:
    now = fresh(project)
    assert (now.version, now.planned_signed_on, now.planned_producing_on) == (project.version, None, None)


def test_what_a_project_is_past_is_left_out(city: City, project: Project) -> None:
    started = at_stage(project, "started", city)
    plan = apply_template(project.pk, PLANT.nodes, name="建安", starts_on=TODAY, by=city.clerk, now=NOW)
    codes = set(Node.objects.filter(plan=plan).values_list("code", flat=True))
    assert codes == {"J01", "J05", "J07", *(f"J{n}" for n in range(20, 33))}
    assert node(plan, "J20").planned_on == started.started_on
    assert list(node(plan, "J21").depends_on.values_list("code", flat=True)) == ["J20"]


def test_owners_follow_from_their_roles(city: City, project: Project) -> None:
    planning = add_organisation(
        city.district, code="340212-ZG", name="繁昌区自然资源和规划局", kind=Kind.DEPARTMENT, by=None, now=NOW
    )
    add_organisation(city.sibling, code="340207-HB", name="鸠江区生态环境分局", kind=Kind.DEPARTMENT, by=None, now=NOW)
    assign(project.pk, role="chief", post=city.chief_post, valid_from=TODAY, by=city.dispatcher, now=NOW)
    plan = apply_template(project.pk, PLANT.nodes, name="建安", starts_on=TODAY, by=city.clerk, now=NOW)
    assert node(plan, "J12").owner_organisation == planning
    assert (node(plan, "J05").owner, node(plan, "J05").owner_organisation) == (city.chief, city.district)
    assert node(plan, "J07").owner_organisation == city.departments["SJ"]
    assert node(plan, "J30").owner_organisation == city.departments["GX"]
    assert node(plan, "J10").owner_organisation is None  # of another district: not ours


def test_years_without_a_calendar_are_said(project: Project) -> None:
    slow = [Outline("A", "甲", "negotiating", 300, DayCount.WORKING)]
    assert "2027年及以后的放假安排尚未公布" in draft_of(project, slow, TODAY).doubt
    quick = [Outline("A", "甲", "negotiating", 3, DayCount.WORKING)]
    assert draft_of(project, quick, TODAY).doubt == ""


def test_holidays_are_left_out_of_working_days(project: Project) -> None:
    nodes = [Outline("A", "甲", "signed", 3, DayCount.WORKING)]
    span = draft_of(project, nodes, date(2026, 9, 30)).lines[0].span
    assert span.start == date(2026, 9, 30) and span.end > date(2026, 10, 8)


def test_a_second_template_is_refused_while_there_are_nodes(city: City, draft: Plan) -> None:
    with pytest.raises(Conflict, match="已有方案节点"):
        apply_template(draft.pk, PLANT.nodes, name="再来", starts_on=TODAY, by=city.clerk, now=NOW)


def test_a_ring_is_refused_by_name(city: City, project: Project) -> None:
    nodes = [
        Outline("A", "环评", "registered", 3, after=("C",)),
        Outline("B", "能评", "registered", 3, after=("A",)),
        Outline("C", "施工许可", "registered", 3, after=("B",)),
    ]
    with pytest.raises(Invalid, match="前置关系成环") as refused:
        apply_template(project.pk, nodes, name="环", starts_on=TODAY, by=city.clerk, now=NOW)
    assert refused.value.code == "ring"
    assert {"环评", "能评", "施工许可"} <= set(re.split(r"[：→， ]+", refused.value.detail))
    assert not Plan.objects.exists()


def test_the_promise_is_the_plan_of_that_day(promised: Plan, city: City) -> None:
    assert (promised.confirmed_by, promised.confirmed_at) == (city.clerk, NOW)
    assert all(one.committed_on == one.planned_on for one in Node.objects.filter(plan=promised))


def test_a_plan_is_promised_once(promised: Plan, city: City) -> None:
    with pytest.raises(Conflict, match="已经承诺"):
        confirm_plan(promised.pk, by=city.clerk, now=NOW)


def test_a_promise_is_of_what_was_seen(draft: Plan, city: City) -> None:
    with pytest.raises(Stale):
        confirm_plan(draft.pk, by=city.clerk, now=NOW, expected_version=draft.version + 1)


def test_a_draft_is_withdrawn_and_a_template_applied_anew(draft: Plan, city: City) -> None:
    withdraw_plan(draft.pk, reason="选错模板", by=city.clerk, now=NOW)
    assert set(Node.objects.filter(plan=draft).values_list("state", flat=True)) == {State.CANCELLED}
    again = apply_template(draft.pk, PLANT.nodes, name="再来", starts_on=TODAY, by=city.clerk, now=NOW)
    assert Node.objects.filter(plan=again).standing().count() == 32


def test_a_promised_plan_is_not_withdrawn(promised: Plan, city: City) -> None:
    with pytest.raises(Conflict, match="已经承诺"):
        withdraw_plan(promised.pk, reason="改主意", by=city.clerk, now=NOW)


def test_every_node_leaves_its_row_and_the_act_its_entry(promised: Plan) -> None:
    rows = RowChange.objects.filter(project=promised.pk, kind=RowKind.NODE)
    assert rows.count() == 64
    first = rows.filter(title="签约").order_by("id").first()
    assert first is not None and first.before == {} and first.after["前置节点"] == "拟订投资协议"
    acts = Entry.objects.filter(object_id=str(promised.pk), object_type="plans.plan").values_list("action", flat=True)
    assert sorted(acts) == ["plan.apply", "plan.confirm"]


def test_strangers_and_readers_make_no_plans(city: City, project: Project) -> None:
    with pytest.raises(NotFound):
        apply_template(project.pk, PLANT.nodes, name="建安", starts_on=TODAY, by=city.sibling_clerk, now=NOW)
    with pytest.raises(NotAllowed):
        apply_template(project.pk, PLANT.nodes, name="建安", starts_on=TODAY, by=city.chief, now=NOW)


def test_an_ended_project_gets_no_plan(city: City, project: Project) -> None:
    take_step(project.pk, Step.WITHDRAW, by=city.clerk, effective_on=TODAY, reason="other", note="企业放弃", now=NOW)
    with pytest.raises(Conflict, match="退库"):
        apply_template(project.pk, PLANT.nodes, name="建安", starts_on=TODAY, by=city.clerk, now=NOW)


def test_applying_320_nodes_takes_as_many_statements_as_32(
    city: City, project: Project, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    long = [Outline(f"N{n:03d}", f"节点{n}", "started", 3, after=(f"N{n - 1:03d}",) if n else ()) for n in range(320)]
    with django_assert_max_num_queries(40):
        apply_template(project.pk, long, name="长", starts_on=TODAY, by=city.clerk, now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"planned_on": TODAY, "planned_start_on": TODAY + timedelta(days=1)},
        {"state": State.DONE},
        {"state": State.DOING},
        {"state": State.CANCELLED},
        {"actual_on": TODAY},
        {"progress_percent": 101},
        {"is_milestone": True, "state": State.DONE, "actual_on": TODAY},
        {"code": "J03"},
        {"stage": "paradise"},
    ],
)
def test_the_database_refuses_what_cannot_be(draft: Plan, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Node.objects.filter(plan=draft, code="J02").update(**wrong)
