"""The clerk outside: has things told, writes down what was acknowledged, and reads the books at the end.

``python -m tests.notifications.chaos.clerk <folder> <port of the web> <seed>``; commands come as lines:
``feed <count>``, ``knock <times>`` (at the web, once each), ``left`` (not at an end), ``report``; each answer is
one line of JSON. ``acks.jsonl`` holds each acknowledgement on disk before the next thing is told: when, token, by which
way, and whether it was rolled back. Who gets no answer asks again with the same token, as with an Idempotency-Key.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlencode

import django
from django.conf import settings

settings.DATABASES["default"]["OPTIONS"].pop("pool", None)  # outside, so without the house's pool
django.setup()

from django.db import DatabaseError, connection  # noqa: E402 - after the set-up

from notifications.outbox.models import Attempt, Delivery  # noqa: E402
from tests.notifications.chaos.telling import RULE, Undone, tell_one  # noqa: E402
from tests.notifications.outbox.samples import person  # noqa: E402

PEOPLE = 20
ROLLED_BACK, BY_WEB = 0.06, 0.4
"""Shares of what is told: taken back again; told through the web."""
LEFT = ("queued", "claimed", "data", "uncertain")
PATIENCE = 120.0


class Clerk:
    """Tells, and remembers what he was told in return."""

    def __init__(self, folder: Path, port: int, seed: str) -> None:
        self.chance = random.Random(f"clerk {seed}")
        self.port = port
        self.acks = os.open(folder / "acks.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.told = 0
        self.people = [f"chaos{number}" for number in range(PEOPLE)]

    def hire(self) -> None:
        """The people to whom things are told."""
        for username in self.people:
            person(username, username)

    def feed(self, count: int) -> dict[str, object]:
        """``count`` more acknowledged ones; what is rolled back comes on top."""
        done = 0
        while done < count:
            undo = self.chance.random() < ROLLED_BACK
            self.told += 1
            token, way = f"T-{self.told:06d}", "web" if self.chance.random() < BY_WEB else "direct"
            ask = self.by_web if way == "web" else self.directly
            outcome = insist(ask, token, self.chance.choice(self.people), undo)
            self.write({"at": time.time(), "token": token, "way": way, "outcome": outcome})
            done += outcome == "told"
            time.sleep(self.chance.uniform(0, 0.02))
        return {"fed": done}

    def write(self, line: dict[str, object]) -> None:
        os.write(self.acks, f"{json.dumps(line)}\n".encode())
        os.fsync(self.acks)

    def directly(self, token: str, recipient: str, undo: bool) -> str:
        """In this process. None of its business whether anything else runs, except the database."""
        try:
            tell_one(token, recipient, undo=undo)
        except Undone:
            return "rolled back"
        except DatabaseError:
            connection.close()
            return ""
        return "told"

    def by_web(self, token: str, recipient: str, undo: bool) -> str:
        """Through the web."""
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        query = urlencode({"token": token, "recipient": recipient, "undo": int(undo)})
        try:
            client.request("POST", f"/chaos/tell?{query}")
            return {200: "told", 409: "rolled back"}.get(client.getresponse().status, "")
        except (OSError, http.client.HTTPException):
            return ""
        finally:
            client.close()

    def knock(self, times: int) -> dict[str, object]:
        """So many things told through the web, each asked once: how many were not answered."""
        tokens = [f"K-{time.time():.6f}-{number}" for number in range(times)]
        return {"unanswered": sum(not self.by_web(token, self.people[0], False) for token in tokens)}


def insist(ask: Callable[[str, str, bool], str], token: str, recipient: str, undo: bool) -> str:
    """Ask until there is an answer. What is to be rolled back is asked once: without an answer it was not committed."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        outcome = ask(token, recipient, undo)
        if outcome or undo:
            return outcome or "rolled back"
        time.sleep(0.1)
    return "gave up"


def left() -> dict[str, object]:
    """How many deliveries are not at an end."""
    return {"left": Delivery.objects.filter(occurrence__rule=RULE, state__in=LEFT).count()}


def report() -> dict[str, object]:
    """The books of the house: each delivery, and how many were ever uncertain."""
    of = ("occurrence__slot", "message_id", "state", "attempts")
    rows: Iterable[tuple[str, str, str, int]] = Delivery.objects.filter(occurrence__rule=RULE).values_list(*of)
    uncertain = Attempt.objects.filter(outcome="uncertain", delivery__occurrence__rule=RULE)
    return {"rows": list(rows), "uncertain": uncertain.values("delivery").distinct().count()}


def main(folder: str, port: str, seed: str) -> None:
    """Obey until the commands end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    clerk = Clerk(Path(folder), int(port), seed)
    commands: dict[str, Callable[..., object]] = {
        "feed": clerk.feed,
        "knock": clerk.knock,
        "left": left,
        "report": report,
    }
    clerk.hire()
    say({"hired": PEOPLE})
    for line in sys.stdin:
        name, *arguments = line.split()
        try:
            say(commands[name](*map(int, arguments)))
        except DatabaseError as error:
            connection.close()
            say({"error": str(error)})


def say(answer: object) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
