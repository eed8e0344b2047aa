"""People and callers of the API tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from projects.workdays.services import load_years
from tests.api.callers import CLERK, VERIFIER, caller
from tests.factories import NOW, City, build_city
from tests.founding import founded_once


@pytest.fixture(autouse=True)
def two_days_later() -> Iterator[None]:
    """The doors read this clock: two days after the samples were entered, and running."""
    with time_machine.travel(NOW + timedelta(days=2), tick=True):
        yield


@pytest.fixture(scope="module")
def founded(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], City]]:
    """芜湖 with its people and this year's calendar."""

    def found() -> City:
        with time_machine.travel(NOW + timedelta(days=2), tick=True):
            year = timezone.localdate().year
            load_years(year, year, now=timezone.now())
            return build_city()

    with founded_once(request, django_db_blocker, found) as cities:
        yield cities


@pytest.fixture
def city(founded: Callable[[], City], db: None) -> City:
    """The city of this file, as it was founded."""
    return founded()


@pytest.fixture
def fanchang(city: City) -> Any:
    """The system of 繁昌区."""
    return caller(city.district, *CLERK)


@pytest.fixture
def jiujiang(city: City) -> Any:
    """The system of 鸠江区, a sibling."""
    return caller(city.sibling, *CLERK)


@pytest.fixture
def verifiers(city: City) -> Any:
    """The systems of the verifying departments: TC, SJ, GX."""
    return SimpleNamespace(**{key: caller(unit, *VERIFIER) for key, unit in city.departments.items()})
