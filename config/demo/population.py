"""The synthetic population: seeded, told relative to ``today``, so that the pages of a fresh demo look alive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from config.demo.codes import sample_investment_code, sample_uscc
from config.demo.fates import FATES, PLAIN, moves_of
from config.demo.places import CITIES, Places
from config.demo.plans import (
    SAMPLE_SITE,
    SHANGHAI,
    AssignPlan,
    ClaimPlan,
    EditPlan,
    Move,
    ProjectPlan,
    office_hour,
    verified,
)
from config.demo.products import PRODUCTS, Product
from config.demo.staff import DEPUTIES_IN, HANDED_OVER
from projects.ledger.kinds import Channel, ResponsibilityRole, StartKind, SubStage
from projects.ledger.money import yi_to_wan
from projects.ledger.stages import STAGES, Stage, Step, planned_field_of
from projects.people.models import Kind

TAG = "示例数据"
HOME_CITY, HOME_UNIT = "340200", "340212"
"""芜湖 and 繁昌区: where the demonstration's accounts sit, so where most happens."""
HOME_SHARE, HOME_UNIT_SHARE = 65, 25
HOME_UNIT_NUMBERS = range(8)
STAGE_WEIGHTS = (25, 20, 17, 24, 14)
GAPS = {Stage.SIGNED: (40, 160), Stage.REGISTERED: (15, 60), Stage.STARTED: (30, 140), Stage.PRODUCING: (160, 380)}
"""Least and most days from the stage before."""
CHIEF_FROM_YI = 10
LEAST_WAITED, LONG_AGO = 6, 12
"""Days within which a claim is answered at the quickest, and at the slowest: weekends included."""
SETTLED = 20
"""Days after which a project may be edited: longer ago than any edit."""
ORIGINS = ("上海市", "江苏省", "浙江省", "广东省", "北京市", "福建省", "山东省")


def population_plans(places: Places, *, seed: int, size: int, now: datetime) -> list[ProjectPlan]:
    """``size`` plans: the same for the same seed and day."""
    names: set[str] = set()
    return [_named(_Draw(places, seed, number, now).plan(), names) for number in range(size)]


def _named(plan: ProjectPlan, taken: set[str]) -> ProjectPlan:
    """A name of its own: 二期, 三期 … where it would come twice."""
    phases = ("", *(f"（{phase}期）" for phase in "二三四五六七八九十"))
    name = next(
        (plan.name + phase for phase in phases if plan.name + phase not in taken), f"{plan.name}（{len(taken)}）"
    )
    taken.add(name)
    return replace(plan, name=name)


class _Draw:
    """One project drawn by its own dice: neither the size nor the order of the population changes it."""

    def __init__(self, places: Places, seed: int, number: int, now: datetime) -> None:
        self.dice = Random(f"population-{seed}-{number}")  # noqa: S311 - a reproducible sample, no secret
        self.places, self.number, self.now, self.today = places, number, now, now.astimezone(SHANGHAI).date()
        self.fate = FATES[number] if number < len(FATES) else PLAIN
        self.city = self._city()
        self.unit = self._unit()
        self.region = places.by_code[self.unit].region_code or places.by_code[self.city].region_code
        self.product: Product = self.dice.choice(PRODUCTS[self.city])
        self.stage = self._stage()
        self.yi = self._amount()
        self.assigned_by_city = self.number % 23 == 22
        self.waited = self._waited()
        self.reached = self._reached()
        self.entered = self._entered()
        self.planned = self._planned()

    def plan(self) -> ProjectPlan:
        """All of it."""
        place = self.places.by_code[self.unit]
        label = place.label if place.kind == Kind.PARK else place.label.removesuffix("区")
        name = f"{label}年产{self.dice.choice(self.product.scales)}{self.product.what}"
        investors = (f"示例投资企业（{self.number + 1:03d}）",)
        values, moves = self._values(), tuple(self._moves())
        return ProjectPlan(
            name=name,
            unit=self.unit,
            entered_at=office_hour(self.entered, self.number * 7),
            values=values,
            investors=investors,
            moves=moves,
            origin=self.dice.choice(ORIGINS),
        )

    def _city(self) -> str:
        """The first fates, two in three of the others, and whatever is missing its chief, are told in the home city."""
        if self.number in HOME_UNIT_NUMBERS or self.fate.name == "no_chief":
            return HOME_CITY
        if self.fate is not PLAIN and self.number % 3:
            return HOME_CITY
        return HOME_CITY if self.dice.randrange(100) < HOME_SHARE else self.dice.choice([*CITIES][1:])

    def _unit(self) -> str:
        at_home = self.city == HOME_CITY and self.dice.randrange(100) < HOME_UNIT_SHARE
        if self.number in HOME_UNIT_NUMBERS or at_home:
            return HOME_UNIT
        return self.dice.choice(self.places.staffed_units(self.city))

    def _stage(self) -> str:
        if self.fate is PLAIN:
            return self.dice.choices(STAGES, STAGE_WEIGHTS)[0]
        return str(self.dice.choice(self.fate.stages))

    def _amount(self) -> Decimal:
        """亿元: most small, a few very large."""
        least, most = self.dice.choices(((1, 10), (10, 30), (30, 100), (100, 180)), (70, 24, 5, 1))[0]
        if self.fate.name == "no_chief":
            least, most = 15, 60
        return Decimal(self.dice.randint(least * 10, most * 10 - 1)) / 10

    def _waited(self) -> int:
        """Days since the present stage was reached; a third of the plain ones moved lately."""
        if self.fate is PLAIN and self.dice.randrange(3) == 0:
            return self.dice.randint(LEAST_WAITED, 20)
        return self.dice.randint(*self.fate.waited if self.stage != Stage.PRODUCING else (LONG_AGO, 420))

    def _reached(self) -> dict[str, date]:
        """Stage → day, walked back from how long it has waited."""
        day = self.today - timedelta(days=self.waited)
        reached: dict[str, date] = {}
        for stage in reversed(STAGES[: STAGES.index(self.stage) + 1]):
            reached[stage] = day
            day -= timedelta(days=self.dice.randint(*GAPS[Stage(stage)])) if stage in GAPS else timedelta()
        return dict(reversed(reached.items()))

    def _entered(self) -> date:
        """In 在谈 on the day it began; one in twelve was signed already when somebody entered it (补录)."""
        began = self.reached[Stage.NEGOTIATING]
        if Stage.SIGNED in self.reached and self.waited >= LONG_AGO and self.dice.randrange(12) == 0:
            return self.reached[Stage.SIGNED] + timedelta(days=2)
        return began

    def _planned(self) -> dict[str, date]:
        """Stage → committed day: near the real one for what was reached, then late or ahead."""
        planned = {stage: on + timedelta(days=self.dice.randint(-10, 20)) for stage, on in self.reached.items()}
        day = self.today + timedelta(days=self._distance())
        for stage in STAGES[STAGES.index(self.stage) + 1 :]:
            planned[stage] = day
            day = max(day, self.today) + timedelta(days=self.dice.randint(*GAPS[Stage(stage)]))
        planned.pop(Stage.NEGOTIATING)
        return planned

    def _distance(self) -> int:
        """Days until the next node: negative is late, beyond 30 red."""
        late = {"late_yellow": (-25, -3), "late_red": (-80, -35)}
        if self.fate is PLAIN:
            return self.dice.randint(*self.dice.choices(((10, 240), (-25, -2), (-80, -32)), (82, 11, 7))[0])
        return self.dice.randint(*late.get(self.fate.name, (10, 120)))

    def _values(self) -> dict[str, Any]:
        values = {planned_field_of(stage): on for stage, on in self.planned.items()}
        return values | {
            "summary": f"示例数据：项目、企业、金额、日期与材料均为演示所设。\n建设厂房及{self.product.chain}生产线。",
            "total_investment_wan": yi_to_wan(self.yi),
            "fixed_investment_wan": yi_to_wan(self.yi * Decimal("0.7")),
            "land_area_mu": Decimal(self.dice.randint(20, 90) + int(self.yi * 12)),
            "industry": self.product.industry,
            "chain": self.product.chain,
            "channel": self.dice.choice(Channel.values),
            "assigned_by_city": self.assigned_by_city,
            "negotiating_on": self.reached[Stage.NEGOTIATING],
            "tags": [TAG],
        }

    def _fields(self) -> dict[str, dict[str, Any]]:
        started = self.reached.get(Stage.STARTED, self.today)
        company = f"{self.places.by_code[self.city].name}示例项目公司{self.number + 1:03d}号"
        return {
            Step.SIGN: {"fair_competition_reviewed_by": "示例审查员"},
            Step.REGISTER: {
                "company_name": company,
                "company_uscc": sample_uscc(self.region, 2000 + self.number),
                "registered_capital_wan": Decimal(self.dice.randint(10, 200) * 100),
            },
            Step.START: {
                "start_kind": StartKind.CONSTRUCTION,
                "planned_producing_on": self.planned.get(Stage.PRODUCING, self.today),
                "site": SAMPLE_SITE,
                "investment_code": sample_investment_code(self.region, started.year, started.month, 2000 + self.number),
                "permanent_works": True,
            },
            Step.PRODUCE: {"production_sub_stage": self.dice.choice(SubStage.values)},
        }

    def _moves(self) -> Iterator[Move]:
        fields = self._fields()
        steps = {stage: on for stage, on in self.reached.items() if stage != Stage.NEGOTIATING}
        claims = list(self._claims(steps, fields))
        yield from self._people()
        yield from claims
        yield from moves_of(self.fate, self.stage, fields, now=self.now, dice=self.dice)
        yield from self._edits()

    def _claims(self, steps: dict[str, date], fields: dict[str, dict[str, Any]]) -> Iterator[ClaimPlan]:
        late_entry = self.entered != self.reached[Stage.NEGOTIATING]
        lag = 5 if late_entry else self.dice.randint(1, 3) if self.waited >= LONG_AGO else 1
        claims = list(verified(steps, fields, lag=lag, minute=self.number * 11))
        if self.fate.name == "mended":
            claims[-1] = replace(claims[-1], mended=True)
        yield from claims

    def _people(self) -> Iterator[AssignPlan]:
        """A chief where one is needed, the others for some of 芜湖's."""
        at = office_hour(self.entered, 479)
        if self.fate.name != "no_chief" and (self.yi >= CHIEF_FROM_YI or self.assigned_by_city):
            yield AssignPlan(ResponsibilityRole.CHIEF, at)
            yield from self._handover()
        if self.city == DEPUTIES_IN and self.yi >= 5:
            for role in (ResponsibilityRole.DEPUTY, ResponsibilityRole.LEADER, ResponsibilityRole.SECRETARY):
                if self.dice.randrange(100) < 60:
                    yield AssignPlan(role, at)

    def _handover(self) -> Iterator[AssignPlan]:
        """Where the principal changed, most projects follow within three weeks; some still wait."""
        changed = self.today - timedelta(days=HANDED_OVER.get(self.unit, 0))
        if self.unit in HANDED_OVER and self.entered < changed - timedelta(days=3) and self.dice.randrange(4):
            at = office_hour(changed + timedelta(days=self.dice.randint(3, 20)), self.number)
            yield AssignPlan(ResponsibilityRole.CHIEF, at, "示例：职务变动，接任者续任")

    def _edits(self) -> Iterator[EditPlan]:
        eligible = self.fate is PLAIN and self.waited >= SETTLED and self.stage != Stage.PRODUCING
        if not eligible or self.dice.randrange(3):
            return
        day = self.today - timedelta(days=self.dice.randint(3, 11))
        later = planned_field_of(STAGES[STAGES.index(self.stage) + 1])
        old = self.planned[STAGES[STAGES.index(self.stage) + 1]]
        values = {later: old + timedelta(days=15), "land_area_mu": Decimal(self.dice.randint(30, 300))}
        yield EditPlan(office_hour(day, self.number * 5, back=True), values, "示例：企业调整建设计划")
