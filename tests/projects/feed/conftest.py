"""The city, its systems, and a clock that runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from projects.workdays.services import load_years
from tests.api.callers import CLERK, READ, Caller, caller
from tests.factories import NOW, City, build_city
from tests.founding import founded_once


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The doors read this one."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(scope="module")
def founded(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], City]]:
    """芜湖, with this year's calendar."""

    def found() -> City:
        with time_machine.travel(NOW, tick=True):
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
