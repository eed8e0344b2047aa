"""申报: the form of a claim."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from projects.ledger.models import Enterprise, Evidence, Project
from tests.factories import JPEG, NOW, PDF, USCC, City, at_stage, new_project, submitted, upload
from tests.workflow.pages import PAGE_TEST, enter
from workflow.steps.models import Claim, ClaimState
from workflow.steps.services import draft_claim, return_claim, submit_claim, withdraw_claim

pytestmark = PAGE_TEST


def address(project: Project, step: str = "sign") -> str:
    return reverse("steps:claim", args=[project.pk, step])


def agreement() -> SimpleUploadedFile:
    return SimpleUploadedFile("投资协议.pdf", PDF, "application/pdf")


def signing(project: Project, **over: Any) -> dict[str, Any]:
    return {
        "effective_on": "2026-11-17",
        "investors": [str(one.pk) for one in project.investors.all()],
        "total_investment_wan": "8",
        "landing_organisation": str(project.landing_organisation_id),
        "industry": "C38",
        "fair_competition_reviewed_by": "郑审",
        "note": "协议已签",
        **over,
    }


def test_the_form_starts_with_what_the_ledger_says_and_lists_what_is_missing(city: City) -> None:
    project = new_project(city)
    page = enter(city.clerk).get(address(project))
    text = page.content.decode()
    assert page.status_code == 200
    assert 'name="total_investment_wan" value="8"' in text
    assert 'name="effective_on" value="2026-11-18"' in text
    assert "签约还缺 2 项" in text
    assert "市投资促进中心" in text


def test_a_draft_is_saved_and_goes_on_where_it_was_left(city: City) -> None:
    project = new_project(city)
    client = enter(city.clerk)
    answer = client.post(address(project), signing(project, do="draft", fair_competition_reviewed_by=""))
    assert answer.status_code == 302
    claim = Claim.objects.get()
    assert (claim.state, claim.note) == (ClaimState.DRAFT, "协议已签")
    text = client.get(address(project)).content.decode()
    assert "协议已签" in text
    assert 'name="effective_on" value="2026-11-17"' in text
    assert f'name="version" value="{claim.version}"' in text


def test_a_complete_claim_with_an_upload_is_submitted_in_one_go(city: City) -> None:
    project = new_project(city)
    data = signing(project, do="submit", upload_investment_agreement=[agreement()])
    answer = enter(city.clerk).post(address(project), data)
    claim = Claim.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("steps:claim_detail", args=[claim.pk])
    assert claim.state == ClaimState.SUBMITTED
    assert [one.title for one in claim.evidence.all()] == ["投资协议"]


def test_everything_missing_is_named_at_once_and_nothing_typed_is_lost(city: City) -> None:
    project = new_project(city, total_investment_wan=None)
    data = signing(project, do="submit", total_investment_wan="", fair_competition_reviewed_by="")
    answer = enter(city.clerk).post(address(project), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    for sentence in ("填写协议总投资额", "填写完成公平竞争审查的人员姓名", "上传已签署的正式投资协议"):
        assert sentence in text
    assert "草稿已保存" in text
    assert "协议已签" in text
    assert Claim.objects.get().state == ClaimState.DRAFT


def test_an_upload_is_kept_when_another_field_is_refused(city: City) -> None:
    project = new_project(city)
    data = signing(project, do="submit", total_investment_wan="167300", upload_investment_agreement=[agreement()])
    answer = enter(city.clerk).post(address(project), data)
    text = answer.content.decode()
    kept = Evidence.objects.get()
    assert answer.status_code == 422
    assert "不用重传" in text
    assert f'value="{kept.pk}" checked' in text
    assert 'value="167300"' in text
    assert not Claim.objects.exists()


def test_1673_typed_in_yi_is_questioned_and_may_be_confirmed(city: City) -> None:
    project = new_project(city)
    client = enter(city.clerk)
    answer = client.post(address(project), signing(project, do="draft", total_investment_wan="1673"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "16.73亿元" in text
    assert 'name="total_investment_wan_confirmed"' in text
    data = signing(project, do="draft", total_investment_wan="1673", total_investment_wan_confirmed="on")
    assert client.post(address(project), data).status_code == 302
    assert Decimal(Claim.objects.get().fields["total_investment_wan"]) == Decimal("16730000")


def test_16730_yi_is_refused_without_a_way_to_insist(city: City) -> None:
    project = new_project(city)
    data = signing(project, do="draft", total_investment_wan="16730", total_investment_wan_confirmed="on")
    answer = enter(city.clerk).post(address(project), data)
    assert answer.status_code == 422
    assert "total_investment_wan_confirmed" not in answer.content.decode()


def test_a_wrong_uscc_is_refused_at_its_field(city: City) -> None:
    project = at_stage(new_project(city), "signed", city)
    data = {
        "effective_on": "2026-11-18",
        "company_name": "芜湖甲有限公司",
        "company_uscc": USCC[:-1] + "X",
        "do": "draft",
    }
    answer = enter(city.clerk).post(address(project, "register"), data)
    assert answer.status_code == 422
    assert "校验位不符" in answer.content.decode()


def test_a_date_in_the_future_is_refused_at_its_field(city: City) -> None:
    project = new_project(city)
    answer = enter(city.clerk).post(address(project), signing(project, do="draft", effective_on="2026-12-01"))
    assert answer.status_code == 422
    assert "晚于今天" in answer.content.decode()
    assert not Claim.objects.exists()


def test_a_file_that_is_not_what_its_name_says_is_refused_by_name(city: City) -> None:
    project = new_project(city)
    fake = SimpleUploadedFile("协议.pdf", b"MZ not a pdf", "application/pdf")
    answer = enter(city.clerk).post(address(project), signing(project, do="draft", upload_investment_agreement=[fake]))
    assert answer.status_code == 422
    assert "协议.pdf：" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_several_files_of_one_kind_are_kept(city: City) -> None:
    project = at_stage(new_project(city), "registered", city)
    photos = [SimpleUploadedFile(f"{n}.jpg", JPEG, "image/jpeg") for n in (1, 2)]
    data = {"effective_on": "2026-11-18", "start_kind": "construction", "do": "draft", "upload_site_photo": photos}
    assert enter(city.clerk).post(address(project, "start"), data).status_code == 302
    assert Claim.objects.get(step="start").evidence.filter(kind="site_photo").count() == 2


def test_a_new_investor_is_registered_with_the_claim(city: City) -> None:
    project = new_project(city)
    data = signing(project, do="draft", new_investor="海创控股", new_investor_uscc=USCC)
    assert enter(city.clerk).post(address(project), data).status_code == 302
    new = Enterprise.objects.get(uscc=USCC)
    assert str(new.pk) in Claim.objects.get().fields["investors"]


def test_a_returned_claim_shows_why_requirement_by_requirement(city: City) -> None:
    project = new_project(city)
    claim = submitted(city, project, "sign")
    reasons = [{"name": "investment_agreement", "detail": "缺签字页"}]
    return_claim(claim.pk, by=city.verifier_of("sign"), now=NOW, note="请补正", reasons=reasons)
    text = enter(city.clerk).get(address(project)).content.decode()
    assert "请补正" in text
    assert "<b>正式投资协议</b>　缺签字页" in text


def test_a_submitted_claim_is_read_not_written(city: City) -> None:
    project = new_project(city)
    claim = submitted(city, project, "sign")
    answer = enter(city.clerk).get(address(project))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("steps:claim_detail", args=[claim.pk])


def test_a_stale_form_gets_a_page_that_says_so_and_changes_nothing(city: City) -> None:
    project = new_project(city)
    client = enter(city.clerk)
    client.post(address(project), signing(project, do="draft"))
    version = Claim.objects.get().version
    client.post(address(project), signing(project, do="draft", note="同事改过", version=version))
    answer = client.post(address(project), signing(project, do="draft", note="我的旧稿", version=version))
    assert answer.status_code == 412
    assert "已被他人更新" in answer.content.decode()
    assert Claim.objects.get().note == "同事改过"


def test_a_skipped_stage_is_refused_with_the_steps_that_are_possible(city: City) -> None:
    answer = enter(city.clerk).get(address(new_project(city), "start"))
    assert answer.status_code == 409
    assert "节点须逐级推进" in answer.content.decode()


def test_an_unknown_step_is_not_found(city: City) -> None:
    assert enter(city.clerk).get(address(new_project(city), "fly")).status_code == 404


def test_a_clerk_of_another_district_gets_404(city: City) -> None:
    assert enter(city.sibling_clerk).get(address(new_project(city))).status_code == 404


def test_a_verifier_may_not_claim_a_signing(city: City) -> None:
    project = new_project(city)
    withdraw_claim(submitted(city, project, "sign").pk, by=city.clerk, now=NOW)
    assert enter(city.verifier_of("sign")).get(address(project)).status_code == 403


def test_the_checklist_follows_the_form_without_saving(city: City) -> None:
    project = at_stage(new_project(city), "registered", city)
    check = reverse("steps:checklist", args=[project.pk, "start"])
    client = enter(city.clerk)
    before = client.post(check, {"effective_on": "2026-11-18"}).content.decode()
    after = client.post(check, {"effective_on": "2026-11-18", "start_kind": "equipment"}).content.decode()
    assert "选择建安、设备购置或开业" in before
    assert "上传付款凭证" not in before
    assert "上传付款凭证" in after
    assert not Claim.objects.filter(step="start").exists()


def test_a_revocation_asks_for_reason_and_check_record(city: City) -> None:
    project = at_stage(new_project(city), "signed", city)
    client = enter(city.clerk)
    text = client.get(address(project, "revoke")).content.decode()
    assert "核查发现" in text
    assert "佐证材料不实" in text
    upload(city, project, "check_record")
    record = Evidence.objects.get(kind="check_record")
    data = {
        "effective_on": "2026-11-18",
        "reason": "false_evidence",
        "note": "协议系伪造",
        "evidence": [str(record.pk)],
    }
    assert client.post(address(project, "revoke"), {**data, "do": "submit"}).status_code == 302
    claim = Claim.objects.get(step="revoke")
    assert (claim.state, claim.reason) == (ClaimState.SUBMITTED, "false_evidence")


def test_anonymous_visitors_are_sent_to_the_login_page(city: City) -> None:
    answer = Client().get(address(new_project(city)))
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_a_draft_of_somebody_else_in_the_unit_is_continued(city: City) -> None:
    project = new_project(city)
    draft = draft_claim(project.pk, "sign", by=city.dispatcher, now=NOW, effective_on=NOW.date(), note="调度员起草")
    client = enter(city.dispatcher)
    assert "调度员起草" in client.get(address(project)).content.decode()
    with pytest.raises(Exception, match="还缺"):
        submit_claim(draft.pk, by=city.dispatcher, now=NOW)
