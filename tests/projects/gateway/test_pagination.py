"""Pages: nothing twice, nothing lost, in either direction, with and without empty values."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.gateway.pagination import Cursor, Order
from projects.gateway.refusals import Refusal
from projects.people.models import Officer, Organisation

ORDERS = [
    Order("name"),
    Order("name", descending=True),
    Order("organisation__code", nullable=True),
    Order("organisation__code", descending=True, nullable=True),
]


def walk(cursor: Cursor, size: int) -> tuple[list[str], list[str]]:
    """Every name forwards, then every name of the same walk backwards."""
    rows = Officer.objects.values("id", "name", "organisation__code")
    there, back, at = [], [], None
    while True:
        page = cursor.page(rows, cursor=at, size=size)
        there += [str(row["id"]) for row in page.rows]
        if page.next is None:
            break
        at = page.next
    while at and page.previous:
        page = cursor.page(rows, cursor=page.previous, size=size)
        back = [str(row["id"]) for row in page.rows] + back
    return there, back


@pytest.mark.parametrize("order", ORDERS)
@given(names=st.lists(st.sampled_from("甲乙丙"), max_size=9), size=st.integers(1, 4))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_comes_once_in_order(district: Organisation, order: Order, names: list[str], size: int) -> None:
    Officer.objects.all().delete()
    for number, name in enumerate(names):
        unit = district if number % 2 else None
        Officer.objects.create(username=f"u{number}", name=name, organisation=unit)
    wanted = [str(pk) for pk in Officer.objects.order_by(*order.by(reverse=False)).values_list("id", flat=True)]
    there, back = walk(Cursor(order), size)
    assert there == wanted
    assert back == wanted[: len(back)]
    assert len(back) == (len(wanted) - 1) // size * size if wanted else not back


@pytest.mark.parametrize("cursor", ["x", "a:b:c", "", "é", "%00"])
def test_a_forged_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Refusal, match="第一页") as refused:
        Cursor(Order("name")).position(cursor)
    assert (refused.value.status, refused.value.code) == (400, "invalid_cursor")


def test_a_cursor_of_another_order_is_refused() -> None:
    cursor = Cursor(Order("name")).at({"name": "甲", "id": 1}, reverse=False)
    with pytest.raises(Refusal, match="第一页"):
        Cursor(Order("code")).position(cursor)
