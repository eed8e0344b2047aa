"""A mail server that is away, or turns the house away: that is no row's fault, and costs none its attempts."""

from __future__ import annotations

import socket
import threading
from datetime import timedelta

import pytest

from notifications.outbox.models import Delivery, DeliveryState
from notifications.outbox.reconciler import reconcile
from notifications.outbox.sender import deliver_due
from tests.factories import NOW
from tests.notifications.outbox.samples import MovableClock, person, queue_many, queued
from tests.servers import free_port
from tests.smtp import SmtpServer

ADDRESS = "litian@luodi.example"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.mark.django_db
def test_no_server_at_all_costs_no_row_an_attempt_and_is_asked_again_after_a_minute(
    settings: object, clock: MovableClock
) -> None:
    settings.EMAIL_PORT = free_port()  # type: ignore[attr-defined]
    queue_many(3)
    assert deliver_due(clock=clock) == 0
    rows = sorted(Delivery.objects.values_list("state", "attempts", "not_before"))
    put_off = NOW + timedelta(minutes=1)
    assert rows == [("queued", 0, NOW), ("queued", 0, NOW), ("queued", 0, put_off)]


@pytest.mark.django_db
def test_an_outage_of_eight_hours_loses_nothing_and_everything_is_sent_once(
    smtp_server: SmtpServer, clock: MovableClock, settings: object
) -> None:
    deliveries, real = queue_many(5), smtp_server.port
    settings.EMAIL_PORT = free_port()  # type: ignore[attr-defined]
    for _ in range(8 * 60):
        assert deliver_due(clock=clock) == 0
        reconcile(now=clock.forward(minutes=1))
    assert set(Delivery.objects.values_list("state", "attempts")) == {("queued", 0)}
    assert [row.tries.count() for row in deliveries] == [1] * 5  # the same trouble is told once
    settings.EMAIL_PORT = real  # type: ignore[attr-defined]
    for _ in range(3):
        deliver_due(clock=clock)
        clock.forward(minutes=1)
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert sorted(mail.message_id for mail in smtp_server.messages) == sorted(row.message_id for row in deliveries)


@pytest.mark.django_db
def test_a_refused_row_keeps_its_count_through_an_outage(
    smtp_server: SmtpServer, clock: MovableClock, settings: object
) -> None:
    smtp_server.at_rcpt(ADDRESS, "451 4.7.1 later")
    delivery, real = queued(person()), smtp_server.port
    for port in (real, free_port(), real):
        settings.EMAIL_PORT = port  # type: ignore[attr-defined]
        deliver_due(clock=clock)
        clock.forward(hours=3)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.QUEUED, 2)


def _one_line_server(greeting: bytes | None) -> tuple[socket.socket, threading.Thread]:
    """Says ``greeting`` to the first client and hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        client, _ = listener.accept()
        with client:
            client.sendall(greeting or b"")

    thread = threading.Thread(target=serve)
    thread.start()
    return listener, thread


@pytest.mark.django_db
@pytest.mark.parametrize("greeting", [b"554 5.7.1 go away\r\n", b"421 busy\r\n", b"HTTP/1.0 400\r\n", b""])
def test_a_server_that_turns_the_house_away_is_not_the_recipients_refusal(
    settings: object, clock: MovableClock, greeting: bytes
) -> None:
    listener, thread = _one_line_server(greeting)
    settings.EMAIL_PORT = listener.getsockname()[1]  # type: ignore[attr-defined]
    delivery = queued(person())
    deliver_due(clock=clock)
    thread.join()
    listener.close()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.QUEUED, 0)


@pytest.mark.django_db
def test_a_wrong_password_is_the_houses_trouble_too(
    smtp_server: SmtpServer, clock: MovableClock, settings: object
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "luodi", "wrong"  # type: ignore[attr-defined]
    delivery = queued(person())
    for _ in range(10):
        deliver_due(clock=clock)
        clock.forward(hours=3)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.QUEUED, 0)


def _server_that_takes_no_mail(refusal: bytes) -> tuple[socket.socket, threading.Thread]:
    """Greets one client and answers MAIL with ``refusal``."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        client, _ = listener.accept()
        with client, client.makefile("rb") as lines:
            client.sendall(b"220 ready\r\n")
            for line in lines:
                client.sendall(refusal if line.upper().startswith(b"MAIL") else b"250 OK\r\n")

    thread = threading.Thread(target=serve)
    thread.start()
    return listener, thread


@pytest.mark.django_db
@pytest.mark.parametrize("refusal", [b"530 5.7.0 log in first\r\n", b"550 5.7.1 sender denied\r\n", b"452 full\r\n"])
def test_a_refused_sender_is_the_houses_trouble_and_no_row_fails(
    settings: object, clock: MovableClock, refusal: bytes
) -> None:
    listener, thread = _server_that_takes_no_mail(refusal)
    settings.EMAIL_PORT = listener.getsockname()[1]  # type: ignore[attr-defined]
    queue_many(3)
    assert deliver_due(clock=clock) == 0
    thread.join()
    listener.close()
    assert set(Delivery.objects.values_list("state", "attempts")) == {("queued", 0)}
    assert set(Delivery.objects.values_list("smtp_code", flat=True)) == {None, int(refusal[:3])}
