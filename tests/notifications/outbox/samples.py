"""Something to tell, and a clock that can be moved."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from notifications.outbox.models import Delivery, Occurrence
from notifications.outbox.services import tell
from projects.people.models import Kind, Officer, Organisation
from projects.people.services import add_officer, add_organisation
from tests.factories import NOW

SUBJECT = uuid.UUID("00000000-0000-4000-8000-000000000001")


class MovableClock:
    """Answers with the instant it was set to."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        """Move on, e.g. ``minutes=5``."""
        self.now += timedelta(**by)
        return self.now


def unit() -> Organisation:
    """One city."""
    found = Organisation.objects.filter(code="340200").first()
    return found or add_organisation(None, code="340200", name="芜湖市", kind=Kind.CITY, by=None, now=NOW)


def person(
    username: str = "litian", name: str = "李填", *, roles: tuple[str, ...] = ("clerk",), email: str | None = None
) -> Officer:
    """Somebody of that city, with an address."""
    address = f"{username}@luodi.example" if email is None else email
    return add_officer(unit(), username=username, name=name, roles=roles, email=address, by=None, now=NOW)


def told(recipient: Officer, *, slot: str = "1", now: datetime = NOW, **over: object) -> Occurrence:
    """An occurrence for ``recipient``."""
    values: dict[str, object] = {
        "rule": "sample",
        "subject_type": "sample",
        "subject_id": SUBJECT,
        "slot": slot,
        "recipient": recipient,
        "due_at": now,
        "now": now,
        "title": "调度会通知",
        "text": "请按时参加。",
    }
    occurrence = tell(**{**values, **over})  # type: ignore[arg-type]
    assert occurrence is not None
    return occurrence


def queued(recipient: Officer, *, slot: str = "1", now: datetime = NOW, **over: object) -> Delivery:
    """Its delivery, waiting."""
    return told(recipient, slot=slot, now=now, **over).deliveries.get()


def queue_many(count: int, *, now: datetime = NOW) -> list[Delivery]:
    """``count`` people with one mail each."""
    return [queued(person(f"p{number}", f"人{number}"), now=now) for number in range(count)]
