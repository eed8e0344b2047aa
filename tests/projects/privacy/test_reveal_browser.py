"""The chief's card in a real browser: masked, asked why, shown once; on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from projects.audit.models import Entry
from tests.browsing import DESKTOP, PHONE, Luodi, fits, resize
from tests.factories import PASSWORD, City, give_chief, new_project


@pytest.mark.django_db(transaction=True)
def test_the_number_is_asked_for_on_the_card_and_shown_in_place(city: City, live_luodi: Luodi) -> None:
    project = new_project(city)
    give_chief(city, project)
    page = live_luodi.enter("chenshizhang", PASSWORD)
    for shown, size in enumerate((DESKTOP, PHONE), 1):
        resize(page, size)
        page.goto(f"{live_luodi.url}/projects/{project.pk}/")
        box = page.locator(".phone-box")
        expect(box).to_contain_text("138****1234")
        box.get_by_role("link").click()
        box.get_by_label("查看事由").select_option("other")
        box.get_by_role("button", name="显示号码").click()
        expect(box).to_contain_text("请写明事由")
        box.get_by_label("说明").fill("值班安排")
        box.get_by_role("button", name="显示号码").click()
        expect(box.get_by_role("link", name="13800001234")).to_have_attribute("href", "tel:13800001234")
        assert fits(page)
        assert Entry.objects.filter(action="phone.reveal").count() == shown
    page.reload()
    expect(box).to_contain_text("138****1234")
    assert Entry.objects.filter(action="phone.reveal").count() == shown
    assert [one for one in live_luodi.complaints if "422" not in one] == []
