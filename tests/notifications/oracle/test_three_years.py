"""The product against an oracle that shares no code with it, over simulated months, with outages (reliability.md 6.1).

In CI a slice: about 60 sources over four months from December 2025, with 元旦 and 春节 and their 调休 in it, and five
outages of 1 min, 2 h, 3 h, 26 h and 8 days. The long form is 2,000 sources over the three years 2024 to 2026:

    python -m tests.notifications.oracle.run --sources 2000 --years 3 --seed 1

which is this file with ``LUODI_ORACLE=2000x3`` and ``LUODI_ORACLE_SEED=1`` in the environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime

import pytest

from notifications.reminders import services
from tests.notifications.oracle import almanac, controls
from tests.notifications.oracle.building import build
from tests.notifications.oracle.comparing import Report, compare, rows
from tests.notifications.oracle.described import World
from tests.notifications.oracle.driving import drive
from tests.notifications.oracle.oracle import expected
from tests.notifications.oracle.world import make_world

pytestmark = pytest.mark.django_db
LONG = os.environ.get("LUODI_ORACLE", "")
SEED = int(os.environ.get("LUODI_ORACLE_SEED", "6"))
SECONDS = float(os.environ.get("LUODI_ORACLE_SECONDS", "inf"))
"""The long form stops after so many and says how far it came."""
SLICE = {"sources": 60, "start": date(2025, 12, 15), "months": 4}


def world_of_this_run() -> World:
    """The slice, or what ``LUODI_ORACLE`` asks for: sources × years."""
    if not LONG:
        return make_world(SEED, **SLICE)  # type: ignore[arg-type]
    sources, _, years = LONG.partition("x")
    return make_world(SEED, sources=int(sources), start=almanac.FIRST, months=round(12 * float(years)))


def outcome(world: World, scheduler: Callable[[datetime], object] = services.scan) -> Report:
    """Build, drive, compare."""
    run = drive(world, build(world), scheduler, seconds=SECONDS)
    report = compare(expected(world, run.table), rows(run.built), until=run.table.scans[-1])
    report.until = run.table.scans[-1]
    report.scans = len(run.table.scans) + run.twice
    return report


def test_nothing_is_lost_doubled_or_at_a_wrong_hour(capsys: pytest.CaptureFixture[str]) -> None:
    world = world_of_this_run()
    report = outcome(world)
    kinds = [one.kind for one in world.outages if report.until and one.last < report.until]
    outages = ", ".join(f"{kinds.count(kind)}× {kind}" for kind in dict.fromkeys(kinds))
    first, last = almanac.day_of(world.start), almanac.day_of(report.until or world.end)
    with capsys.disabled():
        said = [f"seed {world.seed}, {first} to {last}; outages: {outages}", *report.lines(), *report.examples()]
        sys.stdout.write("\n" + "\n".join(said) + "\n")
    assert report.told > 200
    assert report.late > 10
    assert set(report.faults.values()) == {0}


def small(months: float) -> World:
    """Meetings, items and letters of a few people from 元旦 on, for the negative controls."""
    world = make_world(3, sources=1, start=date(2025, 12, 29), months=months)
    return replace(world, requests=(), claims=(), projects=(), handovers=(), stand_ins=())


HOLIDAY, OUTAGE = small(0.23), small(0.57)
"""A week with three days off and a worked Sunday; seventeen days, eight of them without the system."""
CONTROLS = pytest.mark.skipif(bool(LONG), reason="the controls are part of the slice")


@CONTROLS
@pytest.mark.parametrize("world", [HOLIDAY, OUTAGE], ids=["holiday", "outage"])
def test_nothing_is_wrong_in_the_small_worlds_of_the_controls(world: World) -> None:
    report = outcome(world)
    assert set(report.faults.values()) == {0}
    assert report.told > 20


@CONTROLS
@pytest.mark.parametrize("wrong", [controls.exact_day, controls.tick_only])
def test_a_scheduler_without_a_watermark_is_caught(wrong: Callable[[datetime], None]) -> None:
    assert len(outcome(OUTAGE, wrong).missing) > 3


@CONTROLS
@pytest.mark.parametrize("wrong", [controls.zone_of_the_server, controls.calendar_without_shifts])
def test_a_wrong_clock_or_calendar_is_caught(wrong: Callable[[], AbstractContextManager[None]]) -> None:
    with wrong():
        report = outcome(HOLIDAY)
    assert sum(report.faults.values()) > 3  # any one fails the tests above
