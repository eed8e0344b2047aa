"""Rules that nobody else has, of every kind that preferences know, and something told by them."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from typing import Any

import pytest

from notifications.outbox import registry as outbox
from notifications.outbox.models import Held, Occurrence
from notifications.outbox.services import tell
from notifications.preferences import registry
from notifications.preferences.models import OfficePreset, OwnPreference
from notifications.preferences.registry import KnownRule, Terms
from notifications.preferences.standing import DEFAULT, Preset
from notifications.preferences.topics import Topic
from notifications.reminders import services
from notifications.reminders.rules.daily import Digests
from projects.people.models import Officer, Organisation
from tests.factories import NOW
from tests.notifications.reminders.samples import at

MAY = Terms(Topic.REPORT, mandatory=False)
MUST = Terms(Topic.REPORT, mandatory=True)
URGENT = Terms(Topic.SYSTEM, mandatory=True, urgent=True)
RULES = {"try_may": MAY, "try_item": Terms(Topic.ITEM, mandatory=False), "try_must": MUST, "try_urgent": URGENT}

WEDNESDAY, THURSDAY, FRIDAY = at(11, 18), at(11, 19), at(11, 20)
LONG_AGO = at(1, 5)
SATURDAY, MONDAY = at(11, 21), at(11, 23)


class World:
    """What has become void, and until when things matter, as the tests set it."""

    def __init__(self) -> None:
        self.void: set[uuid.UUID] = set()
        self.until: dict[uuid.UUID, datetime] = {}


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> World:
    """The rules are known; a scan looks for digests alone."""
    world = World()
    for name, terms in RULES.items():
        monkeypatch.setitem(registry._RULES, name, KnownRule(name, name, terms))
        rule = outbox.RegisteredRule(
            name,
            name,
            recheck=lambda one, now: "已办结" if one.subject_id in world.void else "",
            until=lambda one: world.until.get(one.subject_id),
        )
        monkeypatch.setitem(outbox._RULES, name, rule)
    monkeypatch.setattr(services, "FAMILIES", (Digests(),))
    return world


def tell_of(recipient: Officer, rule: str = "try_may", *, now: datetime = NOW, **over: Any) -> Occurrence:
    """Something new, told at ``now``."""
    values: dict[str, Any] = {
        "subject_id": uuid.uuid4(),
        "slot": "1",
        "due_at": now,
        "title": f"【{rule}】第47期",
    }
    made = tell(rule=rule, subject_type="sample", recipient=recipient, now=now, text="请办理。", **{**values, **over})
    assert made is not None
    return Occurrence.objects.get(pk=made.pk)


def wish(officer: Officer, *, since: datetime = LONG_AGO, **values: Any) -> OwnPreference:
    """What the officer chose long ago."""
    row, _ = OwnPreference.objects.update_or_create(
        officer=officer, defaults={"created_at": since, "updated_at": since, **values}
    )
    return row


def lay_down(unit: Organisation, by: Officer, preset: Preset = DEFAULT, **policies: str) -> OfficePreset:
    """What the unit laid down long ago."""
    row, _ = OfficePreset.objects.update_or_create(
        organisation=unit,
        defaults={
            "policies": {**preset.policies, **policies},
            "digest_hours": list(preset.digest_hours),
            "opens_at": preset.opens_at,
            "closes_at": preset.closes_at,
            "quiet_on_rest_days": preset.quiet_on_rest_days,
            "updated_by": by,
            "created_at": LONG_AGO,
            "updated_at": LONG_AGO,
        },
    )
    return row


def held_of(officer: Officer) -> list[Held]:
    """What was ever held for the officer."""
    rows = Held.objects.filter(occurrence__recipient=officer).select_related("occurrence", "digest")
    return list(rows.order_by("occurrence__created_at", "pk"))


def digests_of(officer: Officer) -> list[Occurrence]:
    """The digests told to the officer, void ones too."""
    return list(Occurrence.objects.filter(rule="digest", recipient=officer).order_by("due_at"))


def hours(opens: int, closes: int) -> dict[str, time]:
    """A window."""
    return {"opens_at": time(opens), "closes_at": time(closes)}
