"""Schedulers that are killed: a process of its own that forks several, and shoots one of them again and again.

Called by ``test_schedulers.py`` with: database name, mode, seconds, seconds between two instants, seconds between two
kills, people a sitting, seed. Each instant is the invitation to one sitting, two weeks ahead to the second, to so many
people. Prints what it found as JSON. The parent never touches the database: each child opens its own connection.

``mode`` product is the product's scan. ``naive`` is the negative control, as other houses do it: look whether there is
one, then create it, with no unique key behind it and no transaction around both.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import django
from django.conf import settings
from django.template import engines

BEATS, SWEEPS_EVERY, BEATS_EVERY = 3, 1.0, 0.25
PAUSE = 0.1
"""Seconds that the naive one takes between looking and writing: a letter has to be written."""
AHEAD = timedelta(days=14)
FIRST_AFTER = 2.0


def in_child(work: Callable[[], None]) -> int:
    """Run it in a process of its own."""
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    except BaseException as error:
        sys.stderr.write(f"{error!r}\n")
        sys.stderr.flush()
        os._exit(1)


def ended(child: int) -> None:
    """Wait for it; it must have gone well."""
    _, status = os.waitpid(child, 0)
    if status:
        raise SystemExit(f"a child failed: {status}")


def build(seconds: float, every: float, people: int, mode: str) -> None:
    """A city, so many people, and a sitting for each instant."""
    from datetime import UTC, datetime  # noqa: PLC0415 - after the fork

    from django.db import connection  # noqa: PLC0415

    from notifications.outbox.models import Occurrence  # noqa: PLC0415
    from notifications.reminders.services import scan  # noqa: PLC0415
    from projects.people.models import Officer  # noqa: PLC0415
    from tests.factories import build_city  # noqa: PLC0415
    from tests.notifications.reminders.samples import weekly_series  # noqa: PLC0415
    from workflow.dispatch.models import Attendee, Meeting  # noqa: PLC0415

    city = build_city()
    named = [f"p{number}" for number in range(people)]
    Officer.objects.bulk_create(
        Officer(username=one, name=one, organisation=city.district, email=f"{one}@luodi.example") for one in named
    )
    officers = list(Officer.objects.filter(username__in=named))
    series, now = weekly_series(city), datetime.now(UTC)
    if mode == "naive":
        once = next(one for one in Occurrence._meta.constraints if one.name == "outbox_occurrence_once")
        Occurrence._meta.constraints = []  # SQLite makes the table anew from the model
        with connection.schema_editor() as editor:
            editor.remove_constraint(Occurrence, once)
    scan(now)
    for number in range(int((seconds - FIRST_AFTER) / every)):
        due = now + timedelta(seconds=FIRST_AFTER + number * every)
        meeting = Meeting.objects.create(
            series=series,
            number=number + 1,
            nominal_on=(due + AHEAD).date(),
            starts_at=due + AHEAD,
            place="市政务中心",
            is_extra=True,
            extra_reason="专题",
            called_at=now,
            created_at=now,
            updated_at=now,
        )
        rows = [Attendee(meeting=meeting, officer=one, why="standing", called_at=now) for one in officers]
        Attendee.objects.bulk_create(rows)


def schedule(mode: str, every: float, until: float) -> None:
    """Look again and again."""
    from django.utils import timezone  # noqa: PLC0415

    from notifications.reminders.services import scan  # noqa: PLC0415

    look = naive if mode == "naive" else scan
    while time.time() < until:
        look(timezone.now())
        time.sleep(every)


def naive(now: object) -> None:
    """Exists? Then create."""
    from notifications.outbox import watermarks  # noqa: PLC0415
    from notifications.reminders.families import FAMILIES  # noqa: PLC0415
    from notifications.reminders.services import _tell_with_copies  # noqa: PLC0415

    family = next(one for one in FAMILIES if one.name == "reminders.meetings")
    since = watermarks.reached(family.name, now=now)[family.name] - family.margin  # type: ignore[arg-type]
    for subject in family.subjects(since, now):  # type: ignore[arg-type]
        missing = list(family.notices(subject, since, now))  # type: ignore[arg-type]
        time.sleep(PAUSE if missing else 0)
        for notice in missing:
            _tell_with_copies(notice, now)  # type: ignore[arg-type]


def check() -> None:
    """One last look, then what is on record against what the sittings say."""
    from django.utils import timezone  # noqa: PLC0415

    from notifications.outbox.models import Occurrence  # noqa: PLC0415
    from notifications.reminders.services import scan  # noqa: PLC0415
    from workflow.dispatch.models import Attendee  # noqa: PLC0415

    scan(timezone.now())
    seats = Attendee.objects.values_list("meeting", "officer", "meeting__starts_at")
    wanted = {(meeting, officer, starts - AHEAD) for meeting, officer, starts in seats}
    rows = Occurrence.objects.filter(rule="meeting_called").values_list("subject_id", "recipient", "due_at")
    found = Counter(rows)
    told = {
        "expected": len(wanted),
        "missing": len(wanted - set(found)),
        "surplus": len(set(found) - wanted),
        "doubled": sum(count - 1 for count in found.values()),
        "halves": Occurrence.objects.filter(rule="meeting_called", deliveries__isnull=True).count(),
    }
    sys.stdout.write(json.dumps(told))
    sys.stdout.flush()


def shoot(start: Callable[[float], int], until: float, kill_every: float, chance: random.Random) -> int:
    """Several schedulers and a sweeper until then, one of them killed every so often and replaced; how many kills."""
    living = {start(SWEEPS_EVERY if number == BEATS else BEATS_EVERY): number for number in range(BEATS + 1)}
    kills = 0
    while time.time() + kill_every < until:
        time.sleep(kill_every * chance.uniform(0.7, 1.3))
        victim = chance.choice(sorted(living))
        number = living.pop(victim)
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        kills += 1
        living[start(SWEEPS_EVERY if number == BEATS else BEATS_EVERY)] = number
    for child in living:
        ended(child)
    return kills


def main(database: str, mode: str, seconds: str, every: str, kill_every: str, people: str, seed: str) -> None:
    """Build, shoot, check."""
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    for name in ("notifications.reminders.services", "tests.factories", "tests.notifications.reminders.samples"):
        import_module(name)  # once, not in each child
    engines.all()
    ended(in_child(lambda: build(float(seconds), float(every), int(people), mode)))
    until = time.time() + float(seconds)
    kills = shoot(
        lambda pause: in_child(lambda: schedule(mode, pause, until)), until, float(kill_every), random.Random(int(seed))
    )
    sys.stdout.write(json.dumps({"kills": kills}) + "\n")
    sys.stdout.flush()
    ended(in_child(check))


if __name__ == "__main__":
    main(*sys.argv[1:])
