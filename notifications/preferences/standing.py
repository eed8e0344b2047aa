"""What holds for one person: what the office lays down and what the person wishes, put together. Pure.

Instants are aware; days and hours are of the local calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from notifications.preferences.registry import Terms
from notifications.preferences.topics import DIGESTED, Choice, Policy, Quiet
from projects.workdays.days import LONGEST_REST, ONE_DAY, Calendar

NEAR = timedelta(hours=24)
"""What loses its use so soon after the moment to which it would be put off is not put off."""
REACH = LONGEST_REST + timedelta(days=7)
"""How far from today the calendar is asked for: beyond any stretch of rest days."""


def zone() -> ZoneInfo:
    """The zone all business days are thought in."""
    return ZoneInfo(settings.TIME_ZONE)


def local_day(at: datetime) -> date:
    """The business day of an instant."""
    return at.astimezone(zone()).date()


@dataclass(frozen=True)
class Preset:
    """What an office lays down. A topic without a policy of its own: optional, at once by default."""

    policies: Mapping[str, str] = field(default_factory=dict)
    digest_hours: tuple[int, ...] = (8, 9, 14, 17)
    opens_at: time = time(8)
    closes_at: time = time(20)
    quiet_on_rest_days: bool = True

    def policy(self, topic: str) -> Policy:
        """What it says about a topic."""
        said = self.policies.get(topic, "")
        return Policy(said) if said in Policy.values else Policy.IMMEDIATE


DEFAULT = Preset()
"""What holds where no office has laid down anything: everything at once, from 08:00 to 20:00 of working days."""


@dataclass(frozen=True)
class Wishes:
    """What a person chose. Empty: as the office lays down."""

    choices: Mapping[str, str] = field(default_factory=dict)
    digest_hour: int | None = None
    opens_at: time | None = None
    closes_at: time | None = None
    muted_channels: tuple[str, ...] = ()


NO_WISHES = Wishes()


_OWN: dict[str, Quiet] = {Choice.INBOX: Quiet.OWN_INBOX, Choice.DIGEST: Quiet.OWN_DIGEST}


@dataclass(frozen=True)
class Plan:
    """What becomes of one reminder: a message of its own at ``not_before``, or none (``quiet``).

    ``waits``: it has been put off to then. ``muted``: channels that the person does not want.
    """

    not_before: datetime
    quiet: Quiet = Quiet.NONE
    waits: bool = False
    muted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """``since``: when the hours that hold were last set; a digest hour that lay before it has not been missed."""

    preset: Preset
    wishes: Wishes = NO_WISHES
    since: datetime | None = None

    @property
    def window(self) -> tuple[time, time]:
        """From when to when: the own hours as far as the office's reach; the office's where the two do not meet."""
        opens = max(self.wishes.opens_at or self.preset.opens_at, self.preset.opens_at)
        closes = min(self.wishes.closes_at or self.preset.closes_at, self.preset.closes_at)
        return (opens, closes) if opens < closes else (self.preset.opens_at, self.preset.closes_at)

    @property
    def digest_hour(self) -> int:
        """The own one where the office allows it, else the office's first."""
        hour, allowed = self.wishes.digest_hour, self.preset.digest_hours
        return hour if hour is not None and hour in allowed else (*allowed, self.preset.opens_at.hour)[0]

    def quiet(self, terms: Terms) -> Quiet:
        """Why what has these terms gets no message of its own; NONE: it does."""
        policy = self.preset.policy(terms.topic)
        if terms.mandatory or policy == Policy.MUST:
            return Quiet.NONE
        if policy == Policy.OFF:
            return Quiet.OFFICE_OFF
        chosen = self.wishes.choices.get(terms.topic)
        if chosen is None:
            return Quiet.OFFICE_DIGEST if policy == Policy.DIGEST else Quiet.NONE
        return _OWN.get(chosen, Quiet.NONE)

    def choice(self, topic: str) -> Choice:
        """How the person gets what is optional in a topic."""
        quiet = self.quiet(Terms(topic=topic, mandatory=False))  # type: ignore[arg-type]
        if quiet in (Quiet.OWN_INBOX, Quiet.OFFICE_OFF):
            return Choice.INBOX
        return Choice.DIGEST if quiet else Choice.IMMEDIATE

    def opens_after(self, at: datetime, calendar: Calendar) -> datetime:
        """The first instant from ``at`` on that lies within the hours, and on no rest day where those are quiet."""
        opens, closes = self.window
        local = at.astimezone(zone())
        on = local.date() if local.time() < closes else local.date() + ONE_DAY
        if self.preset.quiet_on_rest_days:
            on = calendar.next_workday(on)
        return max(at, datetime.combine(on, opens, tzinfo=zone()))

    def next_digest(self, at: datetime, calendar: Calendar) -> datetime:
        """The first digest that carries what is due at ``at``: its hour of a working day."""
        found = self._digest_on(calendar.next_workday(local_day(at)))
        return found if found >= at else self._digest_on(calendar.next_workday(local_day(at) + ONE_DAY))

    def last_digest(self, now: datetime, calendar: Calendar) -> datetime:
        """The latest one up to ``now``."""
        found = self._digest_on(calendar.previous_workday(local_day(now)))
        return found if found <= now else self._digest_on(calendar.previous_workday(local_day(now) - ONE_DAY))

    def _digest_on(self, on: date) -> datetime:
        return datetime.combine(on, time(self.digest_hour), tzinfo=zone())

    def plan(
        self, terms: Terms, *, due_at: datetime, now: datetime, until: datetime | None, calendar: Calendar
    ) -> Plan:
        """What becomes of a reminder that has these terms. ``until``: from when on it says nothing any more.

        Never before it is due. What would come too late in the digest, or too late once the hours open, goes at once.
        """
        at, muted = max(now, due_at), self.wishes.muted_channels
        quiet = self.quiet(terms)
        in_time = until is None or self.next_digest(at, calendar) < until
        if quiet and (in_time or quiet not in DIGESTED):
            return Plan(at, quiet, muted=muted)
        opens = at if terms.urgent else self.opens_after(at, calendar)
        if until is not None and opens > until - NEAR:
            opens = at
        return Plan(opens, waits=opens > at, muted=muted)
