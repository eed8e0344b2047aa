"""Over the API too, a unit that has ended receives nothing new."""

from __future__ import annotations

import pytest
from django.utils import timezone

from projects.ledger.fields import ORGANISATION_FIELDS
from projects.ledger.models import Project
from projects.people.models import Kind, Organisation
from projects.people.services import add_organisation, merge_organisations
from tests.api.callers import Caller, body_of
from tests.factories import City


@pytest.fixture
def town(city: City) -> Organisation:
    """孙村镇 of 繁昌区, still there."""
    now = timezone.now()
    return add_organisation(city.district, code="340212103", name="孙村镇", kind=Kind.TOWNSHIP, by=None, now=now)


def end(town: Organisation, city: City) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    merge_organisations([town], successor=city.district, on=today, basis="示例批复", by=None, now=now)


@pytest.mark.parametrize("name", ORGANISATION_FIELDS)
def test_an_ended_unit_is_422_with_the_sentence(city: City, fanchang: Caller, town: Organisation, name: str) -> None:
    end(town, city)
    answer = fanchang.post("/projects/", body_of(city, **{name: town.code}))
    problem = answer.refused(422, "invalid")
    assert answer.reason == "organisation_ended"
    assert problem["detail"].startswith("“孙村镇”已于") and "请改为承接单位“繁昌区”" in problem["detail"]
    assert problem["errors"][0]["field"] == name
    assert not Project.objects.exists()


def test_a_project_of_an_ended_unit_is_changed_and_goes_to_no_ended_unit(
    city: City, fanchang: Caller, town: Organisation
) -> None:
    own = fanchang.post("/projects/", body_of(city, landing_organisation=town.code)).made()
    other = fanchang.post("/projects/", body_of(city, name="另一项目")).made()
    end(town, city)
    change = {"chain": "光伏", "landing_organisation": town.code}
    assert fanchang.patch(f"/projects/{own['id']}/", change, version=1).made(200)["chain"] == "光伏"
    fanchang.patch(f"/projects/{other['id']}/", change, version=1).refused(422, "invalid")
    assert fanchang.get(f"/projects/{other['id']}/").body["landing_organisation"] == city.district.code
