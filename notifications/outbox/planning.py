"""What becomes of a reminder by the preferences of its recipient: a message of its own and when, or none."""

from __future__ import annotations

from datetime import datetime

from notifications.outbox import registry
from notifications.outbox.models import Occurrence
from notifications.preferences.queries import calendar_about, standing_of
from notifications.preferences.registry import terms_of
from notifications.preferences.standing import Plan


def planned(occurrence: Occurrence, *, now: datetime) -> Plan | None:
    """None where nobody said what its rule is: then it is sent as it comes. The occurrence need not be saved."""
    terms = terms_of(occurrence.rule)
    if terms is None:
        return None
    return standing_of(occurrence.recipient).plan(
        terms,
        due_at=occurrence.due_at,
        now=now,
        until=registry.until(occurrence),
        calendar=calendar_about(max(now, occurrence.due_at)),
    )
