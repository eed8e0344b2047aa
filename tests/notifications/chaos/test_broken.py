"""Negative controls: two designs that others use lose and double under the kills that the house survives."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.outbox.models import Delivery
from tests.notifications.chaos.judge import Judgement, judge
from tests.notifications.chaos.shooting import Shooting
from tests.notifications.outbox.samples import person, told
from tests.smtp import SmtpServer

SEED, MAILS, DOOMED = 20261130, 12, 4
BEGUN = 24
"""Hours ago; each sender lives an hour after the one before it, so that every lease and grace is over."""


def under_fire(shooting: Shooting, smtp_server: SmtpServer, design: str, point: str) -> tuple[Judgement, set[str]]:
    """Senders of ``design`` die at ``point`` of four of twelve mails, drawn by the seed; then one works to the end."""
    recipient, now = person(), timezone.now() - timedelta(hours=BEGUN)
    tokens = [f"T-{number:02d}" for number in range(MAILS)]
    for token in tokens:
        told(recipient, slot=token, now=now, title=token)
    doomed = set(random.Random(f"{SEED} {point}").sample(tokens, DOOMED))
    deaths, hours = 0, 1 - BEGUN
    while shooting.sender(point, doomed, design=design, hours=hours):
        deaths, hours = deaths + 1, hours + 1
    shooting.sender(point, doomed, design=design, hours=hours + 1)
    assert deaths == DOOMED
    acks = [{"token": token, "at": now.timestamp(), "outcome": "told"} for token in tokens]
    taken = [{"id": mail.message_id, "subject": mail.message["Subject"], "at": 0.0} for mail in smtp_server.accepted]
    books = list(Delivery.objects.values_list("occurrence__slot", "message_id", "state", "attempts"))
    return judge(acks, taken, books, 0, []), doomed


@pytest.mark.parametrize("point", ["before sending", "after sending"])
def test_the_house_loses_and_doubles_nothing(shooting: Shooting, smtp_server: SmtpServer, point: str) -> None:
    found, _ = under_fire(shooting, smtp_server, "house", point)
    assert found.is_clean
    assert found.arrived == MAILS


def test_claim_then_send_loses_what_its_sender_died_with(shooting: Shooting, smtp_server: SmtpServer) -> None:
    found, doomed = under_fire(shooting, smtp_server, "claim-then-send", "before sending")
    assert set(found.lost) == doomed
    assert found.doubled == []


def test_send_in_lock_doubles_what_its_sender_died_with(shooting: Shooting, smtp_server: SmtpServer) -> None:
    found, doomed = under_fire(shooting, smtp_server, "send-in-lock", "after sending")
    assert set(found.doubled) == doomed
    assert found.lost == []
