"""In whose name people answer claims (docs/adr/0007): their unit, the units below, and the government they work for."""

from __future__ import annotations

import pytest

from projects.errors import NotAllowed
from projects.people.models import Kind, Officer, Organisation
from projects.people.roles import Role
from projects.people.services import add_officer, add_organisation
from tests.factories import NOW, TODAY, City, new_project, submitted
from tests.workflow.pages import PAGE_TEST, enter
from workflow.steps.models import Claim, VerifyingUnit, spoken_for
from workflow.steps.policies import check_may_verify, may_verify

pytestmark = PAGE_TEST


def verifier(unit: Organisation, name: str) -> Officer:
    return add_officer(unit, username=name, name=name, roles=[Role.VERIFIER], by=None, now=NOW)


def test_a_district_does_not_verify_in_the_name_of_its_city(city: City) -> None:
    """Without a division of verification the city answers: its own people and its departments, not the districts."""
    VerifyingUnit.objects.all().delete()
    claim = submitted(city, new_project(city), "sign")
    assert claim.verifying_unit == city.city
    office = add_organisation(
        city.district, code="340212-FG", name="繁昌区发改委", kind=Kind.DEPARTMENT, by=None, now=NOW
    )
    for unit in (city.district, office):
        officer = verifier(unit, f"v{unit.code}")
        with pytest.raises(NotAllowed, match="芜湖市认定"):
            check_may_verify(claim, officer, on=TODAY)
        assert not Claim.objects.answerable_by(officer, on=TODAY).exists()
    assert may_verify(claim, verifier(city.city, "shi"), on=TODAY)
    assert may_verify(claim, city.verifier_of("sign"), on=TODAY)


def test_a_department_speaks_for_itself_and_for_its_government_and_no_further(city: City) -> None:
    team = add_organisation(
        city.departments["TC"], code="340200-TC-1", name="招商小分队", kind=Kind.TEAM, by=None, now=NOW
    )
    assert spoken_for(team) == [team.path, city.departments["TC"].path, city.city.path]
    assert spoken_for(city.district) == [city.district.path]


def test_who_may_not_answer_is_refused_with_403(city: City) -> None:
    claim = submitted(city, new_project(city), "sign")
    answer = enter(city.leader).post(f"/claims/{claim.pk}/", {"do": "approve", "version": claim.version})
    assert answer.status_code == 403
    claim.refresh_from_db()
    assert claim.state == "submitted"
