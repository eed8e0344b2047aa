"""One conversation with the mail server, step by step, so that it is always known whether a message can have left."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from types import TracebackType

import structlog
from django.conf import settings

from notifications.outbox.verdicts import Answer, Verdict

__all__ = ["Answer", "MailServer", "Verdict"]

log = structlog.get_logger(__name__)

_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_TROUBLE = (OSError, smtplib.SMTPException)


class MailServer:
    """A connection kept for many messages. Each message goes to one recipient."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> MailServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def hand_over(self, *, sender: str, recipient: str, content: bytes, before_data: Callable[[], bool]) -> Answer:
        """Give one message to the server. ``before_data`` is asked at the last moment nothing can have left yet."""
        stopped = self._address(sender, recipient)
        if stopped:
            return stopped
        if not before_data():
            self._reset()
            return Answer(Verdict.WITHHELD)
        return self._transfer(content)

    def close(self) -> None:
        """Say goodbye, if anybody listens."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except _TROUBLE as error:
            log.debug("mail server gone before QUIT", error=str(error))
            smtp.close()

    def _address(self, sender: str, recipient: str) -> Answer | None:
        """MAIL and RCPT. A kept connection may have been closed by the server meanwhile: then once more."""
        kept = self._smtp is not None
        try:
            stopped = self._envelope(sender, recipient)
            if kept and self._smtp is None:
                stopped = self._envelope(sender, recipient)
            return stopped
        except ValueError as error:  # a line break or a letter that no address may have
            self._reset()
            return Answer(Verdict.REFUSED, None, f"邮箱地址无效：{error}")

    def _envelope(self, sender: str, recipient: str) -> Answer | None:
        """None when the server takes mail from ``sender`` to ``recipient``."""
        try:
            smtp = self._smtp or self._connect()
        except _TROUBLE as error:
            return Answer(Verdict.DEFERRED, _code(error), _words(error), reached=False)
        self._smtp = smtp
        try:
            code, reply = smtp.mail(sender)
            if code != 250:
                self.drop()
                return Answer(Verdict.DEFERRED, code if code > 0 else None, _text(reply), reached=False)
            code, reply = smtp.rcpt(recipient)
        except _TROUBLE as error:
            self.drop()
            return Answer(Verdict.DEFERRED, _code(error), _words(error))
        return None if code in (250, 251) else self._stopped(code, reply)

    def _connect(self) -> smtplib.SMTP:
        """Connect, greet, encrypt, log in. Any refusal here is the house's trouble, not the recipient's."""
        kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
        smtp = kind(
            settings.EMAIL_HOST,
            settings.EMAIL_PORT,
            local_hostname=settings.MAIL_DOMAIN,
            timeout=settings.EMAIL_TIMEOUT,
        )
        try:
            if settings.EMAIL_USE_TLS:
                smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
            if settings.EMAIL_HOST_USER:
                smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        except _TROUBLE:
            smtp.close()
            raise
        return smtp

    def _transfer(self, content: bytes) -> Answer:
        """DATA, the content, and the one answer that counts."""
        smtp = self._smtp
        assert smtp is not None
        try:
            code, reply = smtp.docmd("DATA")
        except _TROUBLE as error:
            self.drop()
            return Answer(Verdict.DEFERRED, _code(error), _words(error))
        if code != 354:
            return self._stopped(code, reply)
        try:
            smtp.send(_on_the_wire(content))
            code, reply = smtp.getreply()
        except _TROUBLE as error:
            self.drop()
            return Answer(Verdict.UNKNOWN, _code(error), _words(error))
        return self._concluded(code, reply)

    def _concluded(self, code: int, reply: bytes) -> Answer:
        if 200 <= code < 300:
            return Answer(Verdict.ACCEPTED, code, _text(reply))
        if 400 <= code < 600:
            return self._stopped(code, reply)
        self.drop()
        return Answer(Verdict.UNKNOWN, None, _text(reply))

    def _stopped(self, code: int, reply: bytes) -> Answer:
        """The server said no: 5xx for good, anything else for now."""
        if code == 421:
            self.drop()
        else:
            self._reset()
        verdict = Verdict.REFUSED if 500 <= code < 600 else Verdict.DEFERRED
        return Answer(verdict, code if code > 0 else None, _text(reply))

    def _reset(self) -> None:
        """End the transaction, keep the connection."""
        if self._smtp is None:
            return
        try:
            self._smtp.rset()
        except _TROUBLE as error:
            log.debug("mail server gone at RSET", error=str(error))
            self.drop()

    def drop(self) -> None:
        """Hang up without a word."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _on_the_wire(content: bytes) -> bytes:
    """Leading dots doubled, closed by the final dot (RFC 5321, 4.5.2). ``content`` has CRLF line ends."""
    closed = content if content.endswith(b"\r\n") else content + b"\r\n"
    return _LEADING_DOT.sub(b"..", closed) + b".\r\n"


def _code(error: Exception) -> int | None:
    code = getattr(error, "smtp_code", None)
    return code if isinstance(code, int) and code > 0 else None


def _words(error: Exception) -> str:
    said = getattr(error, "smtp_error", None)
    return _text(said) if isinstance(said, bytes) else f"{type(error).__name__}: {error}"


def _text(reply: bytes) -> str:
    return reply.decode("utf-8", "replace").strip()
