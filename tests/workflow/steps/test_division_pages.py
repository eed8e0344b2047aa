"""Pages of confirmations, of the division of verification and of delegations."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from projects.ledger.models import Project
from tests.factories import TODAY, City, at_stage, new_project, submitted
from tests.workflow.pages import PAGE_TEST, enter
from tests.workflow.steps.test_rounds import verifier
from workflow.steps.models import Claim, Delegation, StatisticsConfirmation, VerifyingUnit

pytestmark = PAGE_TEST


@pytest.fixture
def started(city: City) -> Project:
    return at_stage(new_project(city), "started", city)


def tab(project: Project) -> str:
    return f"{reverse('desk:project', args=[project.pk])}?tab=claims"


def test_who_may_notes_and_withdraws_it_on_the_tab_of_claims(city: City, started: Project) -> None:
    browser = enter(city.verifier_of("start"))
    assert "登记入统" in browser.get(tab(started)).content.decode()
    data = {"confirmed_on": "2026-11-18", "basis": "2026-11批次"}
    text = browser.post(reverse("steps:confirm", args=[started.pk, "library"]), data, follow=True).content.decode()
    assert "已登记入统" in text and "2026-11批次" in text
    row = StatisticsConfirmation.objects.get()
    address = reverse("steps:withdraw_confirmation", args=[row.pk])
    text = browser.post(address, {"why": "误登", "version": row.version}, follow=True).content.decode()
    assert "误登" in text and "登记入统" in text
    assert not StatisticsConfirmation.objects.current().exists()


def test_the_clerk_reads_it_and_finds_no_button(city: City, started: Project) -> None:
    assert "登记入统" not in enter(city.clerk).get(tab(started)).content.decode()
    assert enter(city.clerk).get(reverse("steps:confirm", args=[started.pk, "library"])).status_code == 403


def test_a_day_before_the_start_is_refused_at_its_field(city: City, started: Project) -> None:
    data = {"confirmed_on": "2026-11-17", "basis": "批次"}
    answer = enter(city.dispatcher).post(reverse("steps:confirm", args=[started.pk, "library"]), data)
    assert answer.status_code == 422 and "早于开工日期" in answer.content.decode()


def test_the_page_says_who_would_verify_and_why(city: City) -> None:
    row = VerifyingUnit(city=city.city, step="start", round=2, from_wan=100000, unit=city.departments["TC"], days=3)
    row.save()
    asked = {"step": "start", "place": str(city.district.pk), "industrial": "yes", "start_kind": "", "total_yi": "10"}
    text = enter(city.verifier_of("start")).get(reverse("steps:division"), asked).content.decode()
    for said in ("市工业和信息化局", "市投资促进中心", "第二轮（市级认定）", "总投资10亿元以上", "3 个工作日内"):
        assert said in text
    text = enter(city.clerk).get(reverse("steps:division"), asked | {"total_yi": "9.99"}).content.decode()
    assert "3 个工作日内" not in text


def test_a_delegation_is_given_shown_in_the_queue_and_ended(city: City) -> None:
    deputy = verifier(city.park, "daili")
    claim = submitted(city, new_project(city), "sign")
    giver = enter(city.verifier_of("sign"))
    last = str(TODAY + timedelta(days=9))
    data = {
        "deputy": str(deputy.pk),
        "valid_from": str(TODAY),
        "valid_to": last,
        "below_yi": "10",
        "basis": "委托书1号",
    }
    assert "已登记委托" in giver.post(reverse("steps:delegate"), data, follow=True).content.decode()
    text = enter(deputy).get(reverse("steps:queue")).content.decode()
    assert claim.project.name in text and "受钱认委托，至 11-27" in text
    assert "委托书1号" in enter(deputy).get(reverse("steps:claim_detail", args=[claim.pk])).content.decode()
    ending = reverse("steps:end_delegation", args=[Delegation.objects.get().pk])
    giver.post(ending, {"why": "出差结束"})
    assert claim.project.name not in enter(deputy).get(f"{reverse('steps:queue')}?tab=waiting").content.decode()


def test_a_delegation_without_an_end_says_what_to_do(city: City) -> None:
    data = {"to_unit": str(city.district.pk), "valid_from": str(TODAY), "basis": "委托书"}
    assert enter(city.verifier_of("sign")).post(reverse("steps:delegate"), data).status_code == 422


def test_the_first_verifier_is_told_that_a_second_round_follows_and_the_second_sees_who_passed_it(city: City) -> None:
    VerifyingUnit.objects.create(city=city.city, step="sign", round=2, unit=city.departments["GX"])
    claim = submitted(city, new_project(city), "sign")
    address = reverse("steps:claim_detail", args=[claim.pk])
    data = {"do": "approve", "version": claim.version}
    text = enter(city.verifier_of("sign")).post(address, data, follow=True).content.decode()
    assert "转市工业和信息化局作第二轮认定" in text
    text = enter(city.verifier_of("start")).get(address).content.decode()
    assert "第二轮（市级认定）" in text and "钱认" in text and "认定通过" in text
    claim = Claim.objects.get(pk=claim.pk)
    data = {"do": "return", "version": claim.version, "note": "请补正", "detail_investment_agreement": "缺签字页"}
    enter(city.verifier_of("start")).post(address, data)
    assert "退回（第二轮，市级认定）" in enter(city.clerk).get(address).content.decode()


def test_evidence_is_shown_beside_the_fields_without_a_script(city: City) -> None:
    project = at_stage(new_project(city), "registered", city)
    claim = submitted(city, project, "start")
    browser, address = enter(city.verifier_of("start")), reverse("steps:claim_detail", args=[claim.pk])
    photo = claim.evidence.get(kind="site_photo")
    paper = claim.evidence.get(kind="construction_contract")
    shown = browser.get(address, {"show": str(photo.pk)}).content.decode()
    assert f'<img src="{reverse("ledger:evidence_view", args=[photo.pk])}"' in shown
    shown = browser.get(address, {"show": str(paper.pk)}).content.decode()
    assert f'<iframe src="{reverse("ledger:evidence_view", args=[paper.pk])}"' in shown


def test_the_queue_leads_to_the_buttons_and_decides_nothing_by_itself(city: City) -> None:
    claim = submitted(city, new_project(city), "sign")
    browser = enter(city.verifier_of("sign"))
    page = browser.get(reverse("steps:queue")).content.decode()
    address = f"{reverse('steps:claim_detail', args=[claim.pk])}?do=approve"
    assert f'href="{address}#verdict"' in page and "<kbd>a</kbd> 认定" in page
    text = browser.get(address).content.decode()
    assert "核对无误后" in text and "autofocus" in text
    claim.refresh_from_db()
    assert claim.state == "submitted"
