"""赣州: the 121 projects signed at events of 2021, of which 119 were registered, 116 started and 85 producing.

The counts and the tiers are published (截至2022-06-30); which projects they were is not, so names, firms, dates and
the amounts inside a tier are synthetic. The named projects of 赣州 stand beside the cohort, not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from config.demo.codes import sample_investment_code, sample_uscc
from config.demo.places import Places
from config.demo.plans import SAMPLE_SITE, AssignPlan, ProjectPlan, office_hour, verified
from projects.ledger.kinds import Channel, ResponsibilityRole, StartKind, SubStage
from projects.ledger.money import yi_to_wan
from projects.ledger.stages import Stage, Step

CITY = "360700"
TAG = "2021签约活动"
SIZE = 121
REACHED = {Stage.SIGNED: SIZE, Stage.REGISTERED: 119, Stage.STARTED: 116, Stage.PRODUCING: 85}
AS_OF = date(2022, 6, 30)
TIERS = ((4, 100, 160), (8, 50, 99), (33, 20, 49), (69, 10, 19), (SIZE, 1, 9))
"""Nested: how many projects are at or above the second number (亿元); the third is the sample's most."""
EVENTS = (date(2021, 3, 26), date(2021, 4, 29), date(2021, 6, 18), date(2021, 9, 28))
CHAINS = (("现代家居", "C21"), ("有色金属和新材料", "C32"), ("电子信息", "C39"), ("纺织服装", "C18"), ("新能源", "C38"))


def cohort_plans(places: Places, *, seed: int, today: date) -> list[ProjectPlan]:
    """The 121 plans."""
    dice = Random(f"cohort-{seed}")  # noqa: S311 - a reproducible sample, no secret
    units = places.staffed_units(CITY)
    amounts = list(_amounts(dice))
    order = list(range(SIZE))
    dice.shuffle(order)
    rank = {place: position for position, place in enumerate(order)}
    return [_plan(n, rank[n], amounts[n], units[n % len(units)], places, today) for n in range(SIZE)]


def _amounts(dice: Random) -> Iterator[Decimal]:
    """亿元, the largest tier first."""
    done = 0
    for upto, least, most in TIERS:
        for _ in range(upto - done):
            yield Decimal(dice.randint(least * 10, most * 10)) / 10
        done = upto


def _plan(number: int, rank: int, yi: Decimal, unit: str, places: Places, today: date) -> ProjectPlan:
    signed = EVENTS[number % len(EVENTS)]
    entered = signed - timedelta(days=40 + number % 25)
    reached = _reached(rank, signed)
    chain, industry = CHAINS[number % len(CHAINS)]
    region = places.by_code[unit].region_code or CITY
    chief = AssignPlan(ResponsibilityRole.CHIEF, office_hour(entered + timedelta(days=5), number))
    return ProjectPlan(
        name=f"赣州2021年签约活动项目第{number + 1:03d}号",
        unit=unit,
        entered_at=office_hour(entered, number),
        values={
            "summary": f"合成数据：属2021年签约活动{SIZE}个项目，只有数量与分档来自公开报道（截至{AS_OF}）；"
            "名称、企业、金额、日期与材料均为演示所设。",
            "total_investment_wan": yi_to_wan(yi),
            "industry": industry,
            "chain": chain,
            "channel": Channel.EVENT,
            "negotiating_on": entered,
            "tags": [TAG],
            "planned_registered_on": reached.get(Stage.REGISTERED, today + timedelta(days=60)),
            "planned_started_on": reached.get(Stage.STARTED, today + timedelta(days=90)),
        },
        investors=(f"示例投资企业（赣州{number + 1:03d}）",),
        origin="示例",
        moves=(
            *([chief] if yi >= 10 else []),
            *verified(reached, _fields(number, region, reached, today), lag=1 + number % 3, minute=number * 3),
        ),
    )


def _reached(rank: int, signed: date) -> dict[str, date]:
    """Stage → day for the project of this rank: the first 85 produce, and so on."""
    days = {
        Stage.SIGNED: signed,
        Stage.REGISTERED: signed + timedelta(days=20 + rank % 20),
        Stage.STARTED: signed + timedelta(days=60 + rank % 60),
        Stage.PRODUCING: signed + timedelta(days=150 + rank % 110),
    }
    return {str(stage): day for stage, day in days.items() if rank < REACHED[stage]}


def _fields(number: int, region: str, reached: dict[str, date], today: date) -> dict[str, dict[str, Any]]:
    started = reached.get(Stage.STARTED, AS_OF)
    return {
        Step.SIGN: {"fair_competition_reviewed_by": "示例审查员"},
        Step.REGISTER: {
            "company_name": f"赣州示例项目公司{number + 1:03d}号",
            "company_uscc": sample_uscc(region, 1000 + number),
            "registered_capital_wan": Decimal(2000 + number * 10),
        },
        Step.START: {
            "start_kind": StartKind.CONSTRUCTION,
            "planned_producing_on": reached.get(Stage.PRODUCING, today + timedelta(days=180)),
            "site": SAMPLE_SITE,
            "investment_code": sample_investment_code(region, started.year, started.month, 1000 + number),
            "permanent_works": True,
        },
        Step.PRODUCE: {"production_sub_stage": SubStage.PRODUCTION},
    }
