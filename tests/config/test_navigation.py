"""Every page of the navigation marks the section under which it stands, and shows the pages beside it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from config.context import SECTIONS
from config.navigation import BESIDE, MAIN, Item
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, build_city, sign_in

STRIPS = [(section, item) for section, items in BESIDE.items() for item in items]


@pytest.mark.parametrize(
    ("section", "item"), [*((one.key, one) for one in MAIN), *STRIPS], ids=lambda one: getattr(one, "name", one)
)
def test_a_page_of_the_navigation_belongs_to_the_section_under_which_it_stands(section: str, item: Item) -> None:
    assert SECTIONS.get(item.name, SECTIONS.get(item.name.partition(":")[0])) == section


@pytest.mark.parametrize("item", BESIDE["clients"], ids=lambda one: one.name)
def test_the_pages_of_connected_systems_lead_to_each_other(db: None, item: Item) -> None:
    city = build_city()
    security = add_officer(city.city, username="anguan", name="安管", roles=[Role.SECURITY_ADMIN], by=None, now=NOW)
    page = sign_in(Client(), security).get(reverse(item.name)).content.decode()
    assert all(reverse(other.name) in page for other in BESIDE["clients"])
