"""Each agenda rule finds its projects and says why; limits, joined reasons, what is carried over."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.errors import Conflict, Invalid, NotAllowed, NotFound
from projects.ledger.models import Project
from projects.plans.models import Node, Plan
from projects.progress.models import Problem
from tests.factories import NOW, TODAY, City, build_city, give_chief, new_project, take
from tests.workflow.dispatch.samples import agenda, entry_of, first, ruled
from tests.workflow.dispatch.sittings import at, sittings, weekly
from workflow.dispatch import services
from workflow.dispatch.agenda.registry import PRESET, RULES
from workflow.dispatch.models import AgendaReason, EntryState
from workflow.dispatch.queries import propose_agenda
from workflow.proposals.models import Proposal

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def city() -> City:
    return build_city()


def fresh_project(city: City, name: str, **over: Any) -> Project:
    """Talks that began yesterday: no light but green."""
    values = {"investor": f"{name}投资", "negotiating_on": TODAY - timedelta(days=1), **over}
    return new_project(city, name=name, **values)


def big(city: City, name: str, yi: int = 30) -> Project:
    return fresh_project(city, name, total_investment_wan=Decimal(yi) * 10_000)


def told(meeting: Any, name: str) -> str:
    return entry_of(meeting, name).detail


def test_every_reason_of_a_rule_is_in_the_registry_and_in_the_preset() -> None:
    by_hand = {AgendaReason.ADDED, AgendaReason.MERGED}
    assert set(RULES) == set(AgendaReason.values) - by_hand == {one.rule for one in PRESET}


def test_red_and_yellow_lights_are_told_with_their_reasons_the_largest_first(city: City) -> None:
    big(city, "缺首席项目", 20)
    big(city, "更大的缺首席项目", 50)
    fresh_project(city, "绿灯项目")
    meeting = first(ruled(city, "red_light", "yellow_light"))
    assert agenda(meeting) == [("更大的缺首席项目", ["red_light"]), ("缺首席项目", ["red_light"])]
    assert told(meeting, "缺首席项目").startswith("红灯：")


def test_a_silent_negotiation_is_yellow(city: City) -> None:
    silent = fresh_project(city, "两个月没有进展", negotiating_on=TODAY - timedelta(days=75))
    Project.objects.filter(pk=silent.pk).update(created_at=NOW - timedelta(days=75))
    meeting = first(ruled(city, "yellow_light"))
    assert agenda(meeting) == [("两个月没有进展", ["yellow_light"])]
    assert told(meeting, "两个月没有进展").startswith("黄灯：")


def test_nodes_due_before_the_next_sitting_are_named_with_their_day(city: City) -> None:
    project = fresh_project(city, "节点将到期")
    plan = Plan.objects.create(project=project, starts_on=TODAY, created_by=city.clerk, created_at=NOW, updated_at=NOW)
    common = {"plan": plan, "stage": "signed", "planned_start_on": TODAY, "created_by": city.clerk,
              "created_at": NOW, "updated_at": NOW}  # fmt: skip
    Node.objects.create(position=1, code="A", name="签订协议", planned_on=date(2026, 11, 27), **common)
    Node.objects.create(position=2, code="B", name="交地", planned_on=date(2026, 12, 20), **common)
    meeting = first(ruled(city, "node_due"))  # 23 November; the next is on the 30th
    assert agenda(meeting) == [("节点将到期", ["node_due"])]
    assert told(meeting, "节点将到期") == "节点“签订协议”11月27日到期"


def test_projects_without_news_for_so_many_days_the_longest_silence_first(city: City) -> None:
    for name, days in (("静默四十天", 40), ("静默八十天", 80), ("静默十天", 10)):
        project = fresh_project(city, name)
        Project.objects.filter(pk=project.pk).update(created_at=NOW - timedelta(days=days))
    meeting = first(ruled(city, "no_news::30"))
    assert agenda(meeting) == [("静默八十天", ["no_news"]), ("静默四十天", ["no_news"])]
    assert told(meeting, "静默四十天") == "已40天没有新进展，最近一次更新为10月9日"
    assert len(agenda(first(ruled(city, "no_news::5", name="五天")))) == 3


def test_new_projects_of_weight_are_put_forward_for_key_dispatch(city: City) -> None:
    old = big(city, "早就录入的大项目")
    Project.objects.filter(pk=old.pk).update(created_at=NOW - timedelta(days=60))
    big(city, "新录入的大项目")
    fresh_project(city, "新录入的小项目")
    meeting = first(ruled(city, "new_project"))
    assert agenda(meeting) == [("新录入的大项目", ["new_project"])]
    assert told(meeting, "新录入的大项目") == "11月18日新录入，总投资30.00亿元，拟列入重点调度"


@pytest.mark.parametrize(("level", "unit", "found"), [("city", "city", True), ("district", "district", False)])
def test_open_problems_that_need_the_level_of_the_office(city: City, level: str, unit: str, found: bool) -> None:
    project = fresh_project(city, "缺用地的项目")
    asked = getattr(city, unit)
    Problem.objects.create(project=project, kind="land", level=level, title="缺用地指标", need="协调", raised_on=TODAY,
                           asked_organisation=asked, created_by=city.clerk, created_at=NOW, updated_at=NOW)  # fmt: skip
    meeting = first(ruled(city, "problem_open"))
    assert bool(agenda(meeting)) is found
    if found:
        assert told(meeting, "缺用地的项目") == "用地问题“缺用地指标”请求市级协调（11月18日提出）"
    of_district = first(ruled(city, "problem_open", organisation=city.district, name="区调度"))
    assert len(agenda(of_district)) == 1


def test_open_proposals_are_heard(city: City) -> None:
    project = fresh_project(city, "拟退库的项目")
    Proposal.objects.create(project=project, kind="stale", episode="x", because="6个月没有进展", proposed_at=NOW,
                            updated_at=NOW)  # fmt: skip
    meeting = first(ruled(city, "proposal_open"))
    assert told(meeting, "拟退库的项目") == "长期无进展，拟退库：6个月没有进展"


def test_several_reasons_are_joined_and_a_limit_holds_for_one_rule_alone(city: City) -> None:
    big(city, "大项目", 20)
    big(city, "更大的项目", 50)
    meeting = first(ruled(city, "chief_missing:1", "new_project"))
    assert agenda(meeting) == [
        ("更大的项目", ["chief_missing", "new_project"]),
        ("大项目", ["chief_missing", "new_project"]),
    ]
    assert "；11月18日新录入" in told(meeting, "大项目")
    alone = first(ruled(city, "chief_missing:1", name="只列一项"))
    assert [name for name, _ in agenda(alone)] == ["更大的项目"]


def test_the_rules_of_a_series_are_checked(city: City) -> None:
    for wrong in ([{"rule": "nonsense"}], [{"rule": "no_news", "days": 0}], [{"rule": "red_light", "most": "x"}],
                  [{"rule": "red_light"}, {"rule": "red_light"}], "red_light"):  # fmt: skip
        with pytest.raises(Invalid):
            weekly(city, agenda_rules=wrong)


def test_an_unfinished_entry_comes_again_and_a_discussed_one_does_not(city: City) -> None:
    series = ruled(city, "carried_over")
    meeting = first(series)
    for name in ("没议完", "议完了", "没有轮到"):
        project = fresh_project(city, name)
        services.add_entry(meeting.pk, project.pk, by=city.dispatcher, now=LATER)
    during = at(11, 23, 10)
    services.mark_entry(entry_of(meeting, "没议完").pk, EntryState.UNFINISHED, by=city.dispatcher, now=during)
    services.mark_entry(entry_of(meeting, "议完了").pk, EntryState.DISCUSSED, by=city.dispatcher, now=during)
    services.hold_meeting(meeting.pk, by=city.dispatcher, now=during)
    services.plan_meetings(at(11, 24))
    second = sittings(series)[1]
    assert agenda(second) == [("没议完", ["carried_over"])]
    assert told(second, "没议完") == "上次未议完：芜湖市重大项目周调度第1次会议续议"


def test_what_was_carried_and_not_heard_is_carried_further(city: City) -> None:
    series = ruled(city, "carried_over")
    meeting, second, third, *_ = sittings(series)
    project = fresh_project(city, "一再推后")
    entry = services.add_entry(meeting.pk, project.pk, by=city.dispatcher, now=LATER)
    services.mark_entry(entry.pk, EntryState.UNFINISHED, by=city.dispatcher, now=at(11, 23, 10))
    services.hold_meeting(meeting.pk, by=city.dispatcher, now=at(11, 23, 10))
    services.plan_meetings(at(11, 24))
    services.hold_meeting(second.pk, by=city.dispatcher, now=at(11, 30, 10))
    services.plan_meetings(at(12, 1))
    assert agenda(third) == [("一再推后", ["carried_over"])]


def test_what_a_called_off_sitting_was_to_hear_by_hand_goes_to_the_next(city: City) -> None:
    series = ruled(city, "carried_over")
    meeting, second, *_ = sittings(series)
    services.add_entry(meeting.pk, fresh_project(city, "手工议题").pk, detail="用电", by=city.dispatcher, now=LATER)
    services.cancel_meeting(meeting.pk, reason="防汛", by=city.dispatcher, now=LATER)
    services.refresh_agenda(second.pk, by=None, now=LATER)
    assert told(second, "手工议题") == "芜湖市重大项目周调度第1次会议取消，未议：用电"


def test_marking_an_entry_is_refused_to_strangers_and_on_what_is_off(city: City) -> None:
    meeting = first(weekly(city))
    entry = services.add_entry(meeting.pk, fresh_project(city, "议题").pk, by=city.dispatcher, now=LATER)
    with pytest.raises(Invalid):
        services.mark_entry(entry.pk, "asleep", by=city.dispatcher, now=LATER)
    with pytest.raises(NotAllowed):
        services.mark_entry(entry.pk, EntryState.DISCUSSED, by=city.clerk, now=LATER)
    with pytest.raises(NotFound):
        services.mark_entry(10**8, EntryState.DISCUSSED, by=city.dispatcher, now=LATER)
    services.cancel_meeting(meeting.pk, reason="防汛", by=city.dispatcher, now=LATER)
    with pytest.raises(Conflict):
        services.mark_entry(entry.pk, EntryState.DISCUSSED, by=city.dispatcher, now=LATER)


def test_a_marked_entry_stays_when_its_rule_no_longer_holds(city: City) -> None:
    project = big(city, "缺首席")
    meeting = first(weekly(city))
    services.mark_entry(entry_of(meeting, "缺首席").pk, EntryState.DISCUSSED, by=city.dispatcher, now=LATER)
    give_chief(city, project, now=LATER)
    services.refresh_agenda(meeting.pk, by=None, now=LATER)
    assert [name for name, _ in agenda(meeting)] == ["缺首席"]


def test_an_added_entry_keeps_the_words_of_the_dispatcher_and_names_the_reasons_of_the_rules(city: City) -> None:
    series = ruled(city, "step_taken")
    project = fresh_project(city, "手工又有推进")
    services.add_entry(first(series).pk, project.pk, detail="市长要求", by=city.dispatcher, now=NOW)
    take(city, project, "sign", now=LATER)
    services.refresh_agenda(first(series).pk, by=None, now=LATER)
    assert agenda(first(series)) == [("手工又有推进", ["added", "step_taken"])]
    assert told(first(series), "手工又有推进") == "市长要求"


def test_all_rules_together_ask_the_same_for_three_projects_and_for_fifteen(city: City) -> None:
    series = ruled(city, *RULES)
    costs = []
    for upto in (3, 15):
        for number in range(Project.objects.count(), upto):
            big(city, f"项目{number}")
        with CaptureQueriesContext(connection) as queries:
            propose_agenda(first(series), now=LATER)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 30
