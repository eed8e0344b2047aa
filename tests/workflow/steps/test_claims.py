"""Claims: who may write, hand in, answer and take back; four eyes; reasons per requirement."""

from __future__ import annotations

from datetime import datetime

import pytest

from projects.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from projects.ledger.models import Project
from projects.ledger.stages import Step
from projects.people.services import add_officer
from tests.factories import (
    NOW,
    SHANGHAI,
    STEP_FIELDS,
    TODAY,
    City,
    at_stage,
    fresh,
    submitted,
    take,
    upload,
)
from workflow.steps.models import Claim, ClaimState
from workflow.steps.policies import may_verify
from workflow.steps.queries import missing_for
from workflow.steps.services import (
    approve_claim,
    draft_claim,
    edit_claim,
    reject_claim,
    return_claim,
    submit_claim,
    take_step,
    withdraw_claim,
)

pytestmark = pytest.mark.django_db


def test_who_submitted_a_claim_never_verifies_it(city: City, project: Project) -> None:
    claim = submitted(city, project, Step.SIGN)
    from_same_hand = city.clerk
    with pytest.raises(NotAllowed) as refused:
        approve_claim(claim.pk, by=from_same_hand, now=NOW)
    assert refused.value.code == "four_eyes"
    assert fresh(project).stage == "negotiating"


def test_the_verifier_of_another_step_may_not_verify(city: City, project: Project) -> None:
    claim = submitted(city, project, Step.SIGN)
    outsider = city.verifier_of("register")
    outsider.scope = city.city
    outsider.save()
    with pytest.raises(NotAllowed, match="市投资促进中心"):
        approve_claim(claim.pk, by=outsider, now=NOW)


def test_a_clerk_of_another_district_does_not_find_the_project(city: City, project: Project) -> None:
    with pytest.raises(NotFound):
        draft_claim(project.pk, Step.SIGN, by=city.sibling_clerk, now=NOW, effective_on=TODAY)


def test_a_returned_claim_names_its_reasons_and_can_be_mended_and_handed_in_again(city: City, project: Project) -> None:
    claim = submitted(city, project, Step.SIGN)
    reasons = [{"name": "investment_agreement", "detail": "缺盖章页"}]
    returned = return_claim(claim.pk, by=city.verifier_of("sign"), now=NOW, note="请补正", reasons=reasons)
    assert returned.state == ClaimState.RETURNED
    edit_claim(claim.pk, by=city.clerk, now=NOW, note="已补盖章页")
    again = submit_claim(claim.pk, by=city.clerk, now=NOW)
    approve_claim(again.pk, by=city.verifier_of("sign"), now=NOW)
    events = list(claim.events.values_list("kind", flat=True))
    assert events == ["created", "submitted", "returned", "edited", "submitted", "approved"]
    assert claim.events.get(kind="returned").reasons == reasons


def test_a_return_or_rejection_without_a_reason_is_refused(city: City, project: Project) -> None:
    claim = submitted(city, project, Step.SIGN)
    with pytest.raises(Invalid, match="退回的理由"):
        return_claim(claim.pk, by=city.verifier_of("sign"), now=NOW, note=" ")
    with pytest.raises(Invalid, match="不予认定的理由"):
        reject_claim(claim.pk, by=city.verifier_of("sign"), now=NOW, note="")


def test_an_answered_claim_is_not_answered_again(city: City, project: Project) -> None:
    claim = submitted(city, project, Step.SIGN)
    reject_claim(claim.pk, by=city.verifier_of("sign"), now=NOW, note="材料不实")
    for act in (
        lambda: approve_claim(claim.pk, by=city.verifier_of("sign"), now=NOW),
        lambda: withdraw_claim(claim.pk, by=city.clerk, now=NOW),
        lambda: submit_claim(claim.pk, by=city.clerk, now=NOW),
    ):
        with pytest.raises(Conflict):
            act()


def test_only_one_open_claim_per_step(city: City, project: Project) -> None:
    draft_claim(project.pk, Step.SIGN, by=city.clerk, now=NOW, effective_on=TODAY)
    with pytest.raises(Conflict) as refused:
        draft_claim(project.pk, Step.SIGN, by=city.clerk, now=NOW, effective_on=TODAY)
    assert refused.value.code == "open_claim"


def test_a_field_of_another_step_is_refused(city: City, project: Project) -> None:
    with pytest.raises(Invalid, match="不是本节点的申报内容"):
        draft_claim(project.pk, Step.SIGN, by=city.clerk, now=NOW, effective_on=TODAY, fields={"name": "改名"})


def test_a_claim_on_a_draft_of_another_unit_is_not_visible(city: City, project: Project) -> None:
    claim = draft_claim(project.pk, Step.SIGN, by=city.clerk, now=NOW, effective_on=TODAY)
    assert claim not in Claim.objects.visible_to(city.verifier_of("sign"))
    with pytest.raises(DomainError):
        submit_claim(claim.pk, by=city.sibling_clerk, now=NOW)


def test_a_required_value_emptied_in_the_claim_is_missing(city: City, project: Project) -> None:
    missing = missing_for(project, Step.SIGN, fields={"industry": "", "total_investment_wan": None})
    assert {"industry", "total_investment_wan"} <= {item.name for item in missing}


def test_a_verifier_asks_for_a_revocation_with_the_check_record_and_a_colleague_decides(
    city: City, project: Project
) -> None:
    at_stage(project, "started", city)
    asking, deciding = city.verifier_of("start"), city.verifier_of("revoke")
    with pytest.raises(NotAllowed):
        upload(city, project, "site_photo", by=asking)
    upload(city, project, "check_record", by=asking)
    claim = draft_claim(project.pk, Step.REVOKE, by=asking, now=NOW, effective_on=TODAY, reason="核查发现未破土")
    submit_claim(claim.pk, by=asking, now=NOW)
    with pytest.raises(NotAllowed):
        approve_claim(claim.pk, by=asking, now=NOW)
    approve_claim(claim.pk, by=deciding, now=NOW)
    assert fresh(project).stage == "registered"


def test_beyond_the_official_calendar_a_claim_is_taken_without_a_promised_deadline(
    city: City, project: Project
) -> None:
    late = datetime(2026, 12, 30, 9, tzinfo=SHANGHAI)
    claim = submitted(city, project, Step.SIGN, now=late)
    assert (claim.state, claim.due_on) == (ClaimState.SUBMITTED, None)


def test_documents_that_proved_a_step_are_part_of_its_claim_though_nobody_attached_them(
    city: City, project: Project
) -> None:
    document = upload(city, project, "investment_agreement")
    claim = draft_claim(
        project.pk, Step.SIGN, by=city.clerk, now=NOW, effective_on=TODAY, fields=STEP_FIELDS[Step.SIGN]
    )
    submit_claim(claim.pk, by=city.clerk, now=NOW)
    assert list(claim.evidence.all()) == [document]
    approve_claim(claim.pk, by=city.verifier_of("sign"), now=NOW)
    take(city, project, Step.REVOKE)
    assert "investment_agreement" in [item.name for item in missing_for(fresh(project), Step.SIGN)]


def test_who_rewrote_a_claim_never_verifies_it(city: City, project: Project) -> None:
    helper = add_officer(
        city.departments["TC"],
        username="both",
        name="双职",
        roles=["clerk", "verifier"],
        scope=city.city,
        by=None,
        now=NOW,
    )
    claim = draft_claim(project.pk, Step.SIGN, by=city.clerk, now=NOW, effective_on=TODAY)
    claims = Claim.objects.answerable_by(helper, on=TODAY)
    edit_claim(claim.pk, by=helper, now=NOW, note="改过", fields=STEP_FIELDS[Step.SIGN])
    upload(city, project, "investment_agreement")
    submit_claim(claim.pk, by=city.clerk, now=NOW)
    assert claim not in claims.all()
    with pytest.raises(NotAllowed) as refused:
        approve_claim(claim.pk, by=helper, now=NOW)
    assert refused.value.code == "four_eyes"


def test_a_districts_own_verifier_does_not_replace_the_verifying_unit(city: City, project: Project) -> None:
    own = add_officer(city.district, username="own", name="自认", roles=["verifier"], by=None, now=NOW)
    claim = submitted(city, project, Step.SIGN)
    assert claim not in Claim.objects.answerable_by(own, on=TODAY)
    with pytest.raises(NotAllowed, match="市投资促进中心"):
        approve_claim(claim.pk, by=own, now=NOW)


def test_a_verifier_of_the_city_above_the_verifying_unit_may_answer(city: City, project: Project) -> None:
    above = add_officer(city.city, username="above", name="市认", roles=["verifier"], by=None, now=NOW)
    claim = submitted(city, project, Step.SIGN)
    assert claim in Claim.objects.answerable_by(above, on=TODAY)
    approve_claim(claim.pk, by=above, now=NOW)


def test_what_may_be_answered_is_the_same_asked_of_one_claim_and_of_the_database(city: City, project: Project) -> None:
    claim = submitted(city, project, Step.SIGN)
    people = [city.clerk, city.dispatcher, city.leader, city.chief, *city.verifiers.values()]
    for officer in people:
        assert may_verify(claim, officer, on=TODAY) == (claim in Claim.objects.answerable_by(officer, on=TODAY))


def test_a_clerk_cannot_withdraw_the_revocation_that_a_verifier_asked_for(city: City, project: Project) -> None:
    at_stage(project, "started", city)
    asking = city.verifier_of("start")
    upload(city, project, "check_record", by=asking)
    claim = draft_claim(
        project.pk, Step.REVOKE, by=asking, now=NOW, effective_on=TODAY, reason="not_reached", note="未破土"
    )
    for outsider in (city.clerk, city.verifier_of("sign")):
        for act in (withdraw_claim, edit_claim, submit_claim):
            with pytest.raises((NotAllowed, NotFound)):
                act(claim.pk, by=outsider, now=NOW)
    submit_claim(claim.pk, by=asking, now=NOW)
    with pytest.raises(NotAllowed):
        withdraw_claim(claim.pk, by=city.clerk, now=NOW)


def test_a_claim_cannot_move_a_project_out_of_the_claimants_reach(city: City, project: Project) -> None:
    with pytest.raises(NotAllowed, match="芜湖市"):
        draft_claim(
            project.pk,
            Step.SIGN,
            by=city.clerk,
            now=NOW,
            effective_on=TODAY,
            fields={"landing_organisation": city.city},
        )


@pytest.mark.parametrize("leave", [Step.SUSPEND, Step.TERMINATE, Step.WITHDRAW])
def test_leaving_closes_an_open_claim_that_can_no_longer_be_answered(city: City, project: Project, leave: str) -> None:
    claim = submitted(city, project, Step.SIGN)
    take_step(project.pk, leave, by=city.clerk, effective_on=TODAY, reason="other", note="企业暂停", now=NOW)
    claim.refresh_from_db()
    assert claim.state == ClaimState.WITHDRAWN
    assert "自动撤回" in claim.events.last().note
    assert claim not in Claim.objects.answerable_by(city.verifier_of("sign"), on=TODAY)
