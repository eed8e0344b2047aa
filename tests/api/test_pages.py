"""Pages of projects while others write: what did not change is read once, whatever happens around it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.utils import timezone

from projects.ledger.models import Project
from projects.ledger.services import update_project
from tests.api.callers import Caller
from tests.factories import City, new_project

ORDERS = ("-updated_at", "updated_at", "total_investment_wan", "-total_investment_wan", "number", "-number")
HOW_MANY = 9


def entered(city: City) -> list[Project]:
    """Some with the same amount, some without one."""
    amounts = [None, Decimal(5), Decimal(5), Decimal(7), None, Decimal(1), Decimal(5), Decimal(9), None]
    return [
        new_project(city, name=f"第{place}个", investor=f"第{place}家企业", total_investment_wan=amount)
        for place, amount in zip(range(HOW_MANY), amounts, strict=True)
    ]


def pages(system: Caller, ordering: str, between: Any) -> list[str]:
    """Every id as the pages gave it; ``between`` is called after each page."""
    found: list[str] = []
    url: str | None = f"/projects/?page_size=2&fields=id&ordering={ordering}"
    while url:
        page = system.get(url).made(200)
        found += [row["id"] for row in page["results"]]
        between(len(found))
        url = page["next"]
    return found


@pytest.mark.parametrize("ordering", ORDERS)
def test_a_writer_between_pages_makes_nothing_read_twice_or_missed_that_it_did_not_change(
    city: City, fanchang: Caller, ordering: str
) -> None:
    projects = entered(city)
    changed = {str(one.pk) for one in projects[::3]}
    waiting = list(projects[::3])

    def write(read: int) -> None:
        """Changes what may still come or has been read, and enters a new one."""
        now = timezone.now() + timedelta(seconds=read)
        if waiting:
            one = waiting.pop()
            update_project(one.pk, {"total_investment_wan": Decimal(100 - read)}, by=city.clerk, now=now)
            new_project(city, name=f"后来{read}", investor=f"后来{read}家", now=now)

    found = pages(fanchang, ordering, write)
    still = {str(one.pk) for one in projects} - changed
    assert [pk for pk in found if pk in still] == list(dict.fromkeys(pk for pk in found if pk in still))
    assert still <= set(found)


def test_a_cursor_of_one_list_is_none_of_another_of_the_same_order(city: City, fanchang: Caller) -> None:
    one, *_ = entered(city)
    onwards = fanchang.get("/projects/?ordering=number&page_size=1").made(200)["next"]
    cursor = parse_qs(urlsplit(onwards).query)["cursor"][0]
    fanchang.get(f"/projects/{one.pk}/phases/?{urlencode({'cursor': cursor})}").refused(400, "invalid_cursor")


def test_a_list_trims_to_what_its_rows_hold(city: City, fanchang: Caller) -> None:
    entered(city)
    assert fanchang.get("/projects/?fields=id,light").made(200)["results"][0].keys() == {"id", "light"}
    fanchang.get("/projects/?fields=phases").refused(422, "invalid")


def test_pages_of_a_list_that_nobody_changes_are_the_list(city: City, fanchang: Caller) -> None:
    projects = entered(city)
    for ordering in ORDERS:
        found = pages(fanchang, ordering, lambda read: None)
        assert sorted(found) == sorted(str(one.pk) for one in projects), ordering


def test_a_page_by_number_would_read_twice(city: City) -> None:
    """The control: with OFFSET the same writer makes a row appear on two pages."""
    entered(city)
    by_number = Project.objects.order_by("-updated_at", "-id").values_list("pk", flat=True)
    first = list(by_number[:4])
    new_project(city, name="后来", investor="后来家", now=timezone.now() + timedelta(days=1))
    assert set(first) & set(by_number[4:8])
