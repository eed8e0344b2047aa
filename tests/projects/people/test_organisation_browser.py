"""The pages of organisations in a real browser: axe, no sideways scrolling, folding without a script."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from projects.people.models import Kind
from projects.people.roster.reading import read_workbook
from projects.people.services import add_backing, add_member, add_organisation, keep_roster, merge_organisations
from tests.browsing import Luodi
from tests.factories import City, build_city
from tests.projects.people.walks import UNITS, book, keeper, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def grown(city: City) -> list[str]:
    """A city with a team, a merged district and a workbook with errors; the pages to look at."""
    today, now = timezone.localdate(), timezone.now()
    team = add_organisation(city.city, code="ZSH", name="驻上海专班", kind=Kind.TEAM, station="上海", by=None, now=now)
    add_member(team, city.chief, part="leader", valid_from=today, by=None, now=now)
    add_backing(team, city.park, valid_from=today, by=None, now=now)
    merge_organisations([city.sibling], successor=city.district, on=today, basis="示例", by=None, now=now)
    unit = f"/organisations/{city.district.pk}/"
    forms = [f"{unit}{door}/" for door in ("edit", "rename", "merge", "move", "end", "posts/new")]
    return [
        "/organisations/?ended=1",
        unit,
        f"/organisations/{team.pk}/",
        f"/organisations/{city.sibling.pk}/",
        "/organisations/new/",
        *forms,
        "/organisations/classes/",
        "/organisations/import/",
        "/organisations/import/preview/",
    ]


def test_every_page_of_organisations_is_accessible_and_fits(live_luodi: Luodi) -> None:
    city = build_city()
    pages, by = grown(city), keeper()
    bad = book(单位=[UNITS, ["T1", "孙村镇", "", "公司", "999"], ["T2", "平铺镇", "", "镇", "340212"]])
    keep_roster("名册.xlsx", read_workbook(bad), by=by, now=timezone.now())
    page = live_luodi.admit(sign_in(Client(), by))
    assert live_luodi.walk(page, {f"organisations-{path}": path for path in pages}) == []
    assert live_luodi.complaints == []


def test_the_tree_folds_by_keyboard(live_luodi: Luodi) -> None:
    city = build_city()
    page = live_luodi.admit(sign_in(Client(), city.dispatcher))
    page.goto(live_luodi.url + "/organisations/")
    link = page.get_by_role("link", name="繁昌区", exact=True)
    assert link.is_visible()
    page.locator("summary", has_text="芜湖市").focus()
    page.keyboard.press("Enter")
    assert not link.is_visible()
    page.keyboard.press("Enter")
    link.click()
    assert page.locator("h1").inner_text() == "繁昌区"
