"""SMTP: every answer and every silence at every step of the conversation, from a server that follows a script.

reliability.md 6, rows 5 and 6: what is refused for good is never tried again, what is refused for now waits, what may
have arrived is uncertain, and the house's own trouble with its relay is no recipient's fault.
"""

from __future__ import annotations

import os
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from pytest_django import Settings

from notifications.outbox.models import Delivery
from notifications.outbox.reconciler import reconcile
from notifications.outbox.sender import deliver_due
from tests.notifications.outbox.samples import MovableClock, person, queue_many, queued, told
from tests.smtp import DROP, HANG, SmtpServer

ADDRESS = "litian@luodi.example"
STEPS = ("connect", "greeting", "ehlo", "mail", "rcpt", "data", "end")
GOOD = {
    "greeting": "220 ready",
    "ehlo": "250 here",
    "mail": "250 ok",
    "rcpt": "250 ok",
    "data": "354 go",
    "end": "250 ok",
}
TIMES = int(os.environ.get("LUODI_SMTP_TIMES", "12"))
"""How many of each ambiguous end; the long form asks for 200."""


@dataclass
class ScriptedServer:
    """Speaks SMTP line by line; at ``step`` it says ``answer``: a reply, DROP, HANG, or half a reply (no line end).

    ``taken``: messages whose content arrived whole, whatever was then said.
    """

    step: str = ""
    answer: str = ""
    taken: list[str] = field(default_factory=list)
    tried: int = 0

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._over = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def close(self) -> None:
        self._over.set()
        self._listener.close()
        for client in self._open:
            client.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(client)
            threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            with client, client.makefile("rb") as lines:
                if self._says(client, "greeting"):
                    self._talk(client, lines)
        except OSError:
            return

    def _talk(self, client: socket.socket, lines: Any) -> None:
        for line in lines:
            word = line.split(None, 1)[0].lower().decode() if line.strip() else ""
            if word == "quit":
                client.sendall(b"221 bye\r\n")
                return
            self.tried += word == "mail"
            step = "ehlo" if word in ("ehlo", "helo") else word
            if step not in STEPS:
                client.sendall(b"250 ok\r\n")
            elif not self._says(client, step):
                return
            elif step == "data" and (self.step != "data" or self.answer.startswith("354")):
                content = b""
                while not content.endswith(b"\r\n.\r\n"):
                    content += lines.readline()
                self.taken.append(content.decode())
                if not self._says(client, "end"):
                    return

    def _says(self, client: socket.socket, step: str) -> bool:
        """False when the conversation is over."""
        said = self.answer if step == self.step else GOOD[step]
        if said == HANG:
            self._over.wait(30)
            return False
        if said == DROP:
            return False
        half = said.endswith("…")
        client.sendall(said.removesuffix("…").encode() + (b"" if half else b"\r\n"))
        if half:
            return False
        return not said.startswith("421")


HOUSE = ("queued", 0)
LATER = ("queued", 1)
NEVER = ("failed", 1)
UNKNOWN = ("uncertain", 1)
SENT = ("sent", 1)

TABLE = [
    ("greeting", "421 4.3.2 busy", HOUSE),
    ("greeting", "554 5.7.1 go away", HOUSE),
    ("greeting", DROP, HOUSE),
    ("greeting", HANG, HOUSE),
    ("ehlo", DROP, HOUSE),
    ("mail", "421 4.3.2 shutting down", HOUSE),
    ("mail", "452 4.3.1 no space", HOUSE),
    ("mail", "530 5.7.0 log in first", HOUSE),
    ("mail", "550 5.7.1 sender denied", HOUSE),
    ("rcpt", "421 4.3.2 shutting down", LATER),
    ("rcpt", "450 4.2.1 mailbox busy", LATER),
    ("rcpt", "451 4.7.1 greylisted", LATER),
    ("rcpt", "452 4.2.2 mailbox full", LATER),
    ("rcpt", "550 5.1.1 no such user", NEVER),
    ("rcpt", "551 5.1.6 moved", NEVER),
    ("rcpt", "552 5.2.2 over quota", NEVER),
    ("rcpt", "553 5.1.3 bad name", NEVER),
    ("rcpt", "554 5.7.1 policy", NEVER),
    ("rcpt", DROP, LATER),
    ("rcpt", HANG, LATER),
    ("data", "451 4.3.0 try later", LATER),
    ("data", "554 5.5.1 no valid recipients", NEVER),
    ("data", DROP, LATER),
    ("end", "421 4.3.2 shutting down", LATER),
    ("end", "451 4.3.0 try later", LATER),
    ("end", "452 4.3.1 full", LATER),
    ("end", "550 5.7.1 spam", NEVER),
    ("end", "552 5.3.4 too big", NEVER),
    ("end", "554 5.6.0 rejected", NEVER),
    ("end", DROP, UNKNOWN),
    ("end", HANG, UNKNOWN),
    ("end", "25…", UNKNOWN),
    ("end", "no code at all", UNKNOWN),
    ("end", "250 2.0.0 queued", SENT),
    ("rcpt", "251 2.1.5 will forward", SENT),
]


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def server(settings: Settings) -> Iterator[ScriptedServer]:
    made = ScriptedServer()
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", made.port, 1
    yield made
    made.close()


def test_the_table_has_its_cases() -> None:
    assert len({case[:2] for case in TABLE}) == len(TABLE) >= 24


@pytest.mark.django_db
@pytest.mark.parametrize(("step", "answer", "expected"), TABLE, ids=[f"{step}-{answer}" for step, answer, _ in TABLE])
def test_each_end_of_the_conversation_has_its_class(
    server: ScriptedServer, clock: MovableClock, step: str, answer: str, expected: tuple[str, int]
) -> None:
    server.step, server.answer = step, answer
    delivery = queued(person())
    deliver_due(clock=clock)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == expected
    code = int(answer[:3]) if answer[:3].isdecimal() else 250 if expected == SENT else None
    assert delivery.smtp_code == (250 if expected == SENT else code)


@pytest.mark.django_db
@pytest.mark.parametrize(("step", "answer"), [case[:2] for case in TABLE if case[2] == NEVER])
def test_what_is_refused_for_good_is_tried_once(
    server: ScriptedServer, clock: MovableClock, step: str, answer: str
) -> None:
    server.step, server.answer = step, answer
    queued(person())
    for _ in range(8):
        deliver_due(clock=clock)
        reconcile(now=clock.forward(hours=6))
    assert server.tried == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("step", "answer"), [case[:2] for case in TABLE if case[2] == LATER and case[1] != HANG])
def test_what_is_refused_for_now_is_tried_five_times_and_then_given_up(
    server: ScriptedServer, clock: MovableClock, step: str, answer: str
) -> None:
    server.step, server.answer = step, answer
    delivery = queued(person())
    for _ in range(8):
        deliver_due(clock=clock)
        clock.forward(hours=6)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("dead", 5)


@pytest.mark.django_db
@pytest.mark.parametrize(("step", "answer"), [case[:2] for case in TABLE if case[2] == HOUSE and case[1] != HANG])
def test_the_houses_trouble_ends_with_the_mail_sent_once(
    server: ScriptedServer, clock: MovableClock, step: str, answer: str
) -> None:
    server.step, server.answer = step, answer
    delivery = queued(person())
    for _ in range(12):
        deliver_due(clock=clock)
        clock.forward(hours=1)
    server.step = ""
    assert deliver_due(clock=clock) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, len(server.taken)) == ("sent", 1, 1)


# --- row 5: ambiguity is never taken for success or failure ---------------------------------------------------------
@pytest.mark.django_db
def test_of_three_recipients_the_refused_one_fails_with_its_code_each_time(
    smtp_server: SmtpServer, clock: MovableClock
) -> None:
    people = [person(f"p{number}", f"人{number}") for number in range(3)]
    smtp_server.at_rcpt("p1@luodi.example", "550 5.1.1 no such user")
    for number in range(TIMES):
        for one in people:
            told(one, slot=f"{number}")
    assert deliver_due(clock=clock) == 2 * TIMES
    rows = Counter(Delivery.objects.values_list("address", "state", "smtp_code"))
    assert rows == {
        ("p0@luodi.example", "sent", 250): TIMES,
        ("p1@luodi.example", "failed", 550): TIMES,
        ("p2@luodi.example", "sent", 250): TIMES,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("end", [DROP, "25…", "no code at all"])
def test_a_lost_reply_is_uncertain_with_one_copy_each_time(
    server: ScriptedServer, clock: MovableClock, end: str
) -> None:
    server.step, server.answer = "end", end
    queue_many(TIMES)
    assert deliver_due(clock=clock) == 0
    for _ in range(3):
        reconcile(now=clock.forward(hours=1))
        deliver_due(clock=clock)
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {"uncertain": TIMES}
    assert len(server.taken) == TIMES


@pytest.mark.django_db
def test_a_late_yes_to_a_sender_that_has_hung_up_is_uncertain_with_one_copy(
    smtp_server: SmtpServer, clock: MovableClock, settings: Settings
) -> None:
    settings.EMAIL_TIMEOUT = 1
    count = max(TIMES // 6, 2)
    for delivery in queue_many(count):
        smtp_server.after_data(delivery.address, HANG, always=False)
    assert deliver_due(clock=clock) == 0
    smtp_server.release()  # the relay has taken it after all
    for _ in range(3):
        reconcile(now=clock.forward(hours=1))
        deliver_due(clock=clock)
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {"uncertain": count}
    assert len(smtp_server.messages) == count
