"""A project of 繁昌区 with and without a promised plan."""

from __future__ import annotations

import pytest

from projects.ledger.models import Project
from projects.plans.models import Plan
from projects.plans.presets import PLANT
from projects.plans.services import apply_template, confirm_plan
from tests.factories import NOW, TODAY, City, build_city, new_project


@pytest.fixture
def city(db: None) -> City:
    """The people."""
    return build_city()


@pytest.fixture
def project(city: City) -> Project:
    """In 在谈."""
    return new_project(city)


@pytest.fixture
def draft(city: City, project: Project) -> Plan:
    """The plant's 32 nodes, not promised."""
    return apply_template(project.pk, PLANT.nodes, name=PLANT.name, starts_on=TODAY, by=city.clerk, now=NOW)


@pytest.fixture
def promised(city: City, draft: Plan) -> Plan:
    """The same, promised."""
    return confirm_plan(draft.pk, by=city.clerk, now=NOW)
