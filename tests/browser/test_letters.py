"""A red project: the rules propose, the dispatcher sends, the leader signs on a phone, the unit answers on a phone."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from projects.ledger.models import Project
from tests.browsing import PHONE, Luodi, fits
from tests.factories import PASSWORD, PDF, City, build_city, new_project
from tests.workflow.letters.samples import ladder, night
from workflow.items.deadlines import Deadline
from workflow.items.services import issue_item
from workflow.items.sources import Source
from workflow.letters.models import Letter
from workflow.letters.services import draft_letter, sign_letter, submit_letter
from workflow.lights.models import LightReading

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None) -> City:
    return build_city()


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def project(city: City, now: datetime) -> Project:
    """Red for five nights; the default ladder of the city."""
    day = timezone.localdate(now)
    made = new_project(city, now=now, name="光伏跟踪支架生产基地", planned_signed_on=day - timedelta(days=40))
    rows = [LightReading(project=made, day=day - timedelta(days=n), colour="red", reasons=["签约延期40天"])
            for n in range(1, 6)]  # fmt: skip
    LightReading.objects.bulk_create(rows)
    local = timezone.localtime(now)
    night(local)
    ladder(city, now=local)
    return made


def test_a_letter_from_the_rule_to_the_file(live_luodi: Luodi, city: City, project: Project, tmp_path: Path) -> None:
    office = live_luodi.enter("wangdiao", PASSWORD)
    office.goto(f"{live_luodi.url}/letters/rules/{city.city.pk}/")
    live_luodi.shoot(office, "letters-ladder")
    office.get_by_role("button", name="预览今天会提出哪些函件").click()
    office.get_by_text("今天会提出 1 件").wait_for()
    live_luodi.shoot(office, "letters-preview")
    office.get_by_role("button", name="立即检查").click()
    office.get_by_text("新提出 1 件建议").wait_for()
    live_luodi.shoot(office, "letters-list")
    office.get_by_role("link", name="关于加快推进光伏跟踪支架生产基地的督办函").click()
    live_luodi.shoot(office, "letters-proposal")
    office.get_by_role("link", name="修改").click()
    live_luodi.shoot(office, "letters-edit")
    office.get_by_role("link", name="返回函件").click()
    office.get_by_label("送谁签发").select_option(label="陈市长（芜湖市）")
    office.get_by_role("button", name="送签").click()
    office.get_by_text("签发人会收到提醒").wait_for()
    leader = live_luodi.enter("chenshizhang", PASSWORD, PHONE)
    leader.locator("a[href*='/letters/']").first.click()
    leader.get_by_role("button", name="签发").wait_for()
    assert fits(leader)
    live_luodi.shoot(leader, "letters-sign-phone")
    leader.get_by_role("button", name="签发").click()
    leader.get_by_text("已签发并送达").wait_for()
    letter = Letter.objects.get()
    clerk = live_luodi.enter("litian", PASSWORD, PHONE)
    clerk.goto(f"{live_luodi.url}/letters/")
    assert fits(clerk)
    live_luodi.shoot(clerk, "letters-list-phone")
    clerk.get_by_role("link", name=letter.title).click()
    clerk.get_by_role("button", name="签收").click()
    clerk.get_by_text("已签收。").wait_for()
    plan = tmp_path / "整改方案.pdf"
    plan.write_bytes(PDF)
    clerk.get_by_label("回复内容").fill("已倒排工期，12月底前签约。")
    clerk.get_by_label("附件").set_input_files(plan)
    assert fits(clerk)
    live_luodi.shoot(clerk, "letters-answer-phone")
    clerk.get_by_role("button", name="提交回复").click()
    clerk.get_by_text("等发文单位审核").wait_for()
    live_luodi.shoot(clerk, "letters-answered-phone")
    office.goto(f"{live_luodi.url}/letters/{letter.pk}/")
    live_luodi.shoot(office, "letters-judge")
    office.get_by_role("button", name="采纳").click()
    office.get_by_role("button", name="归档").click()
    office.get_by_text("已归档。").wait_for()
    office.goto(f"{live_luodi.url}/projects/{project.pk}/?tab=letters")
    expect(office.get_by_text(letter.number_text)).to_be_visible()
    live_luodi.shoot(office, "letters-project-tab")
    assert live_luodi.complaints == []


def test_a_slip_and_a_talk(live_luodi: Luodi, city: City, project: Project, now: datetime) -> None:
    day = timezone.localdate(now)
    item = issue_item(issuer=city.city, matter="完成项目用地报批", lead=city.district, project=project,
                      deadline=Deadline(on=day + timedelta(days=9)), source=Source("meeting", "周调度第34次会议"),
                      by=city.dispatcher, now=now)  # fmt: skip
    words = {"trigger": "已逾期3个工作日", "issuer": "芜湖市投资促进中心", "word": "芜招督", "reply_days": 3,
             "reply_count": "working", "signer_kind": "leader"}  # fmt: skip
    body = "你单位承办的下列事项尚未办结：\n{事项}（{事项编号}），完成时限{事项期限}。\n请于{回复期限}前书面回复。"
    slip = {**words, "kind": "slip", "colour": "yellow", "title": "关于{事项}的黄色督办单", "body": body}
    notice = {
        **words,
        "kind": "talk",
        "recipient_kind": "head",
        "title": "关于{项目}的约谈通知",
        "body": "请参加约谈。",
    }
    made = [
        draft_letter(city.city, slip, item=item, by=city.dispatcher, now=now),
        draft_letter(city.city, notice, project=project, by=city.dispatcher, now=now),
    ]
    for one in made:
        submit_letter(one.pk, signer=city.leader, by=city.dispatcher, now=now)
        sign_letter(one.pk, by=city.leader, now=now)
    page = live_luodi.enter("wangdiao", PASSWORD)
    page.goto(f"{live_luodi.url}/letters/{made[0].pk}/")
    live_luodi.shoot(page, "letters-slip")
    page.goto(f"{live_luodi.url}/letters/{made[1].pk}/")
    page.get_by_role("link", name="登记约谈记录").click()
    page.get_by_label("约谈地点").fill("市政务中心")
    page.get_by_label("约谈人", exact=True).fill("陈市长")
    page.get_by_label("参加人员").fill("张区长")
    page.get_by_label("约谈结果").fill("限期一个月内签约。")
    page.get_by_label("交办事项1").fill("一个月内签约")
    page.get_by_label("办结时限（工作日）").first.fill("20")
    live_luodi.shoot(page, "letters-talk-form")
    page.get_by_role("button", name="登记并锁定").click()
    page.get_by_text("约谈记录已登记并锁定").wait_for()
    live_luodi.shoot(page, "letters-talk")
    phone = live_luodi.enter("litian", PASSWORD, PHONE)
    for path in (f"/letters/{made[0].pk}/", "/letters/talks/", f"/letters/rules/{city.city.pk}/", "/letters/?tab=all"):
        phone.goto(live_luodi.url + path)
        assert fits(phone), path
        live_luodi.shoot(phone, f"letters-phone{path}")
    assert live_luodi.complaints == []
