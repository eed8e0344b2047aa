"""A project walks the five stages by verified claims, and falls back by revocation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from projects.errors import Conflict, Incomplete, Invalid, NotAllowed, Stale
from projects.ledger.models import Change, Project
from projects.ledger.stages import STAGES, Step
from tests.factories import (
    NOW,
    TODAY,
    City,
    at_stage,
    fresh,
    give_chief,
    new_project,
    submitted,
    take,
    upload,
)
from workflow.steps.models import Claim, ClaimState, Transition
from workflow.steps.queries import missing_for, next_steps
from workflow.steps.services import (
    approve_claim,
    draft_claim,
    submit_claim,
    take_step,
)

pytestmark = pytest.mark.django_db


def test_a_project_walks_all_five_stages_by_verified_claims(city: City, project: Project) -> None:
    project = at_stage(project, "producing", city)
    assert project.stage == "producing"
    assert [t.target for t in project.transitions.all()] == list(STAGES[1:])
    assert [t.sequence for t in project.transitions.all()] == [1, 2, 3, 4]
    assert project.company is not None and project.company.uscc == "91340200MA2TE5T01C"


def test_a_transition_keeps_who_claimed_who_verified_and_the_snapshot(city: City, project: Project) -> None:
    transition = take(city, project, Step.SIGN, on=TODAY - timedelta(days=1))
    assert (transition.claimed_by, transition.by) == (city.clerk, city.verifier_of("sign"))
    assert transition.landing_organisation == city.district
    assert transition.total_investment_wan == 80000
    assert (transition.source, transition.target) == ("negotiating", "signed")
    assert fresh(project).signed_on == TODAY - timedelta(days=1)


def test_values_claimed_become_the_projects_only_when_verified(city: City, project: Project) -> None:
    claim = submitted(city, project, Step.SIGN)
    assert fresh(project).fair_competition_reviewed_by == ""
    approve_claim(claim.pk, by=city.verifier_of("sign"), now=NOW)
    assert fresh(project).fair_competition_reviewed_by == "郑审"
    assert Change.objects.filter(project=project, field="fair_competition_reviewed_by", after="郑审").count() == 1


@pytest.mark.parametrize("step", [Step.REGISTER, Step.START, Step.PRODUCE, Step.RESUME, Step.RESTORE, Step.REVOKE])
def test_a_skipped_or_impossible_step_cannot_even_be_drafted(city: City, project: Project, step: str) -> None:
    with pytest.raises(Conflict) as refused:
        draft_claim(project.pk, step, by=city.clerk, now=NOW, effective_on=TODAY)
    assert refused.value.code == "illegal_step"
    assert "当前可办理：签约" in refused.value.detail
    assert not Claim.objects.exists()


def test_an_unknown_step_is_refused(city: City, project: Project) -> None:
    with pytest.raises(Invalid, match="没有这个节点"):
        draft_claim(project.pk, "fly", by=city.clerk, now=NOW, effective_on=TODAY)


def test_a_stage_step_is_never_taken_without_a_claim(city: City, project: Project) -> None:
    with pytest.raises(NotAllowed) as refused:
        take_step(project.pk, Step.SIGN, by=city.dispatcher, effective_on=TODAY, note="", now=NOW)
    assert refused.value.code == "claim_required"


def test_missing_evidence_is_listed_and_nothing_is_half_done(city: City, project: Project) -> None:
    claim = draft_claim(project.pk, Step.SIGN, by=city.clerk, now=NOW, effective_on=TODAY)
    with pytest.raises(Incomplete) as refused:
        submit_claim(claim.pk, by=city.clerk, now=NOW)
    assert [item.name for item in refused.value.missing] == ["fair_competition_reviewed_by", "investment_agreement"]
    assert all(item.how for item in refused.value.missing)
    claim.refresh_from_db()
    assert (claim.state, claim.version) == (ClaimState.DRAFT, 1)
    assert not Transition.objects.exists()


def test_a_framework_agreement_does_not_count_as_a_signing(city: City, project: Project) -> None:
    upload(city, project, "framework_agreement")
    assert "investment_agreement" in [item.name for item in missing_for(project, Step.SIGN)]


def test_a_project_of_ten_yi_cannot_be_signed_without_a_chief(city: City) -> None:
    project = new_project(city, total_investment_wan=100_000)
    with pytest.raises(Incomplete) as refused:
        submitted(city, project, Step.SIGN)
    assert [item.name for item in refused.value.missing] == ["chief"]
    give_chief(city, project)
    claim = submit_claim(Claim.objects.get(project=project).pk, by=city.clerk, now=NOW)
    approve_claim(claim.pk, by=city.verifier_of("sign"), now=NOW)
    assert fresh(project).stage == "signed"


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (TODAY + timedelta(days=1), "future_date"),
        (TODAY - timedelta(days=201), "date_order"),
    ],
)
def test_a_date_in_the_future_or_before_the_previous_step_is_refused(
    city: City, project: Project, on: date, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        draft_claim(project.pk, Step.SIGN, by=city.clerk, now=NOW, effective_on=on)
    assert refused.value.code == code


def test_a_date_before_the_back_dating_window_is_refused_and_one_inside_is_flagged(city: City) -> None:
    project = new_project(city, negotiating_on=date(2020, 1, 1))
    with pytest.raises(Invalid, match="允许补录"):
        draft_claim(project.pk, Step.SIGN, by=city.clerk, now=NOW, effective_on=TODAY - timedelta(days=366))
    assert take(city, project, Step.SIGN, on=TODAY - timedelta(days=365)).is_back_dated


def test_a_stale_version_is_refused(city: City, project: Project) -> None:
    claim = submitted(city, project, Step.SIGN)
    with pytest.raises(Stale):
        approve_claim(claim.pk, by=city.verifier_of("sign"), now=NOW, expected_version=claim.version - 1)
    with pytest.raises(Stale):
        take_step(
            project.pk,
            Step.SUSPEND,
            by=city.clerk,
            effective_on=TODAY,
            reason="other",
            note="资金",
            now=NOW,
            expected_version=project.version + 7,
        )
    assert fresh(project).stage == "negotiating"


def test_a_wrong_uscc_in_a_claim_is_refused(city: City, project: Project) -> None:
    at_stage(project, "signed", city)
    with pytest.raises(Invalid) as refused:
        draft_claim(
            project.pk,
            Step.REGISTER,
            by=city.clerk,
            now=NOW,
            effective_on=TODAY,
            fields={"company_uscc": "91340200MA2TE5T01D"},
        )
    assert refused.value.code == "invalid_uscc"


def test_a_company_registered_elsewhere_is_not_registered_here(city: City, project: Project) -> None:
    at_stage(project, "signed", city)
    fields = {"company_name": "外地公司", "company_uscc": "91360703MA3AB1C27P", "registered_capital_wan": 100}
    missing = missing_for(project, Step.REGISTER, fields=fields)
    assert "registered_in_jurisdiction" in [item.name for item in missing]


def test_a_start_without_approval_document_needs_a_reason_and_a_substitute(city: City, project: Project) -> None:
    at_stage(project, "registered", city)
    project = fresh(project)
    fields = {"start_kind": "construction"}
    upload(city, project, "construction_permit")
    names = [item.name for item in missing_for(project, Step.START, fields=fields)]
    assert "approval_document" in names
    fields["approval_substitute_reason"] = "备案系统升级，已取得施工许可"
    names = [item.name for item in missing_for(project, Step.START, fields=fields)]
    assert "approval_document" not in names


def test_an_equipment_start_asks_for_contract_voucher_and_photo_and_no_investment_code(
    city: City, project: Project
) -> None:
    names = [item.name for item in missing_for(project, Step.START, fields={"start_kind": "equipment"})]
    assert {"equipment_contract", "payment_voucher", "equipment_photo"} <= set(names)
    assert "investment_code" not in names and "permanent_works" not in names


def test_suspension_stops_the_stage_and_resuming_needs_a_second_person(city: City, project: Project) -> None:
    take_step(project.pk, Step.SUSPEND, by=city.clerk, effective_on=TODAY, reason="other", note="资金未落实", now=NOW)
    with pytest.raises(Conflict, match="请先恢复"):
        draft_claim(project.pk, Step.SIGN, by=city.clerk, now=NOW, effective_on=TODAY)
    with pytest.raises(NotAllowed):
        take_step(project.pk, Step.RESUME, by=city.clerk, effective_on=TODAY, reason="other", note="资金到位", now=NOW)
    take(city, project, Step.RESUME)
    assert fresh(project).standing == "active"


@pytest.mark.parametrize(("reason", "note"), [("", ""), ("other", " "), ("", "企业放弃")])
@pytest.mark.parametrize("step", [Step.SUSPEND, Step.TERMINATE, Step.WITHDRAW])
def test_leaving_needs_a_reason_code_and_words(city: City, project: Project, step: str, reason: str, note: str) -> None:
    with pytest.raises(Incomplete) as refused:
        take_step(project.pk, step, by=city.clerk, effective_on=TODAY, reason=reason, note=note, now=NOW)
    assert [item.name for item in refused.value.missing] == ["reason"]


def test_words_instead_of_a_reason_code_count_as_another_reason_with_these_words(city: City, project: Project) -> None:
    transition = take_step(
        project.pk, Step.SUSPEND, by=city.clerk, effective_on=TODAY, reason="资金未落实", note="", now=NOW
    )
    assert (transition.reason, transition.note) == ("other", "资金未落实")


def test_a_withdrawn_project_keeps_its_stage_and_can_be_restored(city: City, project: Project) -> None:
    at_stage(project, "registered", city)
    take_step(project.pk, Step.WITHDRAW, by=city.clerk, effective_on=TODAY, reason="other", note="企业放弃", now=NOW)
    assert (fresh(project).stage, fresh(project).standing) == ("registered", "withdrawn")
    take(city, project, Step.RESTORE)
    assert (fresh(project).stage, fresh(project).standing) == ("registered", "active")


def test_a_revoked_step_falls_back_stays_visible_and_no_longer_counts(city: City, project: Project) -> None:
    at_stage(project, "started", city)
    transition = take(city, project, Step.REVOKE)
    project = fresh(project)
    assert (project.stage, project.started_on) == ("registered", None)
    revoked = project.transitions.get(step=Step.START)
    assert transition.revokes == revoked and revoked.is_revoked
    assert revoked not in project.transitions.counting()
    assert take(city, project, Step.START).sequence == 5


def test_next_steps_say_who_may_and_what_is_missing(city: City, project: Project) -> None:
    steps = {item.step: item for item in next_steps(project, by=city.clerk, on=TODAY)}
    assert list(steps) == ["sign", "suspend", "terminate", "withdraw"]
    assert steps["sign"].target == "signed"
    assert not steps["sign"].may_take and steps["sign"].missing
    assert steps["suspend"].may_take
    for_leader = {item.step: item for item in next_steps(project, by=city.leader, on=TODAY)}
    assert "没有申报节点的权限" in for_leader["sign"].refusal
    assert not for_leader["suspend"].may_take


def test_the_evidence_of_a_revoked_verification_no_longer_counts(city: City, project: Project) -> None:
    at_stage(project, "signed", city)
    take(city, project, Step.REVOKE)
    assert "investment_agreement" in [item.name for item in missing_for(fresh(project), Step.SIGN)]
    upload(city, project, "investment_agreement")
    assert missing_for(fresh(project), Step.SIGN) == []


def test_a_step_dated_inside_a_suspension_is_refused(city: City, project: Project) -> None:
    leave = {"by": city.clerk, "reason": "funds", "note": "资金", "now": NOW}
    take_step(project.pk, Step.SUSPEND, effective_on=TODAY - timedelta(days=20), **leave)
    take(city, project, Step.RESUME, on=TODAY - timedelta(days=5))
    with pytest.raises(Invalid) as refused:
        draft_claim(project.pk, Step.SIGN, by=city.clerk, now=NOW, effective_on=TODAY - timedelta(days=10))
    assert refused.value.code == "date_order"
