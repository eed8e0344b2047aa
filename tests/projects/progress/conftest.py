"""A city, a project and shorthands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from projects.ledger.models import Project
from projects.progress.kinds import ProblemLevel
from projects.progress.models import Problem, Report
from projects.progress.periods import period_of
from projects.progress.services import raise_problem, send_report
from projects.workdays.services import load_years
from tests.factories import NOW, City, build_city, new_project

Send = Callable[..., Report]
Raise = Callable[..., Problem]


@pytest.fixture
def city(db: None) -> City:
    """芜湖 with its people and this year's calendar."""
    load_years(2026, 2026, now=NOW)
    return build_city()


@pytest.fixture
def project(city: City) -> Project:
    """Of 繁昌区, 80,000 万元."""
    return new_project(city)


@pytest.fixture
def send(city: City, project: Project) -> Send:
    """Send the report of a period by its code."""

    def _send(code: str = "2026-10", news: str = "主体封顶", *, of: Project | None = None, **over: Any) -> Report:
        given = {"by": city.clerk, "now": NOW, **{key: over.pop(key) for key in ("by", "now") if key in over}}
        return send_report((of or project).pk, period_of(code), {"news": news, **over}, **given)

    return _send


@pytest.fixture
def ask(city: City, project: Project) -> Raise:
    """Raise a problem of the district's own level, or of another."""

    def _ask(**over: Any) -> Problem:
        given = {"by": city.clerk, "now": NOW, **{key: over.pop(key) for key in ("by", "now") if key in over}}
        values = {
            "kind": "land",
            "level": ProblemLevel.DISTRICT,
            "title": "二期用地未落实",
            "need": "请协调 35 亩用地指标",
            "asked_organisation": city.district,
            **over,
        }
        return raise_problem(project.pk, values, **given)

    return _ask
