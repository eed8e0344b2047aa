"""Changes of the feed become deliveries, each exactly once, however many workers look at the same time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from notifications.webhooks import planning
from notifications.webhooks.models import Delivery, State, Webhook
from notifications.webhooks.services import switch_webhook
from notifications.webhooks.source import checked_patterns
from projects.errors import Invalid
from projects.feed.models import FeedFloor
from projects.feed.queries import Change, last
from projects.people.models import Officer
from tests.factories import City
from tests.notifications.webhooks.receiving import Receiver
from tests.notifications.webhooks.samples import Clock, hook, project


def changes(*numbers: int, at: datetime) -> list[Change]:
    return [Change(one, "project.changed", "project", f"p{one}", f"p{one}", at, {}) for one in numbers]


def test_a_webhook_hears_what_happens_after_it_was_entered(
    city: City, owner: Officer, receiver: Receiver, webhook: Webhook, clock: Clock
) -> None:
    project(city)
    later = hook(owner, receiver.url("/later"))
    project(city)
    planning.plan(clock())
    assert (webhook.deliveries.count(), later.deliveries.count()) == (2, 1)
    assert planning.plan(clock()) == 0
    webhook.refresh_from_db()
    assert webhook.cursor == last()


def test_types_choose(city: City, owner: Officer, receiver: Receiver, webhook: Webhook, clock: Clock) -> None:
    claims = hook(owner, receiver.url("/claims"), types=["claim.*"])
    created = hook(owner, receiver.url("/created"), types=["project.created"])
    project(city)
    planning.plan(clock())
    assert (claims.deliveries.count(), created.deliveries.count()) == (0, 1)
    claims.refresh_from_db()
    assert claims.cursor == last()


@pytest.mark.parametrize("pattern", ["Project.*", "project..x", "*.created", "a b", "x" * 50, "[a-z]*", "项目.*"])
def test_a_pattern_nobody_could_mean_is_refused(pattern: str) -> None:
    with pytest.raises(Invalid):
        checked_patterns([pattern])


def test_two_workers_that_read_the_same_stretch_write_it_once(webhook: Webhook, clock: Clock) -> None:
    mine, theirs = Webhook.objects.get(pk=webhook.pk), Webhook.objects.get(pk=webhook.pk)
    stretch = changes(webhook.cursor + 1, webhook.cursor + 2, at=clock())
    assert planning.advance(mine, stretch, webhook.cursor + 2, now=clock())
    assert not planning.advance(theirs, stretch, webhook.cursor + 2, now=clock())
    assert Delivery.objects.count() == 2


def test_without_the_comparison_of_the_cursor_the_same_stretch_fails_on_the_constraint(
    webhook: Webhook, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: what the compare-and-set keeps apart would collide."""

    mine, theirs = Webhook.objects.get(pk=webhook.pk), Webhook.objects.get(pk=webhook.pk)
    stretch = changes(webhook.cursor + 1, at=clock())
    assert planning.advance(mine, stretch, webhook.cursor + 1, now=clock())
    theirs.cursor = mine.cursor  # as if it had not been compared with what was read
    with pytest.raises(IntegrityError), transaction.atomic():
        planning.advance(theirs, stretch, webhook.cursor + 2, now=clock())


def test_rows_that_cannot_be_written_leave_the_cursor_where_it_was(
    webhook: Webhook, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise OSError("disk")

    monkeypatch.setattr(Delivery.objects, "bulk_create", broken)
    before = webhook.cursor
    with pytest.raises(OSError, match="disk"):
        planning.advance(webhook, changes(before + 1, at=clock()), before + 1, now=clock())
    assert Webhook.objects.get(pk=webhook.pk).cursor == before


def test_while_much_waits_the_feed_keeps_the_rest(
    webhook: Webhook, clock: Clock, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "MOST_WAITING", 1)
    for _ in range(3):
        project(city)
    monkeypatch.setattr(planning, "BATCH", 1)
    planning.plan(clock())
    assert webhook.deliveries.count() == 1
    webhook.deliveries.update(state="sent")
    planning.plan(clock())
    assert webhook.deliveries.count() == 2


def test_switched_off_it_costs_nothing_and_switched_on_it_goes_on_where_it_stopped(
    webhook: Webhook, clock: Clock, city: City, owner: Officer
) -> None:
    switch_webhook(webhook, on=False, reason="维护", by=owner, now=clock())
    project(city)
    assert planning.plan(clock()) == 0
    switch_webhook(webhook, on=True, by=owner, now=clock())
    assert planning.plan(clock()) == 1


def test_one_that_was_off_for_longer_than_the_feed_is_kept_says_so_and_begins_anew(
    webhook: Webhook, clock: Clock, city: City, owner: Officer
) -> None:
    project(city)
    FeedFloor.objects.update_or_create(pk=1, defaults={"position": last()})
    planning.plan(clock())
    webhook.refresh_from_db()
    assert webhook.state == State.FAILING
    assert "超过保存期" in webhook.why
    switch_webhook(webhook, on=True, by=owner, now=clock() + timedelta(minutes=1))
    project(city)
    assert planning.plan(clock()) == 1
