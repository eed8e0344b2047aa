"""What the tests of steps share: a project in 在谈 that lacks only its documents."""

from __future__ import annotations

import pytest

from projects.ledger.models import Project
from tests.factories import City, new_project


@pytest.fixture
def project(city: City) -> Project:
    """A project of 繁昌区."""
    return new_project(city)
