"""邮件. The house's own SMTP relay, text, HTML and calendar; a journal may tell what became of a lost answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from notifications.outbox import mail
from notifications.outbox.channels.base import Channel
from notifications.outbox.models import Channel as Name
from notifications.outbox.models import ChannelSetup, Delivery
from notifications.outbox.smtp import MailServer
from notifications.outbox.verdicts import Answer, Verdict
from projects.masking import mask_mail
from projects.people.models import Officer


class EmailLine:
    """One connection to the relay, kept for many letters."""

    def __init__(self) -> None:
        self._server = MailServer()

    def __enter__(self) -> EmailLine:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    def drop(self) -> None:
        """Hang up."""
        self._server.drop()

    def hand_over(self, delivery: Delivery, *, at: datetime, before_data: Callable[[], bool]) -> Answer:
        """Give one letter to the relay."""
        try:
            content = mail.letter(delivery, at=at)
        except mail.BadAddress as error:
            return Answer(Verdict.REFUSED, None, f"邮箱地址无效：{error}")
        return self._server.hand_over(
            sender=mail.envelope_sender(),
            recipient=mail.envelope_recipient(delivery),
            content=content,
            before_data=before_data,
        )


class Email(Channel):
    """The channel everybody has who has an address; its set-up is the environment's (docs/operator.md, Mail)."""

    name = Name.EMAIL.value
    label = str(Name.EMAIL.label)
    has_journal = True
    keeps_addresses = False
    address_label = "邮箱"

    def open(self, setup: ChannelSetup | None) -> EmailLine:
        """A connection for one run."""
        return EmailLine()

    def address_of(self, officer: Officer, registered: str) -> str:
        """The officer's own mail address."""
        return officer.email

    def shown(self, address: str) -> str:
        """Masked."""
        return mask_mail(address)
