"""What the tests of pages share: a clock that stands still, and 芜湖 with its people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories import NOW, City, build_city


@pytest.fixture
def clock() -> Iterator[None]:
    """The doors read the clock: it stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def city(db: None) -> City:
    """芜湖."""
    return build_city()
