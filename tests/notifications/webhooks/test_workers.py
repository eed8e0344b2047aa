"""Workers that die or meet: real processes, real threads, a real database."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from notifications.webhooks import leases, sender
from notifications.webhooks.models import Delivery, DeliveryState
from tests.factories import build_city
from tests.notifications.webhooks.receiving import Answer, Receiver
from tests.notifications.webhooks.samples import Clock, allow_own_network, deliver, hook, system

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hooked(receiver: Receiver) -> Iterator[Receiver]:
    """The city, committed, and the network of the receiver listed."""
    allow_own_network()
    yield receiver


def test_kill_9_between_sending_and_note_sends_again_under_the_same_number(hooked: Receiver) -> None:
    webhook = hook(system(build_city().district), hooked.url())
    row = deliver(webhook, change=None, type="webhook.test", now=timezone.now())
    clock = Clock()
    command = [sys.executable, "-m", "tests.notifications.webhooks.pushing_process"]
    database = str(connection.settings_dict["NAME"])
    connection.close()
    ended = subprocess.run([*command, database, clock().isoformat()], capture_output=True, timeout=60)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    row.refresh_from_db()
    assert (row.state, hooked.numbers()) == (DeliveryState.SENDING, [str(row.pk)])
    clock.move(seconds=leases.LEASE.total_seconds() + 1)
    assert sender.push_due(clock=clock, sleep=clock.sleep) == 1
    assert hooked.numbers() == [str(row.pk)] * 2
    row.refresh_from_db()
    assert row.state == DeliveryState.SENT


def test_side_by_side_a_receiver_that_hangs_costs_the_others_nothing(hooked: Receiver, settings: Settings) -> None:
    settings.WEBHOOK_TIMEOUT = 3
    owner = system(build_city().district)
    hooked.answer("/hangs", Answer(200, hangs=4))
    hooks = [hook(owner, hooked.url(path)) for path in ("/hangs", "/a", "/b")]
    for webhook in hooks:
        for change in range(3):
            deliver(webhook, change=None, type="webhook.test", line=str(change), now=timezone.now())
    began = time.monotonic()
    arrived: dict[str, float] = {}
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(
            sender.push_due, clock=timezone.now, side_by_side=True, budget=timedelta(seconds=2), sleep=time.sleep
        )
        while len(hooked.numbers("/a")) + len(hooked.numbers("/b")) < 6 and time.monotonic() - began < 20:
            time.sleep(0.02)
        arrived["others"] = time.monotonic() - began
        assert not done.done()  # the one that hangs is still waited for
        assert done.result() == 6
    assert arrived["others"] < 3
    assert len(hooked.numbers("/hangs")) == 1


@pytest.mark.parametrize("guarded", [True, False])
def test_of_many_workers_at_once_one_sends_and_without_the_claim_several_do(
    guarded: bool, hooked: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``guarded`` False is the negative control: who claims without looking sends what somebody else sends too."""
    webhook = hook(system(build_city().district), hooked.url())
    deliver(webhook, change=None, type="webhook.test", now=timezone.now())
    workers, clock = 3, Clock()
    barrier, take = Barrier(workers), leases.take

    def together(*args: object, **kwargs: object) -> object:
        barrier.wait(20)
        lease = take(*args, **kwargs)  # type: ignore[arg-type]
        return lease or (None if guarded else Delivery.objects.values_list("lease", flat=True).get())

    monkeypatch.setattr(sender.leases, "take", together)
    now = clock()

    def work(_: int) -> int:
        try:
            return sender.push_due(clock=lambda: now, budget=timedelta(seconds=30), sleep=lambda seconds: None)
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, range(workers)))
    assert (len(hooked.messages) == 1) is guarded
