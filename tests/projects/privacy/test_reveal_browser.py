"""The chief's card in a real browser: masked, asked why, shown once; on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from projects.audit.models import Entry
from tests.browsing import DESKTOP, PHONE, Luodi
from tests.factories import PASSWORD, City, give_chief, new_project


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_the_number_is_asked_for_on_the_card_and_shown_in_place(
    city: City, live_luodi: Luodi, size: tuple[int, int]
) -> None:
    project = new_project(city)
    give_chief(city, project)
    page = live_luodi.enter("chenshizhang", PASSWORD, size)
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
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.reload()
    expect(box).to_contain_text("138****1234")
    assert Entry.objects.filter(action="phone.reveal").count() == 1
    assert [one for one in live_luodi.complaints if "422" not in one] == []
