"""A described world as rows of the real database: by services where these are quick, and each source a real row."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from projects.ledger.models import Deputy
from projects.ledger.stages import Step
from projects.people.models import Kind, Officer, Organisation, Post
from projects.people.services import add_officer, add_organisation, add_post, start_tenure
from tests.notifications.oracle import almanac
from tests.notifications.oracle.described import World
from tests.workflow.reporting.samples import definition
from workflow.reporting.columns import Definition
from workflow.steps.models import VerifyingUnit

CITY, OFFICE = "city", "office"
NAMES = {"office": "市投资促进中心", "tc": "市招商局", "sj": "市市场监督管理局"}
EPOCH = date(2020, 1, 1)


@dataclass
class Built:
    """The rows behind the keys of a world, and the keys behind their primary keys."""

    units: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Officer] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    rows: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    form: Definition = field(default_factory=definition)

    def know(self, kind: str, key: str, row: uuid.UUID) -> None:
        """``row`` is what the world calls ``key``."""
        self.rows[kind, key] = row

    def row(self, kind: str, key: str) -> uuid.UUID:
        """The primary key behind it."""
        return self.rows[kind, key]

    def keys(self, kind: str) -> Mapping[uuid.UUID, str]:
        """Back from primary keys."""
        return {row: key for (known, key), row in self.rows.items() if known == kind}

    @property
    def city(self) -> Organisation:
        """芜湖市."""
        return self.units[CITY]


def build(world: World, *, mail: bool = True) -> Built:
    """Units, people, posts and who stands in for whom; what happens later is done by ``deeds``."""
    built, now = Built(), world.start - timedelta(days=10)
    _units(world, built, now)
    for number, one in enumerate(world.people):
        unit = built.units[one.unit]
        built.people[one.key] = add_officer(
            unit,
            username=one.key,
            name=f"人员{number}",
            roles=list(one.roles),
            email=f"{one.key}@luodi.example" if mail else "",
            scope=built.city if one.unit == OFFICE else None,
            by=None,
            now=now,
        )
        if one.unit in world.units and one.is_head:
            post = add_post(unit, title="主要负责人", is_principal=True, by=None, now=now)
            start_tenure(post, built.people[one.key], valid_from=EPOCH, by=None, now=now)
    for place in world.units:
        built.posts[place] = add_post(built.units[place], title="首席责任人职务", by=None, now=now)
        start_tenure(built.posts[place], built.people[f"{place}vice"], valid_from=EPOCH, by=None, now=now)
    _stand_ins(world, built, now)
    return built


def _units(world: World, built: Built, now: datetime) -> None:
    province = add_organisation(
        None, code="340000", name="安徽省", kind=Kind.PROVINCE, region_code="340000", by=None, now=now
    )
    city = add_organisation(
        province, code="340200", name="芜湖市", kind=Kind.CITY, region_code="340200", by=None, now=now
    )
    built.units[CITY] = city
    for key, name in NAMES.items():
        built.units[key] = add_organisation(
            city, code=f"340200-{key}", name=name, kind=Kind.DEPARTMENT, by=None, now=now
        )
    for number, key in enumerate(world.units, 1):
        built.units[key] = add_organisation(
            city, code=f"3402{number:02}", name=f"第{number}区", kind=Kind.DISTRICT, region_code=f"3402{number:02}",
            by=None, now=now,
        )  # fmt: skip
    VerifyingUnit.objects.create(city=city, step=Step.SIGN, unit=built.units["tc"])


def _stand_ins(world: World, built: Built, now: datetime) -> None:
    by = built.people["dispatcher1"]
    for one in world.stand_ins:
        Deputy.objects.create(
            principal=built.people[one.principal],
            deputy=built.people[one.deputy],
            valid_from=one.first,
            valid_to=one.last,
            basis="出差",
            created_by=by,
            created_at=now,
            updated_at=now,
        )


WAN = Decimal(80000)
"""Below what makes a chief necessary."""
GREAT_WAN = Decimal(200000)


def local(at: datetime) -> date:
    """The day in China."""
    return almanac.day_of(at)
