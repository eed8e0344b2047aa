"""A verifying unit, or a verifier, lets another answer for a time; it ends by itself and cannot be passed on."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from projects.audit.models import Entry
from projects.errors import Conflict, Invalid, NotAllowed, NotFound
from projects.people.models import Officer
from tests.factories import NOW, TODAY, City, build_city, new_project, submitted
from tests.workflow.steps.test_rounds import verifier
from workflow.steps.models import Claim, Delegation
from workflow.steps.policies import may_verify
from workflow.steps.services import approve_claim, delegate_verification, end_delegation

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def helper(city: City) -> Officer:
    """Verifies for the district, which verifies nothing of its own."""
    return verifier(city.district, "quren")


def given(city: City, **over: Any) -> Delegation:
    said = {
        "unit": city.departments["TC"],
        "to_unit": None if "deputy" in over else city.district,
        "valid_from": TODAY,
        "valid_to": TODAY + 10 * DAY,
        "basis": "芜投促〔2026〕7号",
        "by": city.verifier_of("sign"),
        "now": NOW,
        **over,
    }
    return delegate_verification(**said)


def agrees(claim: Claim, by: Officer, *, on: Any = TODAY) -> bool:
    """What the policy says, when the database says the same."""
    claim = Claim.objects.get(pk=claim.pk)
    may = may_verify(claim, by, on=on)
    assert may == (claim in Claim.objects.answerable_by(by, on=on))
    return may


def test_a_delegate_answers_from_the_first_to_the_last_day_and_not_after(city: City, helper: Officer) -> None:
    claim = submitted(city, new_project(city), "sign")
    assert not agrees(claim, helper)
    given(city, valid_from=TODAY + DAY, valid_to=TODAY + 2 * DAY)
    allowed = [agrees(claim, helper, on=TODAY + days * DAY) for days in range(4)]
    assert allowed == [False, True, True, False]


def test_the_delegation_stands_in_the_thread_and_in_the_audit_log(city: City, helper: Officer) -> None:
    row = given(city)
    claim = submitted(city, new_project(city), "sign")
    assert approve_claim(claim.pk, by=helper, now=NOW) is not None
    assert claim.events.get(kind="approved").delegation == row
    assert "受市投资促进中心委托" in Entry.objects.get(action="claim.approved").detail


def test_who_answers_by_their_own_seat_does_so_under_no_delegation(city: City) -> None:
    given(city)
    claim = submitted(city, new_project(city), "sign")
    approve_claim(claim.pk, by=city.verifier_of("sign"), now=NOW)
    assert claim.events.get(kind="approved").delegation is None


@pytest.mark.parametrize(("over", "covered"), [
    ({"step": "sign"}, True), ({"step": "start"}, False), ({"below_wan": Decimal("80000")}, False),
    ({"below_wan": Decimal("80000.0001")}, True),
])  # fmt: skip
def test_it_covers_its_step_and_amounts_below_its_limit(
    city: City, helper: Officer, over: dict[str, Any], covered: bool
) -> None:
    given(city, **over)
    assert agrees(submitted(city, new_project(city), "sign"), helper) == covered


def test_an_ended_one_covers_nothing_and_cannot_be_ended_twice(city: City, helper: Officer) -> None:
    row = given(city)
    claim = submitted(city, new_project(city), "sign")
    end_delegation(row.pk, why="不再需要", by=city.verifier_of("sign"), now=NOW)
    assert not agrees(claim, helper)
    with pytest.raises(Conflict):
        end_delegation(row.pk, why="不再需要", by=city.verifier_of("sign"), now=NOW)


def test_a_delegate_cannot_pass_it_on_nor_end_it(city: City, helper: Officer) -> None:
    row = given(city)
    for write in (
        lambda: given(city, to_unit=city.park, by=helper),
        lambda: end_delegation(row.pk, why="a", by=helper, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            write()


def test_four_eyes_hold_for_the_delegate_and_for_whom_they_stand_in(city: City) -> None:
    deputy, by = verifier(city.park, "daili"), city.verifier_of("revoke")
    given(city, deputy=deputy, by=by)
    claim = submitted(city, new_project(city), "sign")
    assert agrees(claim, deputy)
    claim.events.create(kind="edited", by=by, at=NOW)
    assert not agrees(claim, deputy)


def test_a_claim_made_before_the_delegation_becomes_visible_to_the_delegate(city: City) -> None:
    claim = submitted(city, new_project(city), "sign")
    deputy = verifier(city.park, "daili")
    assert not Claim.objects.visible_to(deputy).exists()
    given(city, deputy=deputy)
    assert agrees(claim, deputy)


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"valid_from": TODAY - DAY}, "past_date"),
        ({"valid_to": TODAY - DAY}, "date_order"),
        ({"valid_to": TODAY + 400 * DAY}, "too_long"),
        ({"basis": " "}, "required"),
        ({"to_unit": None}, "one_delegate"),
        ({"step": "suspend"}, "unknown_step"),
        ({"below_wan": Decimal(0)}, "invalid"),
    ],
)
def test_what_makes_no_sense_is_refused(city: City, over: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        given(city, **over)
    assert refused.value.code == code


def test_neither_oneself_nor_who_is_no_verifier_nor_the_unit_itself_can_be_delegate(city: City) -> None:
    for over in ({"deputy": city.clerk}, {"deputy": city.verifier_of("sign")}, {"to_unit": city.departments["TC"]}):
        with pytest.raises(Invalid):
            given(city, **over)


def test_only_the_unit_that_verifies_delegates_its_verification(city: City, helper: Officer) -> None:
    for by in (city.clerk, city.dispatcher, city.verifier_of("start"), helper):
        with pytest.raises(NotAllowed):
            given(city, by=by)


def test_a_stranger_does_not_find_it(city: City) -> None:
    with pytest.raises((NotFound, NotAllowed)):
        end_delegation(given(city).pk, why="a", by=city.sibling_clerk, now=NOW)
