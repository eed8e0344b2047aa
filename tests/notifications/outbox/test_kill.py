"""Senders under ``kill -9``: a seeded slice of the long run (reliability.md 6, row 4), with the bound it proves."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import connection
from django.utils import timezone

from notifications.outbox.models import Attempt, Delivery
from tests.notifications.outbox.samples import person, told
from tests.smtp import SmtpServer

MAILS = int(os.environ.get("LUODI_KILL_MAILS", "200"))
WORKERS = 3
SEED = int(os.environ.get("LUODI_KILL_SEED", "20261122"))


class SlowSink(SmtpServer):
    """Files the message, then takes 20 ms to say so: the window in which a sender's death is ambiguous."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        reply = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(0.02)
        return reply


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SlowSink]:
    server = SlowSink(tmp_path / "sink")
    server.start()
    yield server
    server.stop()


@pytest.mark.django_db(transaction=True)
def test_random_kills_neither_lose_nor_double_a_mail(sink: SlowSink, capsys: pytest.CaptureFixture[str]) -> None:
    recipient, now = person(), timezone.now() - timedelta(minutes=1)
    for number in range(MAILS):
        told(recipient, slot=str(number), now=now)
    database = str(connection.settings_dict["NAME"])
    connection.close()
    kills = _run(sink, database)
    copies = Counter(received.message_id for received in sink.accepted)
    expected = set(Delivery.objects.values_list("message_id", flat=True))
    doubtful = Attempt.objects.filter(outcome="uncertain").count()
    bound = f"the chance that a kill loses or doubles a mail is below {3 / max(kills, 1):.1%} (95 %)"
    with capsys.disabled():
        sys.stdout.write(f"\n{MAILS} mails, {kills} kills, {doubtful} of them in mid-DATA: {bound}\n")
    assert kills >= 10
    assert set(copies) == expected
    assert set(copies.values()) == {1}
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def _run(sink: SlowSink, database: str) -> int:
    """The shooting range as a process of its own; returns the number of kills."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LUODI_DEMO": "1",
        "LUODI_HOME": str(sink.maildir.parent),
        "EMAIL_HOST": sink.host,
        "EMAIL_PORT": str(sink.port),
    }
    command = [sys.executable, "-m", "tests.notifications.outbox.sender_process"]
    arguments = [database, str(sink.maildir), str(SEED), str(WORKERS)]
    done = subprocess.run(
        [*command, *arguments],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(json.loads(done.stdout)["kills"])
