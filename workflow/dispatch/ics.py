"""Sittings as calendar entries (RFC 5545): one UID for life, a growing SEQUENCE. For mails and for the feed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from workflow.dispatch.models import Meeting, MeetingState

LENGTH = timedelta(minutes=90)  # a sitting has no stated end; calendars need one
PRODID = "-//Luodi//meetings//ZH"


def uid_of(meeting: Meeting, domain: str) -> str:
    """Never changes, so that calendars update and cancel what they hold."""
    return f"{meeting.pk}@{domain}"


def event_of(meeting: Meeting, *, domain: str, stamp: datetime, is_off: bool, description: str) -> Event:
    """The entry of one sitting; times in UTC, so no calendar can misread them."""
    event = Event()
    event.add("uid", uid_of(meeting, domain))
    event.add("sequence", meeting.calendar_sequence)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", (meeting.starts_at + LENGTH).astimezone(UTC))
    event.add("summary", meeting.title)
    event.add("location", meeting.place)
    event.add("description", description)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    return event


def feed_of(meetings: Iterable[tuple[Meeting, str]], *, domain: str, name: str) -> bytes:
    """A calendar to subscribe to, of sittings with the words that go with each. The same rows, the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", "PT1H")
    for meeting, words in meetings:
        off = meeting.state == MeetingState.CANCELLED
        stamp = meeting.updated_at
        calendar.add_component(event_of(meeting, domain=domain, stamp=stamp, is_off=off, description=words))
    return bytes(calendar.to_ical())
