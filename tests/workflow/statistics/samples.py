"""The story that figures are told about: five projects of 2026 whose records came late, were corrected and revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from projects.ledger.models import Project
from projects.ledger.services import update_project
from projects.ledger.stages import Step
from tests.factories import SHANGHAI, City, build_city, fresh, new_project, submitted, take, upload
from workflow.amendments.services import approve_amendment, request_amendment
from workflow.statistics.terms import Moment, Period
from workflow.steps.services import approve_claim, take_step

YI = Decimal(10_000)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
FIRST_QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))


def at(month: int, day: int, hour: int = 10) -> datetime:
    """An instant of 2026."""
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def on(month: int, day: int) -> date:
    """A day of 2026."""
    return date(2026, month, day)


NOW = at(11, 18)
PRESENT = Moment.asked(now=NOW)


def then(as_of: date, known: datetime) -> Moment:
    """Two times."""
    return Moment(as_of, known)


@dataclass
class Story:
    """Who is in it. See ``tell``."""

    city: City
    exact: Project
    late: Project
    twice: Project
    changed: Project
    foreign: Project
    talk: Project


def entered(city: City, name: str, total_yi: str, *, now: datetime, **over: Any) -> Project:
    """A project in talk since 2 January."""
    more = {"total_investment_wan": Decimal(total_yi) * YI, "negotiating_on": on(1, 2), "investor": f"{name}集团"}
    return new_project(city, name=f"{name}项目", now=now, **{**more, **over})


def amended(
    city: City, project: Project, kind: str, total_yi: str, *, on: date, asked: datetime, now: datetime
) -> None:
    """The total becomes ``total_yi``: a correction, an increase or a reduction, asked for and agreed."""
    paper = upload(city, project, "other", now=asked)
    values = {"total_investment_wan": Decimal(total_yi) * YI}
    made = request_amendment(
        project.pk,
        kind=kind,
        values=values,
        effective_on=on,
        reason="补充协议",
        basis=[paper],
        by=city.clerk,
        now=asked,
    )
    approve_amendment(made.pk, by=city.verifier_of(Step.SIGN), now=now)


def revoked(city: City, project: Project, *, now: datetime) -> None:
    """Its last stage is taken back."""
    claim = submitted(city, project, Step.REVOKE, now=now)
    approve_claim(claim.pk, by=city.verifier_of(Step.REVOKE), now=now)


def tell() -> Story:
    """Through the services, as it would have happened."""
    city = build_city()
    exact = entered(city, "甲", "1", now=at(1, 5), industry="C38", chain="新能源", channel="industry", tags=["春季"])
    late = entered(city, "乙", "8", now=at(1, 6), industry="C36", chain="汽车")
    twice = entered(city, "丙", "3", now=at(1, 7))
    changed = entered(city, "丁", "8", now=at(1, 8), tags=["春季", "外资"])
    foreign = entered(
        city, "戊", "9.5", now=at(1, 9), foreign_currency="USD", foreign_amount_wan=Decimal(13_000),
        is_industrial=False, foreign_rate=Decimal("7.1"), foreign_rate_on=on(1, 8), foreign_rate_source="外汇中心",
    )  # fmt: skip
    talk = entered(city, "己", "2", now=at(2, 1))
    take(city, twice, Step.SIGN, on=on(2, 10), now=at(2, 11))
    take(city, changed, Step.SIGN, on=on(3, 1), now=at(3, 2))
    take(city, foreign, Step.SIGN, on=on(3, 5), now=at(3, 6))
    take(city, exact, Step.SIGN, on=on(3, 31), now=at(3, 31))
    take(city, exact, Step.REGISTER, on=on(4, 10), now=at(4, 11))
    take(city, late, Step.SIGN, on=on(3, 20), now=at(4, 15))
    revoked(city, twice, now=at(5, 10))
    amended(city, changed, "correction", "6", on=on(3, 1), asked=at(5, 19), now=at(5, 20))
    take(city, twice, Step.SIGN, on=on(6, 1), now=at(6, 2))
    amended(city, changed, "increase", "8.5", on=on(6, 10), asked=at(6, 11), now=at(6, 12))
    update_project(
        changed.pk, {"landing_organisation": city.sibling, "chain": "人工智能", "tags": ["外资"]},
        by=city.dispatcher, now=at(7, 1), why="移交鸠江区",
    )  # fmt: skip
    amended(city, foreign, "reduction", "7.5", on=on(8, 1), asked=at(8, 4), now=at(8, 5))
    take_step(
        late.pk, Step.TERMINATE, by=city.dispatcher, effective_on=on(9, 1), note="投资方放弃", now=at(9, 10),
        reason="investor_quit",
    )  # fmt: skip
    update_project(talk.pk, {"total_investment_wan": 4 * YI}, by=city.clerk, now=at(10, 1))
    return Story(city, *(fresh(one) for one in (exact, late, twice, changed, foreign, talk)))
