"""The system calls sittings ahead: numbered by sequence, once each, never in the past, never beyond the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.workdays.models import CalendarYear, Day
from projects.workdays.services import load_years
from tests.factories import NOW, City, build_city
from tests.workflow.dispatch.sittings import at, called, sittings, values, weekly
from workflow.dispatch import services
from workflow.dispatch.models import DispatchEvent, Meeting, MeetingState
from workflow.dispatch.services import planning
from workflow.dispatch.tasks import plan_meetings

pytestmark = pytest.mark.django_db

MONDAYS = [date(2026, 11, 23) + timedelta(days=7 * week) for week in range(6)]


@pytest.fixture
def city() -> City:
    return build_city()


def test_a_new_series_calls_its_sittings_up_to_the_horizon(city: City) -> None:
    series = weekly(city)
    assert called(series) == list(enumerate(MONDAYS, start=1))
    first = sittings(series)[0]
    assert first.title == "芜湖市重大项目周调度第1次会议"
    assert (first.starts_at, first.place, first.called_at) == (at(11, 23), "市政府301会议室", NOW)


def test_the_tick_goes_on_where_it_stopped_and_a_second_one_finds_nothing(city: City) -> None:
    series = weekly(city, now=at(8, 3, 12), starts_on=date(2026, 8, 3))
    before = called(series)
    assert [number for number, _ in before] == [1, 2, 3, 4, 5, 6]
    assert services.plan_meetings(at(8, 11)) == 1
    assert services.plan_meetings(at(8, 11)) == 0
    assert services.plan_meetings(at(8, 11, 10)) == 0
    assert called(series)[-1] == (7, date(2026, 9, 21))


def test_numbers_go_by_sequence_over_a_merged_and_a_shifted_sitting(city: City) -> None:
    series = weekly(city, now=at(2, 2, 12), starts_on=date(2026, 2, 2))
    first = sittings(series)[:3]
    assert [(m.number, timezone.localdate(m.starts_at)) for m in first] == [
        (1, date(2026, 2, 9)),
        (2, date(2026, 2, 24)),
        (3, date(2026, 3, 2)),
    ]
    assert first[1].shift_reason.endswith("与2月23日（周一）例会合并召开")


def test_a_merge_across_the_horizon_of_two_ticks_is_still_a_merge(city: City) -> None:
    series = weekly(city, now=at(1, 6, 12), starts_on=date(2026, 1, 5))
    assert called(series)[-1] == (6, date(2026, 2, 16))
    services.plan_meetings(at(1, 13, 12))
    services.plan_meetings(at(1, 20, 12))
    assert called(series)[-1] == (7, date(2026, 3, 2))


def test_after_an_outage_past_sittings_are_not_created_and_numbers_continue(city: City) -> None:
    series = weekly(city, now=at(3, 2, 12), starts_on=date(2026, 3, 2))
    last = called(series)[-1]
    assert last == (6, date(2026, 4, 13))
    services.plan_meetings(at(7, 1, 12))
    assert called(series)[0] == (7, date(2026, 7, 6))
    assert not series.meetings.filter(nominal_on__range=(date(2026, 4, 14), date(2026, 7, 1))).exists()


def test_a_sitting_of_today_is_called_only_before_it_begins(city: City) -> None:
    assert called(weekly(city, now=at(11, 23, 8, 59)))[0] == (1, date(2026, 11, 23))
    later = weekly(city, now=at(11, 23, 9, 0), name="另一系列")
    assert called(later)[0] == (1, date(2026, 11, 30))


def test_nothing_is_called_beyond_the_official_calendar_until_it_is_loaded(city: City) -> None:
    series = weekly(city, now=at(12, 14, 12))
    assert [day for _, day in called(series)] == [date(2026, 12, 21), date(2026, 12, 28)]
    assert services.plan_meetings(at(12, 20)) == 0
    CalendarYear.objects.filter(year=2027).update(is_official=True, loaded_at=at(12, 20, 10))
    assert services.plan_meetings(at(12, 20, 11)) == 4
    assert called(series)[2] == (3, date(2027, 1, 4))


def test_a_changed_calendar_moves_the_sittings_it_touches(city: City) -> None:
    series = weekly(city)
    Day.objects.filter(date=date(2026, 12, 7)).update(is_workday=False, kind="holiday", name="临时放假")
    CalendarYear.objects.filter(year=2026).update(loaded_at=timezone.now() + timedelta(days=1))
    services.plan_meetings(at(11, 19))
    moved = series.meetings.get(nominal_on=date(2026, 12, 7))
    assert (moved.starts_at, moved.changed_at, moved.calendar_sequence) == (at(12, 8), at(11, 19), 1)
    assert moved.shift_reason == "12月7日（周一）临时放假放假，顺延至12月8日（周二）"
    assert series.meetings.filter(calendar_sequence=0).count() == 5


def test_an_ended_or_inactive_series_calls_nobody(city: City) -> None:
    ended = weekly(city, ends_on=date(2026, 11, 30))
    asleep = weekly(city, name="停用", is_active=False)
    services.plan_meetings(at(11, 20))
    assert len(called(ended)) == 2
    assert called(asleep) == []


def test_a_sitting_nobody_marked_is_held_a_day_after_it_began(city: City) -> None:
    series = weekly(city)
    services.plan_meetings(at(11, 24, 8, 59))
    assert sittings(series)[0].state == MeetingState.CALLED
    services.plan_meetings(at(11, 24, 9, 0))
    first = sittings(series)[0]
    assert (first.state, first.version) == (MeetingState.HELD, 2)
    assert first.events.get(kind=DispatchEvent.Kind.HELD).by is None


def test_one_series_that_fails_does_not_hold_up_the_others(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = weekly(city, now=at(8, 3, 12), starts_on=date(2026, 8, 3))
    sound = weekly(city, now=at(8, 3, 12), starts_on=date(2026, 8, 3), name="另一系列")
    real = planning.arrange

    def failing(series: object, **rest: object) -> object:
        if series == broken:
            raise RuntimeError("poison")
        return real(series, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(planning, "arrange", failing)
    with pytest.raises(ExceptionGroup) as failure:
        services.plan_meetings(at(8, 11))
    assert [str(error) for error in failure.value.exceptions] == ["poison"]
    assert (len(called(broken)), len(called(sound))) == (5, 6)


def test_the_database_refuses_a_second_sitting_for_one_day_or_number(city: City) -> None:
    first = sittings(weekly(city))[0]
    for field, value in (("number", 99), ("nominal_on", date(2026, 11, 24))):
        twin = Meeting.objects.get(pk=first.pk)
        twin.pk = None
        twin._state.adding = True
        setattr(twin, field, value)
        twin.id = Meeting._meta.pk.get_default()
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save(force_insert=True)


def test_a_quiet_tick_is_cheap(city: City, django_assert_max_num_queries: object) -> None:
    for number in range(5):
        weekly(city, name=f"系列{number}")
    now = NOW + timedelta(minutes=30)
    services.plan_meetings(now)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        services.plan_meetings(now + timedelta(minutes=1))


def test_the_task_reads_the_clock_and_plans(city: City) -> None:
    load_years(2026, 2026, now=timezone.now())
    before = values(city, starts_on=timezone.localdate())
    series = services.create_series(before, by=city.dispatcher, now=timezone.now() - timedelta(days=400))
    plan_meetings()
    assert not series.meetings.ahead(timezone.now()).filter(agenda_at=None, number=1).exists()
