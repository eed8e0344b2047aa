"""One claim: read, answered, taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from projects.ledger.models import Project
from tests.factories import SHANGHAI, City, new_project, submitted
from tests.workflow.pages import PAGE_TEST, enter
from workflow.steps.models import Claim, ClaimState

pytestmark = PAGE_TEST


@pytest.fixture
def claim(city: City) -> Claim:
    """A complete claim of a signing that waits for an answer."""
    return submitted(city, new_project(city), "sign")


def address(claim: Claim) -> str:
    return reverse("steps:claim_detail", args=[claim.pk])


def test_the_verifier_sees_fields_evidence_and_deadline(city: City, claim: Claim) -> None:
    text = enter(city.verifier_of("sign")).get(address(claim)).content.decode()
    for sentence in ("公平竞争审查人", "郑审", "investment_agreement", "市投资促进中心", "剩 5 个工作日", "认定通过"):
        assert sentence in text
    assert "8.00 亿元" in text


def test_approving_moves_the_project(city: City, claim: Claim) -> None:
    data = {"do": "approve", "version": claim.version, "note": "属实"}
    answer = enter(city.verifier_of("sign")).post(address(claim), data, follow=True)
    assert "已认定，项目进入“已签约”" in answer.content.decode()
    assert Project.objects.get().stage == "signed"


def test_returning_keeps_the_reasons_per_requirement(city: City, claim: Claim) -> None:
    data = {"do": "return", "version": claim.version, "note": "请补正", "detail_investment_agreement": "缺签字页"}
    answer = enter(city.verifier_of("sign")).post(address(claim), data, follow=True)
    claim.refresh_from_db()
    assert claim.state == ClaimState.RETURNED
    assert claim.events.last().reasons == [{"name": "investment_agreement", "detail": "缺签字页"}]
    assert "缺签字页" in answer.content.decode()


def test_returning_without_a_word_is_refused_at_the_field(city: City, claim: Claim) -> None:
    answer = enter(city.verifier_of("sign")).post(address(claim), {"do": "return", "version": claim.version})
    claim.refresh_from_db()
    assert answer.status_code == 422
    assert "请写明退回的理由" in answer.content.decode()
    assert claim.state == ClaimState.SUBMITTED


def test_rejecting_closes_the_claim(city: City, claim: Claim) -> None:
    data = {"do": "reject", "version": claim.version, "note": "不是正式协议"}
    enter(city.verifier_of("sign")).post(address(claim), data)
    claim.refresh_from_db()
    assert claim.state == ClaimState.REJECTED
    assert Project.objects.get().stage == "negotiating"


def test_the_submitter_withdraws_and_is_not_offered_a_verdict(city: City, claim: Claim) -> None:
    client = enter(city.clerk)
    text = client.get(address(claim)).content.decode()
    assert "撤回申报" in text
    assert "认定通过" not in text
    client.post(address(claim), {"do": "withdraw", "version": claim.version})
    claim.refresh_from_db()
    assert claim.state == ClaimState.WITHDRAWN


def test_approving_ones_own_claim_is_refused(city: City, claim: Claim) -> None:
    answer = enter(city.clerk).post(address(claim), {"do": "approve", "version": claim.version})
    assert "申报人不能认定自己的申报" in answer.content.decode()
    assert Project.objects.get().stage == "negotiating"


def test_an_old_version_gets_the_stale_page_and_nothing_happens(city: City, claim: Claim) -> None:
    answer = enter(city.verifier_of("sign")).post(address(claim), {"do": "approve", "version": claim.version - 1})
    assert answer.status_code == 412
    assert "已被他人更新" in answer.content.decode()
    assert Project.objects.get().stage == "negotiating"


def test_a_clerk_of_another_district_gets_404(city: City, claim: Claim) -> None:
    assert enter(city.sibling_clerk).get(address(claim)).status_code == 404


def test_a_late_claim_counts_its_working_days(city: City) -> None:
    early = datetime(2026, 9, 21, 9, tzinfo=SHANGHAI)
    claim = submitted(city, new_project(city, now=early - timedelta(days=1)), "sign", now=early)
    assert str(claim.due_on) == "2026-09-29"  # 25 September: Mid-Autumn, free; 20 September: made up
    with time_machine.travel(datetime(2026, 10, 8, 9, tzinfo=SHANGHAI), tick=False):
        text = enter(city.verifier_of("sign")).get(address(claim)).content.decode()
    assert "超期 2 个工作日" in text
