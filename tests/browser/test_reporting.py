"""A clerk on a phone fills in a round, a draft survives; the office looks at the whole, on a desktop and on a phone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browsing import PHONE, Luodi, fits, resize
from tests.factories import PASSWORD, City, build_city
from tests.workflow.reporting.samples import asked, row
from workflow.reporting.models import ReportReturn, ReportRound
from workflow.reporting.services import close_round, open_rounds, submit_return
from workflow.reporting.sheets import template

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rounds(transactional_db: None) -> tuple[City, ReportRound, ReportRound]:
    """芜湖 with a closed round of two weeks ago and one that is due in a few days."""
    city, now = build_city(), timezone.now()
    due = timezone.localdate(now) + timedelta(days=2)
    first = due - timedelta(days=14)
    made = asked(city, starts_on=first, anchor_on=first, now=now - timedelta(days=30))
    open_rounds(now - timedelta(days=13))  # before its deadline, whatever hour it is now
    old = made.rounds.get()
    then = old.due_at - timedelta(hours=1)
    _say(old, city.district, city.clerk, then, row("储能电池基地", "25"), row("光伏组件项目", "30"))
    _say(old, city.sibling, city.sibling_clerk, then, row("机器人产业园", "62", progress="拟签约"))
    close_round(old.pk, by=city.dispatcher, now=old.due_at + timedelta(hours=2))
    open_rounds(now)
    new = made.rounds.get(sequence=2)
    _say(new, city.sibling, city.sibling_clerk, now, row("机器人产业园", "70", progress="拟签约"))
    return city, old, new


def _say(round_: ReportRound, unit: object, by: object, now: object, *rows: dict[str, str]) -> None:
    found = ReportReturn.objects.get(round=round_, unit=unit)
    submit_return(found.pk, list(rows), by=by, now=now)  # type: ignore[arg-type]


def test_a_round_is_filled_in_on_a_phone(
    live_luodi: Luodi, rounds: tuple[City, ReportRound, ReportRound], tmp_path: Path
) -> None:
    city, _, new = rounds
    page = live_luodi.enter("litian", PASSWORD, PHONE)
    page.get_by_role("link", name="新增在谈重特大项目").first.click()
    page.wait_for_url("**/reports/returns/*/fill/")
    assert fits(page)
    page.get_by_label("第 1 行 项目名称").fill("储能电池基地")
    page.get_by_label("第 1 行 投资方").fill("示例能源集团")
    page.get_by_label("第 1 行 拟投资额（亿元）").fill("19")
    page.get_by_label("第 1 行 进展状态").select_option("深入洽谈")
    live_luodi.shoot(page, "report-fill-phone")
    page.get_by_role("button", name="报送", exact=True).click()
    page.get_by_text("有 1 处需要改正").wait_for()
    live_luodi.shoot(page, "report-refused-phone")
    assert fits(page)
    page.get_by_label("第 1 行 拟投资额（亿元）").fill("28亿")
    page.get_by_role("button", name="报送", exact=True).click()
    page.get_by_text("已报送 1 项").wait_for()
    live_luodi.shoot(page, "report-return-phone")
    assert fits(page)
    for path in ("/reports/", f"/reports/rounds/{new.pk}/", "/reports/statistics/"):
        page.goto(f"{live_luodi.url}{path}")
        assert fits(page), path
    live_luodi.shoot(page, "report-statistics-phone")
    assert ReportReturn.objects.get(round=new, unit=city.district).rows_count == 1


def test_the_office_sees_the_whole(
    live_luodi: Luodi, rounds: tuple[City, ReportRound, ReportRound], tmp_path: Path
) -> None:
    city, old, new = rounds
    page = live_luodi.enter("wangdiao", PASSWORD)
    for name, path in {
        "home": "/reports/",
        "request": f"/reports/requests/{new.request_id}/",
        "edit": f"/reports/requests/{new.request_id}/edit/",
        "form": f"/reports/requests/{new.request_id}/form/",
        "new": "/reports/requests/new/?preset=signing",
        "round": f"/reports/rounds/{new.pk}/",
        "closed": f"/reports/rounds/{old.pk}/",
        "statistics": "/reports/statistics/",
    }.items():
        page.goto(f"{live_luodi.url}{path}")
        assert fits(page), path
        live_luodi.shoot(page, f"report-{name}")
    page.goto(f"{live_luodi.url}/reports/requests/new/?preset=monthly")
    page.get_by_label("几日").fill("31")
    expect(page.locator("#ahead")).to_contain_text("月末")
    page.goto(f"{live_luodi.url}/reports/rounds/{new.pk}/")
    page.get_by_role("button", name="催报").click()
    page.get_by_text("已催报 2 个单位").wait_for()
    found = ReportReturn.objects.get(round=new, unit=city.district)
    blank = tmp_path / "blank.xlsx"
    blank.write_bytes(template(new.form.definition, "模板"))
    page.goto(f"{live_luodi.url}/reports/returns/{found.pk}/upload/")
    page.get_by_label("Excel 文件").set_input_files(blank)
    page.get_by_role("button", name="上传并预览").click()
    page.get_by_text("表头下面没有内容").wait_for()
    live_luodi.shoot(page, "report-upload")
    page.goto(f"{live_luodi.url}/reports/returns/{found.pk}/")
    live_luodi.shoot(page, "report-return")
    resize(page, PHONE)
    for name, path in {
        "round": f"/reports/rounds/{new.pk}/",
        "form": f"/reports/requests/{new.request_id}/form/",
        "request": f"/reports/requests/{new.request_id}/",
        "home": "/reports/",
        "new": "/reports/requests/new/",
    }.items():
        page.goto(f"{live_luodi.url}{path}")
        assert fits(page), path
        live_luodi.shoot(page, f"report-{name}-phone")
    assert [one for one in live_luodi.complaints if "422" not in one] == []
