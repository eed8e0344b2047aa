"""The letter: text and HTML of the same words, the calendar entry, and headers nobody can break into."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe

from notifications.outbox import additions
from notifications.outbox.models import Delivery, Occurrence

POLICY = SMTP.clone(cte_type="7bit", refold_source="all")
CALENDAR_FILE = "meeting.ics"
PREHEADER_LENGTH = 90


class BadAddress(ValueError):
    """No letter can be addressed to this."""


def envelope_sender() -> str:
    """The bare address that bounces go to."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def letter(delivery: Delivery, *, at: datetime) -> bytes:
    """The whole message as it goes over the wire. ``at`` is the moment of sending."""
    occurrence = delivery.occurrence
    message = EmailMessage(policy=POLICY)
    message["Subject"] = subject(occurrence, copy=delivery.copy)
    message["From"] = _from()
    message["To"] = _to(delivery)
    message["Date"] = format_datetime(timezone.localtime(at))
    message["Message-ID"] = delivery.message_id
    message["Auto-Submitted"] = "auto-generated"
    _write_body(message, delivery)
    return message.as_bytes()


def subject(occurrence: Occurrence, *, copy: int = 0) -> str:
    """The title on one line; a late one says so, and so does one that a person had sent once more."""
    return " ".join(f"{mark_of(occurrence, copy)}{occurrence.title}".split())


def mark_of(occurrence: Occurrence, copy: int) -> str:
    """What stands before the title. Each copy has its own: services drop a message that is the same as another."""
    if copy:
        return "【重发】" if copy == 1 else f"【第{copy}次重发】"
    return "【补发】" if occurrence.is_late else ""


def _from() -> Address:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Address(name or f"{settings.CITY_NAME} 落地", addr_spec=address)


def envelope_recipient(delivery: Delivery) -> str:
    """The bare address it goes to, an international domain in its ASCII form."""
    local, _, domain = delivery.address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise BadAddress(str(error)) from error


def _to(delivery: Delivery) -> Address:
    name = " ".join(delivery.occurrence.recipient.name.split())
    try:
        return Address(name, addr_spec=envelope_recipient(delivery))
    except Exception as error:  # the header parser raises many kinds, all of them about the address
        raise BadAddress(str(error)) from error


def _write_body(message: EmailMessage, delivery: Delivery) -> None:
    occurrence = delivery.occurrence
    page = {"occurrence": occurrence, "delivery": delivery, "link": link(occurrence)}
    page["title"] = subject(occurrence, copy=delivery.copy)
    page["preheader"] = preheader(occurrence.text)
    page["answer"] = additions.answer_link(occurrence)
    page["body"] = mark_safe(occurrence.html)  # noqa: S308 - rendered by our templates, which escape
    message.set_content(render_to_string("outbox/mail/letter.txt", page), cte="base64")
    message.add_alternative(render_to_string("outbox/mail/letter.html", page), subtype="html", cte="base64")
    if not occurrence.calendar:
        return
    method = {"method": occurrence.calendar_method}
    message.add_alternative(occurrence.calendar, subtype="calendar", cte="base64", params=method)
    message.add_attachment(
        occurrence.calendar.encode(), maintype="application", subtype="ics", filename=CALENDAR_FILE, params=method
    )


def preheader(text: str) -> str:
    """What a list of mails shows beside the subject: the first words after the salutation, no second subject."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    said = lines[1:] if len(lines) > 1 and lines[0].endswith("：") else lines
    return " ".join(said)[:PREHEADER_LENGTH]


def link(occurrence: Occurrence) -> str:
    """Full address of what it is about; empty when there is no page for it."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{occurrence.url}" if occurrence.url else ""
