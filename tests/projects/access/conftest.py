"""Who tries to get in."""

from __future__ import annotations

import pytest

from projects.people.models import Officer
from projects.people.roles import Role
from tests.factories import City, build_administrators, build_city


@pytest.fixture
def city(db: None) -> City:
    return build_city()


@pytest.fixture
def administrators(db: None) -> dict[str, Officer]:
    return build_administrators()


@pytest.fixture
def system(administrators: dict[str, Officer]) -> Officer:
    return administrators[Role.SYSTEM_ADMIN]


@pytest.fixture
def security(administrators: dict[str, Officer]) -> Officer:
    return administrators[Role.SECURITY_ADMIN]


@pytest.fixture
def audit(administrators: dict[str, Officer]) -> Officer:
    return administrators[Role.AUDIT_ADMIN]
