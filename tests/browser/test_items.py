"""An item from issue to 销号 in a browser: the office, the lead unit on a phone with a photo, the office again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browsing import PHONE, Luodi, fits
from tests.factories import JPEG, PASSWORD, City, build_city, new_project
from workflow.items.deadlines import Deadline
from workflow.items.models import Item
from workflow.items.services import defer_item, issue_item, sign_item
from workflow.items.sources import Source, SourceKind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None) -> City:
    """芜湖 with a few items of several colours."""
    made, now = build_city(), timezone.now()
    project = new_project(made, now=now - timedelta(days=40), name="光伏跟踪支架生产基地")
    source = Source(SourceKind.MEETING, "芜湖市重大项目周调度第34次会议")
    today = timezone.localdate(now)
    for matter, ago, due, joint in (
        ("完成二期用地组卷报批，具备供地条件", 30, 12, []),
        ("协调解决临时用电，明确送电时间", 9, 2, [made.departments["GX"]]),
        ("落实配套污水管网接入，与道路工程同步实施", 4, -1, []),
        ("梳理前期手续堵点，逐项明确完成时间", 1, -12, []),
    ):
        item = issue_item(
            issuer=made.city, matter=matter, lead=made.district, joint=joint, project=project,
            deadline=Deadline(on=today - timedelta(days=due)), source=source, by=made.dispatcher,
            now=now - timedelta(days=ago),
        )  # fmt: skip
        if ago > 4:
            sign_item(item.pk, officer=made.clerk, by=made.clerk, now=now - timedelta(days=ago))
    review = today + timedelta(days=60)
    first = Item.objects.order_by("sequence").first()
    assert first is not None
    other = issue_item(
        issuer=made.city, matter="争取省级用地指标", lead=made.sibling, deadline=Deadline(on=today + timedelta(days=9)),
        source=Source(SourceKind.INSTRUCTION), by=made.dispatcher, now=now,
    )  # fmt: skip
    sign_item(other.pk, by=made.sibling_clerk, now=now)
    defer_item(other.pk, note="待省级规划调整。", review_on=review, by=made.dispatcher, now=now)
    return made


def test_an_item_goes_from_issue_to_closed(live_luodi: Luodi, city: City, tmp_path: Path) -> None:
    picture = tmp_path / "现场.jpg"
    picture.write_bytes(JPEG)
    office = live_luodi.enter("wangdiao", PASSWORD)
    office.get_by_role("link", name="交办督办").first.click()
    office.wait_for_url("**/items/")
    expect(office.locator("table.item-rows tbody tr")).to_have_count(5)
    live_luodi.shoot(office, "items-list")
    office.get_by_role("link", name="严重逾期").click()
    expect(office.locator("table.item-rows tbody tr")).to_have_count(1)
    office.locator("input.tick").check()
    office.get_by_role("button", name="催办").click()
    office.get_by_text("已催办 1 件").wait_for()
    office.get_by_role("link", name="交办事项").last.click()
    office.get_by_label("交办事项").fill("完成施工许可办理")
    office.get_by_label("牵头单位", exact=True).select_option(label="　繁昌区")
    office.get_by_role("combobox", name="项目", exact=True).fill("光伏跟踪支架生产基地")
    live_luodi.shoot(office, "items-issue")
    office.get_by_role("button", name="交办", exact=True).click()
    office.get_by_text("已交办，繁昌区的人员会收到签收提醒").wait_for()
    address = office.url
    clerk = live_luodi.enter("litian", PASSWORD, PHONE)
    live_luodi.shoot(clerk, "items-home-phone")
    clerk.goto(f"{live_luodi.url}/items/")
    assert fits(clerk)
    live_luodi.shoot(clerk, "items-list-phone")
    clerk.goto(address)
    clerk.get_by_role("button", name="签收").click()
    clerk.get_by_text("签收：已记录").wait_for()
    clerk.get_by_label("办理情况").fill("已受理，正在办理。")
    clerk.get_by_label("佐证材料").first.set_input_files(picture)
    clerk.get_by_text("已选 1 个文件").wait_for()
    assert fits(clerk)
    clerk.get_by_role("button", name="办理回复").click()
    clerk.get_by_role("link", name="现场.jpg", exact=True).wait_for()
    live_luodi.shoot(clerk, "items-thread-phone")
    clerk.locator("summary", has_text="报请核销").click()
    clerk.get_by_label("办理结果").fill("许可证已核发。")
    clerk.get_by_role("button", name="报请核销").click()
    clerk.get_by_text("报请核销：已记录").wait_for()
    office.goto(address)
    live_luodi.shoot(office, "items-thread")
    office.get_by_label("核销意见").fill("属实，同意销号。")
    office.get_by_role("button", name="销号").click()
    office.get_by_text("销号：已记录").wait_for()
    item = Item.objects.get(matter="完成施工许可办理")
    assert (item.state, item.closed_by, item.submitted_by) == ("closed", city.dispatcher, city.clerk)
    office.goto(f"{live_luodi.url}/projects/{item.project_id}/?tab=items")
    live_luodi.shoot(office, "items-tab")
    assert live_luodi.complaints == []
