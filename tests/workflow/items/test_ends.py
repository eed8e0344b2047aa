"""No item is without an end: whatever is done in whatever order, it is closed, or has a day that it lives by."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.errors import DomainError
from tests.factories import City
from tests.workflow.items.samples import NOW, issued, later
from workflow.items import actions
from workflow.items.actions import Action
from workflow.items.models import Extension, Item
from workflow.items.moves import CLOCKED, ItemState

pytestmark = pytest.mark.django_db

ACTS = st.lists(
    st.tuples(
        st.sampled_from(list(Action)),
        st.sampled_from(["clerk", "sibling_clerk", "dispatcher", "leader"]),
        st.integers(0, 2),
    ),
    max_size=12,
)


def has_end(item: Item, at: datetime) -> bool:
    """Closed; or with a deadline no earlier than the issue; or with a review day that lay ahead when it was set."""
    if item.state == ItemState.CLOSED:
        return item.closed_by_id is not None and item.check_due_on is not None
    if item.state == ItemState.LONG_TERM:
        set_on = item.events.filter(kind__in=["deferred", "reviewed"]).order_by("-sequence").first()
        return item.review_on is not None and set_on is not None and item.review_on > set_on.at.date()
    return item.state in CLOCKED and item.due_on >= item.issued_on and item.review_on is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_after_any_acts_every_item_has_an_end_and_one_extension_at_most(
    city: City, acts: list[tuple[Action, str, int]]
) -> None:
    with transaction.atomic():
        item, day = issued(city), 0
        for action, who, days in acts:
            day += days
            at = later(day) if day else NOW
            on = at.date()
            values: dict[str, Any] = {
                "note": "示例说明",
                "wished_on": on + timedelta(days=20),
                "review_on": on + timedelta(days=30),
                "days": 5,
                "officer": city.chief,
                "to_unit": city.province if action == Action.PASS_UP else city.sibling,
                "level": "province",
                "reply_letter_no": "皖函1号",
            }
            try:
                actions.perform(action, item.pk, values, by=getattr(city, who), now=at, version=None)
            except DomainError:
                continue
            item = Item.objects.get(pk=item.pk)
            assert has_end(item, at), (action, item.state)
        assert item.events.count() == len(set(item.events.values_list("sequence", flat=True)))
        assert Extension.objects.filter(item=item).count() <= 1
        assert item.original_due_on == later(10).date()
        transaction.set_rollback(True)
