"""The dispatcher freezes a pack and again with a reason; a clerk's phone shows an excerpt; paper looks like paper."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from projects.ledger.models import Project
from projects.people.roles import Role
from projects.people.services import grant_roles
from tests.browsing import PHONE, Luodi, fits
from tests.factories import PASSWORD, City, at_stage, build_city, give_chief, new_project
from tests.workflow.dispatch.sittings import sittings, weekly
from tests.workflow.packs.samples import amount, node, problem, report_of_week
from workflow.dispatch.models import Meeting
from workflow.dispatch.services import add_entry, refresh_agenda
from workflow.packs.models import Pack

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None) -> City:
    return build_city()


@pytest.fixture
def meeting(city: City) -> Meeting:
    """The next sitting speaks of one project of 繁昌区 and one of 鸠江区."""
    now = timezone.now() - timedelta(hours=1)
    ours = new_project(city, now=now, name="光伏跟踪支架生产基地", summary="建设标准厂房6万平方米，购置生产线12条。")
    give_chief(city, ours, now=now)
    ours = at_stage(ours, "registered", city, now=now)
    _tell(city, ours, now)
    theirs = new_project(
        city, now=now, name="鸠江智能制造基地", investor="鸠江智造公司", landing_organisation=city.sibling,
        by=city.sibling_clerk, is_industrial=False,
    )  # fmt: skip
    local = timezone.localdate(now)
    series = weekly(city, now=now, weekday=(local + timedelta(days=2)).isoweekday(), starts_on=local)
    first = sittings(series)[0]
    refresh_agenda(first.pk, by=city.dispatcher, now=now)
    add_entry(first.pk, theirs.pk, detail="用地协调", by=city.dispatcher, now=now)
    return first


def _tell(city: City, project: Project, now: datetime) -> None:
    amount(city, project, 20_000, now=now)
    report_of_week(city, project, now=now)
    problem(city, project, now=now)
    node(city, project, now=now, on=timezone.localdate(now) - timedelta(days=3))


def test_a_pack_is_frozen_read_and_downloaded(live_luodi: Luodi, city: City, meeting: Meeting) -> None:
    grant_roles(city.clerk, [Role.CLERK, Role.DISPATCHER], by=None, now=timezone.now())
    page = live_luodi.enter("wangdiao", PASSWORD)
    page.goto(f"{live_luodi.url}/meetings/{meeting.pk}/pack/")
    live_luodi.shoot(page, "pack-none")
    page.get_by_role("button", name="按此定稿").click()
    page.get_by_text("第1版材料已定稿").wait_for()
    expect(page.locator("#pack-changes")).to_contain_text("上次会议以来的变化")
    live_luodi.shoot(page, "pack")
    page.get_by_role("button", name="定稿新一版").click()
    page.get_by_text("重新定稿请填写原因").wait_for()
    page.get_by_label("重新定稿的原因").fill("补充到位资金")
    page.get_by_role("button", name="定稿新一版").click()
    page.get_by_text("第2版材料已定稿").wait_for()
    page.get_by_text("设置", exact=True).click()
    live_luodi.shoot(page, "pack-editions")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF 文件").click()
    kept = Pack.objects.get(edition=2).files.get(kind="pdf")
    assert download.value.path().read_bytes() == bytes(kept.data)
    page.emulate_media(media="print")
    live_luodi.shoot(page, "pack-print")
    phone = live_luodi.enter("litian", PASSWORD, PHONE)
    phone.goto(f"{live_luodi.url}/meetings/{meeting.pk}/pack/")
    expect(phone.get_by_text("这里只有您可查看的项目")).to_be_visible()
    expect(phone.get_by_text("鸠江智能制造基地")).to_have_count(0)
    live_luodi.shoot(phone, "pack-phone")
    assert fits(phone)
    assert all("422" in one for one in live_luodi.complaints), live_luodi.complaints
