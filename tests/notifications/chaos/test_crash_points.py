"""A sender killed in each state of a delivery, exactly there (reliability.md 6, row 6): one copy, and nothing stuck."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from pytest_django import Settings

from notifications.outbox import leases
from notifications.outbox.models import Delivery
from notifications.outbox.queries import Undecided
from notifications.outbox.reconciler import GRACE, reconcile
from notifications.outbox.sender import deliver_due
from tests.notifications.chaos.points import POINTS
from tests.notifications.chaos.shooting import Shooting
from tests.notifications.outbox.samples import MovableClock, person, queued
from tests.smtp import SmtpServer

TICK = timedelta(seconds=60)
LEFT_BEHIND = {
    "queued": "queued",
    "claimed": "claimed",
    "data": "data",
    "on the wire": "data",
    "answered": "data",
    "in the commit": "data",
    "sent": "sent",
}
"""Point → the state in which the dead sender left the row."""
TAKEN = ("on the wire", "answered", "in the commit", "sent")
"""Points at which the relay has it."""
UNKNOWABLE = ("data", *TAKEN[:-1])


@pytest.fixture
def delivery(shooting: Shooting) -> Delivery:
    return queued(person(), slot="doomed", now=timezone.now() - timedelta(seconds=1))


def killed_at(shooting: Shooting, smtp_server: SmtpServer, point: str) -> datetime:
    """Kill a sender there; returns when."""
    assert shooting.sender(point, {"doomed"})
    deadline = time.monotonic() + 20
    while point in TAKEN and not smtp_server.accepted and time.monotonic() < deadline:
        time.sleep(0.01)  # the relay is not done with what it was sent
    return timezone.now()


def state(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return str(delivery.state)


@pytest.mark.parametrize("point", POINTS)
def test_killed_there_it_arrives_once_and_is_settled_within_the_grace(
    shooting: Shooting, smtp_server: SmtpServer, delivery: Delivery, settings: Settings, point: str
) -> None:
    settings.MAIL_JOURNAL = str(smtp_server.maildir)
    clock = MovableClock(killed_at(shooting, smtp_server, point))
    assert state(delivery) == LEFT_BEHIND[point]
    assert len(smtp_server.accepted) == (point in TAKEN)
    stop = clock.now + max(GRACE, leases.LEASE) + 2 * TICK
    while clock.now < stop:
        reconcile(now=clock.forward(seconds=TICK.total_seconds()))
        deliver_due(clock=clock)
    assert state(delivery) == "sent"
    assert [mail.message_id for mail in smtp_server.accepted] == [delivery.message_id]


@pytest.mark.parametrize("point", UNKNOWABLE)
def test_without_a_journal_it_is_listed_for_a_person_and_never_sent_again(
    shooting: Shooting, smtp_server: SmtpServer, delivery: Delivery, point: str
) -> None:
    assert not django_settings.MAIL_JOURNAL
    clock = MovableClock(killed_at(shooting, smtp_server, point))
    for _ in range(30):
        reconcile(now=clock.forward(minutes=10))
        deliver_due(clock=clock)
    assert state(delivery) == "uncertain"
    assert Undecided.among(Delivery.objects.all()).uncertain == 1
    assert len(smtp_server.accepted) == (point in TAKEN)


@pytest.mark.parametrize("point", ["queued", "claimed"])
def test_what_had_not_begun_to_leave_is_back_within_five_minutes(
    shooting: Shooting, smtp_server: SmtpServer, delivery: Delivery, point: str
) -> None:
    at = killed_at(shooting, smtp_server, point)
    clock = MovableClock(at + leases.LEASE + TICK)
    reconcile(now=clock.now)
    assert deliver_due(clock=clock) == 1
    assert timedelta(minutes=5) >= leases.LEASE + 2 * TICK
