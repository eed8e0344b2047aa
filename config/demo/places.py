"""The five trees: provinces, cities, districts, zones, departments (data/organisations.csv)."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from config.demo.history import BORN_AS, class_name, merge_sanshan, renamed
from projects.ledger.models import CityRules
from projects.ledger.stages import CLAIMED_STEPS, Step
from projects.people.models import Kind, Organisation
from projects.people.services import add_organisation, settle_class
from workflow.steps.models import VerifyingUnit

DATA = Path(__file__).parent / "data"

CITIES = {"340200": "wuhu", "321000": "yangzhou", "360700": "ganzhou", "430100": "changsha", "340621": "suixi"}
"""The five "cities" of the reports, each with its slug; 濉溪 is a county."""

VERIFIED_BY = {Step.REGISTER: "SJ", Step.START: "GX", Step.PRODUCE: "GX"}
"""Department that verifies a step; every other claim goes to 投资促进 (TC)."""


@dataclass
class Places:
    """The organisations by code, the slugs of those with officers, and each one's "city"."""

    by_code: dict[str, Organisation] = field(default_factory=dict)
    slug_of: dict[str, str] = field(default_factory=dict)
    city_of: dict[str, str] = field(default_factory=dict)

    def named(self, name: str, city: str) -> Organisation:
        """The organisation of this name; the city's own where ``name`` is empty."""
        wanted = name or city
        return next(one for one in self.by_code.values() if one.name == wanted)

    def staffed_units(self, city: str) -> list[str]:
        """Codes of the districts and parks of ``city`` that have officers."""
        kinds = (Kind.DISTRICT, Kind.PARK)
        return [code for code in self.slug_of if self.city_of[code] == city and self.by_code[code].kind in kinds]


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a data file of the demo."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plant(*, now: datetime) -> Places:
    """Make the trees, the rules of 长沙 and who verifies what."""
    places = Places()
    for row in rows("organisations.csv"):
        _plant_one(places, row, now=now)
    merge_sanshan(places.by_code, now=now)
    CityRules.objects.create(organisation=places.by_code["430100"], chief_threshold_wan=Decimal(100_000))
    VerifyingUnit.objects.bulk_create(
        VerifyingUnit(city=places.by_code[city], step=step, unit=places.by_code[f"{city}-{key}"])
        for city in CITIES
        for step in CLAIMED_STEPS
        for key in [VERIFIED_BY.get(Step(step), "TC")]
    )
    return places


def _plant_one(places: Places, row: dict[str, str], *, now: datetime) -> None:
    code, parent = row["code"], row["parent"]
    city = code if code in CITIES else places.city_of.get(parent, "")
    ranked = class_name(row["kind"], city)
    planted = add_organisation(
        places.by_code.get(parent),
        code=code,
        name=BORN_AS[code][0] if code in BORN_AS else row["name"],
        short_name=row["short_name"],
        kind=row["kind"],
        region_code=row["region_code"],
        unit_class=settle_class(ranked, by=None, now=now) if ranked else None,
        by=None,
        now=now,
    )
    places.by_code[code] = renamed(planted, row["name"], now=now) if code in BORN_AS else planted
    places.city_of[code] = city
    if row["slug"]:
        places.slug_of[code] = row["slug"]
