"""The keys by which files are compared: since when a project carries each."""

from __future__ import annotations

import pytest

from projects.ledger.models import MatchKey
from projects.ledger.services import update_project
from tests.factories import NOW, City, build_city
from tests.projects.ledger.clash_samples import BEFORE, entered, firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return build_city()


def test_a_key_that_stays_keeps_its_day(city: City) -> None:
    mine = entered(city.clerk, "园区", firm(city.clerk), now=BEFORE)
    update_project(mine.pk, {"name": "新园区"}, by=city.clerk, now=NOW)
    since = dict(MatchKey.objects.filter(project=mine).values_list("kind", "since"))
    assert (since["firm"], since["name"]) == (BEFORE, NOW)
