"""The page in a browser, desktop and phone: nothing serious for axe, no sideways scrolling, no complaint."""

from __future__ import annotations

import pytest
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.audit.sources import Source, coming_from
from tests.browsing import PHONE, Luodi, resize
from tests.factories import build_city
from tests.projects.audit.samples import Act, as_owner, auditor, enter, raw

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_log_is_accessible_and_fits(live_luodi: Luodi) -> None:
    city, now = build_city(), timezone.now()
    auditing = enter(auditor(city.city))
    with coming_from(Source("web", "10.1.2.3", "0123456789abcdef")), audited():
        changes = [
            Difference("name", "名称", "中信博新能源", "中信博新能源装备产业园"),
            Difference("site", "地块", "", "B-12"),
        ]
        record(Act.TRY, city.district, by=city.clerk, now=now, changes=changes, detail="核对后更正")
    window = live_luodi.admit(auditing)
    found = live_luodi.walk(window, {"audit-unchecked": "/audit/"})
    window.get_by_role("button", name="立即核对").click()
    window.get_by_text("审计链完好").first.wait_for()
    found += live_luodi.walk(window, {"audit-filtered": "/audit/?person=李填&object_type=people.organisation"})
    resize(window, PHONE)
    window.get_by_role("link", name="试一试").first.click()
    window.get_by_role("heading", name="变更内容").wait_for()
    found += live_luodi.look(window, "audit-entry")
    found += live_luodi.walk(window, {"audit-nothing": "/audit/?q=没有这样的话"})
    with as_owner():
        raw("UPDATE audit_entry SET detail = '改写' WHERE seq = 3")
        raw("DELETE FROM audit_entry WHERE seq = 5")
    window.goto(f"{live_luodi.url}/audit/")
    window.get_by_role("button", name="立即核对").click()
    window.get_by_text("第 5 条缺失，已被删除").wait_for()
    found += live_luodi.walk(window, {"audit-broken": "/audit/"})
    with window.expect_download() as download:
        window.get_by_role("button", name="导出筛选结果").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    assert found == []
    assert live_luodi.complaints == []
