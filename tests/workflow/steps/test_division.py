"""Which unit verifies, by place, kind of project and threshold: the most specific row wins."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from projects.people.models import Organisation
from projects.people.services import merge_organisations
from tests.factories import NOW, TODAY, City, build_city, new_project, submitted
from workflow.steps.division import case_of, seats_of, verifying_unit_of
from workflow.steps.models import VerifyingUnit

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return build_city()


def row(city: City, unit: Organisation, **over: Any) -> VerifyingUnit:
    said = {"city": city.city, "step": "start", "unit": unit, **over}
    return VerifyingUnit.objects.create(**said)


def answering(city: City, **over: Any) -> str:
    return str(verifying_unit_of(new_project(city, **over), "start"))


@pytest.mark.parametrize(
    ("total", "unit"), [(None, "GX"), ("99999.9999", "GX"), ("100000", "TC"), ("499999", "TC"), ("500000", "SJ")]
)
def test_a_threshold_includes_the_number_itself_and_the_higher_one_wins(
    city: City, total: str | None, unit: str
) -> None:
    row(city, city.departments["TC"], from_wan=100000)
    row(city, city.departments["SJ"], from_wan=500000)
    value = Decimal(total) if total else None
    assert answering(city, total_investment_wan=value) == city.departments[unit].name


@pytest.mark.parametrize(("is_industrial", "unit"), [(True, "GX"), (False, "TC")])
def test_other_than_industrial_projects_may_have_another_unit(city: City, is_industrial: bool, unit: str) -> None:
    row(city, city.departments["TC"], project_kind="other")
    assert answering(city, is_industrial=is_industrial) == city.departments[unit].name


def test_who_says_more_wins_over_a_higher_threshold_and_the_nearer_place_over_both(city: City) -> None:
    row(city, city.departments["SJ"], from_wan=50000)
    assert answering(city) == city.departments["SJ"].name
    row(city, city.departments["TC"], project_kind="industrial")
    assert answering(city) == city.departments["TC"].name
    VerifyingUnit.objects.create(city=city.district, step="start", unit=city.district)
    assert answering(city) == city.district.name


def test_the_start_kind_a_claim_states_decides_before_it_stands_in_the_file(city: City) -> None:
    row(city, city.departments["TC"], start_kind="equipment")
    project = new_project(city)
    assert seats_of(case_of(project, "start", {"start_kind": "equipment"}))[0].unit == city.departments["TC"]
    assert seats_of(case_of(project, "start", {"start_kind": "opening"}))[0].unit == city.departments["GX"]


def test_the_amount_a_claim_states_decides_who_is_asked(city: City) -> None:
    row(city, city.departments["GX"], step="sign", from_wan=90000)
    claim = submitted(city, new_project(city, total_investment_wan=Decimal("95000")), "sign")
    assert (claim.verifying_unit, claim.total_wan) == (city.departments["GX"], Decimal("95000"))


def test_an_ended_unit_is_answered_for_by_its_heir(city: City) -> None:
    row(city, city.departments["TC"], project_kind="industrial")
    gone, heir = city.departments["TC"], city.departments["SJ"]
    merge_organisations([gone], successor=heir, on=TODAY, basis="机构改革", by=None, now=NOW)
    assert answering(city) == city.departments["SJ"].name


def test_the_same_case_is_said_once(city: City) -> None:
    row(city, city.departments["TC"], from_wan=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        row(city, city.departments["SJ"], from_wan=5)
