"""Every past day recomputed from the record equals the reading of its night, over three years of a city.

CI lives a seeded slice and prints how much happened. ``LUODI_LIGHT_YEARS=24x3`` (projects × years) lives the long form
of every night.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, time

import pytest
from django.db import connection

from tests.factories import SHANGHAI, City, build_city
from tests.workflow.lights.years import DAY, LAST, Years, kept, recomputed
from workflow.lights import triggers
from workflow.lights.models import LightNight, LightReading, LightRules
from workflow.lights.ruleset import RuleSet

pytestmark = pytest.mark.django_db
SLICE = "2x3"


@pytest.fixture
def city() -> City:
    return build_city()


def test_three_years_recomputed_from_the_record_are_the_nightly_readings(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    size = os.environ.get("LUODI_LIGHT_YEARS", SLICE)
    projects, years = (int(part) for part in size.split("x"))
    lived = Years(city, projects=projects, days=365 * years + 1)
    lived.live()
    read = kept()
    with capsys.disabled():
        told = "；".join(f"{what} {number}" for what, number in sorted(lived.happened.items()))
        sys.stdout.write(f"\nyears of lights {size}: {len(read)} readings; {told}\n")
    assert LightNight.objects.count() == len(lived.days), "one night a day, each read by the task of its own night"
    assert recomputed(lived.days) == read
    assert {where: read[where][0] for where in lived.shown} == lived.shown, "and what lists showed on the day"
    assert {colour for colour, _, _ in read.values()} >= {"green", "yellow", "red"}
    assert len({rules for _, _, rules in read.values()}) > 1, "rules changed on the way"


@pytest.fixture
def season(city: City) -> Years:
    """Two months of two projects."""
    lived = Years(city, projects=2, days=60)
    lived.live()
    assert recomputed(lived.days) == kept()
    return lived


def test_negative_control_one_falsified_reading_is_found(season: Years) -> None:
    wrong = LightReading.objects.filter(colour="green").order_by("day", "pk")[3]
    triggers.remove(connection)
    LightReading.objects.filter(pk=wrong.pk).update(colour="yellow")
    triggers.install(connection)
    told, read = recomputed(season.days), kept()
    assert [where for where in told if told[where] != read[where]] == [(wrong.project_id, wrong.day)]


@pytest.mark.parametrize(("entered", "found"), [(season_day, season_day < 60) for season_day in (0, 60)])
def test_negative_control_rules_slipped_into_the_past_are_found(season: Years, entered: int, found: bool) -> None:
    """Past days turn where a row pretends to have been there; one that says when it was entered turns none of them."""
    at = datetime.combine(season.days[0] + entered * DAY, time(8), SHANGHAI)
    numbers = RuleSet.of({"node_late": {"yellow_days": 0, "red_days": 0}, "memory": {"days": 0}}).numbers()
    LightRules.objects.create(
        city=season.city.city, preset="default", numbers=numbers, effective_from=season.days[0], reason="补录",
        by=season.city.dispatcher, at=at,
    )  # fmt: skip
    assert (recomputed(season.days) != kept()) is found
    assert season.days[-1] == LAST
