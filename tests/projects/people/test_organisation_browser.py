"""The pages of organisations in a real browser: axe, no sideways scrolling, folding without a script."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from projects.people.models import Kind, Officer
from projects.people.roster.reading import read_workbook
from projects.people.services import add_backing, add_member, add_organisation, keep_roster, merge_organisations
from tests.browsing import DESKTOP, PHONE, Luodi
from tests.factories import City, build_city
from tests.projects.people.walks import UNITS, book, keeper, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
SERIOUS = ("serious", "critical")


def enter(luodi: Luodi, officer: Officer, size: tuple[int, int]) -> Page:
    """A window of somebody who is wholly signed in."""
    page = luodi.open("/login/", size)
    key = sign_in(Client(), officer).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": luodi.url}])
    return page


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


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_page_of_organisations_is_accessible_and_fits(live_luodi: Luodi, size: tuple[int, int]) -> None:
    city = build_city()
    pages, by = grown(city), keeper()
    bad = book(单位=[UNITS, ["T1", "孙村镇", "", "公司", "999"], ["T2", "平铺镇", "", "镇", "340212"]])
    keep_roster("名册.xlsx", read_workbook(bad), by=by, now=timezone.now())
    page = enter(live_luodi, by, size)
    for path in pages:
        page.goto(live_luodi.url + path)
        found = [one for one in Axe().run(page).response["violations"] if one["impact"] in SERIOUS]
        assert [(path, one["id"], one["nodes"][0]["html"][:160]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
        live_luodi.shoot(page, f"organisations-{size[0]}-{path}")
    assert live_luodi.complaints == []


def test_the_tree_folds_by_keyboard(live_luodi: Luodi) -> None:
    city = build_city()
    page = enter(live_luodi, city.dispatcher, DESKTOP)
    page.goto(live_luodi.url + "/organisations/")
    link = page.get_by_role("link", name="繁昌区", exact=True)
    assert link.is_visible()
    page.locator("summary", has_text="芜湖市").focus()
    page.keyboard.press("Enter")
    assert not link.is_visible()
    page.keyboard.press("Enter")
    link.click()
    assert page.locator("h1").inner_text() == "繁昌区"
