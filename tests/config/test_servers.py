"""The servers of the tests are real and obey their scripts."""

from __future__ import annotations

import smtplib
import threading
from email.message import EmailMessage

import pytest
import redis
from django.db import connection

from tests.smtp import DROP, HANG, SmtpServer


def letter(to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "luodi@luodi.example"
    message["To"] = to
    message["Subject"] = "调度会通知"
    message["Message-ID"] = "<one@luodi.example>"
    message.set_content("请准时参加。")
    return message


def send(server: SmtpServer, to: str, timeout: float = 10) -> None:
    with smtplib.SMTP(server.host, server.port, timeout=timeout) as client:
        client.send_message(letter(to))


def test_an_obliging_server_keeps_the_message(smtp_server: SmtpServer) -> None:
    send(smtp_server, "li@example.com")
    assert [received.message_id for received in smtp_server.to("li@example.com")] == ["<one@luodi.example>"]
    assert smtp_server.accepted[0].message["Subject"] == "调度会通知"
    assert len(list((smtp_server.maildir / "new").iterdir())) == 1


def test_a_scripted_recipient_is_refused_and_others_are_not(smtp_server: SmtpServer) -> None:
    smtp_server.at_rcpt("gone@example.com", "550 5.1.1 no such user")
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        send(smtp_server, "gone@example.com")
    assert refusal.value.recipients["gone@example.com"] == (550, b"5.1.1 no such user")
    send(smtp_server, "li@example.com")
    assert len(smtp_server.accepted) == 1


def test_a_temporary_refusal_is_over_when_the_script_is(smtp_server: SmtpServer) -> None:
    smtp_server.at_rcpt("busy@example.com", "451 4.7.1 later", always=False)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(smtp_server, "busy@example.com")
    send(smtp_server, "busy@example.com")
    assert len(smtp_server.accepted) == 1


def test_a_refusal_after_data_leaves_nothing_accepted(smtp_server: SmtpServer) -> None:
    smtp_server.after_data("full@example.com", "452 4.3.1 full")
    with pytest.raises(smtplib.SMTPDataError):
        send(smtp_server, "full@example.com")
    assert (len(smtp_server.messages), len(smtp_server.accepted)) == (1, 0)


def test_a_dropped_connection_has_had_the_message(smtp_server: SmtpServer) -> None:
    smtp_server.after_data("drop@example.com", DROP)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_server, "drop@example.com")
    assert (len(smtp_server.messages), len(smtp_server.accepted)) == (1, 0)


def test_a_hanging_server_makes_the_client_give_up(smtp_server: SmtpServer) -> None:
    smtp_server.after_data("hang@example.com", HANG)
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        send(smtp_server, "hang@example.com", timeout=0.5)
    assert len(smtp_server.messages) == 1


def test_a_late_answer_arrives_after_release(smtp_server: SmtpServer) -> None:
    smtp_server.after_data("late@example.com", HANG)
    client = threading.Thread(target=send, args=(smtp_server, "late@example.com"))
    client.start()
    smtp_server.wait_for_messages(1)
    smtp_server.release()
    client.join(10)
    assert len(smtp_server.to("late@example.com")) == 1


def test_redis_is_real(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.set("luodi", "落地")
        assert client.get("luodi") == "落地".encode()


@pytest.mark.django_db
def test_the_test_database_is_no_memory() -> None:
    assert connection.vendor != "sqlite" or not connection.is_in_memory_db()
