"""The world is built once for all tests of this folder, which run in one process, and rolled back after them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from tests.access.files import build_world
from tests.access.requests import Caller, Leaks, callers
from tests.access.world import World
from tests.factories import NOW


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """One of everything at every place. The doors read a clock that stands still, an hour later."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def people(world: World) -> dict[str, Caller]:
    """Role → who asks."""
    return callers(world)


@pytest.fixture(scope="package")
def leaks(world: World) -> Leaks:
    """What nobody may read."""
    return Leaks(world)
