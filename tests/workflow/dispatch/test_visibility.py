"""Who sees which series and sittings."""

from __future__ import annotations

import pytest

from projects.people.models import Kind
from projects.people.roles import Role
from projects.people.services import add_officer, add_organisation
from tests.factories import NOW, City, build_city
from tests.workflow.dispatch.sittings import sittings, weekly
from workflow.dispatch.models import Meeting, Series
from workflow.dispatch.policies import may_dispatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return build_city()


def test_units_see_the_series_of_their_own_subtree_and_of_those_above(city: City) -> None:
    of_city, of_district = weekly(city), weekly(city, organisation=city.district, name="区调度")
    assert set(Series.objects.visible_to(city.dispatcher)) == {of_city, of_district}
    assert set(Series.objects.visible_to(city.clerk)) == {of_city, of_district}
    assert set(Series.objects.visible_to(city.sibling_clerk)) == {of_city}
    assert not Meeting.objects.visible_to(city.sibling_clerk).filter(series=of_district).exists()


def test_people_of_another_city_see_nothing(city: City) -> None:
    weekly(city)
    other = add_organisation(city.province, code="341000", name="黄山市", kind=Kind.CITY, by=None, now=NOW)
    stranger = add_officer(
        other, username="mosheng", name="生人", roles=(Role.DISPATCHER,), password="Luodi-2026-demo", by=None, now=NOW
    )
    assert not Series.objects.visible_to(stranger).exists()
    assert not Meeting.objects.visible_to(stranger).exists()
    assert not may_dispatch(city.city, stranger)


def test_who_is_called_sees_the_sitting_once_though_the_series_is_not_theirs(city: City) -> None:
    series = weekly(city, organisation=city.district, standing_attendees=[city.sibling_clerk])
    assert set(Meeting.objects.visible_to(city.sibling_clerk)) == set(sittings(series))
    assert not Series.objects.visible_to(city.sibling_clerk).exists()
    assert Meeting.objects.visible_to(city.clerk).count() == len(sittings(series))
