"""The calendar entry of a meeting (RFC 5545, 5546): one UID for life, a growing SEQUENCE, REQUEST and CANCEL.

An update is a REQUEST with a higher SEQUENCE; what repeats an invitation has the same one and a later DTSTAMP.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from projects.people.models import Officer
from workflow.dispatch.models import Meeting

LENGTH = timedelta(minutes=90)  # a sitting has no stated end; calendars need one


def uid_of(meeting: Meeting) -> str:
    """Never changes, so that calendars update and cancel what they hold."""
    return f"{meeting.pk}@{settings.MAIL_DOMAIN}"


def calendar_entry(
    meeting: Meeting,
    recipient: Officer,
    *,
    method: str,
    now: datetime,
    description: str,
    is_for_all: bool = True,
) -> str:
    """The .ics for one person. ``method`` REQUEST or CANCEL; times in UTC, so no calendar can misread them.

    A CANCEL that is not ``is_for_all`` only takes back the invitation of one: it bears no STATUS (RFC 5546, 3.2.5).
    """
    event = Event()
    event.add("uid", uid_of(meeting))
    event.add("sequence", meeting.calendar_sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", (meeting.starts_at + LENGTH).astimezone(UTC))
    event.add("summary", meeting.title)
    event.add("location", meeting.place)
    event.add("description", description)
    if is_for_all:
        event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("organizer", _party(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], meeting.series.organisation.name))
    if recipient.email:
        event.add("attendee", _attendee(recipient))
    calendar = Calendar()
    calendar.add("prodid", "-//Luodi//meetings//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return calendar.to_ical().decode("utf-8")


def _party(address: str, name: str) -> vCalAddress:
    party = vCalAddress(f"mailto:{address}")
    party.params["CN"] = vText(name)
    return party


def _attendee(recipient: Officer) -> vCalAddress:
    party = _party(recipient.email, recipient.name)
    party.params["ROLE"] = vText("REQ-PARTICIPANT")
    party.params["PARTSTAT"] = vText("NEEDS-ACTION")
    party.params["RSVP"] = vText("FALSE")
    return party
