"""What becomes of one reminder: office × person × rest day × hour, written by hand; and what holds for any settings."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.preferences.registry import Terms
from notifications.preferences.standing import DEFAULT, NEAR, Plan, Preset, Standing, Wishes, local_day
from notifications.preferences.topics import DIGESTED, Choice, Policy, Quiet, Topic
from projects.workdays.days import Calendar, CalendarDay, DayKind
from tests.notifications.preferences.samples import MAY, MUST, URGENT
from tests.notifications.reminders.samples import at

REST = {
    **{date(2026, 10, day): CalendarDay(date(2026, 10, day), DayKind.HOLIDAY, "国庆节", True) for day in range(1, 8)},
    date(2026, 10, 10): CalendarDay(date(2026, 10, 10), DayKind.MAKEUP, "国庆节", True),
}
CALENDAR = Calendar(REST)
"""National Day from Thursday 1 to Wednesday 7 October; Saturday 10 October is worked."""

ODD = Preset(opens_at=time(9), closes_at=time(18), digest_hours=(17, 9), quiet_on_rest_days=False)
OWN = Wishes(opens_at=time(10), closes_at=time(16))
BY_DIGEST = Preset({Topic.REPORT: Policy.DIGEST})
BY_MUST, BY_OFF = Preset({Topic.REPORT: Policy.MUST}), Preset({Topic.REPORT: Policy.OFF})
DIGEST, INBOX, NOW_PLEASE = (Wishes({Topic.REPORT: way}) for way in (Choice.DIGEST, Choice.INBOX, Choice.IMMEDIATE))
NONE = Wishes()


def planned(
    terms: Terms,
    preset: Preset,
    wishes: Wishes,
    now: datetime,
    *,
    due: datetime | None = None,
    until: datetime | None = None,
    calendar: Calendar = CALENDAR,
) -> Plan:
    return Standing(preset, wishes).plan(terms, due_at=due or now, now=now, until=until, calendar=calendar)


WAYS = [
    # terms, office, person, why there is no message of its own
    (MAY, DEFAULT, NONE, Quiet.NONE),
    (MAY, DEFAULT, DIGEST, Quiet.OWN_DIGEST),
    (MAY, DEFAULT, INBOX, Quiet.OWN_INBOX),
    (MAY, DEFAULT, NOW_PLEASE, Quiet.NONE),
    (MAY, BY_DIGEST, NONE, Quiet.OFFICE_DIGEST),
    (MAY, BY_DIGEST, NOW_PLEASE, Quiet.NONE),
    (MAY, BY_DIGEST, INBOX, Quiet.OWN_INBOX),
    (MAY, BY_MUST, INBOX, Quiet.NONE),
    (MAY, BY_MUST, DIGEST, Quiet.NONE),
    (MAY, BY_OFF, NONE, Quiet.OFFICE_OFF),
    (MAY, BY_OFF, NOW_PLEASE, Quiet.OFFICE_OFF),
    *((MUST, preset, wishes, Quiet.NONE)
      for preset in (DEFAULT, BY_DIGEST, BY_OFF) for wishes in (NONE, DIGEST, INBOX)),
    (URGENT, Preset({Topic.SYSTEM: Policy.OFF}), Wishes({Topic.SYSTEM: Choice.INBOX}), Quiet.NONE),
    (MAY, Preset({Topic.REPORT: "garbage"}), Wishes({Topic.REPORT: "garbage"}), Quiet.NONE),
]  # fmt: skip


@pytest.mark.parametrize(("terms", "preset", "wishes", "quiet"), WAYS)
def test_the_way_by_rule_office_and_person(terms: Terms, preset: Preset, wishes: Wishes, quiet: Quiet) -> None:
    assert planned(terms, preset, wishes, at(11, 18, 10)).quiet == quiet


WEDNESDAY_8 = at(11, 18, 8)
MOMENTS = [
    # office, person, told at, leaves at
    (DEFAULT, NONE, at(11, 18, 8), at(11, 18, 8)),
    (DEFAULT, NONE, at(11, 18, 19, 59), at(11, 18, 19, 59)),
    (DEFAULT, NONE, at(11, 18, 7, 59), at(11, 18, 8)),
    (DEFAULT, NONE, at(11, 18, 0, 0), at(11, 18, 8)),
    (DEFAULT, NONE, at(11, 18, 20), at(11, 19, 8)),
    (DEFAULT, NONE, at(11, 18, 23, 30), at(11, 19, 8)),
    (DEFAULT, NONE, at(11, 20, 19), at(11, 20, 19)),  # Friday
    (DEFAULT, NONE, at(11, 20, 21), at(11, 23, 8)),
    (DEFAULT, NONE, at(11, 21, 10), at(11, 23, 8)),
    (DEFAULT, NONE, at(11, 22, 23), at(11, 23, 8)),
    (DEFAULT, NONE, at(9, 30, 21), at(10, 8, 8)),  # the eve of National Day
    (DEFAULT, NONE, at(10, 3, 12), at(10, 8, 8)),
    (DEFAULT, NONE, at(10, 10, 12), at(10, 10, 12)),  # a Saturday that is worked
    (DEFAULT, NONE, at(10, 9, 22), at(10, 10, 8)),
    (DEFAULT, OWN, at(11, 18, 8), at(11, 18, 10)),
    (DEFAULT, OWN, at(11, 18, 16), at(11, 19, 10)),
    (DEFAULT, OWN, at(11, 20, 17), at(11, 23, 10)),
    (ODD, NONE, at(11, 18, 8), at(11, 18, 9)),
    (ODD, NONE, at(11, 21, 10), at(11, 21, 10)),  # rest days disturb here
    (ODD, NONE, at(11, 21, 20), at(11, 22, 9)),
    (ODD, OWN, at(11, 21, 9), at(11, 21, 10)),
    (ODD, Wishes(opens_at=time(8), closes_at=time(12)), at(11, 18, 8), at(11, 18, 9)),  # the office narrowed its hours
    (ODD, Wishes(opens_at=time(18), closes_at=time(20)), at(11, 18, 8), at(11, 18, 9)),  # the two do not meet
]


@pytest.mark.parametrize("terms", [MAY, MUST])
@pytest.mark.parametrize(("preset", "wishes", "now", "leaves"), MOMENTS)
def test_the_hour_by_office_person_and_day(
    terms: Terms, preset: Preset, wishes: Wishes, now: datetime, leaves: datetime
) -> None:
    plan = planned(terms, preset, wishes, now)
    assert (plan.not_before, plan.waits) == (leaves, leaves > now)


@pytest.mark.parametrize(("preset", "wishes", "now", "leaves"), MOMENTS)
def test_what_is_urgent_waits_for_nothing(preset: Preset, wishes: Wishes, now: datetime, leaves: datetime) -> None:
    assert planned(URGENT, preset, wishes, now).not_before == now


@pytest.mark.parametrize(
    ("now", "until", "leaves"),
    [
        (at(11, 18, 22), at(11, 19, 9), at(11, 18, 22)),  # tomorrow morning: told tonight
        (at(11, 18, 22), at(11, 20, 7), at(11, 18, 22)),  # a day would not be left
        (at(11, 18, 22), at(11, 20, 9), at(11, 19, 8)),
        (at(11, 20, 21), at(11, 23, 9), at(11, 20, 21)),  # Monday's meeting, called on Friday evening
        (at(11, 20, 21), at(11, 24, 9), at(11, 23, 8)),
    ],
)
def test_nothing_waits_until_less_than_a_day_is_left(now: datetime, until: datetime, leaves: datetime) -> None:
    assert planned(MUST, DEFAULT, NONE, now, until=until).not_before == leaves


def test_what_the_digest_would_bring_too_late_goes_at_once() -> None:
    assert planned(MAY, DEFAULT, DIGEST, at(11, 18, 10), until=at(11, 19, 8)).quiet == Quiet.NONE
    assert planned(MAY, DEFAULT, DIGEST, at(11, 18, 10), until=at(11, 19, 9)).quiet == Quiet.OWN_DIGEST
    assert planned(MAY, DEFAULT, INBOX, at(11, 18, 10), until=at(11, 18, 11)).quiet == Quiet.OWN_INBOX


def test_it_never_leaves_before_it_is_due() -> None:
    assert planned(MUST, DEFAULT, NONE, at(11, 18, 10), due=at(11, 18, 21)).not_before == at(11, 19, 8)
    assert planned(URGENT, DEFAULT, NONE, at(11, 18, 10), due=at(11, 18, 21)).not_before == at(11, 18, 21)


def test_where_the_calendar_is_not_loaded_only_weekends_are_rest_days() -> None:
    unloaded = Calendar({})
    assert planned(MUST, DEFAULT, NONE, at(10, 3, 12), calendar=unloaded).not_before == at(10, 5, 8)
    assert planned(MUST, DEFAULT, NONE, at(10, 1, 12), calendar=unloaded).not_before == at(10, 1, 12)


@pytest.mark.parametrize(
    ("wishes", "due", "carried"),
    [
        (NONE, at(11, 18, 8), at(11, 18, 8)),
        (NONE, at(11, 18, 8, 1), at(11, 19, 8)),
        (NONE, at(11, 20, 9), at(11, 23, 8)),
        (NONE, at(10, 1, 7), at(10, 8, 8)),
        (NONE, at(10, 9, 9), at(10, 10, 8)),
        (Wishes(digest_hour=17), at(11, 18, 9), at(11, 18, 17)),
        (Wishes(digest_hour=12), at(11, 18, 9), at(11, 19, 8)),  # the office allows it no longer: its first hour
    ],
)
def test_the_digest_that_carries_it(wishes: Wishes, due: datetime, carried: datetime) -> None:
    standing = Standing(DEFAULT, wishes)
    assert standing.next_digest(due, CALENDAR) == carried
    assert standing.last_digest(carried, CALENDAR) == carried
    assert standing.last_digest(carried - timedelta(seconds=1), CALENDAR) < due


clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0, tzinfo=None))
presets = st.builds(
    lambda policies, hours, edges, rest: Preset(policies, tuple(hours), *edges, rest),
    st.dictionaries(st.sampled_from(Topic.values), st.sampled_from([*Policy.values, "garbage"])),
    st.lists(st.integers(0, 23), max_size=4, unique=True),
    st.tuples(clocks, clocks).filter(lambda edges: edges[0] != edges[1]).map(sorted),
    st.booleans(),
)
wishes_ = st.builds(
    lambda choices, hour, edges: Wishes(choices, hour, *edges),
    st.dictionaries(st.sampled_from(Topic.values), st.sampled_from([*Choice.values, "garbage"])),
    st.none() | st.integers(0, 23),
    st.just((None, None)) | st.tuples(clocks, clocks),
)
moments = st.datetimes(datetime(2026, 9, 1), datetime(2026, 11, 30)).map(
    lambda naive: naive.replace(tzinfo=at(1, 1).tzinfo)
)


@settings(max_examples=150, deadline=None)
@given(presets, wishes_, st.booleans(), st.booleans(), moments, moments, st.none() | moments)
def test_whatever_the_settings_there_is_one_way_and_none_is_too_early_or_too_late(
    preset: Preset, wishes: Wishes, mandatory: bool, urgent: bool, now: datetime, due: datetime, until: datetime | None
) -> None:
    standing, terms = Standing(preset, wishes), Terms(Topic.ITEM, mandatory, urgent)
    plan = standing.plan(terms, due_at=due, now=now, until=until, calendar=CALENDAR)
    first = max(now, due)
    if mandatory:
        assert plan.quiet == Quiet.NONE
    if plan.quiet:
        assert not plan.waits
        if plan.quiet in DIGESTED:
            carried = standing.next_digest(first, CALENDAR)
            assert carried >= first and CALENDAR.day(local_day(carried)).is_workday
            assert until is None or carried < until
        return
    assert plan.not_before >= first and plan.waits == (plan.not_before > first)
    if urgent:
        assert plan.not_before == first
    if plan.waits:
        assert until is None or plan.not_before <= until - NEAR
        opens, closes = standing.window
        assert opens <= plan.not_before.timetz().replace(tzinfo=None) < closes
        assert not preset.quiet_on_rest_days or CALENDAR.day(local_day(plan.not_before)).is_workday
