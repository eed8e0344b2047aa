"""An organisation to give keys to."""

from __future__ import annotations

import pytest

from projects.people.models import Kind, Organisation
from projects.people.services import add_organisation
from tests.factories import NOW


@pytest.fixture
def district(db: None) -> Organisation:
    """繁昌区."""
    return add_organisation(
        None, code="340212", name="繁昌区", kind=Kind.DISTRICT, region_code="340212", by=None, now=NOW
    )
