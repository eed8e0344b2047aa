"""A series changed, a sitting moved, cancelled or held: what follows, and what is refused."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from tests.factories import NOW, City, build_city
from tests.workflow.dispatch.sittings import at, called, sittings, values, weekly
from workflow.dispatch import services
from workflow.dispatch.models import DispatchEvent, Meeting, MeetingState, Series

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def series(city: City) -> Series:
    return weekly(city)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"organisation": None}, "organisation"),
        ({"name": "  "}, "name"),
        ({"name": "长" * 61}, "name"),
        ({"place": ""}, "place"),
        ({"time": None}, "time"),
        ({"kind": "daily"}, "kind"),
        ({"weekday": 8}, "weekday"),
        ({"weekday": None}, "weekday"),
        ({"holiday_policy": "ignore"}, "holiday_policy"),
        ({"starts_on": None}, "starts_on"),
        ({"ends_on": date(2026, 1, 1)}, "ends_on"),
        ({"kind": "monthly"}, "monthly_rule"),
        ({"kind": "monthly", "monthly_rule": "day", "day": 32}, "day"),
        ({"kind": "monthly", "monthly_rule": "nth", "nth": 6}, "nth"),
        ({"kind": "monthly", "monthly_rule": "nth", "nth": 5, "weekday": None}, "weekday"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_series_is_refused_with_the_field_and_nothing_is_created(
    city: City, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        weekly(city, **change)
    assert refusal.value.field == field
    assert refusal.value.detail.endswith("。")
    assert not Series.objects.exists()


def test_fields_the_rule_does_not_use_are_emptied(city: City) -> None:
    made = weekly(city, kind="monthly", monthly_rule="day", day=15, weekday=3, nth=2)
    assert (made.day, made.weekday, made.nth) == (15, None, None)


def test_people_who_left_or_belong_elsewhere_are_not_called(city: City) -> None:
    city.leader.is_active = False
    city.leader.save()
    with pytest.raises(Invalid, match="陈市长"):
        weekly(city)


def test_only_a_dispatcher_may_create_a_series_and_only_inside_the_own_scope(city: City) -> None:
    with pytest.raises(NotAllowed, match="没有组织调度会的权限"):
        weekly(city, by=city.clerk)
    with pytest.raises(NotAllowed, match="不在您的管理范围内"):
        weekly(city, organisation=city.province)
    assert weekly(city, organisation=city.district).organisation == city.district


def test_every_write_of_somebody_without_the_permission_is_refused(city: City, series: Series) -> None:
    meeting = sittings(series)[0]
    for act in (
        lambda by: services.update_series(series.pk, {"place": "别处"}, by=by, now=LATER),
        lambda by: services.move_meeting(meeting.pk, starts_at=at(11, 24), reason="x", by=by, now=LATER),
        lambda by: services.cancel_meeting(meeting.pk, reason="x", by=by, now=LATER),
        lambda by: services.hold_meeting(meeting.pk, by=by, now=LATER),
        lambda by: services.refresh_agenda(meeting.pk, by=by, now=LATER),
        lambda by: services.add_entry(meeting.pk, meeting.pk, by=by, now=LATER),
    ):
        for by in (city.clerk, city.leader, city.verifiers["sign"]):
            with pytest.raises(NotAllowed):
                act(by)
    assert DispatchEvent.objects.exclude(kind__in=["created", "called"]).count() == 0


def test_unknown_things_are_not_found(city: City, series: Series) -> None:
    with pytest.raises(NotFound):
        services.update_series(sittings(series)[0].pk, {}, by=city.dispatcher, now=LATER)
    with pytest.raises(NotFound):
        services.cancel_meeting(series.pk, reason="x", by=city.dispatcher, now=LATER)
    with pytest.raises(NotFound):
        services.remove_entry(4711, reason="x", by=city.dispatcher, now=LATER)


def test_a_stale_version_changes_nothing(city: City, series: Series) -> None:
    meeting = sittings(series)[0]
    with pytest.raises(Stale):
        services.update_series(series.pk, {"place": "别处"}, by=city.dispatcher, now=LATER, expected_version=2)
    with pytest.raises(Stale):
        services.cancel_meeting(meeting.pk, reason="x", by=city.dispatcher, now=LATER, expected_version=7)
    assert Series.objects.get().place == "市政府301会议室"


def test_another_time_changes_the_sittings_ahead_in_place(city: City, series: Series) -> None:
    before = sittings(series)
    changed = services.update_series(series.pk, {"time": time(14, 30)}, by=city.dispatcher, now=LATER)
    after = sittings(series)
    assert [(m.pk, m.number, m.nominal_on) for m in after] == [(m.pk, m.number, m.nominal_on) for m in before]
    assert {timezone.localtime(m.starts_at).time() for m in after} == {time(14, 30)}
    assert {(m.changed_at, m.calendar_sequence, m.version) for m in after} == {(LATER, 1, 2)}
    assert changed.version == 2


def test_another_weekday_changes_the_sittings_in_place_and_keeps_their_numbers(city: City, series: Series) -> None:
    before = [m.pk for m in sittings(series)]
    services.update_series(series.pk, {"weekday": 3}, by=city.dispatcher, now=LATER)
    after = sittings(series)
    assert [m.pk for m in after][: len(before)] == before
    assert [m.nominal_on for m in after] == [date(2026, 11, 25) + timedelta(days=7 * week) for week in range(6)]


@pytest.mark.parametrize("weekday", [2, 3, 4, 5, 6, 7])
def test_going_there_and_back_is_possible_whatever_the_weekday(city: City, series: Series, weekday: int) -> None:
    before = called(series)
    services.update_series(series.pk, {"weekday": weekday}, by=city.dispatcher, now=LATER)
    services.update_series(series.pk, {"weekday": 1}, by=city.dispatcher, now=LATER)
    assert [day for _, day in called(series)] == [day for _, day in before]


def test_a_monthly_rule_withdraws_the_surplus_and_going_back_calls_the_days_again(city: City, series: Series) -> None:
    monthly = {"kind": "monthly", "monthly_rule": "nth", "nth": 5, "weekday": 1}
    services.update_series(series.pk, monthly, by=city.dispatcher, now=LATER)
    assert called(series) == [(1, date(2026, 11, 30)), (2, date(2026, 12, 28))]
    gone = series.meetings.filter(state=MeetingState.CANCELLED)
    assert gone.count() == 4
    assert {(m.cancel_reason, m.cancelled_at, m.cancelled_by) for m in gone} == {
        ("开会安排调整，本次会议取消", LATER, None)
    }
    services.update_series(series.pk, {"kind": "weekly", "weekday": 1}, by=city.dispatcher, now=LATER)
    assert [day for _, day in called(series)] == [date(2026, 11, 23) + timedelta(days=7 * w) for w in range(6)]
    assert [number for number, _ in called(series)] == [1, 2, 7, 8, 9, 10]


def test_a_sitting_moved_or_cancelled_by_hand_is_left_alone_by_the_rule(city: City, series: Series) -> None:
    first, second = sittings(series)[:2]
    services.move_meeting(first.pk, starts_at=at(11, 26, 15), reason="市长出差", by=city.dispatcher, now=LATER)
    services.cancel_meeting(second.pk, reason="与人大会议冲突", by=city.dispatcher, now=LATER)
    services.update_series(series.pk, {"time": time(10, 0), "place": "一楼"}, by=city.dispatcher, now=LATER)
    services.plan_meetings(LATER + timedelta(hours=1))
    rows = sittings(series)
    assert (rows[0].starts_at, rows[0].place, rows[0].shift_reason) == (at(11, 26, 15), "市政府301会议室", "市长出差")
    assert rows[1].state == MeetingState.CANCELLED
    assert len(rows) == 6
    assert rows[2].starts_at == at(12, 7, 10)


def test_stopping_a_series_withdraws_what_lies_ahead_and_starting_it_calls_again(city: City, series: Series) -> None:
    services.update_series(series.pk, {"is_active": False}, by=city.dispatcher, now=LATER)
    assert called(series) == []
    assert set(series.meetings.values_list("cancel_reason", flat=True)) == {"调度会系列已停用，本次会议取消"}
    services.update_series(series.pk, {"is_active": True}, by=city.dispatcher, now=LATER)
    assert [number for number, _ in called(series)] == [7, 8, 9, 10, 11, 12]


def test_stopping_a_series_leaves_a_sitting_moved_by_hand_and_its_agenda_is_still_renewed(
    city: City, series: Series
) -> None:
    first = sittings(series)[0]
    services.move_meeting(first.pk, starts_at=at(11, 26, 15), reason="市长出差", by=city.dispatcher, now=LATER)
    services.update_series(series.pk, {"is_active": False}, by=city.dispatcher, now=LATER)
    assert called(series) == [(1, date(2026, 11, 23))]
    first.refresh_from_db()
    assert (first.state, first.starts_at) == (MeetingState.CALLED, at(11, 26, 15))
    tomorrow = LATER + timedelta(days=1, minutes=1)
    assert services.plan_meetings(tomorrow) == 0
    first.refresh_from_db()
    assert first.agenda_at == tomorrow
    services.update_series(series.pk, {"is_active": True}, by=city.dispatcher, now=tomorrow)
    assert called(series)[:2] == [(1, date(2026, 11, 23)), (7, date(2026, 11, 30))]


def test_a_change_of_nothing_is_no_change(city: City, series: Series) -> None:
    same = services.update_series(series.pk, values(city), by=city.dispatcher, now=LATER)
    assert same.version == 1
    assert not series.events.filter(kind=DispatchEvent.Kind.UPDATED).exists()


def test_the_organisation_of_a_series_stays(city: City, series: Series) -> None:
    with pytest.raises(Invalid, match="停用本系列后新建"):
        services.update_series(series.pk, {"organisation": city.district}, by=city.dispatcher, now=LATER)


def test_a_sitting_begun_before_the_change_keeps_its_time(city: City, series: Series) -> None:
    during = at(11, 23, 9, 30)
    services.update_series(series.pk, {"time": time(14, 0)}, by=city.dispatcher, now=during)
    assert sittings(series)[0].starts_at == at(11, 23)
    assert called(series)[1] == (2, date(2026, 11, 30))


def test_moving_a_sitting_tells_when_why_and_by_whom(city: City, series: Series) -> None:
    first = sittings(series)[0]
    moved = services.move_meeting(
        first.pk, starts_at=at(11, 28, 14), place="繁昌区政府", reason="现场调度", by=city.dispatcher, now=LATER,
        expected_version=1,
    )  # fmt: skip
    stored = Meeting.objects.get(pk=first.pk)
    assert (stored.starts_at, stored.place, stored.shift_reason) == (at(11, 28, 14), "繁昌区政府", "现场调度")
    assert (stored.changed_at, stored.calendar_sequence, stored.version, stored.moved_by) == (
        LATER, 1, 2, city.dispatcher,
    )  # fmt: skip
    assert moved.nominal_on == date(2026, 11, 23)
    note = stored.events.get(kind=DispatchEvent.Kind.MOVED).note
    assert note == ("2026年11月23日（周一）09:00 市政府301会议室 → 2026年11月28日（周六）14:00 繁昌区政府：现场调度")


@pytest.mark.parametrize(
    ("change", "refusal", "sentence"),
    [
        ({"reason": " "}, Invalid, "请填写改期原因"),
        ({"starts_at": at(11, 17)}, Invalid, "已经过去"),
        ({"place": " "}, Invalid, "请填写地点"),
        ({"starts_at": at(11, 23)}, Invalid, "没有变化"),
        ({"starts_at": at(11, 30, 16)}, Conflict, "已有第2次会议"),
    ],
)
def test_an_impossible_move_is_refused(
    city: City, series: Series, change: dict[str, Any], refusal: type[Exception], sentence: str
) -> None:
    first = sittings(series)[0]
    wanted = {"starts_at": at(11, 24), "reason": "冲突", **change}
    with pytest.raises(refusal, match=sentence):
        services.move_meeting(first.pk, **wanted, by=city.dispatcher, now=LATER)
    assert Meeting.objects.get(pk=first.pk).version == 1


def test_a_sitting_is_held_only_after_it_began_and_then_stays_as_it_is(city: City, series: Series) -> None:
    first = sittings(series)[0]
    with pytest.raises(Conflict, match="尚未开始"):
        services.hold_meeting(first.pk, by=city.dispatcher, now=LATER)
    held = services.hold_meeting(first.pk, by=city.dispatcher, now=at(11, 23, 11))
    assert (held.state, held.version) == (MeetingState.HELD, 2)
    with pytest.raises(Conflict, match="不能再变更"):
        services.cancel_meeting(first.pk, reason="x", by=city.dispatcher, now=at(11, 23, 12))


def test_a_cancelled_sitting_keeps_its_number_and_its_day_is_not_called_again(city: City, series: Series) -> None:
    first = sittings(series)[0]
    services.cancel_meeting(first.pk, reason="防汛", by=city.dispatcher, now=LATER)
    services.plan_meetings(at(11, 19))
    stored = Meeting.objects.get(pk=first.pk)
    assert (stored.state, stored.cancel_reason, stored.cancelled_at, stored.cancelled_by) == (
        MeetingState.CANCELLED, "防汛", LATER, city.dispatcher,
    )  # fmt: skip
    assert stored.calendar_sequence == 1
    assert series.meetings.filter(nominal_on=date(2026, 11, 23)).count() == 1
    with pytest.raises(Conflict):
        services.move_meeting(first.pk, starts_at=at(11, 24), reason="x", by=city.dispatcher, now=LATER)


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
def test_a_cancellation_needs_a_reason_of_sensible_length(city: City, series: Series, reason: str) -> None:
    with pytest.raises(Invalid, match="请填写取消原因"):
        services.cancel_meeting(sittings(series)[0].pk, reason=reason, by=city.dispatcher, now=LATER)
