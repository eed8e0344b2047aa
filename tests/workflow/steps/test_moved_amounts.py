"""Amounts that a claim moves, or that move while it waits: who must lead and who answers follow them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from projects.errors import Conflict, Incomplete
from projects.ledger.models import Project
from projects.ledger.services import end_responsibility, update_project
from tests.factories import (
    NOW,
    STEP_EVIDENCE,
    STEP_FIELDS,
    TODAY,
    City,
    fresh,
    give_chief,
    new_project,
    submitted,
    upload,
)
from tests.workflow.amendments.samples import approved, signed_project
from workflow.steps.models import Claim, Transition, VerifyingUnit
from workflow.steps.services import approve_claim, draft_claim, return_claim, submit_claim

pytestmark = pytest.mark.django_db
BELOW, ABOVE = Decimal("80000"), Decimal("120000")
"""万元; an industrial project of 10亿元 and more needs a chief (domain.md 5)."""


def claimed(city: City, project: Project, **fields: Any) -> Claim:
    """To sign, with these values."""
    documents = [upload(city, project, kind) for kind in STEP_EVIDENCE["sign"]]
    said = {**STEP_FIELDS["sign"], **fields}
    how: dict[str, Any] = {"effective_on": TODAY, "fields": said, "evidence": documents, "reason": "条件具备"}
    return submit_claim(draft_claim(project.pk, "sign", by=city.clerk, now=NOW, **how).pk, by=city.clerk, now=NOW)


def test_signed_for_less_than_the_threshold_it_needs_no_chief_whatever_was_hoped_for(city: City) -> None:
    project = new_project(city, total_investment_wan=ABOVE)
    assert project.needs_chief
    claim = claimed(city, project, total_investment_wan=BELOW)
    assert approve_claim(claim.pk, by=city.verifier_of("sign"), now=NOW) is not None
    assert (fresh(project).needs_chief, Transition.objects.get().needs_chief) == (False, False)


def test_signed_for_more_than_the_threshold_it_needs_its_chief_still_on_the_day_of_the_answer(city: City) -> None:
    project = new_project(city, total_investment_wan=BELOW)
    give_chief(city, project)
    claim = claimed(city, project, total_investment_wan=ABOVE)
    chief = project.responsibilities.get(role="chief")
    end_responsibility(chief.pk, valid_to=TODAY, reason="调离", by=city.dispatcher, now=NOW)
    with pytest.raises(Incomplete) as refused:
        approve_claim(claim.pk, by=city.verifier_of("sign"), now=NOW)
    assert [one.name for one in refused.value.missing] == ["chief"]
    assert fresh(project).stage == "negotiating"


def test_a_total_changed_while_the_claim_waits_is_not_verified_by_who_was_asked_for_another(
    city: City,
) -> None:
    project = new_project(city, total_investment_wan=BELOW)
    claim = claimed(city, project)
    update_project(project.pk, {"total_investment_wan": BELOW + 1}, by=city.clerk, now=NOW)
    with pytest.raises(Conflict, match="由80000万元改为80001万元") as refused:
        approve_claim(claim.pk, by=city.verifier_of("sign"), now=NOW)
    assert refused.value.code == "claim_outdated"
    assert return_claim(claim.pk, note="请核对总投资", by=city.verifier_of("sign"), now=NOW).state == "returned"


@pytest.mark.parametrize(("least", "is_refused"), [(90_000, True), (200_000, False)])
def test_at_a_later_step_an_amended_total_matters_where_it_would_have_been_asked_of_others(
    city: City, least: int, is_refused: bool
) -> None:
    project = signed_project(city)
    claim = submitted(city, project, "register")
    VerifyingUnit.objects.create(city=city.city, step="register", round=2, unit=city.departments["GX"], from_wan=least)
    approved(city, project)  # from 8亿 to 9.5亿
    if is_refused:
        with pytest.raises(Conflict, match=r"由80000万元改为95000\.5万元"):
            approve_claim(claim.pk, by=city.verifier_of("register"), now=NOW)
    else:
        assert approve_claim(claim.pk, by=city.verifier_of("register"), now=NOW) is not None
