"""A claim moves no project to a unit that has ended, and is answered by none."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from projects.errors import Invalid
from projects.ledger.models import Project
from projects.ledger.stages import Step
from projects.people.models import Kind, Organisation
from projects.people.services import add_organisation, end_organisation, merge_organisations
from tests.factories import NOW, STEP_FIELDS, TODAY, City, fresh, new_project, take, upload
from tests.workflow.pages import PAGE_TEST, enter
from workflow.steps.models import Claim, ClaimState
from workflow.steps.policies import verifying_unit_of
from workflow.steps.services import approve_claim, draft_claim, edit_claim, submit_claim

pytestmark = PAGE_TEST
SENTENCE = "“孙村镇”已于2026-11-17撤销，请改为承接单位“繁昌区”。"


@pytest.fixture
def town(city: City) -> Organisation:
    """孙村镇 of 繁昌区, still there."""
    return add_organisation(city.district, code="340212103", name="孙村镇", kind=Kind.TOWNSHIP, by=None, now=NOW)


def end(town: Organisation, city: City) -> None:
    merge_organisations([town], successor=city.district, on=TODAY, basis="示例批复", by=None, now=NOW)


def moving(city: City, project: Project, town: Organisation) -> Claim:
    """A complete claim of a signing that says the project lands in the town."""
    fields: dict[str, Any] = {**STEP_FIELDS[Step.SIGN], "landing_organisation": town}
    documents = [upload(city, project, "investment_agreement")]
    return draft_claim(
        project.pk, Step.SIGN, by=city.clerk, now=NOW, effective_on=TODAY, fields=fields, evidence=documents
    )


def test_a_claim_to_an_ended_unit_is_not_drafted(city: City, project: Project, town: Organisation) -> None:
    end(town, city)
    with pytest.raises(Invalid, match=SENTENCE) as refused:
        moving(city, project, town)
    assert (refused.value.field, refused.value.status) == ("landing_organisation", 422)
    assert not Claim.objects.exists()


def test_a_draft_from_before_the_end_is_submitted_only_with_another_unit(
    city: City, project: Project, town: Organisation
) -> None:
    draft = moving(city, project, town)
    end(town, city)
    with pytest.raises(Invalid, match=SENTENCE):
        submit_claim(draft.pk, by=city.clerk, now=NOW)
    edit_claim(draft.pk, by=city.clerk, now=NOW, fields={"landing_organisation": city.district})
    assert submit_claim(draft.pk, by=city.clerk, now=NOW).state == ClaimState.SUBMITTED


def test_a_claim_from_before_the_end_is_not_approved(city: City, project: Project, town: Organisation) -> None:
    claim = submit_claim(moving(city, project, town).pk, by=city.clerk, now=NOW)
    end(town, city)
    with pytest.raises(Invalid, match=SENTENCE):
        approve_claim(claim.pk, by=city.verifier_of(Step.SIGN), now=NOW)
    assert (fresh(project).stage, fresh(project).landing_organisation) == ("negotiating", city.district)
    data = {"do": "approve", "version": claim.version}
    answer = enter(city.verifier_of(Step.SIGN)).post(reverse("steps:claim_detail", args=[claim.pk]), data)
    assert answer.status_code == 422 and SENTENCE in answer.content.decode()


def test_a_project_of_an_ended_unit_goes_on(city: City, town: Organisation) -> None:
    project = new_project(city, landing_organisation=town)
    end(town, city)
    page = enter(city.clerk).get(reverse("steps:claim", args=[project.pk, "sign"]))
    assert f'<option value="{town.pk}" selected>' in page.content.decode()
    take(city, project, Step.SIGN)
    assert (fresh(project).stage, fresh(project).landing_organisation) == ("signed", town)


def test_the_form_of_another_project_does_not_offer_the_ended_unit(
    city: City, project: Project, town: Organisation
) -> None:
    address = reverse("steps:claim", args=[project.pk, "sign"])
    assert f'value="{town.pk}"' in enter(city.clerk).get(address).content.decode()
    end(town, city)
    assert f'value="{town.pk}"' not in enter(city.clerk).get(address).content.decode()


@pytest.mark.parametrize(("heir", "answering"), [("GX", "市工业和信息化局"), (None, "芜湖市")])
def test_the_heir_answers_for_a_verifying_unit_that_has_ended(
    city: City, project: Project, heir: str | None, answering: str
) -> None:
    assert str(verifying_unit_of(project, Step.SIGN)) == "市投资促进中心"
    ended = city.departments["TC"]
    if heir:
        unit = city.departments[heir]
        merge_organisations([ended], successor=unit, on=TODAY, basis="示例批复", by=None, now=NOW)
    else:
        end_organisation(ended, on=TODAY, basis="示例批复", by=None, now=NOW)
    assert str(verifying_unit_of(project, Step.SIGN)) == answering
