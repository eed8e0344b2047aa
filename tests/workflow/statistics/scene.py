"""芜湖 with a few projects whose figures can be counted by hand; one reported late, one with its amount corrected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from projects.ledger.models import Project
from tests.factories import SHANGHAI, City, at_stage, build_city, give_chief, new_project, submitted
from workflow.steps.services import approve_claim

YI = Decimal(10_000)


@dataclass
class Scene:
    """The city, and its projects by name."""

    city: City
    projects: dict[str, Project]


def at(year: int, month: int, day: int, hour: int = 10) -> datetime:
    """An hour in 芜湖."""
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def build_scene() -> Scene:
    """Signed this year: 8, 12 and 1亿 of 繁昌区, 60亿 of 鸠江区, and 0.5亿 below the threshold; last year one of 2亿.

    丙 was signed on 30 August and reported on 5 September. 甲 has been registered.
    """
    city = build_city()
    told = (
        ("去年", "district", 2, at(2025, 4, 10), None),
        ("甲", "district", 8, at(2026, 3, 5), None),
        ("乙", "district", 12, at(2026, 8, 10), None),
        ("丙", "district", 1, at(2026, 9, 5), at(2026, 8, 30)),
        ("丁", "sibling", 60, at(2026, 5, 20), None),
        ("戊", "sibling", Decimal("0.5"), at(2026, 6, 1), None),
    )
    projects = {}
    for name, unit, yi, now, on in told:
        made = new_project(
            city, now=now, name=f"{name}项目", investor=f"{name}公司", total_investment_wan=YI * yi, by=city.dispatcher,
            landing_organisation=getattr(city, unit), negotiating_on=at(2025, 1, 6).date(),
        )  # fmt: skip
        projects[name] = _signed(city, made, on=on or now, now=now)
    projects["甲"] = at_stage(projects["甲"], "registered", city, now=at(2026, 4, 1))
    return Scene(city, projects)


def _signed(city: City, project: Project, *, on: datetime, now: datetime) -> Project:
    if project.needs_chief:
        give_chief(city, project, now=now)
    claim = submitted(city, project, "sign", on=on.date(), now=now, by=city.dispatcher)
    approve_claim(claim.pk, by=city.verifier_of("sign"), now=now)
    return Project.objects.get(pk=project.pk)
