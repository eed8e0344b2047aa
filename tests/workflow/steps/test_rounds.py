"""市级认定: where configured a second unit verifies after the first, by another person; only then is the step taken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from projects.errors import Conflict, DomainError, NotAllowed
from projects.ledger.models import Project
from projects.people.models import Kind, Officer, Organisation
from projects.people.roles import Role
from projects.people.services import add_officer, add_organisation
from projects.workdays.queries import add_workdays
from tests.factories import NOW, TODAY, City, at_stage, build_city, fresh, new_project, own_password, submitted
from workflow.steps.models import Claim, ClaimState, Transition, VerifyingUnit
from workflow.steps.policies import may_verify
from workflow.steps.services import approve_claim, return_claim, submit_claim, take_step

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def verifier(unit: Organisation, username: str) -> Officer:
    made = add_officer(
        unit, username=username, name=username, roles=[Role.VERIFIER], email="", phone="", password="x-Luodi-1",
        by=None, now=NOW,
    )  # fmt: skip
    own_password(made)
    return made


@pytest.fixture
def city() -> City:
    built = build_city()
    VerifyingUnit.objects.create(city=built.city, step="sign", round=2, unit=built.departments["GX"], days=2)
    return built


@pytest.fixture
def claim(city: City) -> Claim:
    return submitted(city, new_project(city), "sign")


def first(city: City, claim: Claim) -> Claim:
    assert approve_claim(claim.pk, by=city.verifier_of("sign"), now=NOW, note="同意上报") is None
    return Claim.objects.get(pk=claim.pk)


def test_the_first_approval_leaves_the_step_and_asks_the_second_unit_until_a_day_of_its_own(
    city: City, claim: Claim
) -> None:
    assert (claim.round, claim.rounds, claim.second_unit) == (1, 2, city.departments["GX"])
    passed = first(city, claim)
    assert (passed.state, passed.round, passed.verifying_unit) == ("submitted", 2, city.departments["GX"])
    assert passed.due_on == add_workdays(TODAY, 2) and claim.due_on == add_workdays(TODAY, 5)
    assert fresh(claim.project).stage == "negotiating" and not Transition.objects.exists()


def test_only_the_second_approval_takes_the_step_and_the_record_names_both(city: City, claim: Claim) -> None:
    passed = first(city, claim)
    taken = approve_claim(passed.pk, by=city.verifier_of("start"), now=LATER)
    assert taken is not None and fresh(claim.project).stage == "signed"
    assert (taken.by, taken.first_by) == (city.verifier_of("start"), city.verifier_of("sign"))
    assert (taken.verifying_unit, taken.first_unit) == (city.departments["GX"], city.departments["TC"])
    kinds = [(event.kind, event.round) for event in passed.events.all()]
    assert kinds[-2:] == [("passed", 1), ("approved", 2)]


def test_before_the_first_round_the_second_unit_neither_sees_nor_answers(city: City, claim: Claim) -> None:
    by = city.verifier_of("start")
    assert not Claim.objects.visible_to(by).exists()
    first(city, claim)
    assert list(Claim.objects.answerable_by(by, on=TODAY)) == [claim]


def test_after_the_first_round_its_unit_no_longer_answers(city: City, claim: Claim) -> None:
    passed = first(city, claim)
    colleague = verifier(city.departments["TC"], "tongshi")
    with pytest.raises(NotAllowed):
        approve_claim(passed.pk, by=colleague, now=NOW)
    assert not Claim.objects.answerable_by(colleague, on=TODAY).exists()


def test_one_person_never_verifies_both_rounds_even_where_they_may_answer_for_both(city: City) -> None:
    above = verifier(city.city, "shiren")
    claim = submitted(city, new_project(city), "sign")
    assert approve_claim(claim.pk, by=above, now=NOW) is None
    with pytest.raises(NotAllowed) as refused:
        approve_claim(claim.pk, by=above, now=NOW)
    assert refused.value.code == "four_eyes"
    passed = Claim.objects.get(pk=claim.pk)
    assert not may_verify(passed, above, on=TODAY)
    assert not Claim.objects.answerable_by(above, on=TODAY).exists()


def test_the_door_itself_refuses_a_claim_that_lacks_its_second_round(city: City, claim: Claim) -> None:
    by = city.verifier_of("sign")
    claim.round = 2  # whatever memory says, the database is asked
    with pytest.raises(Conflict) as refused:
        take_step(claim.project_id, "sign", by=by, effective_on=TODAY, note="", claim=claim, now=NOW)
    assert refused.value.code == "second_round"
    assert fresh(claim.project).stage == "negotiating"


def test_a_return_in_the_second_round_names_it_and_begins_again_at_the_first(city: City, claim: Claim) -> None:
    passed = first(city, claim)
    reasons = [{"name": "investment_agreement", "detail": "缺签章页"}]
    return_claim(passed.pk, by=city.verifier_of("start"), now=LATER, note="补签章", reasons=reasons)
    event = passed.events.get(kind="returned")
    assert (event.round, event.reasons) == (2, reasons)
    again = submit_claim(passed.pk, by=city.clerk, now=LATER)
    assert (again.round, again.verifying_unit, again.first_by) == (1, city.departments["TC"], None)
    assert first(city, again).round == 2


def test_rounds_already_under_way_are_not_changed_by_the_configuration(city: City, claim: Claim) -> None:
    VerifyingUnit.objects.filter(round=2).delete()
    passed = first(city, claim)
    assert passed.verifying_unit == city.departments["GX"]
    assert approve_claim(passed.pk, by=city.verifier_of("start"), now=NOW) is not None


@pytest.mark.parametrize("total", [99999, 100000])
def test_a_second_round_may_be_only_for_large_projects(city: City, total: int) -> None:
    VerifyingUnit.objects.filter(round=2).update(from_wan=100000)
    claim = submitted(city, _ready(city, total_investment_wan=total), "sign")
    assert claim.rounds == (2 if total == 100000 else 1)


def _ready(city: City, **over: Any) -> Project:
    return at_stage(new_project(city, **over), "negotiating", city)


def test_the_database_refuses_one_person_for_both_rounds_and_an_approval_without_the_second(
    city: City, claim: Claim
) -> None:
    by = city.verifier_of("sign")
    same = Claim.objects.filter(pk=claim.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        same.update(state=ClaimState.APPROVED, decided_by=by, decided_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        same.update(state=ClaimState.APPROVED, decided_by=by, first_by=by, first_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        same.update(round=2)


def test_an_incomplete_claim_passes_no_first_round(city: City, claim: Claim) -> None:
    claim.project.investors.clear()
    Claim.objects.filter(pk=claim.pk).update(fields={})
    Project.objects.filter(pk=claim.project_id).update(industry="")
    with pytest.raises(DomainError) as refused:
        approve_claim(claim.pk, by=city.verifier_of("sign"), now=NOW)
    assert refused.value.code == "incomplete"


def test_a_district_unit_in_the_first_round_and_the_city_in_the_second(city: City) -> None:
    office = add_organisation(
        city.district, code="340212-JX", name="繁昌区经信局", kind=Kind.DEPARTMENT, by=None, now=NOW
    )
    VerifyingUnit.objects.create(city=city.district, step="sign", unit=office)
    claim = submitted(city, new_project(city), "sign")
    assert (claim.verifying_unit, claim.second_unit) == (office, city.departments["GX"])
    assert approve_claim(claim.pk, by=verifier(office, "quren"), now=NOW) is None
    assert approve_claim(claim.pk, by=city.verifier_of("start"), now=NOW) is not None
