"""Whatever is done in whatever order: no decision without an item, no item without an end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from projects.errors import DomainError
from tests.factories import City, build_city
from tests.workflow.minutes.samples import AFTER, DURING, Sitting, attended, decided, sitting
from workflow.items.models import Item
from workflow.items.moves import ItemState
from workflow.items.services import defer_item, sign_item
from workflow.minutes.models import Decision
from workflow.minutes.services import (
    Due,
    confirm_minutes,
    draft_minutes,
    drop_decision,
    reword_decision,
)

DUES = st.one_of(
    st.builds(Due, on=st.dates(date(2026, 11, 20), date(2026, 12, 31))),
    st.builds(Due, days=st.integers(0, 20), counting=st.sampled_from(["working", "calendar", "lunar"])),
    st.just(Due()),
)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("decide"), DUES, st.booleans()),
        st.tuples(st.sampled_from(["drop", "reword", "sign", "defer"]), st.integers(0, 5), st.text(max_size=5)),
        st.tuples(st.sampled_from(["draft", "confirm"]), st.none(), st.none()),
    ),
    max_size=8,
)


class Ends(TestCase):
    """The same sitting, driven by chance."""

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(acts=ACTS)
    def test_no_decision_without_an_item_and_no_item_without_an_end(self, acts: list[Any]) -> None:
        city = build_city()
        sat = sitting(city)
        attended(city, sat, now=DURING)
        for act in acts:
            try:
                _do(city, sat, *act)
            except DomainError:
                continue
        decisions = list(Decision.objects.select_related("item"))
        self.assertEqual({one.item_id for one in decisions}, set(Item.objects.values_list("pk", flat=True)))
        self.assertEqual(len({one.item_id for one in decisions}), len(decisions))
        for one in decisions:
            item = one.item
            self.assertEqual(one.is_dropped, item.state == ItemState.VOID)
            self.assertTrue(item.state in (ItemState.CLOSED, ItemState.VOID) or item.review_on or item.due_on)
            self.assertGreaterEqual(item.due_on, item.issued_on)


def _do(city: City, sat: Sitting, act: str, first: Any, second: Any) -> None:
    if act == "decide":
        decided(city, sat, due=first, key=uuid4(), entry_id=sat.first.pk if second else None)
        return
    if act == "draft":
        draft_minutes(sat.meeting.pk, by=city.dispatcher, now=AFTER)
        return
    if act == "confirm":
        confirm_minutes(sat.meeting.pk, by=city.leader, now=AFTER)
        return
    rows = list(Decision.objects.order_by("number"))
    if not rows:
        return
    one = rows[first % len(rows)]
    if act == "drop":
        drop_decision(one.pk, reason=second, by=city.dispatcher, now=AFTER)
    elif act == "reword":
        reword_decision(one.pk, text=second, by=city.dispatcher, now=AFTER)
    elif act == "sign":
        sign_item(one.item_id, by=city.clerk, now=AFTER)
    else:
        defer_item(one.item_id, note="长期", review_on=AFTER.date() + timedelta(30), by=city.dispatcher, now=AFTER)


pytestmark = pytest.mark.django_db
