"""The city, its systems, and a clock that runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone

from projects.workdays.services import load_years
from tests.api.callers import CLERK, READ, Caller, caller
from tests.factories import NOW, City, build_city


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The doors read this one."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def city(db: None) -> City:
    """芜湖, with this year's calendar."""
    year = timezone.localdate().year
    load_years(year, year, now=timezone.now())
    return build_city()


@pytest.fixture
def whole(city: City) -> Caller:
    """The city's own system."""
    return caller(city.city, *READ)


@pytest.fixture
def fanchang(city: City) -> Caller:
    """The system of 繁昌区."""
    return caller(city.district, *CLERK)


@pytest.fixture
def jiujiang(city: City) -> Caller:
    """The system of 鸠江区, a sibling."""
    return caller(city.sibling, *READ)
