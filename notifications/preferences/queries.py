"""Reads of the room: what holds for whom, and what a preset would change."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q, QuerySet

from notifications.preferences import registry
from notifications.preferences.models import FIRST, OfficePreset, OwnPreference
from notifications.preferences.standing import DEFAULT, NO_WISHES, REACH, Preset, Standing, local_day
from notifications.preferences.topics import Choice, Topic
from projects.people.models import Officer, Organisation
from projects.rows import one_or_none
from projects.workdays.days import Calendar
from projects.workdays.queries import calendar


def calendar_about(at: datetime) -> Calendar:
    """The days about an instant, as far as any run of rest days reaches; what is not loaded goes by its weekday."""
    on = local_day(at)
    return calendar(on - REACH, on + REACH)


def preset_over(unit: Organisation | None) -> OfficePreset | None:
    """The nearest preset at or above the unit; None: the default of the house."""
    return OfficePreset.objects.over([unit]).last() if unit is not None else None


def preset_of(unit: Organisation) -> OfficePreset | None:
    """The unit's own."""
    return OfficePreset.objects.filter(organisation=unit).select_related("organisation", "updated_by").first()


def preset_version(row: OfficePreset | None) -> int:
    """Version of what a unit has laid down itself."""
    return row.version if row else FIRST


def own_of(officer: Officer) -> OwnPreference | None:
    """What the officer has chosen."""
    return one_or_none(OwnPreference.objects.filter(pk=officer.pk))


def own_version(row: OwnPreference | None) -> int:
    """Version of what a person has chosen."""
    return row.version if row else FIRST


def standing_of(officer: Officer) -> Standing:
    """What holds for one person: two queries."""
    return _standing(preset_over(officer.organisation), own_of(officer))


def _standing(preset: OfficePreset | None, own: OwnPreference | None) -> Standing:
    since = max((row.updated_at for row in (preset, own) if row is not None), default=None)
    return Standing(preset.values() if preset else DEFAULT, own.values() if own else NO_WISHES, since)


def standings_of(officers: Sequence[Officer]) -> dict[uuid.UUID, Standing]:
    """The same for many, with their organisations at hand: two queries."""
    units = {one.organisation for one in officers if one.organisation is not None}
    presets = {row.organisation.path: row for row in OfficePreset.objects.over(units)}
    wishes = OwnPreference.objects.in_bulk([one.pk for one in officers])
    return {one.pk: _standing(_nearest(presets, one.organisation), wishes.get(one.pk)) for one in officers}


def _nearest(presets: dict[str, OfficePreset], unit: Organisation | None) -> OfficePreset | None:
    found = [presets[path] for path in unit.lineage() if path in presets] if unit else []
    return found[-1] if found else None


def served_by(unit: Organisation) -> QuerySet[Officer]:
    """People for whom the unit's preset is, or would be, the nearest."""
    below = Organisation.objects.under(unit).filter(reminder_preset__isnull=False).exclude(pk=unit.pk)
    others = Q(pk__in=[])
    for path in below.values_list("path", flat=True):
        others |= Q(organisation__path__startswith=path)
    people = Officer.objects.people().filter(is_active=True, organisation__in=Organisation.objects.under(unit))
    return people.exclude(others).select_related("organisation").order_by("organisation__path", "name", "pk")


@dataclass(frozen=True)
class Change:
    """How a person gets what is optional in one topic: now, and with what is proposed."""

    topic: Topic
    now: Choice
    then: Choice

    @property
    def is_one(self) -> bool:
        """Is it another way?"""
        return self.now != self.then


@dataclass(frozen=True)
class PersonPreview:
    """One of the people, and what each gets of every topic."""

    officer: Officer
    standing: Standing
    changes: list[Change]

    @property
    def digested(self) -> list[Topic]:
        """Topics that come in the digest."""
        return [one.topic for one in self.changes if one.then == Choice.DIGEST]

    @property
    def inside(self) -> list[Topic]:
        """Topics of which there is only the message inside."""
        return [one.topic for one in self.changes if one.then == Choice.INBOX]

    @property
    def window(self) -> str:
        """The hours, as people read them."""
        opens, closes = self.standing.window
        return f"{opens:%H:%M}–{closes:%H:%M}"

    @property
    def changed(self) -> list[Change]:
        """What would be another way."""
        return [one for one in self.changes if one.is_one]


@dataclass(frozen=True)
class Count:
    """How many people get what is optional in a topic each way."""

    topic: Topic
    immediate: int = 0
    digest: int = 0
    inbox: int = 0


@dataclass(frozen=True)
class Preview:
    """Who of the people of a unit gets what."""

    people: list[PersonPreview]

    @property
    def changed(self) -> list[PersonPreview]:
        """Whom something would change for."""
        return [one for one in self.people if one.changed]

    @property
    def counts(self) -> list[Count]:
        """By topic."""
        return [self._count(topic) for topic in optional_topics()]

    def _count(self, topic: Topic) -> Count:
        ways = [change.then for one in self.people for change in one.changes if change.topic == topic]
        return Count(topic, *(ways.count(way) for way in (Choice.IMMEDIATE, Choice.DIGEST, Choice.INBOX)))


def optional_topics() -> list[Topic]:
    """Topics with something in them that may be chosen."""
    return [topic for topic in registry.topics() if not registry.is_wholly_mandatory(topic)]


def preview(unit: Organisation, proposed: Preset | None = None) -> Preview:
    """What the people whom the unit's preset serves get; ``proposed``: if that were laid down. Three queries."""
    people = list(served_by(unit))
    standings = standings_of(people)
    return Preview([_person(one, standings[one.pk], proposed) for one in people])


def _person(officer: Officer, standing: Standing, proposed: Preset | None) -> PersonPreview:
    then = replace(standing, preset=proposed) if proposed is not None else standing
    changes = [Change(topic, standing.choice(topic), then.choice(topic)) for topic in optional_topics()]
    return PersonPreview(officer, then, changes)


def labels(topics: Iterable[Topic]) -> str:
    """Their names in one line."""
    return "、".join(topic.label for topic in topics)
