"""The tick opens each round once, ahead of its deadline, with the units and the form of that day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from projects.audit.models import Entry
from projects.errors import Conflict, Invalid, NotAllowed
from projects.people.services import end_organisation
from projects.workdays.models import CalendarYear
from tests.factories import City
from tests.workflow.reporting.samples import asked, at, definition, of, reported, row, values
from workflow.reporting.columns import Column, Definition
from workflow.reporting.models import ReportRequest, ReportReturn, ReportRound
from workflow.reporting.services import create_request, open_extra, open_rounds, save_form, update_request

pytestmark = pytest.mark.django_db
DUE = date(2026, 11, 18)


@pytest.fixture
def request_(city: City) -> ReportRequest:
    return asked(city, starts_on=DUE, anchor_on=DUE, now=at(date(2026, 11, 1)))


def test_it_opens_at_half_past_eight_five_days_ahead_and_once(city: City, request_: ReportRequest) -> None:
    assert open_rounds(at(date(2026, 11, 13), 8, 29)) == 0
    assert open_rounds(at(date(2026, 11, 13), 8, 30)) == 1
    assert open_rounds(at(date(2026, 11, 13), 8, 31)) == 0
    made = request_.rounds.get()
    assert (made.number, made.due_text, made.form.number) == ("第1期", "2026-11-18 17:30", 1)
    assert [one.unit.name for one in made.returns.all()] == ["繁昌区", "鸠江区", "芜湖经济技术开发区"]
    assert Entry.objects.get(action="report.open").actor == ""


def test_numbers_go_on_and_a_round_that_is_past_is_never_opened(city: City, request_: ReportRequest) -> None:
    open_rounds(at(date(2026, 11, 13)))
    open_rounds(at(date(2026, 12, 3)))  # the system was off: 12-02 is over
    open_rounds(at(date(2026, 12, 14)))
    found = list(request_.rounds.order_by("sequence").values_list("sequence", "nominal_on"))
    assert found == [(1, DUE), (2, date(2026, 12, 16))]


def test_a_shifted_round_tells_why(city: City) -> None:
    made = asked(city, recurrence="monthly", day=3, anchor_on=None, starts_on=date(2026, 10, 1), now=at(DUE))
    open_rounds(at(date(2026, 10, 6)))
    found = made.rounds.get()
    assert found.due_text == "2026-10-08 17:30" and found.reason.startswith("10月3日（周六）国庆节放假，顺延至")


def test_the_year_that_is_not_official_opens_nothing_until_it_is(city: City) -> None:
    made = asked(city, recurrence="monthly", day=5, anchor_on=None, starts_on=date(2027, 1, 1), now=at(DUE))
    assert open_rounds(at(date(2027, 1, 4))) == 0
    CalendarYear.objects.update_or_create(
        year=2027, defaults={"is_official": True, "source": "测试", "loaded_at": at(DUE)}
    )
    assert open_rounds(at(date(2027, 1, 4))) == 1
    assert made.rounds.get().due_text == "2027-01-05 17:30"


def test_a_stopped_request_opens_nothing_more(city: City, request_: ReportRequest) -> None:
    update_request(request_.pk, {"is_active": False}, by=city.dispatcher, now=at(date(2026, 11, 2)))
    assert open_rounds(at(date(2026, 11, 13))) == 0


def test_units_named_one_by_one(city: City) -> None:
    made = asked(
        city, starts_on=DUE, anchor_on=DUE, unit_rule="list", unit_kinds=[], units=[city.park, city.departments["GX"]]
    )
    open_rounds(at(DUE))
    assert [one.unit.code for one in ReportReturn.objects.all()] == ["340271", "340200-GX"]
    assert made.unit_kinds == []


def test_a_unit_that_has_ended_is_not_asked(city: City, request_: ReportRequest) -> None:
    end_organisation(city.park, on=date(2026, 11, 10), basis="批复", by=None, now=at(date(2026, 11, 10)))
    open_rounds(at(date(2026, 11, 13)))
    assert not ReportReturn.objects.filter(unit=city.park).exists()


def test_an_old_round_keeps_its_form(city: City, request_: ReportRequest) -> None:
    open_rounds(at(date(2026, 11, 13)))
    old = definition()
    fresh = Definition((*old.columns[:3], Column("c1", "新列", "text", required=True)), old.key, old.amount)
    save_form(request_.pk, fresh, by=city.dispatcher, now=at(date(2026, 11, 14)))
    first = request_.rounds.get()
    assert reported(city, first, row()).rows_count == 1
    open_rounds(at(date(2026, 11, 30)))
    second = request_.rounds.get(sequence=2)
    assert (first.form.number, second.form.number) == (1, 2)
    with pytest.raises(Invalid):
        reported(city, second, row(), now=at(date(2026, 12, 1)))
    assert of(second, city.district).state == "pending"


def test_the_database_refuses_a_second_round_of_one_day(city: City, request_: ReportRequest) -> None:
    open_rounds(at(date(2026, 11, 13)))
    one = request_.rounds.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportRound.objects.create(
            request=request_, form=one.form, sequence=2, nominal_on=one.nominal_on, due_at=one.due_at,
            opened_at=one.opened_at, updated_at=one.updated_at,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"name": "  "}, "name"),
        ({"recurrence": "weekly", "weekday": None}, "weekday"),
        ({"recurrence": "weekly", "weekday": 8}, "weekday"),
        ({"recurrence": "monthly", "day": 32}, "day"),
        ({"recurrence": "biweekly", "anchor_on": None}, "anchor_on"),
        ({"recurrence": "daily"}, "recurrence"),
        ({"holiday_policy": "cancel"}, "holiday_policy"),
        ({"window_days": 0}, "window_days"),
        ({"ends_on": date(2026, 1, 1)}, "ends_on"),
        ({"unit_kinds": []}, "unit_kinds"),
        ({"unit_rule": "list", "units": []}, "units"),
        ({"late_deduction": -1}, "late_deduction"),
    ],
)
def test_a_request_that_cannot_be_is_refused_by_its_field(city: City, over: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        asked(city, **over)
    assert refused.value.field == field and not ReportRequest.objects.exists()


def test_only_an_office_asks_and_only_its_own_units(city: City) -> None:
    with pytest.raises(NotAllowed):
        create_request(values(), definition(), by=city.clerk, now=at(DUE))
    with pytest.raises(Invalid) as refused:
        asked(city, unit_rule="list", units=[city.province])
    assert refused.value.field == "units"


def test_a_window_longer_than_the_interval_keeps_the_order(city: City) -> None:
    made = asked(city, starts_on=DUE, anchor_on=DUE, window_days=30)
    assert open_rounds(at(date(2026, 11, 17))) == 3
    dues = [one.due_text[:10] for one in made.rounds.order_by("sequence")]
    assert dues == ["2026-11-18", "2026-12-02", "2026-12-16"]
    assert made.rounds.latest("due_at").due_at > at(DUE) + timedelta(days=20)


# --- 加报 -----------------------------------------------------------------------------------------------------------
NOON = at(date(2026, 11, 16), 12)
EXTRA = date(2026, 11, 17)


WHY = "市里要求补报"


def added(request: ReportRequest, city: City, *, on: date = EXTRA, reason: str = WHY, now: Any = NOON) -> ReportRound:
    return open_extra(request.pk, due_on=on, reason=reason, by=city.dispatcher, now=now)


@pytest.fixture
def quiet(city: City) -> ReportRequest:
    """Every second Wednesday from 2026-11-18 on, opened two days ahead: nothing is open at noon of the 16th yet."""
    return asked(city, starts_on=DUE, anchor_on=DUE, window_days=1, now=at(date(2026, 11, 1)))


def test_the_office_adds_a_round_that_is_open_at_once_for_the_same_units(city: City, quiet: ReportRequest) -> None:
    made = added(quiet, city)
    assert (made.number, made.due_text, made.reason) == ("第1期", "2026-11-17 17:30", "加报：市里要求补报")
    assert [one.unit.name for one in made.returns.all()] == ["繁昌区", "鸠江区", "芜湖经济技术开发区"]
    assert Entry.objects.get(action="report.open").actor != ""


def test_the_rule_goes_on_beside_it_with_the_next_number(city: City, quiet: ReportRequest) -> None:
    added(quiet, city)
    assert open_rounds(at(date(2026, 11, 17))) == 1
    assert open_rounds(at(date(2026, 12, 1))) == 1
    found = list(quiet.rounds.order_by("sequence").values_list("sequence", "nominal_on"))
    assert found == [(1, EXTRA), (2, DUE), (3, date(2026, 12, 2))]


@pytest.mark.parametrize("on", [date(2026, 11, 15), DUE, date(2026, 11, 19), date(2026, 12, 2), date(1980, 1, 1)])
def test_a_day_that_does_not_fit_between_the_rounds_is_refused(city: City, quiet: ReportRequest, on: date) -> None:
    with pytest.raises(Invalid) as refused:
        added(quiet, city, on=on)
    assert refused.value.field == "due_on"
    assert not quiet.rounds.exists()


def test_it_comes_due_after_the_latest_round(city: City, quiet: ReportRequest) -> None:
    added(quiet, city)
    with pytest.raises(Invalid, match="最近一期到2026-11-17 17:30截止"):
        added(quiet, city)


def test_after_the_last_of_the_rule_there_is_a_farthest_day(city: City) -> None:
    ended = asked(city, starts_on=DUE, anchor_on=DUE, ends_on=DUE, window_days=1, now=at(date(2026, 11, 1)))
    open_rounds(at(DUE))
    now = at(date(2026, 12, 1))
    with pytest.raises(Invalid, match="92天"):
        added(ended, city, on=date(2027, 3, 10), now=now)
    assert added(ended, city, on=date(2026, 12, 20), now=now).number == "第2期"


@pytest.mark.parametrize("reason", ["", "  ", "字" * 101])
def test_it_says_why(city: City, quiet: ReportRequest, reason: str) -> None:
    with pytest.raises(Invalid, match="事由"):
        added(quiet, city, reason=reason)


def test_nothing_is_added_to_a_request_that_is_stopped(city: City, quiet: ReportRequest) -> None:
    update_request(quiet.pk, {"is_active": False}, by=city.dispatcher, now=at(date(2026, 11, 2)))
    with pytest.raises(Conflict, match="停用"):
        added(quiet, city)


def test_only_the_office_that_asks_adds(city: City, quiet: ReportRequest) -> None:
    with pytest.raises(NotAllowed):
        open_extra(quiet.pk, due_on=EXTRA, reason="补报", by=city.leader, now=NOON)
