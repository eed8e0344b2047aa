"""周报 and 月报: when, to whom, with what, and not what somebody may not see."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from notifications.outbox.models import Occurrence
from notifications.reminders.moments import first_workdays_due, month_begins, week_begins
from notifications.reminders.rules.digests import ChiefWeekly, LeaderMonthly
from notifications.reminders.services import scan
from projects.ledger.models import Responsibility
from projects.ledger.stages import Step
from tests.factories import NOW, City, build_city, new_project, take
from tests.notifications.reminders.samples import at, load_calendar
from tests.notifications.reminders.scenes import merged

WEEKLY, MONTHLY = ChiefWeekly.rule, LeaderMonthly.rule


@pytest.fixture
def city(db: None) -> City:
    load_calendar()
    made = build_city()
    scan(NOW - timedelta(days=6))
    return made


def letters(rule: str) -> list[Occurrence]:
    return list(Occurrence.objects.filter(rule=rule, state="open").select_related("recipient").order_by("due_at"))


@pytest.mark.parametrize("begins", [week_begins, month_begins])
def test_the_first_working_day_of_a_period_with_a_holiday_is_the_day_after_it(city: City, begins: object) -> None:
    first, last = at(10, 5, 0), at(10, 9, 23)
    dues = first_workdays_due(first, last, time(8), begins)  # type: ignore[arg-type]
    assert [due.at for due in dues] == [at(10, 8, 8)]


def test_the_week_of_a_chief(city: City) -> None:
    (last,) = merged.weekly(city)
    scan(last - timedelta(minutes=1))
    assert [row.slot for row in letters("chief_weekly")] == ["2026-11-16"]  # late: the project came after that Monday
    scan(last)
    scan(last + timedelta(minutes=1))
    scan(at(11, 24, 8))
    (_, row) = letters("chief_weekly")
    assert row.recipient == city.chief and row.title == "【首席责任人周报】2026-11-23 起一周"
    wanted = ["负责的项目（1 个）", "已签约，", "2026-11-18 签约", "逾期 2 个工作日", "承诺 2026-11-20 完成",
              "2026-11-25 第2个节点", "没有会议安排"]  # fmt: skip
    assert [words for words in wanted if words not in row.text] == []
    assert [words for words in wanted if words not in row.html] == []


def test_a_missed_monday_is_told_once_as_late_and_an_older_one_recorded(city: City) -> None:
    merged.chiefly(city)
    scan(at(12, 1, 9))
    rows = Occurrence.objects.filter(rule="chief_weekly", recipient=city.chief).order_by("due_at")
    assert [(row.slot, row.state, row.is_late) for row in rows] == [
        ("2026-11-16", "void", False),
        ("2026-11-23", "void", False),
        ("2026-11-30", "open", True),
    ]


def test_who_is_chief_no_more_before_it_leaves_gets_none(city: City) -> None:
    merged.chiefly(city)
    scan(at(11, 23, 8))
    (row,) = letters("chief_weekly")
    assert WEEKLY.why_void(row, at(11, 23, 8)) == ""
    Responsibility.objects.update(valid_to=date(2026, 11, 23))
    assert WEEKLY.why_void(row, at(11, 23, 9)) == "收件人已不担任首席责任人"


def test_the_month_of_a_leader_counts_no_revoked_step_and_nothing_out_of_sight(city: City) -> None:
    list(merged.monthly(city))
    revoked = new_project(city, name="后来撤销", investor="另一家", now=NOW - timedelta(days=1))
    take(city, revoked, Step.SIGN, now=NOW)
    take(city, revoked, Step.REVOKE, now=NOW + timedelta(hours=1))
    elsewhere = new_project(
        city, name="鸠江的", investor="第三家", landing_organisation=city.sibling, by=city.sibling_clerk,
        now=NOW - timedelta(days=1), total_investment_wan="150000",
    )  # fmt: skip
    scan(at(11, 30, 23))
    assert letters("leader_monthly") == []
    scan(at(12, 1, 8))
    found = {row.recipient.name: row for row in letters("leader_monthly")}
    assert set(found) == {"陈市长", "张区长", "周副区长"}
    mayor, district = found["陈市长"], found["张区长"]
    assert "【领导月报】2026年11月" in mayor.title and "签约：1 个" in mayor.text and "红灯项目（" in mayor.text
    assert "繁昌区：1 件" in mayor.text
    assert elsewhere.name in mayor.text and elsewhere.name not in district.text
    city.leader.roles.all().delete()
    assert MONTHLY.why_void(mayor, at(12, 1, 9))


@pytest.mark.parametrize("family", [ChiefWeekly(), LeaderMonthly()], ids=lambda one: one.name)
def test_on_any_other_day_nobody_is_looked_up(
    city: City, family: ChiefWeekly, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    merged.chiefly(city)
    with django_assert_max_num_queries(5):  # the calendar alone
        assert list(family.subjects(at(11, 18, 7), at(11, 18, 9))) == []
