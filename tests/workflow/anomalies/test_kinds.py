"""What each rule finds, and what it leaves alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from projects.ledger.services import update_project
from tests.factories import NOW, SHANGHAI, TODAY, City, new_project, take
from tests.workflow.amendments.samples import approved, signed_project
from tests.workflow.anomalies.samples import (
    DAY,
    LONG_AGO,
    back_dated,
    edited,
    lines,
    month_end,
    quiet_project,
    same_firm,
    weekly_meetings,
)
from workflow.anomalies.kinds.amounts import is_moved
from workflow.anomalies.models import AnomalyRules
from workflow.anomalies.queries import lines_for

pytestmark = pytest.mark.django_db
AFTERNOON = {"hour": 15, "tzinfo": SHANGHAI}


def test_a_step_verified_long_after_its_day_stands_out(city: City) -> None:
    project = back_dated(city)
    (line,) = lines(city.dispatcher, "back_dated")
    assert line.found.title == project.name
    assert "相隔100天，早于项目录入日期" in line.found.detail
    assert "tab=evidence" in line.found.check.url


def test_a_step_verified_in_time_does_not(city: City) -> None:
    quiet_project(city, "按时", on=TODAY - 5 * DAY)
    assert lines(city.dispatcher, "back_dated") == []


@pytest.mark.parametrize(("days", "found"), [(60, 0), (61, 1)])
def test_the_days_allowed_are_a_threshold_of_the_city(city: City, days: int, found: int) -> None:
    quiet_project(city, "晚认定", on=TODAY - days * DAY, now=NOW)
    assert len(lines(city.dispatcher, "back_dated")) == found
    AnomalyRules.objects.create(organisation=city.city, late_days=90)
    assert lines(city.dispatcher, "back_dated") == []


def test_months_whose_steps_crowd_at_their_end_stand_out(city: City) -> None:
    month_end(city)
    (line,) = lines(city.dispatcher, "month_end")
    assert line.found.title == "繁昌区 2026年10月"
    assert "4个节点中4个发生在2026-10-29至2026-10-31（100%）" in line.found.detail
    assert len(line.found.records) == 4


@pytest.mark.parametrize(
    ("days", "found"),
    [((29, 30, 31), 0), ((28, 29, 30, 31), 0), ((1, 2, 3, 29, 30, 31, 31), 0), ((1, 2, 29, 30, 31, 31), 1)],
    ids=["too few", "too early", "below the share", "above the share"],
)
def test_few_steps_or_a_small_share_do_not(city: City, days: tuple[int, ...], found: int) -> None:
    month_end(city, days)
    assert len(lines(city.dispatcher, "month_end")) == found


def test_one_firm_that_signs_twice_stands_out_with_both_projects(city: City) -> None:
    first, second = same_firm(city)
    (line,) = lines(city.dispatcher, "same_firm")
    assert line.found.title == "重复签约公司"
    assert first.name in line.found.detail
    assert [link.words for link in line.found.records] == [first.name, second.name]


def test_signings_far_apart_are_two_investments(city: City) -> None:
    same_firm(city, apart=24 * 31 + 1)
    assert lines(city.dispatcher, "same_firm") == []


def eves(count: int) -> list[datetime]:
    """Tuesdays before the Wednesdays of October after the holidays."""
    return [datetime(2026, 10, 13, **AFTERNOON) + 7 * number * DAY for number in range(count)]


def test_a_project_edited_only_on_the_eve_of_meetings_stands_out(city: City) -> None:
    weekly_meetings(city)
    project = new_project(city, name="会前项目", now=LONG_AGO - 300 * DAY)
    edited(city, project, *eves(3))
    (line,) = lines(city.dispatcher, "meeting_eve")
    assert "2026-10-13、2026-10-20、2026-10-27" in line.found.detail


@pytest.mark.parametrize("other", [datetime(2026, 10, 15, **AFTERNOON), None], ids=["a day between", "only two"])
def test_a_project_edited_on_other_days_or_seldom_does_not(city: City, other: datetime | None) -> None:
    weekly_meetings(city)
    project = new_project(city, name="会前项目", now=LONG_AGO - 300 * DAY)
    edited(city, project, *eves(3 if other else 2), *([other] if other else []))
    assert lines(city.dispatcher, "meeting_eve") == []


def test_the_eve_of_a_meeting_after_holidays_is_the_last_working_day(city: City) -> None:
    weekly = [timezone.localdate(one.starts_at) for one in weekly_meetings(city)]
    assert date(2026, 10, 8) in weekly, "the sitting of the holidays moves to the 8th"
    project = new_project(city, name="节前项目", now=LONG_AGO - 300 * DAY)
    edited(city, project, datetime(2026, 9, 30, **AFTERNOON), *eves(2))
    assert len(lines(city.dispatcher, "meeting_eve")) == 1


def test_an_amount_changed_after_verification_stands_out_with_its_reason(city: City) -> None:
    project = signed_project(city)
    approved(city, project, now=NOW + timedelta(minutes=5))
    (line,) = lines(city.dispatcher, "amounts")
    assert line.found.title == project.name
    assert "9.50" in line.found.detail or "9.50005" in line.found.detail
    assert "追加二期" in line.found.detail


def test_an_amount_changed_before_it_was_verified_does_not(city: City) -> None:
    project = new_project(city, now=LONG_AGO)
    update_project(project.pk, {"total_investment_wan": Decimal(90000)}, by=city.clerk, now=NOW - 10 * DAY)
    take(city, project, "sign", on=TODAY - 5 * DAY)
    assert lines(city.dispatcher, "amounts") == []


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [("100", "105", True), ("100", "104.99", False), ("100", "95", True), ("100", "100.0000", False), ("0", "1", True),
     ("", "5", True), ("5", "", True), ("", "", False)],
)  # fmt: skip
def test_five_percent_is_a_move_and_less_is_not(before: str, after: str, moved: bool) -> None:
    assert is_moved(before, after, 5) is moved


def test_what_lies_further_back_than_the_city_looks_is_left_alone(city: City) -> None:
    AnomalyRules.objects.create(organisation=city.city, look_back_days=30)
    quiet_project(city, "旧事", on=TODAY - 140 * DAY, now=NOW - 40 * DAY)
    assert lines(city.dispatcher, "back_dated") == []


def test_the_number_of_queries_does_not_grow(city: City) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            lines_for(city.dispatcher, on=TODAY)
        return len(queries)

    weekly_meetings(city)
    back_dated(city)
    asked()
    few = asked()
    month_end(city)
    same_firm(city)
    assert asked() == few
