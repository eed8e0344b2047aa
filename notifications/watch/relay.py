"""One short conversation with a mail server: to log in and leave, or to hand over an alarm."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr

from django.conf import settings

TIMEOUT = 10
TROUBLE = (OSError, smtplib.SMTPException)


@dataclass(frozen=True)
class Relay:
    """A mail server and the account at it."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False
    ssl: bool = False

    def log_in(self) -> None:
        """Connect, greet, encrypt, log in, leave. Raises one of ``TROUBLE``."""
        self._connected().quit()

    def hand_over(self, message: EmailMessage) -> None:
        """One message to everybody it names. Raises one of ``TROUBLE``."""
        smtp = self._connected()
        try:
            smtp.send_message(message)
        finally:
            smtp.close()

    def _connected(self) -> smtplib.SMTP:
        kind = smtplib.SMTP_SSL if self.ssl else smtplib.SMTP
        smtp = kind(self.host, self.port, local_hostname=settings.MAIL_DOMAIN, timeout=TIMEOUT)
        try:
            if self.tls:
                smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
            if self.user:
                smtp.login(self.user, self.password)
        except TROUBLE:
            smtp.close()
            raise
        return smtp


def main_relay() -> Relay:
    """The one that reminders go through."""
    return Relay(
        settings.EMAIL_HOST,
        settings.EMAIL_PORT,
        settings.EMAIL_HOST_USER,
        settings.EMAIL_HOST_PASSWORD,
        settings.EMAIL_USE_TLS,
        settings.EMAIL_USE_SSL,
    )


def relays() -> list[Relay]:
    """Those that alarms go through, in order: the second one first, where there is one."""
    second = settings.ALARM_RELAY
    return [Relay(**second), main_relay()] if second["host"] else [main_relay()]


def sender() -> str:
    """The address alarms come from."""
    return settings.ALARM_FROM or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
