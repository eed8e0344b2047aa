"""One look: every trouble has its sign, its words and what to do; nothing is alarmed twice or without need."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django import Settings

from notifications.outbox.models import Delivery, DeliveryState, Watermark
from notifications.watch import expected, signs
from notifications.watch import pulses as heartbeats
from notifications.watch.expected import BEAT, CANARY, WEB, pulses
from notifications.watch.models import Probe, ScanFailure
from notifications.watch.signs import Level, Sign, alarming, examine
from tests.notifications.outbox.samples import person, queued
from tests.notifications.watch.wellness import all_well

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def broker(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Answers while the list says so."""
    says = [True]
    monkeypatch.setattr(expected, "_BROKER", [lambda: says[0]])
    return says


@pytest.fixture
def now() -> datetime:
    """Everything beat a moment ago, and without a pause since yesterday."""
    at = timezone.now()
    all_well(at)
    return at


def ran(name: str, at: datetime) -> None:
    Watermark.objects.filter(name=name).update(ran_at=at)


def alarms(now: datetime, *, since: datetime | None = None) -> list[str]:
    """Keys of those that somebody is told of."""
    return [sign.key for sign in alarming(examine(now, since=since))]


def sign(now: datetime, key: str) -> Sign:
    return next(one for one in examine(now) if one.key == key)


def test_when_everything_beats_nothing_is_alarmed(now: datetime) -> None:
    assert alarms(now) == []
    assert {one.level for one in examine(now)} <= {Level.GOOD, Level.WATCH}


def test_a_silence_is_noticed_within_three_minutes_and_not_before_two(now: datetime) -> None:
    for name, key in ((BEAT, "beat"), (WEB, "web")):
        ran(name, now - timedelta(seconds=115))
        assert alarms(now) == []
        ran(name, now - timedelta(seconds=125))
        assert alarms(now) == [key]
        ran(name, now)


def test_one_stopped_scan_among_others_is_named(now: datetime) -> None:
    ran("reminders.claims", now - timedelta(seconds=155))
    assert alarms(now) == ["scans"]
    found = sign(now, "scans")
    assert found.word == "late: reminders.claims" and "申报待认定" in found.said and found.todo


def test_a_worker_that_consumes_nothing_is_one_trouble_and_not_five(now: datetime) -> None:
    for name in (CANARY, *(pulse.name for pulse in pulses())):
        ran(name, now - timedelta(minutes=5))
    assert alarms(now) == ["worker"]
    assert sign(now, "scans").is_alarm  # seen, and explained by the worker


def test_a_worker_that_is_busy_with_something_long_is_not_called_dead(now: datetime) -> None:
    ran(CANARY, now - timedelta(minutes=5))
    assert alarms(now) == []


def test_what_beat_did_not_ring_is_not_the_workers_fault(now: datetime) -> None:
    """The worker's last deed lies half a minute before beat's last sign of life: beat is missed, not the worker."""
    ran(BEAT, now - timedelta(seconds=100))
    for name in (CANARY, *(pulse.name for pulse in pulses())):
        ran(name, now - timedelta(seconds=130))
    assert alarms(now) == []
    assert alarms(now + timedelta(seconds=25)) == ["beat"]


def test_a_scan_that_is_late_because_beat_has_just_stopped_is_not_told_before_beat_is(now: datetime) -> None:
    ran("reminders.claims", now - timedelta(seconds=60))
    for seconds in range(0, 120, 10):
        assert alarms(now + timedelta(seconds=seconds)) == [], seconds
    ran(WEB, now + timedelta(seconds=125))
    assert alarms(now + timedelta(seconds=125)) == ["beat"]


def test_after_a_pause_nobody_is_missed_a_second_time(now: datetime) -> None:
    """Beat was stopped for an hour and ticks again; then the worker comes back, and its scans have yet to run."""
    for name in (CANARY, *(pulse.name for pulse in pulses())):
        ran(name, now - timedelta(hours=1))
    ran(BEAT, now - timedelta(hours=1))
    heartbeats.beat(BEAT, now=now)
    assert alarms(now) == []
    for seconds in range(30, 160, 30):
        heartbeats.beat(WEB, now=now + timedelta(seconds=seconds))
        heartbeats.beat(BEAT, now=now + timedelta(seconds=seconds))
    assert alarms(now + timedelta(seconds=150)) == ["worker"]
    heartbeats.beat(CANARY, now=now + timedelta(seconds=151))
    assert alarms(now + timedelta(seconds=152)) == []


def test_after_the_mail_server_came_back_what_still_waits_is_no_alarm(now: datetime) -> None:
    queued(person(), now=now - timedelta(minutes=20))
    Probe.objects.create(name="smtp", at=now, good_since=now - timedelta(minutes=1))
    assert alarms(now) == []
    Probe.objects.update(good_since=now - timedelta(minutes=4))
    assert alarms(now) == ["mail"]


def test_a_stopped_beat_explains_the_silent_worker(now: datetime) -> None:
    for name in (BEAT, CANARY, *(pulse.name for pulse in pulses())):
        ran(name, now - timedelta(minutes=5))
    assert alarms(now) == ["beat"]


def test_a_broker_that_is_away_explains_the_silent_worker(now: datetime, broker: list[bool]) -> None:
    broker[0] = False
    ran(CANARY, now - timedelta(minutes=5))
    assert alarms(now) == ["broker"]


def test_a_database_that_is_away_is_the_only_trouble(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object) -> None:
        raise OperationalError("no")

    monkeypatch.setattr(connection, "cursor", away)
    assert [one.key for one in examine(now) if one.is_alarm] == ["database"]


def test_a_watchman_who_has_just_come_waits_before_he_misses_anybody(now: datetime) -> None:
    later = now + timedelta(hours=9)
    assert "beat" in alarms(later)
    assert [key for key in alarms(later, since=later - timedelta(seconds=30)) if key in ("beat", "worker", "web")] == []
    assert "scans" not in alarms(later, since=later - timedelta(seconds=30))


def test_what_never_ran_is_missed_in_time(db: None) -> None:
    now = timezone.now()
    assert "beat" in alarms(now, since=now - timedelta(minutes=3))
    assert "beat" not in alarms(now, since=now - timedelta(minutes=1))


def test_a_full_disk_is_an_alarm_and_a_filling_one_a_word(now: datetime, settings: Settings) -> None:
    free = signs.shutil.disk_usage(settings.HOME).free // signs.MEGABYTE
    for least, level in ((free + 100, Level.ALARM), (free // 2, Level.WATCH), (1, Level.GOOD)):
        settings.DISK_LEAST_MB = least
        assert sign(now, "disk").level == level, least


def test_a_log_in_that_failed_once_is_a_hiccup_and_twice_an_alarm(now: datetime) -> None:
    probe = Probe.objects.create(name="smtp", at=now, failing_since=now, failures=1, said="535 expired")
    assert alarms(now) == []
    Probe.objects.filter(pk=probe.pk).update(failures=2)
    assert alarms(now) == ["smtp"]
    assert "535 expired" in sign(now, "smtp").said


def test_mail_that_waits_because_of_the_log_in_is_explained_by_it(now: datetime) -> None:
    queued(person(), now=now - timedelta(minutes=20))
    assert alarms(now) == ["mail"]
    Probe.objects.create(name="smtp", at=now, failing_since=now, failures=2)
    assert alarms(now) == ["smtp"]


def test_a_mail_given_up_is_an_alarm_until_somebody_decides(now: datetime) -> None:
    queued(person(), now=now)
    Delivery.objects.update(state=DeliveryState.DEAD)
    assert alarms(now) == ["dead"]
    Delivery.objects.update(state=DeliveryState.CLOSED)
    assert alarms(now) == []


def test_an_uncertain_mail_is_an_alarm_when_it_stays_so(now: datetime) -> None:
    queued(person(), now=now)
    Delivery.objects.update(state=DeliveryState.UNCERTAIN, updated_at=now)
    assert alarms(now) == [] and sign(now, "uncertain").level == Level.WATCH
    Delivery.objects.update(updated_at=now - timedelta(minutes=31))
    assert alarms(now) == ["uncertain"]


def test_a_poison_row_is_an_alarm_after_three_failures_until_set_aside(now: datetime) -> None:
    failure = ScanFailure.objects.create(
        family="reminders.claims", subject="申报:1", error="KeyError", first_at=now, last_at=now, times=2
    )
    assert alarms(now) == []
    ScanFailure.objects.update(times=3)
    ran("reminders.claims", now - timedelta(minutes=9))
    assert alarms(now) == ["poison"]  # and the family that waits for it is explained
    ScanFailure.objects.filter(pk=failure.pk).update(set_aside_at=now)
    ran("reminders.claims", now)
    assert alarms(now) == []


def test_every_bad_sign_says_in_chinese_what_to_do(db: None) -> None:
    for one in examine(timezone.now()):
        if one.is_alarm:
            assert one.todo.endswith("。") and len(one.todo) > 8, one.key
