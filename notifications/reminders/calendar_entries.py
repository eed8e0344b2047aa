"""The calendar entry that goes with a mail about a meeting (RFC 5545, 5546): REQUEST and CANCEL.

An update is a REQUEST with a higher SEQUENCE; what repeats an invitation has the same one and a later DTSTAMP.
"""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from icalendar import Calendar, vCalAddress, vText

from projects.people.models import Officer
from workflow.dispatch.ics import LENGTH, PRODID, event_of
from workflow.dispatch.ics import uid_of as uid_at
from workflow.dispatch.models import Meeting

__all__ = ["LENGTH", "calendar_entry", "uid_of"]


def uid_of(meeting: Meeting) -> str:
    """Never changes, so that calendars update and cancel what they hold."""
    return uid_at(meeting, settings.MAIL_DOMAIN)


def calendar_entry(
    meeting: Meeting,
    recipient: Officer,
    *,
    method: str,
    now: datetime,
    description: str,
    is_for_all: bool = True,
) -> str:
    """The .ics for one person. ``method`` REQUEST or CANCEL.

    A CANCEL that is not ``is_for_all`` only takes back the invitation of one: it bears no STATUS (RFC 5546, 3.2.5).
    """
    off = method == "CANCEL"
    event = event_of(meeting, domain=settings.MAIL_DOMAIN, stamp=now, is_off=off, description=description)
    if not is_for_all:
        del event["status"]
    event.add("organizer", _party(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], meeting.series.organisation.name))
    if recipient.email:
        event.add("attendee", _attendee(recipient))
    calendar = Calendar()
    calendar.add("prodid", PRODID)
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
