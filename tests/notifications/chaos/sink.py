"""The mail relay outside: a process of its own that writes down what it took, on disk, before it says so.

``python -m tests.notifications.chaos.sink <folder> <port> <seed>``. Each line of ``sink.jsonl``: when, Message-ID,
recipient, subject. The Maildir ``journal`` gets a copy, as the relay of an office does it. Now and then the line goes
dead: before anything was taken, or after everything was and before the answer.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import time
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

BEFORE, BETWEEN = (0.0, 0.006), (0.0, 0.02)
"""Seconds until a message is written down, and from then until the answer: the window in which nobody can know."""
DEAF, MUTE = 0.01, 0.02
"""Chances that the line goes dead with the message lost, and with the message taken."""


class Sink:
    """Writes ``sink.jsonl`` and the journal in ``folder``."""

    def __init__(self, folder: Path, seed: str) -> None:
        self.chance = random.Random(f"sink {seed}")
        self.journal = folder / "journal"
        for part in ("tmp", "new", "cur"):
            (self.journal / part).mkdir(parents=True, exist_ok=True)
        self.lines = os.open(folder / "sink.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.count = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.chance.uniform(*BEFORE))
        luck = self.chance.random()
        if luck < DEAF:
            return hang_up(server)
        self.take(envelope)
        await asyncio.sleep(self.chance.uniform(*BETWEEN))
        return hang_up(server) if luck < DEAF + MUTE else "250 OK"

    def take(self, envelope: Envelope) -> None:
        """On disk before a word is said."""
        raw = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        message = message_from_bytes(raw, policy=policy.default)
        line = {
            "at": time.time(),
            "id": str(message["Message-ID"]),
            "to": envelope.rcpt_tos[0],
            "subject": str(message["Subject"]),
        }
        self.count += 1
        name = f"{self.count:06d}.{os.getpid()}"
        (self.journal / "tmp" / name).write_bytes(raw)
        os.write(self.lines, f"{json.dumps(line)}\n".encode())
        os.fsync(self.lines)
        (self.journal / "tmp" / name).rename(self.journal / "new" / name)


def hang_up(server: SMTP) -> str:
    """The line goes dead without a word."""
    server.transport.abort()
    raise ConnectionResetError("scripted")


def main(folder: str, port: str, seed: str) -> None:
    """Take mail until SIGTERM."""
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: ended.append(number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    controller = Controller(Sink(Path(folder), seed), hostname="127.0.0.1", port=int(port), enable_SMTPUTF8=True)
    controller.start()
    while not ended:
        time.sleep(0.1)
    controller.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
