"""Silence is not noise: through three days of a system that lives nobody is alarmed (reliability.md 6, row 9).

By the clock, not by the hour: what a living system does (ticks that come late, a busy worker, restarts, mails that are
put off and then taken, a log-in that fails once, a machine that sleeps) happens at random moments of a seed, and a
watchman looks at random moments. The long form, with real processes, is ``test_silence`` with its quiet minutes.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from notifications.outbox import leases
from notifications.outbox.models import Delivery, DeliveryState, Watermark
from notifications.watch import alarms, deadman, expected, watchman
from notifications.watch.expected import BEAT, CANARY, WEB, pulses
from notifications.watch.models import ScanFailure, Trouble
from notifications.watch.probes import failed, succeeded
from notifications.watch.pulses import beat
from notifications.watch.watchman import Watchman
from projects.audit.models import Check
from projects.people.models import Officer
from tests.factories import NOW
from tests.notifications.outbox.samples import person, told
from tests.notifications.watch.wellness import all_well

pytestmark = pytest.mark.django_db
SEED = int(os.environ.get("LUODI_WATCH_SEED", "20261129"))
HOURS = 72
EVERY = timedelta(minutes=12)
"""Between two looks, about: 360 of them, each at a moment when heartbeats are as old as they may be."""


@pytest.fixture(autouse=True)
def house(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Titles of alarms, which go nowhere; the log-in is the test's."""
    told_of: list[str] = []
    monkeypatch.setattr(expected, "_BROKER", [])
    monkeypatch.setattr(alarms, "send", lambda title, lines, now: told_of.append(title) is None)
    monkeypatch.setattr(watchman.probes, "look_at_smtp", lambda now: False)
    monkeypatch.setattr(watchman.alarms, "forget_files", lambda now: None)
    return told_of


class Living:
    """What happened up to ``now`` in a system that works: heartbeats as old as they may be, mails on their way."""

    def __init__(self, seed: int, officer: Officer) -> None:
        self.random, self.officer, self.number = random.Random(seed), officer, 0
        self.checked = NOW

    def ago(self, most: float) -> timedelta:
        return timedelta(seconds=self.random.uniform(0, most))

    def up_to(self, now: datetime) -> None:
        busy = self.random.random() < 0.05  # a worker held for a minute and a half by a long task
        ages = {BEAT: 25, WEB: 25, CANARY: 95 if busy else 40}
        rows = list(Watermark.objects.all())
        for row in rows:
            row.ran_at = now - self.ago(ages.get(row.name, 110 if busy else 70))
        Watermark.objects.bulk_update(rows, ["ran_at"])
        while self.checked + timedelta(hours=1) <= now:  # each hour, at a tick
            self.checked += timedelta(hours=1) + self.ago(60)
            Check.objects.create(at=min(self.checked, now))
        old = Delivery.objects.filter(state=DeliveryState.QUEUED, created_at__lt=now - timedelta(minutes=5))
        old.update(state=DeliveryState.SENT, sent_at=now)
        if self.random.random() < 0.3:
            self._mail(now)
        self._hiccups(now)

    def _mail(self, now: datetime) -> None:
        """Told a moment ago; some put off by a greylisting relay, all of them gone within their time."""
        self.number += 1
        due = now - self.ago(90)
        row = told(self.officer, slot=f"{self.number}", now=due, due_at=due).deliveries.get()
        if self.random.random() < 0.2:
            lease = leases.take(row.pk, now=now)
            assert lease is not None
            row.refresh_from_db()
            leases.put_back(row, lease, now=now, code=451, reply="4.7.1 greylisted")

    def _hiccups(self, now: datetime) -> None:
        if self.random.random() < 0.03:
            failed("smtp", now, "421 busy")
        else:
            succeeded("smtp", now)
        if self.random.random() < 0.02:
            ScanFailure.objects.update_or_create(
                family="reminders.claims",
                subject="申报:1",
                defaults={"error": "locked", "first_at": now, "last_at": now, "times": 2},
            )
        else:
            ScanFailure.objects.all().delete()
        uncertain = Delivery.objects.filter(state=DeliveryState.UNCERTAIN)
        uncertain.filter(updated_at__lt=now - timedelta(minutes=16)).update(state=DeliveryState.SENT)
        if self.random.random() < 0.02:
            latest = Delivery.objects.order_by("-created_at").values("pk")[:1]
            Delivery.objects.filter(pk__in=[one["pk"] for one in latest]).update(
                state=DeliveryState.UNCERTAIN, updated_at=now
            )


@pytest.fixture
def living() -> Living:
    all_well(NOW)
    return Living(SEED, person())


def moments(hours: float, seed: int) -> Iterator[datetime]:
    now, luck = NOW, random.Random(seed)
    while now < NOW + timedelta(hours=hours):
        now += EVERY * luck.uniform(0.5, 1.5)
        yield now


def test_in_three_days_of_a_living_system_nobody_is_alarmed(living: Living, house: list[str]) -> None:
    looks, one = 0, Watchman("watch.web")
    one._since = NOW
    for now in moments(HOURS, SEED):
        living.up_to(now)
        one._since, one._looked = one._since or now, watchman.time.monotonic()
        one.look(now)
        looks += 1
    assert looks > 300
    assert house == [] and not Trouble.objects.exists()


def test_after_a_night_asleep_the_system_takes_up_its_work_without_an_alarm(living: Living, house: list[str]) -> None:
    """The machine slept for nine hours and everything with it: watchmen begin to listen anew."""
    living.up_to(NOW)
    woke = NOW + timedelta(hours=9)
    one = Watchman("watch.web")
    for seconds in range(0, 100, 20):
        one.look(woke + timedelta(seconds=seconds))
    living.up_to(woke + timedelta(seconds=100))
    Check.objects.create(at=woke + timedelta(seconds=100))
    for seconds in range(100, 400, 20):
        one.look(woke + timedelta(seconds=seconds))
        for name in (BEAT, WEB, CANARY, *(pulse.name for pulse in pulses())):
            beat(name, now=woke + timedelta(seconds=seconds))
    assert house == []


def test_negative_control_four_minutes_without_a_worker_are_told(living: Living, house: list[str]) -> None:
    one = Watchman("watch.web")
    one._since = NOW
    living.up_to(NOW + timedelta(minutes=5))
    stopped = NOW + timedelta(minutes=5)
    for seconds in range(0, 240, 20):
        for name in (BEAT, WEB):
            beat(name, now=stopped + timedelta(seconds=seconds))
        one.look(stopped + timedelta(seconds=seconds))
    assert house == ["任务进程"]


def test_the_dead_man_is_pinged_through_the_quiet_and_not_through_the_trouble(
    living: Living, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    class Answer:
        status = 200

        def __enter__(self) -> Answer:
            return self

        def __exit__(self, *_: object) -> None:
            """Nothing."""

    monkeypatch.setattr(deadman.urllib.request, "urlopen", lambda url, timeout: asked.append(url) or Answer())
    settings.DEADMAN_URL = "https://outside.example/ping"  # type: ignore[attr-defined]
    for now in list(moments(3, SEED)):
        living.up_to(now)
        deadman.ping(now)
    quiet = len(asked)
    assert quiet >= 10
    deadman.ping(NOW + timedelta(hours=9))  # nothing has beaten since
    assert len(asked) == quiet
