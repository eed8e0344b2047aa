"""A meeting whose people are asked to say that they know, and its letters."""

from __future__ import annotations

from datetime import datetime, timedelta

from notifications.outbox.models import Occurrence
from notifications.reminders.services import scan
from projects.people.models import Officer
from tests.factories import NOW, City
from tests.notifications.reminders.samples import at, call, meeting_at, weekly_series
from workflow.dispatch.models import Meeting

MEETING = at(11, 30)
CALLED = NOW
"""Wednesday 18 November 2026, 09:00: asked within two working days, so until Friday 20, 17:00."""
DEADLINE = at(11, 20, 17)


def called_to_meeting(city: City, *officers: Officer, when: datetime = CALLED) -> Meeting:
    """They are called, and the scan has told them."""
    scan(when - timedelta(hours=1))
    meeting = meeting_at(weekly_series(city), MEETING, called_at=when)
    for officer in officers:
        call(meeting, officer, when=when)
    scan(when + timedelta(minutes=1))
    return meeting


def letter_to(officer: Officer, rule: str = "meeting_called") -> Occurrence:
    """What the officer was told by ``rule``."""
    return Occurrence.objects.get(recipient=officer, rule=rule)
