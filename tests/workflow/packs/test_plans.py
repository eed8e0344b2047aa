"""Packs that freeze by themselves: when they are due, once, and what happens when a sitting moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from projects.errors import DomainError, Invalid, NotAllowed, NotFound, Stale
from projects.workdays.services import load_years
from tests.factories import NOW, City, new_project
from tests.workflow.dispatch.sittings import at, weekly
from tests.workflow.packs.samples import SECOND, frozen, sitting
from workflow.dispatch.models import Meeting
from workflow.dispatch.services import cancel_meeting, move_meeting
from workflow.packs.due import due_at
from workflow.packs.models import FreezePlan, Pack
from workflow.packs.services import freeze_due, set_plan

FRIDAY = at(11, 20, 18)
"""One working day before Monday 23 November, at six in the evening."""
MONDAY = at(11, 23)


@pytest.fixture
def meeting(city: City) -> Meeting:
    load_years(2026, 2027, now=NOW)
    new_project(city)
    return sitting(city)


def _on(city: City, meeting: Meeting, *, now: datetime = NOW, **over: Any) -> FreezePlan:
    said = {"is_on": True, "lead": 1, "unit": "workdays", "at": time(18), **over}
    return set_plan(meeting.series_id, said, by=city.dispatcher, now=now)


def test_nothing_freezes_by_itself_where_nobody_asked_for_it(meeting: Meeting) -> None:
    assert freeze_due(MONDAY - SECOND) == 0
    assert not Pack.objects.exists()


def test_it_freezes_at_the_working_day_before_with_the_cut_off_of_that_instant(city: City, meeting: Meeting) -> None:
    _on(city, meeting)
    assert freeze_due(FRIDAY - SECOND) == 0
    assert freeze_due(FRIDAY + timedelta(minutes=7)) == 1
    pack = Pack.objects.get()
    assert (pack.cut_off, pack.frozen_at) == (FRIDAY, FRIDAY + timedelta(minutes=7))
    assert (pack.frozen_by, pack.automatic_for) == (None, MONDAY)
    assert pack.said.head.frozen_by == "系统自动定稿"


def test_a_second_tick_finds_nothing_to_do(city: City, meeting: Meeting) -> None:
    _on(city, meeting)
    assert [freeze_due(FRIDAY), freeze_due(FRIDAY + timedelta(hours=1))] == [1, 0]


@pytest.mark.parametrize(
    ("over", "due"),
    [
        ({"unit": "hours", "lead": 24}, at(11, 22, 9)),
        ({"lead": 0, "at": time(8)}, at(11, 23, 8)),
        ({"lead": 3, "at": time(12)}, at(11, 18, 12)),
        ({"lead": 5, "at": time(12)}, NOW),
    ],
)
def test_when_it_is_due(city: City, meeting: Meeting, over: dict[str, Any], due: datetime) -> None:
    """What was due before anybody asked for it is due when it was asked for."""
    assert due_at(meeting, _on(city, meeting, **over)) == due


def test_a_sitting_that_moved_is_frozen_anew_for_its_new_time(city: City, meeting: Meeting) -> None:
    _on(city, meeting)
    freeze_due(FRIDAY)
    move_meeting(meeting.pk, starts_at=at(11, 25), place="301", reason="冲突", by=city.dispatcher, now=FRIDAY + SECOND)
    assert freeze_due(at(11, 24, 18)) == 1
    second = Pack.objects.get(edition=2)
    assert second.reason == "会议时间变更，按设置重新定稿" and second.cut_off == at(11, 24, 18)


def test_what_somebody_froze_by_hand_at_that_instant_or_later_is_left_alone(city: City, meeting: Meeting) -> None:
    _on(city, meeting)
    frozen(city, meeting, cut_off=FRIDAY, now=FRIDAY)
    assert freeze_due(FRIDAY + SECOND) == 0


def test_a_cancelled_sitting_and_one_that_has_begun_freeze_nothing(city: City, meeting: Meeting) -> None:
    _on(city, meeting)
    assert freeze_due(MONDAY) == 0
    cancel_meeting(meeting.pk, reason="防汛", by=city.dispatcher, now=NOW)
    assert freeze_due(FRIDAY) == 0


def test_one_sitting_that_fails_does_not_hold_up_the_others(
    city: City, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = weekly(city, name="另一调度")
    first = other.meetings.earliest("number")
    _on(city, meeting)
    set_plan(other.pk, {"is_on": True, "lead": 1, "at": time(18)}, by=city.dispatcher, now=NOW)
    broken = Meeting.objects.filter(pk=min(meeting.pk, first.pk)).get()
    real = Pack.save

    def save(self: Pack, **kwargs: Any) -> None:
        if self.meeting_id == broken.pk:
            raise RuntimeError("no paper")
        real(self, **kwargs)

    monkeypatch.setattr(Pack, "save", save)
    with pytest.raises(ExceptionGroup, match="freezing failed"):
        freeze_due(FRIDAY)
    assert Pack.objects.get().meeting_id != broken.pk


REFUSALS: dict[str, tuple[Callable[[City], dict[str, Any]], type[DomainError]]] = {
    "too many working days": (lambda city: {"values": {"lead": 11}}, Invalid),
    "no hours": (lambda city: {"values": {"unit": "hours", "lead": 0}}, Invalid),
    "an unknown unit": (lambda city: {"values": {"unit": "moons"}}, Invalid),
    "another version": (lambda city: {"values": {"lead": 2}, "expected_version": 7}, Stale),
    "a leader": (lambda city: {"values": {"lead": 2}, "by": city.leader}, NotAllowed),
    "the security administrator's kind": (lambda city: {"values": {"lead": 2}, "by": city.sibling_clerk}, NotFound),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_plan_is_refused_with_a_sentence(city: City, meeting: Meeting, name: str) -> None:
    prepare, error = REFUSALS[name]
    given = {"by": city.dispatcher, "now": NOW, **prepare(city)}
    values = given.pop("values")
    with pytest.raises((error, NotAllowed)):
        set_plan(meeting.series_id, values, **given)
    assert not FreezePlan.objects.exists()
