"""Handing over through a real SMTP server: every answer a server can give, and what becomes of the row."""

from __future__ import annotations

import smtplib
import socket
import threading
from datetime import timedelta

import pytest
from django.db import connection

from notifications.outbox import leases, registry, sender, services
from notifications.outbox.models import Delivery, DeliveryState, OccurrenceState
from notifications.outbox.reconciler import reconcile
from notifications.outbox.sender import deliver_due
from notifications.outbox.smtp import Answer, MailServer
from tests.factories import NOW
from tests.notifications.outbox.samples import MovableClock, person, queue_many, queued, told
from tests.smtp import DROP, HANG, SmtpServer

ADDRESS = "litian@luodi.example"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.mark.django_db
def test_a_due_mail_is_handed_over_and_marked_sent(smtp_server: SmtpServer, clock: MovableClock) -> None:
    delivery = queued(person())
    assert deliver_due(clock=clock) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.sent_at, delivery.smtp_code) == (DeliveryState.SENT, NOW, 250)
    assert [mail.message_id for mail in smtp_server.to(ADDRESS)] == [delivery.message_id]
    assert [(entry.number, entry.outcome, entry.code) for entry in delivery.tries.all()] == [(1, "sent", 250)]


@pytest.mark.django_db
def test_nothing_leaves_before_it_is_due(smtp_server: SmtpServer, clock: MovableClock) -> None:
    queued(person(), due_at=NOW + timedelta(hours=1))
    assert deliver_due(clock=clock) == 0
    clock.forward(hours=1)
    assert deliver_due(clock=clock) == 1


@pytest.mark.django_db
def test_a_refused_recipient_fails_with_its_code_and_is_never_tried_again(
    smtp_server: SmtpServer, clock: MovableClock
) -> None:
    smtp_server.at_rcpt(ADDRESS, "550 5.1.1 no such user")
    delivery = queued(person())
    deliver_due(clock=clock)
    clock.forward(days=30)
    deliver_due(clock=clock)
    reconcile(now=clock.now)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.smtp_code, delivery.attempts) == (DeliveryState.FAILED, 550, 1)
    assert "no such user" in delivery.smtp_reply
    assert smtp_server.messages == []


@pytest.mark.django_db
def test_one_of_three_recipients_refused_is_not_taken_for_success(smtp_server: SmtpServer, clock: MovableClock) -> None:
    deliveries = queue_many(3)
    smtp_server.at_rcpt("p1@luodi.example", "550 5.7.1 refused")
    assert deliver_due(clock=clock) == 2
    states = dict(Delivery.objects.values_list("address", "state"))
    assert [states[row.address] for row in deliveries] == ["sent", "failed", "sent"]
    assert smtp_server.connections == 1


@pytest.mark.django_db
def test_a_temporary_refusal_waits_longer_each_time_and_then_arrives_once(
    smtp_server: SmtpServer, clock: MovableClock
) -> None:
    smtp_server.at_rcpt(ADDRESS, "451 4.7.1 later", "451 4.7.1 later", always=False)
    delivery = queued(person())
    waits = []
    for _ in range(2):
        deliver_due(clock=clock)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.smtp_code) == (DeliveryState.QUEUED, 451)
        waits.append(delivery.not_before - clock.now)
        assert deliver_due(clock=clock) == 0
        clock.now = delivery.not_before
    assert deliver_due(clock=clock) == 1
    assert waits == sorted(waits) and waits[0] < waits[1]
    assert len(smtp_server.to(ADDRESS)) == 1


@pytest.mark.django_db
def test_after_five_failures_it_is_given_up_until_a_person_says_otherwise(
    smtp_server: SmtpServer, clock: MovableClock
) -> None:
    smtp_server.at_rcpt(ADDRESS, "451 4.7.1 later")
    delivery = queued(person())
    for _ in range(9):
        deliver_due(clock=clock)
        clock.forward(hours=3)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.DEAD, leases.MAX_ATTEMPTS)
    smtp_server.reset()
    services.send_again(
        delivery.pk, reason="服务器已恢复", by=person("wangdiao", "王调", roles=("dispatcher",)), now=clock.now
    )
    assert deliver_due(clock=clock) == 1


@pytest.mark.django_db
def test_the_line_lost_after_data_is_uncertain_and_never_sent_again_by_itself(
    smtp_server: SmtpServer, clock: MovableClock
) -> None:
    smtp_server.after_data(ADDRESS, DROP, always=False)
    delivery = queued(person())
    deliver_due(clock=clock)
    for _ in range(20):
        clock.forward(hours=1)
        reconcile(now=clock.now)
        deliver_due(clock=clock)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.UNCERTAIN
    assert len(smtp_server.messages) == 1


@pytest.mark.django_db
def test_a_server_that_never_answers_after_data_leaves_it_uncertain(
    smtp_server: SmtpServer, clock: MovableClock, settings: object
) -> None:
    settings.EMAIL_TIMEOUT = 1  # type: ignore[attr-defined]
    smtp_server.after_data(ADDRESS, HANG, always=False)
    delivery = queued(person())
    deliver_due(clock=clock)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.UNCERTAIN


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reply", "state"),
    [
        ("452 4.3.1 full", "queued"),
        ("451 4.3.0 try later", "queued"),
        ("421 4.3.2 shutting down", "queued"),
        ("550 5.7.1 spam", "failed"),
        ("552 5.3.4 too big", "failed"),
        ("554 5.6.0 rejected", "failed"),
        ("250 2.0.0 queued as 1", "sent"),
    ],
)
def test_the_answer_after_data_decides(smtp_server: SmtpServer, clock: MovableClock, reply: str, state: str) -> None:
    smtp_server.after_data(ADDRESS, reply)
    delivery = queued(person())
    deliver_due(clock=clock)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.smtp_code) == (state, int(reply[:3]))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reply", "state"),
    [
        ("421 4.3.2 shutting down", "queued"),
        ("450 4.2.1 busy", "queued"),
        ("451 4.3.0 error", "queued"),
        ("452 4.2.2 full", "queued"),
        ("550 5.1.1 unknown", "failed"),
        ("551 5.1.6 moved", "failed"),
        ("552 5.2.2 over quota", "failed"),
        ("553 5.1.3 bad name", "failed"),
        ("554 5.7.1 policy", "failed"),
        ("251 2.1.5 forwarded", "sent"),
    ],
)
def test_the_answer_to_the_recipient_decides(
    smtp_server: SmtpServer, clock: MovableClock, reply: str, state: str
) -> None:
    smtp_server.at_rcpt(ADDRESS, reply)
    delivery = queued(person())
    deliver_due(clock=clock)
    delivery.refresh_from_db()
    assert delivery.state == state
    assert len(smtp_server.messages) == (state == "sent")


@pytest.mark.django_db
def test_a_poisoned_row_does_not_stop_the_others(
    smtp_server: SmtpServer, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliveries = queue_many(20)
    poisoned = deliveries[0].occurrence

    def explode(occurrence: object, now: object) -> str:
        if getattr(occurrence, "pk", None) == poisoned.pk:
            raise ZeroDivisionError("poison")
        return ""

    monkeypatch.setitem(registry._RULES, "sample", registry.RegisteredRule("sample", "示例", explode))
    assert deliver_due(clock=clock) == 19
    deliveries[0].refresh_from_db()
    assert deliveries[0].state == DeliveryState.QUEUED
    assert "ZeroDivisionError" in deliveries[0].tries.get().reply


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["not an address", "a@b@c", "x@", "evil@luodi.example\r\nRCPT TO:<all@x.example>", "中文@luodi.example"]
)
def test_an_impossible_address_fails_and_cannot_speak_smtp(
    smtp_server: SmtpServer, clock: MovableClock, address: str
) -> None:
    bad = queued(person(email="placeholder@luodi.example"))
    Delivery.objects.filter(pk=bad.pk).update(address=address)
    good = queued(person("other", "他人"))
    assert deliver_due(clock=clock) == 1
    bad.refresh_from_db()
    assert bad.state == DeliveryState.FAILED
    assert [mail.recipient for mail in smtp_server.messages] == [good.address]


@pytest.mark.django_db
def test_what_is_no_longer_true_is_not_sent(
    smtp_server: SmtpServer, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved_on = registry.RegisteredRule("sample", "示例", lambda occurrence, now: "项目已推进")
    monkeypatch.setitem(registry._RULES, "sample", moved_on)
    delivery = queued(person())
    assert deliver_due(clock=clock) == 0
    delivery.refresh_from_db()
    assert (delivery.state, delivery.occurrence.state) == (DeliveryState.VOID, OccurrenceState.VOID)
    assert delivery.occurrence.void_reason == "项目已推进"
    assert smtp_server.messages == []


@pytest.mark.django_db
def test_voided_between_claim_and_data_is_held_back(
    smtp_server: SmtpServer, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = queued(person())
    begin = leases.begin_data

    def voided_meanwhile(*args: object, **kwargs: object) -> bool:
        services.void(delivery.occurrence_id, reason="会议已取消", now=clock.now)
        return begin(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(leases, "begin_data", voided_meanwhile)
    assert deliver_due(clock=clock) == 0
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.VOID
    assert smtp_server.messages == []


def _hand_over(server: MailServer, content: bytes) -> Answer:
    return server.hand_over(sender="a@x.example", recipient="b@x.example", content=content, before_data=lambda: True)


@pytest.mark.django_db
def test_a_connection_the_server_closed_meanwhile_is_opened_again(smtp_server: SmtpServer) -> None:
    with MailServer() as server:
        first = server.hand_over(
            sender="a@x.example", recipient="b@x.example", content=b"1\r\n", before_data=lambda: True
        )
        assert server._smtp is not None and server._smtp.sock is not None
        server._smtp.sock.shutdown(socket.SHUT_RDWR)
        second = server.hand_over(
            sender="a@x.example", recipient="b@x.example", content=b"2\r\n", before_data=lambda: True
        )
    assert (first.code, second.code) == (250, 250)
    assert len(smtp_server.accepted) == 2


@pytest.mark.django_db
def test_lines_that_begin_with_a_dot_arrive_as_they_are(smtp_server: SmtpServer) -> None:
    content = b"Subject: dots\r\n\r\n.\r\n..\r\n.leading\r\nend"
    with MailServer() as server:
        _hand_over(server, content)
    assert smtp_server.accepted[0].raw.rstrip(b"\r\n") == content


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_hand_over_once(smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    queue_many(12)
    _race(monkeypatch)
    assert len(smtp_server.accepted) == 12
    assert len({mail.message_id for mail in smtp_server.accepted}) == 12


@pytest.mark.django_db(transaction=True)
def test_negative_control_without_the_conditional_update_the_same_race_doubles(
    smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_many(12)
    monkeypatch.setattr(leases, "_row", lambda pk, **condition: Delivery.objects.filter(pk=pk))
    _race(monkeypatch)
    assert len(smtp_server.accepted) == 24


def _race(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two senders that have both looked at the queue before either claims anything."""
    barrier, look = threading.Barrier(2), sender._waiting
    seen = threading.local()

    def look_together(*where: object) -> list[object]:
        if getattr(seen, "looked", False):
            return []
        seen.looked = True
        found = look(*where)  # type: ignore[arg-type]
        barrier.wait(20)
        return found  # type: ignore[return-value]

    monkeypatch.setattr(sender, "_waiting", look_together)
    errors: list[BaseException] = []

    def one() -> None:
        try:
            deliver_due(clock=MovableClock())
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


@pytest.mark.django_db
def test_an_occurrence_told_late_says_so_in_the_subject(smtp_server: SmtpServer, clock: MovableClock) -> None:
    told(person(), is_late=True)
    deliver_due(clock=clock)
    assert smtp_server.accepted[0].message["Subject"].startswith("【补发】")


def test_smtplib_still_has_the_four_calls_we_stand_on() -> None:
    for name in ("mail", "rcpt", "docmd", "getreply"):
        assert callable(getattr(smtplib.SMTP, name))
