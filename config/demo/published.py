"""The named projects of the published reports (data/real_projects.csv), as plans.

What was published: name, unit, stage on ``date_known``, some amounts and areas. Dates of earlier steps, unknown
amounts, industry and planned production are set for the demo, and the summary says so. No bad news is invented about
a real firm: no such project is late, suspended, returned or without its chief.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from config.demo.codes import sample_investment_code, sample_uscc
from config.demo.places import Places, rows
from config.demo.plans import SAMPLE_SITE, AssignPlan, ProjectPlan, office_hour, verified
from projects.ledger.kinds import ResponsibilityRole, StartKind, SubStage
from projects.ledger.money import yi_to_wan
from projects.ledger.stages import STAGES, Stage, Step

TAG = "公开报道"
UNKNOWN_YI = Decimal(5)
"""Stands in for an unpublished amount: below every threshold, so that nothing is decided by it."""
DAYS_BEFORE = {Stage.SIGNED: 150, Stage.REGISTERED: 90, Stage.STARTED: 240}
"""Sample days between a stage and the one after it."""
ENTERED_BEFORE = 45
PUBLISHED_START = {"卫棉纺织": date(2021, 1, 15)}
SUB_STAGE = {"卫棉纺织": SubStage.PARTIAL, "格力电器(赣州)智能制造基地": SubStage.TRIAL}


def published_plans(places: Places, *, today: date) -> list[ProjectPlan]:
    """One plan for each row of the file."""
    kinds = {row["name"]: row for row in rows("real_classification.csv")}
    return [
        _plan(number, row, kinds[row["name"]], places, today) for number, row in enumerate(rows("real_projects.csv"), 1)
    ]


def _plan(number: int, row: dict[str, str], kind: dict[str, str], places: Places, today: date) -> ProjectPlan:
    unit = places.named(row["unit"], row["city"])
    city = places.city_of[unit.code]
    region = unit.region_code or places.by_code[city].region_code
    reached = _reached(row)
    first = min(reached.values(), default=date.fromisoformat(row["date_known"]))
    entered = first - timedelta(days=ENTERED_BEFORE)
    firm = row["enterprise"] or "投资方未公布"
    moves = [*verified(reached, _fields(number, row, region, today))]
    chief = AssignPlan(ResponsibilityRole.CHIEF, office_hour(entered + timedelta(days=3)))
    needs_chief = kind["is_industrial"] == "1" and Decimal(row["total_investment_yi"] or 0) >= 10
    return ProjectPlan(
        name=row["name"],
        unit=unit.code,
        entered_at=office_hour(entered),
        values=_values(row, kind, entered),
        investors=(firm,),
        moves=(*([chief] if needs_chief else []), *moves),
    )


def _reached(row: dict[str, str]) -> dict[str, date]:
    """Stage → day, up to the published stage on the published day; the days before it are samples."""
    reached: dict[str, date] = {}
    day = date.fromisoformat(row["date_known"])
    for stage in reversed(STAGES[1 : STAGES.index(row["stage"]) + 1]):
        if stage != row["stage"]:
            day -= timedelta(days=DAYS_BEFORE[Stage(stage)])
        if stage == Stage.STARTED and row["name"] in PUBLISHED_START:
            day = PUBLISHED_START[row["name"]]
        reached[stage] = day
    return dict(reversed(reached.items()))


def _values(row: dict[str, str], kind: dict[str, str], entered: date) -> dict[str, Any]:
    amount, land = row["total_investment_yi"], row["land_mu"]
    unknown_is_needed = not amount and row["stage"] != Stage.NEGOTIATING
    total = Decimal(amount) if amount else UNKNOWN_YI if unknown_is_needed else None
    return {
        "summary": summary(row),
        "total_investment_wan": None if total is None else yi_to_wan(total),
        "land_area_mu": Decimal(land) if land else None,
        "industry": kind["industry"],
        "is_industrial": kind["is_industrial"] == "1",
        "chain": kind["chain"],
        "negotiating_on": entered,
        "tags": [TAG],
    }


def summary(row: dict[str, str]) -> str:
    """What was published, and what was not."""
    note = row["note"] or "已公布项目名称、所在地与阶段。"
    said = [f"公开报道（截至{row['date_known']}）：{note}"]
    if not row["total_investment_yi"]:
        said.append(f"总投资未公布，演示值为{UNKNOWN_YI}亿元。")
    said.append(
        "示例数据：除报道所载阶段外，各节点日期、行业归类、首席责任人、项目公司及代码、佐证材料，"
        "以及年度计划、节点方案、进展报告、到位资金和业绩分成均为演示所设。"
    )
    return "\n".join(said)


def _fields(number: int, row: dict[str, str], region: str, today: date) -> dict[str, dict[str, Any]]:
    known = date.fromisoformat(row["date_known"])
    sub_stage = SUB_STAGE.get(row["name"], SubStage.PRODUCTION)
    return {
        Step.SIGN: {"fair_competition_reviewed_by": "示例审查员"},
        Step.REGISTER: {
            "company_name": f"{row['name']}项目公司（示例）",
            "company_uscc": sample_uscc(region, number),
            "registered_capital_wan": Decimal(5000),
        },
        Step.START: {
            "start_kind": StartKind.CONSTRUCTION,
            "planned_producing_on": known if row["stage"] == Stage.PRODUCING else today + timedelta(days=365),
            "site": SAMPLE_SITE,
            "investment_code": sample_investment_code(region, known.year, known.month, number),
            "permanent_works": True,
        },
        Step.PRODUCE: {"production_sub_stage": sub_stage},
    }
