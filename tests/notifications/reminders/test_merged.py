"""Stage clocks, lights that turned, planned nodes: the day before, on and after; once; late; void; who hears."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from notifications.outbox.models import Occurrence
from notifications.reminders.rules.merged.base import Merged
from notifications.reminders.rules.merged.clocks import NEAR_RULE, StageClocks
from notifications.reminders.rules.merged.lights import WORSE, LightTurns
from notifications.reminders.rules.merged.nodes import DUE, PlannedNodes
from notifications.reminders.services import scan
from projects.plans.models import Node
from projects.plans.services import report_node
from tests.factories import NOW, City, build_city, new_project, take
from tests.notifications.reminders.samples import at, load_calendar
from tests.notifications.reminders.scenes.merged import chiefly, limits, night, promised, team

RULES = ("clock_near", "clock_over", "light_worse", "light_better", "node_due", "node_late")


@pytest.fixture
def city(db: None) -> City:
    load_calendar()
    made = build_city()
    scan(at(11, 16))
    return made


def mornings(*days: int, hour: int = 9, month: int = 11) -> dict[str, list[int]]:
    """Rule → the days on which anybody was told of it by a scan of that morning."""
    for day in days:
        scan(at(month, day, hour))
    found: dict[str, list[int]] = {}
    for row in Occurrence.objects.filter(rule__in=RULES, state="open").order_by("due_at"):
        days_told = found.setdefault(row.rule, [])
        if int(row.slot[-2:]) not in days_told:
            days_told.append(int(row.slot[-2:]))
    return found


def told(rule: str) -> set[str]:
    return set(Occurrence.objects.filter(rule=rule, state="open").values_list("recipient__name", flat=True))


# --- stage clocks: 60 days from 29 September end on Saturday 28 November ----------------------------------------------
BEGUN = date(2026, 9, 29)


def test_a_limit_is_told_ten_days_before_and_on_the_first_working_day_after_it(city: City) -> None:
    limits(city, sign_days=60)
    team(city, chiefly(city, negotiating_on=BEGUN))
    assert mornings(17, 18, 19, 20, 23, 24, 25, 26, 27, 28, 29, 30) == {"clock_near": [18], "clock_over": [30]}
    assert told("clock_near") == told("clock_over") == {"张区长", "周副区长", "李填"}
    assert "60 天内应签约，时限为 2026-11-28" in Occurrence.objects.filter(rule="clock_over")[0].text


def test_without_a_limit_of_the_city_nothing_is_due(city: City) -> None:
    chiefly(city, negotiating_on=BEGUN)
    assert mornings(17, 18, 30) == {}


def test_of_several_projects_each_person_has_one_letter_a_morning(city: City) -> None:
    limits(city, sign_days=60)
    for name in ("甲", "乙"):
        chiefly(city, name, negotiating_on=BEGUN)
    mornings(17, 18)
    row = Occurrence.objects.get(rule="clock_near", recipient=city.chief)
    assert "2 项" in row.title and "甲（" in row.text and "乙（" in row.text


def test_what_a_back_dated_entry_skipped_is_told_the_next_morning(city: City) -> None:
    limits(city, sign_days=60)
    mornings(17, 18)
    new_project(city, negotiating_on=date(2026, 1, 5), now=at(11, 18, 15))
    assert mornings(19, 20) == {"clock_over": [19]}


def test_mornings_missed_are_told_once_as_things_stand_and_as_late(city: City) -> None:
    limits(city, sign_days=60)
    chiefly(city, negotiating_on=BEGUN)
    assert mornings(17) == {}
    scan(at(11, 30, 9, 30))
    rows = Occurrence.objects.filter(rule__in=RULES, recipient=city.chief)
    assert [(row.rule, row.slot, row.is_late) for row in rows] == [("clock_over", "2026-11-30", True)]
    scan(at(11, 30, 9, 31))
    assert rows.count() == 1


def test_a_step_taken_before_the_letter_leaves_voids_it(city: City) -> None:
    limits(city, sign_days=60)
    project = chiefly(city, negotiating_on=BEGUN)
    mornings(17, 18)
    row = Occurrence.objects.get(rule="clock_near", recipient=city.chief)
    assert NEAR_RULE.why_void(row, NOW) == ""
    take(city, project, "sign", now=NOW)
    assert "下一阶段" in NEAR_RULE.why_void(row, NOW)


# --- lights -----------------------------------------------------------------------------------------------------------
def test_worse_goes_to_chief_deputy_leader_and_office_and_better_to_the_chief_alone(city: City) -> None:
    for name in ("甲", "乙"):
        team(city, chiefly(city, name))
    night(date(2026, 11, 15), 甲="green", 乙="yellow")
    night(date(2026, 11, 16), 甲="green", 乙="yellow")
    assert mornings(17, hour=9) == {}
    night(date(2026, 11, 17), 甲="red", 乙="green")
    assert mornings(18) == {"light_better": [18], "light_worse": [18]}
    assert told("light_worse") == {"张区长", "周副区长", "陈市长", "王调"} and told("light_better") == {"张区长"}
    assert "绿灯转红灯" in Occurrence.objects.filter(rule="light_worse")[0].text
    assert "已迟8天" in Occurrence.objects.filter(rule="light_worse")[0].text


@pytest.mark.parametrize(
    ("nights", "rule"),
    [
        (["red"], None),  # the first night ever: nothing to compare with
        (["green", "yellow", "green"], None),  # over the rest days and back
        (["green", "yellow", "red"], "light_worse"),
        (["red", "grey"], None),  # suspended
        (["grey", "red"], "light_worse"),
        (["red", "yellow"], "light_better"),
        (["yellow", "yellow"], None),
    ],
)
def test_several_nights_are_one_change(city: City, nights: list[str], rule: str | None) -> None:
    chiefly(city, "甲")
    for back, colour in enumerate(reversed(nights)):
        night(date(2026, 11, 18) - timedelta(days=back), 甲=colour)
    scan(at(11, 19))
    assert set(Occurrence.objects.values_list("rule", flat=True)) & set(RULES) == ({rule} if rule else set())


def test_what_turned_back_the_next_night_is_void(city: City) -> None:
    chiefly(city, "甲")
    night(date(2026, 11, 16), 甲="green")
    night(date(2026, 11, 17), 甲="red")
    mornings(17, 18)
    row = Occurrence.objects.get(rule="light_worse", recipient=city.chief)
    assert WORSE.why_void(row, NOW) == ""
    night(date(2026, 11, 18), 甲="green")
    assert WORSE.why_void(row, at(11, 19)) == "亮灯已又有变化"


# --- nodes ------------------------------------------------------------------------------------------------------------
def test_a_node_is_told_seven_days_before_and_when_it_is_late_to_owner_and_chief(city: City) -> None:
    promised(city, chiefly(city), date(2026, 11, 25))
    assert mornings(17, 18, 19, 24, 25, 26, 27) == {"node_due": [18], "node_late": [26]}
    assert told("node_due") == told("node_late") == {"张区长", "李填"}
    assert "承诺 2026-11-25 完成" in Occurrence.objects.filter(rule="node_due")[0].text


def test_a_node_that_is_done_is_told_no_more(city: City) -> None:
    (node,) = promised(city, chiefly(city), date(2026, 11, 25))
    mornings(17, 18)
    row = Occurrence.objects.get(rule="node_due", recipient=city.chief)
    assert DUE.why_void(row, NOW) == ""
    done = {"actual_start_on": date(2026, 11, 10), "actual_on": date(2026, 11, 18)}
    report_node(node.pk, done, by=city.clerk, now=NOW)
    assert DUE.why_void(row, NOW) == "节点已完成、取消或调整"
    assert "node_late" not in mornings(25, 26)


# --- cheap ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("family", [StageClocks(), LightTurns(), PlannedNodes()], ids=lambda one: one.name)
def test_between_two_mornings_nothing_is_asked(
    city: City, family: Merged, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert list(family.subjects(at(11, 18, 9, 1), at(11, 18, 9, 2))) == []


def test_more_projects_ask_no_more(city: City, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    limits(city, sign_days=60)
    for number in range(5):
        promised(city, chiefly(city, f"第{number}个", negotiating_on=BEGUN), date(2026, 11, 25))
    night(date(2026, 11, 16), **{f"第{number}个": "green" for number in range(5)})
    night(date(2026, 11, 17), **{f"第{number}个": "red" for number in range(5)})
    assert Node.objects.count() == 5
    for family, most in ((StageClocks(), 24), (LightTurns(), 24), (PlannedNodes(), 20)):
        with django_assert_max_num_queries(most):
            found = list(family.subjects(at(11, 18, 8), NOW))
        assert found, family.name
