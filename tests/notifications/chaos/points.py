"""The points at which a sender can be killed exactly: hooks around its steps that send it SIGKILL itself.

``arm(point, doomed, folder)``: the sender dies at ``point`` of a mail whose token is in ``doomed``, the first time it
comes there; ``folder`` remembers who has died, as the sender cannot.
"""

from __future__ import annotations

import os
import signal
import smtplib
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from notifications.outbox import leases
from notifications.outbox.channels.email import EmailLine
from notifications.outbox.models import Attempt, Delivery
from notifications.outbox.smtp import MailServer
from notifications.outbox.verdicts import Verdict

POINTS = (
    "queued",  # about to be claimed
    "claimed",  # the claim is committed
    "data",  # the data mark is committed, nothing has left
    "on the wire",  # everything has left, no answer was read
    "answered",  # 250 was read, nothing is written down
    "in the commit",  # written down in a transaction that is still open
    "sent",  # all is done
)
FINAL_DOT = b"\r\n.\r\n"


class Range:
    """Shoots at one point."""

    def __init__(self, point: str, doomed: Collection[str], folder: Path) -> None:
        self.point, self.doomed, self.folder = point, doomed, folder
        self.token = ""

    def shoot(self, point: str) -> None:
        """SIGKILL ourselves, if this is the point and the mail in hand is doomed and was not shot before."""
        if point != self.point or self.token not in self.doomed:
            return
        try:
            os.close(os.open(self.folder / f"died-{self.token}", os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)

    def around(self, owner: Any, name: str, before: str = "", after: str = "") -> None:
        """Points before a step and after it, when it did what it should."""
        step: Callable[..., Any] = getattr(owner, name)

        def shot_at(*arguments: Any, **more: Any) -> Any:
            self.shoot(before)
            result = step(*arguments, **more)
            if result is not False and result is not None:
                self.shoot(after)
            return result

        setattr(owner, name, shot_at)


def arm(point: str, doomed: Collection[str], folder: Path) -> None:
    """Put the hooks into this process, which is to be killed."""
    field = Range(point, doomed, folder)
    take, hand_over, send = leases.take, EmailLine.hand_over, smtplib.SMTP.send

    def claim(pk: Any, **more: Any) -> Any:
        field.token = Delivery.objects.values_list("occurrence__slot", flat=True).get(pk=pk)
        field.shoot("queued")
        lease = take(pk, **more)
        field.shoot("claimed")
        return lease

    def hand(line: EmailLine, delivery: Delivery, **more: Any) -> Any:
        field.token = delivery.occurrence.slot
        field.shoot("before sending")
        answer = hand_over(line, delivery, **more)
        if answer.verdict is Verdict.ACCEPTED:
            field.shoot("after sending")
        return answer

    def push(server: smtplib.SMTP, content: Any) -> None:
        send(server, content)
        if isinstance(content, bytes) and content.endswith(FINAL_DOT):
            field.shoot("on the wire")

    leases.take, EmailLine.hand_over, smtplib.SMTP.send = claim, hand, push  # type: ignore[method-assign]
    field.around(leases, "begin_data", after="data")
    field.around(MailServer, "_concluded", before="answered")
    field.around(Attempt, "save", before="in the commit")
    field.around(leases, "finish", after="sent")
