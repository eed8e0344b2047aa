"""Stuck rows come back, unknown results are found out, and nothing is ever sent again on a guess."""

from __future__ import annotations

import mailbox
import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from notifications.outbox import leases
from notifications.outbox.models import Delivery, DeliveryState
from notifications.outbox.reconciler import GRACE, reconcile
from notifications.outbox.sender import deliver_due
from tests.factories import NOW
from tests.notifications.outbox.samples import MovableClock, person, queued
from tests.smtp import DROP, SmtpServer

ADDRESS = "litian@luodi.example"
OVER = leases.LEASE + timedelta(seconds=1)


@pytest.fixture
def delivery(db: None) -> Delivery:
    return queued(person())


@pytest.fixture
def journal(settings: object, tmp_path: Path) -> mailbox.Maildir:
    """An empty journal mailbox."""
    box = mailbox.Maildir(tmp_path / "journal", create=True)
    settings.MAIL_JOURNAL = str(tmp_path / "journal")  # type: ignore[attr-defined]
    return box


def in_data(delivery: Delivery) -> None:
    """A sender took it, began DATA, and was never heard of again."""
    lease = leases.take(delivery.pk, now=NOW)
    assert lease is not None
    assert leases.begin_data(delivery.pk, lease, now=NOW)


def state(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return delivery.state


def test_a_lease_over_before_data_goes_back_to_the_queue_and_is_sent_once(
    delivery: Delivery, smtp_server: SmtpServer
) -> None:
    leases.take(delivery.pk, now=NOW)
    reconcile(now=NOW + leases.LEASE - timedelta(seconds=1))
    assert state(delivery) == DeliveryState.CLAIMED
    reconcile(now=NOW + OVER)
    assert state(delivery) == DeliveryState.QUEUED
    assert deliver_due(clock=MovableClock(NOW + OVER)) == 1
    assert len(smtp_server.messages) == 1


def test_a_row_that_kills_its_sender_each_time_is_given_up(delivery: Delivery) -> None:
    now = NOW
    for _ in range(leases.MAX_ATTEMPTS):
        assert leases.take(delivery.pk, now=now)
        now += OVER
        reconcile(now=now)
    assert state(delivery) == DeliveryState.DEAD
    assert delivery.tries.count() == leases.MAX_ATTEMPTS


def test_a_lease_over_in_data_is_uncertain_and_without_a_journal_stays_so(
    delivery: Delivery, smtp_server: SmtpServer
) -> None:
    in_data(delivery)
    for hours in range(1, 50):
        reconcile(now=NOW + timedelta(hours=hours))
        deliver_due(clock=MovableClock(NOW + timedelta(hours=hours)))
    assert state(delivery) == DeliveryState.UNCERTAIN
    assert smtp_server.messages == []


def test_a_sender_that_lost_its_lease_may_not_begin_data(delivery: Delivery) -> None:
    lease = leases.take(delivery.pk, now=NOW)
    assert lease is not None
    assert not leases.begin_data(delivery.pk, lease, now=NOW + OVER)
    reconcile(now=NOW + OVER)
    other = leases.take(delivery.pk, now=NOW + OVER)
    assert other is not None
    assert not leases.begin_data(delivery.pk, lease, now=NOW + OVER)
    assert leases.begin_data(delivery.pk, other, now=NOW + OVER)


def test_a_late_yes_of_the_server_still_counts_for_an_uncertain_one(delivery: Delivery) -> None:
    lease = leases.take(delivery.pk, now=NOW)
    assert lease is not None
    leases.begin_data(delivery.pk, lease, now=NOW)
    reconcile(now=NOW + OVER)
    assert leases.finish(Delivery.objects.get(pk=delivery.pk), lease, DeliveryState.SENT, now=NOW + OVER, code=250)
    assert state(delivery) == DeliveryState.SENT


def test_found_in_the_journal_is_sent(delivery: Delivery, journal: mailbox.Maildir) -> None:
    in_data(delivery)
    journal.add(f"Message-ID: {delivery.message_id}\r\n\r\n.".encode())
    reconcile(now=NOW + OVER)
    assert state(delivery) == DeliveryState.SENT
    assert delivery.sent_at == NOW


def test_found_in_the_journal_of_a_relay_whose_clock_is_eight_hours_behind(
    delivery: Delivery, journal: mailbox.Maildir, smtp_server: SmtpServer
) -> None:
    in_data(delivery)
    key = journal.add(f"Message-ID: {delivery.message_id}\r\n\r\n.".encode())
    filed = (NOW - timedelta(hours=8)).timestamp()
    os.utime(Path(journal._path) / "new" / key, (filed, filed))
    reconcile(now=NOW + GRACE)
    assert state(delivery) == DeliveryState.SENT


def test_not_found_waits_for_the_grace_and_then_goes_out_under_the_same_message_id(
    delivery: Delivery, journal: mailbox.Maildir, smtp_server: SmtpServer
) -> None:
    in_data(delivery)
    journal.add(b"Message-ID: <another@luodi.example>\r\n\r\n.")
    reconcile(now=NOW + GRACE - timedelta(seconds=1))
    assert state(delivery) == DeliveryState.UNCERTAIN
    reconcile(now=NOW + GRACE)
    assert state(delivery) == DeliveryState.QUEUED
    deliver_due(clock=MovableClock(NOW + GRACE))
    assert [mail.message_id for mail in smtp_server.accepted] == [delivery.message_id]


def test_a_journal_that_cannot_be_read_is_no_journal(delivery: Delivery, settings: object, tmp_path: Path) -> None:
    settings.MAIL_JOURNAL = str(tmp_path / "gone")  # type: ignore[attr-defined]
    in_data(delivery)
    reconcile(now=NOW + timedelta(days=1))
    assert state(delivery) == DeliveryState.UNCERTAIN


def test_the_demo_mailbox_is_no_journal_unless_it_was_named_as_such(
    delivery: Delivery, settings: object, tmp_path: Path
) -> None:
    mailbox.Maildir(tmp_path / "mail", create=True)
    settings.DEMO, settings.DEMO_MAILDIR, settings.MAIL_JOURNAL = True, tmp_path / "mail", ""  # type: ignore[attr-defined]
    in_data(delivery)
    reconcile(now=NOW + timedelta(days=1))
    assert state(delivery) == DeliveryState.UNCERTAIN
    settings.MAIL_JOURNAL = str(tmp_path / "mail")  # type: ignore[attr-defined]
    reconcile(now=NOW + timedelta(days=1))
    assert state(delivery) == DeliveryState.QUEUED


def test_reply_lost_with_a_journal_ends_as_sent_with_one_copy(
    delivery: Delivery, journal: mailbox.Maildir, smtp_server: SmtpServer
) -> None:
    smtp_server.after_data(ADDRESS, DROP, always=False)
    clock = MovableClock()
    deliver_due(clock=clock)
    journal.add(smtp_server.messages[0].raw)
    for _ in range(10):
        clock.forward(minutes=10)
        reconcile(now=clock.now)
        deliver_due(clock=clock)
    assert state(delivery) == DeliveryState.SENT
    assert len(smtp_server.messages) == 1


@pytest.mark.django_db(transaction=True)
def test_four_reconcilers_at_once_free_a_row_once(settings: object) -> None:
    delivery = queued(person())
    leases.take(delivery.pk, now=NOW)
    barrier, freed = threading.Barrier(4), []

    def one() -> None:
        try:
            barrier.wait(20)
            freed.append(reconcile(now=NOW + OVER).freed)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(freed) == [0, 0, 0, 1]
    assert delivery.tries.count() == 1
