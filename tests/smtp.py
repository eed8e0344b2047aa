"""A real SMTP server whose answers a test can script, recipient by recipient and phase by phase."""

from __future__ import annotations

import asyncio
import mailbox
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 OK"
DROP = "drop"
HANG = "hang"


@dataclass(frozen=True)
class Received:
    """One message that reached the server, whatever answer it then gave."""

    sender: str
    recipient: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)  # type: ignore[return-value]

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])


@dataclass
class Script:
    """Answers waiting to be given, first in first out; the last one stays when ``always``."""

    replies: list[str] = field(default_factory=list)
    always: bool = True

    def next(self) -> str:
        if not self.replies:
            return OK
        return self.replies[0] if self.always and len(self.replies) == 1 else self.replies.pop(0)


class SmtpServer:
    """Listens on a free port of the loopback (``host``, ``port``); keeps what it receives.

    ``messages`` lists every message whose DATA arrived, also those then refused, dropped or left hanging;
    ``accepted`` only those answered with 250. Accepted ones are also in the Maildir ``maildir``.
    """

    def __init__(self, maildir: Path) -> None:
        self.maildir = maildir
        self._box = mailbox.Maildir(maildir, create=True)
        self.messages: list[Received] = []
        self.accepted: list[Received] = []
        self.connections = 0
        self._rcpt: dict[str, Script] = defaultdict(Script)
        self._data: dict[str, Script] = defaultdict(Script)
        self._arrived = threading.Condition()
        self._hanging: list[asyncio.Event] = []
        self._controller = _Controller(self, hostname="127.0.0.1", port=0)

    # --- scripting ---
    def at_rcpt(self, address: str, *replies: str, always: bool = True) -> None:
        """Answer RCPT TO:<address> with ``replies`` in turn, e.g. "550 5.1.1 no such user", "451 4.7.1 later".

        The last reply repeats while ``always``; otherwise "250 OK" follows when they are used up.
        """
        self._rcpt[address] = Script(list(replies), always)

    def after_data(self, address: str, *replies: str, always: bool = True) -> None:
        """Answer the end of DATA for ``address``: a reply ("452 4.3.1 full"), ``DROP`` or ``HANG``.

        ``DROP`` has the message and closes the connection without a word; ``HANG`` has the message and says nothing
        until ``release()`` (then 250: a late answer) or until the client goes away.
        """
        self._data[address] = Script(list(replies), always)

    def release(self) -> None:
        """Let every hanging answer go out as a late 250."""
        hanging, self._hanging = self._hanging, []
        for answer in hanging:
            self._controller.loop.call_soon_threadsafe(answer.set)

    def reset(self) -> None:
        """Forget scripts and messages."""
        self.release()
        self._rcpt.clear()
        self._data.clear()
        self.messages.clear()
        self.accepted.clear()
        self._box.clear()
        self.connections = 0

    def to(self, address: str) -> list[Received]:
        """Accepted messages to ``address``."""
        return [received for received in self.accepted if received.recipient == address]

    def wait_for_messages(self, count: int, seconds: float = 20) -> None:
        """Return when ``count`` messages have arrived."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.messages) >= count, seconds):
                raise TimeoutError(f"{len(self.messages)} of {count} messages arrived")

    # --- life ---
    @property
    def host(self) -> str:
        return "127.0.0.1"

    @property
    def port(self) -> int:
        return int(self._controller.port)

    def start(self) -> None:
        """Listen. Also after ``stop``: then again on the same port."""
        self._controller.start()

    def stop(self) -> None:
        """Close the port: a client is refused."""
        self.release()
        self._controller.stop()

    # --- aiosmtpd's hooks ---
    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        reply = self._rcpt[address].next()
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        received = [Received(envelope.mail_from or "", address, raw) for address in envelope.rcpt_tos]
        with self._arrived:
            self.messages += received
            self._arrived.notify_all()
        reply = self._data[envelope.rcpt_tos[0]].next()
        if reply == DROP:
            server.transport.abort()
            raise ConnectionResetError("scripted")
        if reply == HANG:
            may_go = asyncio.Event()
            self._hanging.append(may_go)
            await may_go.wait()
            reply = OK
        if reply.startswith("2"):
            self.accepted += received
            self._box.add(raw)
        return reply


class _Controller(Controller):
    """Counts connections."""

    def __init__(self, owner: SmtpServer, **kwargs: object) -> None:
        self.owner = owner
        super().__init__(owner, enable_SMTPUTF8=True, data_size_limit=20_000_000, **kwargs)

    def factory(self) -> SMTP:
        self.owner.connections += 1
        return super().factory()

    def _trigger_server(self) -> None:
        """The controller knocks at its own door to see whether it is open: not a connection of a client."""
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()
        self.owner.connections = 0
