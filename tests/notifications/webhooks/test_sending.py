"""Row 27 of reliability.md 6: pushes are signed, retried by the table, never silently dropped."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from pytest_django import Settings
from standardwebhooks.webhooks import Webhook as Verifier

from notifications.outbox.models import Occurrence
from notifications.watch.signs import Level, examine
from notifications.webhooks import leases, planning, sender
from notifications.webhooks.messages import headers_of
from notifications.webhooks.models import Attempt, Delivery, DeliveryState, State, Webhook
from notifications.webhooks.schedule import MOST_ATTEMPTS, WAITS, Outcome, read_retry_after
from notifications.webhooks.services import replay, rotate_secret, switch_webhook
from notifications.webhooks.services.pushing import purge
from projects.audit.models import Entry
from projects.errors import Conflict
from projects.people.models import Officer
from projects.people.roles import Role
from tests.factories import City, build_administrators
from tests.notifications.webhooks.receiving import HANG, Answer, Receiver
from tests.notifications.webhooks.samples import Clock, deliver, hook, project, run, system


def only(webhook: Webhook) -> Delivery:
    return webhook.deliveries.get()


def test_what_arrives_verifies_with_the_library_of_standard_webhooks(
    webhook: Webhook, receiver: Receiver, clock: Clock, city: City
) -> None:
    clock.now = webhook.created_at + timedelta(seconds=1)  # the library looks at its own clock
    made = project(city, "中信博新能源装备产业园")
    assert run(clock) == 1
    (message,) = receiver.messages
    said = Verifier(webhook.secret).verify(message.body, message.headers)
    row = said["data"]
    assert (said["type"], row["type"]) == ("project.created", "project.created")
    assert (row["object"]["id"], row["data"]["name"]) == (str(made.pk), "中信博新能源装备产业园")
    assert said["timestamp"] == row["occurred_at"]
    assert message.number == str(only(webhook).pk)


def test_the_worked_example_of_the_guide_is_true() -> None:
    guide = (Path(__file__).resolve().parents[3] / "docs" / "api-guide.md").read_text()
    part = guide[guide.index("变更推送（Webhook）") :]
    secret, number, at = re.findall(
        r"密钥 `(whsec_\S+)`，`webhook-id` 为 `(\S+)`，`webhook-timestamp` 为 `(\d+)`", part
    )[0]
    body = part.split("```json\n")[1].split("\n```")[0].encode()
    signed = headers_of(number, [secret], body, now=datetime.fromtimestamp(int(at), UTC))
    assert f"签名为 `{signed['webhook-signature']}`" in part


def test_a_body_that_was_touched_does_not_verify(
    webhook: Webhook, receiver: Receiver, clock: Clock, city: City
) -> None:
    clock.now = webhook.created_at + timedelta(seconds=1)
    project(city)
    run(clock)
    message = receiver.messages[0]
    with pytest.raises(Exception, match="signature"):
        Verifier(webhook.secret).verify(message.body + b" ", message.headers)


def test_while_a_secret_is_changed_over_both_verify_and_a_day_later_the_new_one_alone(
    webhook: Webhook, receiver: Receiver, clock: Clock, owner: Officer
) -> None:
    old = webhook.secret
    changed = rotate_secret(webhook, by=owner, now=clock())
    assert changed.secret != old
    for change, moved in ((1, 0), (2, 25)):
        clock.now = webhook.created_at + timedelta(hours=moved)
        deliver(webhook, change=None, type="webhook.test", line=f"test{change}", now=clock())
        run(clock)
    first, second = (one.headers["webhook-signature"].split() for one in receiver.messages)
    assert (len(first), len(second)) == (2, 1)
    for secret in (old, changed.secret):
        Verifier(secret).verify(receiver.messages[0].body, receiver.messages[0].headers)
    signs = Verifier(changed.secret).sign
    message = receiver.messages[1]
    assert signs(message.number, clock().astimezone(UTC), message.body.decode()) == second[0]


def test_a_secret_is_nowhere_in_the_table_or_the_audit_log(webhook: Webhook) -> None:

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM webhooks_webhook")
        (stored,) = cursor.fetchone()
    assert webhook.secret.startswith("whsec_")
    assert webhook.secret not in stored
    assert not Entry.objects.filter(changes__contains=webhook.secret).exists()


TABLE: list[tuple[str, Answer, str]] = [
    ("200 is taken", Answer(200), "sent"),
    ("201 is taken", Answer(201), "sent"),
    ("204 is taken", Answer(204), "sent"),
    ("301 is tried again", Answer(301, {"Location": "https://8.8.8.8/"}), "queued"),
    ("304 is tried again", Answer(304), "queued"),
    ("400 is tried again", Answer(400), "queued"),
    ("401 is tried again", Answer(401), "queued"),
    ("404 is tried again", Answer(404), "queued"),
    ("500 is tried again", Answer(500), "queued"),
    ("no answer is tried again", Answer(HANG), "queued"),
]


@pytest.mark.parametrize(("answer", "state"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_each_answer_of_the_table_means_what_it_says(
    answer: Answer, state: str, webhook: Webhook, receiver: Receiver, clock: Clock
) -> None:
    receiver.answer("/hook", answer)
    deliver(webhook, change=None, type="webhook.test", now=clock())
    sender.push_due(clock=clock, budget=timedelta(seconds=1), sleep=clock.sleep)
    delivery = only(webhook)
    assert (delivery.state, delivery.status) == (state, answer.status or None)
    if state == DeliveryState.QUEUED:
        assert delivery.not_before == clock() + WAITS[1]


def test_a_receiver_that_does_not_answer_in_time_is_tried_again(
    webhook: Webhook, receiver: Receiver, clock: Clock, settings: Settings
) -> None:
    settings.WEBHOOK_TIMEOUT = 1
    receiver.answer("/hook", Answer(200, hangs=2))
    deliver(webhook, change=None, type="webhook.test", now=clock())
    sender.push_due(clock=clock, budget=timedelta(seconds=1), sleep=clock.sleep)
    delivery = only(webhook)
    assert (delivery.state, delivery.status) == (DeliveryState.QUEUED, None)
    assert "没有应答" in delivery.error


def test_410_switches_the_webhook_off_and_what_waits_is_pushed_once_it_is_on_again(
    webhook: Webhook, receiver: Receiver, clock: Clock, city: City, owner: Officer
) -> None:
    admin = build_administrators()[Role.SECURITY_ADMIN]
    receiver.answer("/hook", 410)
    for _ in range(2):
        project(city)
    run(clock)
    webhook.refresh_from_db()
    assert (webhook.state, len(receiver.messages)) == (State.GONE, 1)
    assert "410" in webhook.why
    assert Occurrence.objects.get(recipient=admin, rule="webhook_stop").title == "推送已停用：繁昌项目系统"
    clock.move(hours=1)
    run(clock)
    assert len(receiver.messages) == 1
    receiver.answer("/hook", 204)
    switch_webhook(webhook, on=True, by=owner, now=clock())
    assert run(clock) == 2
    assert len(set(receiver.numbers())) == 2


@pytest.mark.parametrize("as_date", [False, True])
def test_429_with_retry_after_is_obeyed_by_everything_for_that_receiver(
    as_date: bool, webhook: Webhook, receiver: Receiver, clock: Clock, city: City
) -> None:
    clock.now = clock.now.replace(microsecond=0)
    until = clock() + timedelta(minutes=40)
    receiver.answer("/hook", Answer(429, {"Retry-After": format_datetime(until.astimezone(UTC), usegmt=True)
                                          if as_date else "2400"}), 204)  # fmt: skip
    for _ in range(3):
        project(city)
    run(clock)
    assert len(receiver.messages) == 1
    clock.move(minutes=39)
    assert run(clock) == 0
    clock.move(minutes=1)
    assert run(clock) == 3


@pytest.mark.parametrize("text", ["", "soon", "-5", "1.5", "Wed, 99 Foo 2026"])
def test_a_retry_after_that_says_nothing_is_no_figure(text: str, clock: Clock) -> None:
    assert read_retry_after(text, now=clock()) is None


def test_ten_attempts_keep_the_schedule_under_one_number_and_then_people_are_told(
    webhook: Webhook, receiver: Receiver, clock: Clock, city: City
) -> None:
    """A tick each 30 seconds over the 75 hours and a half: every attempt within 10 % of its hour."""
    admin = build_administrators()[Role.SECURITY_ADMIN]
    receiver.answer("/hook", 500)
    project(city)
    planning.plan(clock())
    while Delivery.objects.filter(state=DeliveryState.QUEUED).exists():
        due = only(webhook).not_before
        ticks = max(-((clock() - due).total_seconds() // 30), 0)
        clock.move(seconds=30 * max(ticks, 1))
        sender.push_due(clock=clock, sleep=clock.sleep)
    tries = list(Attempt.objects.order_by("number"))
    gaps = [(later.at - earlier.at).total_seconds() for earlier, later in pairwise(tries)]
    wanted = [wait.total_seconds() for wait in WAITS[1:]]
    assert len(tries) == MOST_ATTEMPTS == len(receiver.messages)
    assert all(abs(gap - wait) <= wait / 10 for gap, wait in zip(gaps, wanted, strict=True)), gaps
    assert len(set(receiver.numbers())) == 1
    assert tries[-1].at - tries[0].at >= timedelta(hours=75)
    assert only(webhook).state == DeliveryState.DEAD
    told = Occurrence.objects.get(recipient=admin, rule="webhook_dead")
    assert told.deliveries.count() == (1 if admin.email else 0)
    assert "500" not in told.text and "project.created" in told.text
    webhook.refresh_from_db()
    assert webhook.state == State.FAILING  # nothing was taken for three days
    sign = next(one for one in examine(clock()) if one.key == "webhooks")
    assert sign.level == Level.WATCH and "多次失败" in sign.said


def test_replay_pushes_the_dead_letter_again_under_the_same_number(
    webhook: Webhook, receiver: Receiver, clock: Clock, owner: Officer
) -> None:
    dead = deliver(webhook, change=None, type="webhook.test", now=clock(), state=DeliveryState.DEAD, attempts=10)
    replay(dead, by=owner, now=clock())
    assert run(clock) == 1
    assert receiver.numbers() == [str(dead.pk)]
    with pytest.raises(Conflict, match="停用"):
        switch_webhook(webhook, on=False, reason="维护", by=owner, now=clock())
        replay(dead, by=owner, now=clock())


def test_what_is_under_way_cannot_be_replayed(webhook: Webhook, clock: Clock, owner: Officer) -> None:
    waiting = deliver(webhook, now=clock())
    with pytest.raises(Conflict, match="还在进行中"):
        replay(waiting, by=owner, now=clock())


def test_a_later_change_of_a_project_waits_while_an_earlier_one_is_retried_and_others_go_on(
    webhook: Webhook, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``a`` is refused at first; ``b`` and ``c`` do not care; what is behind ``a`` comes after it, in order."""
    for change, line in enumerate("aabacb", start=1):
        deliver(webhook, change=change, line=line, now=clock())
    sent: list[int] = []
    refused = [1]
    names = {str(one.pk): one.change for one in Delivery.objects.all()}
    monkeypatch.setattr(sender, "content_of", lambda *args, **kwargs: {"type": "project.changed"})

    def post(url: str, body: bytes, headers: dict[str, str], **kwargs: Any) -> Outcome:
        change = names[headers["webhook-id"]]
        if refused and change == 1:
            refused.pop()
            return Outcome(status=500)
        sent.append(change)
        return Outcome(status=200)

    sender.push_due(clock=clock, sleep=clock.sleep, post=post, budget=timedelta(seconds=1))
    assert sent == [3, 5, 6]
    clock.move(seconds=30)
    sender.push_due(clock=clock, sleep=clock.sleep, post=post)
    assert sent == [3, 5, 6, 1, 2, 4]


def test_a_receiver_that_hangs_delays_no_other(
    city: City, owner: Officer, receiver: Receiver, webhook: Webhook, clock: Clock, settings: Settings
) -> None:
    """One after the other here, each bounded: what does not answer is tried once and then left alone in this run."""
    settings.WEBHOOK_TIMEOUT = 1
    bad = hook(owner, receiver.url("/hangs"))
    receiver.answer("/hangs", Answer(200, hangs=1.5))
    for change in range(1, 6):
        for target in (bad, webhook):
            deliver(target, change=None, type="webhook.test", line=f"{change}", now=clock())
    sender.push_due(clock=clock, sleep=clock.sleep, budget=timedelta(seconds=3))
    assert len(receiver.numbers("/hook")) == 5
    assert len(receiver.numbers("/hangs")) == 1
    bad.refresh_from_db()
    assert bad.failing_since is not None


def test_what_the_system_may_not_see_any_more_is_not_told(
    webhook: Webhook, receiver: Receiver, clock: Clock, city: City
) -> None:
    project(city)
    planning.plan(clock())
    client = webhook.owner.client
    client.scopes = ["webhook:write"]
    client.save()
    assert run(clock) == 0
    assert receiver.messages == []
    assert only(webhook).state == DeliveryState.WITHHELD


def test_a_system_of_another_district_is_told_nothing_of_this_one(
    receiver: Receiver, webhook: Webhook, clock: Clock, city: City
) -> None:
    sibling = hook(system(city.sibling), receiver.url("/sibling"))
    project(city)
    run(clock)
    assert receiver.numbers("/sibling") == []
    assert not sibling.deliveries.exists()
    assert len(receiver.numbers("/hook")) == 1


def test_a_system_that_was_switched_off_is_told_nothing_and_afterwards_everything(
    webhook: Webhook, receiver: Receiver, clock: Clock, city: City
) -> None:
    Officer.objects.filter(pk=webhook.owner_id).update(is_active=False)
    project(city)
    assert run(clock) == 0
    Officer.objects.filter(pk=webhook.owner_id).update(is_active=True)
    assert run(clock) == 1


def test_a_worker_that_died_holding_a_push_leaves_it_to_the_next_under_the_same_number(
    webhook: Webhook, receiver: Receiver, clock: Clock
) -> None:
    held = deliver(webhook, change=None, type="webhook.test", now=clock())
    lease = leases.take(held.pk, now=clock())
    assert lease is not None
    assert run(clock) == 0  # still somebody's
    clock.move(seconds=leases.LEASE.total_seconds())
    assert run(clock) == 1
    assert receiver.numbers() == [str(held.pk)]
    late = Delivery.objects.get(pk=held.pk)
    assert leases.settle(late, lease, Outcome(status=500), now=clock()) is None  # the dead one, should it wake
    late.refresh_from_db()
    assert late.state == DeliveryState.SENT


def test_whatever_becomes_of_a_push_its_version_moves(webhook: Webhook, clock: Clock) -> None:
    held = deliver(webhook, now=clock())

    def version() -> int:
        return Delivery.objects.values_list("version", flat=True).get(pk=held.pk)

    assert (leases.take(held.pk, now=clock()) is not None, version()) == (True, 2)
    clock.move(seconds=leases.LEASE.total_seconds())
    assert (leases.reclaim(clock()), version()) == (1, 3)
    lease = leases.take(held.pk, now=clock())
    assert lease is not None and leases.withhold(held, lease, now=clock())
    assert version() == 5
    replay(held, by=webhook.owner, now=clock())
    lease = leases.take(held.pk, now=clock())
    assert lease is not None and leases.settle(held, lease, Outcome(status=200), now=clock()) == DeliveryState.SENT
    assert version() == 8


def test_pushes_of_old_go_on_from_the_version_that_was_told_of_them(webhook: Webhook, clock: Clock) -> None:
    held, quiet = deliver(webhook, now=clock(), replays=2), deliver(webhook, change=2, now=clock())
    for number in (1, 2, 3):
        Attempt.objects.create(delivery=held, number=number, at=clock())
    import_module("notifications.webhooks.migrations.0002_version").told(apps, None)
    found = dict(Delivery.objects.values_list("pk", "version"))
    assert found == {held.pk: 6, quiet.pk: 1}


def test_a_worker_that_died_at_the_last_attempt_leaves_a_dead_letter_of_which_people_are_told(
    webhook: Webhook, receiver: Receiver, clock: Clock
) -> None:
    admin = build_administrators()[Role.SECURITY_ADMIN]
    held = deliver(webhook, change=None, type="webhook.test", now=clock(), attempts=MOST_ATTEMPTS - 1)
    assert leases.take(held.pk, now=clock()) is not None
    clock.move(seconds=leases.LEASE.total_seconds())
    assert run(clock) == 0
    held.refresh_from_db()
    assert (held.state, held.error) == (DeliveryState.DEAD, leases.LOST)
    assert Occurrence.objects.filter(recipient=admin, rule="webhook_dead").exists()
    assert Entry.objects.filter(action="webhook.give_up").exists()


def test_switched_on_again_it_pushes_at_once_what_had_long_to_wait(
    webhook: Webhook, receiver: Receiver, clock: Clock, owner: Officer
) -> None:
    later = clock() + timedelta(hours=20)
    deliver(webhook, change=None, type="webhook.test", now=later, attempts=MOST_ATTEMPTS - 1)
    switch_webhook(webhook, on=False, reason="检修", by=owner, now=clock())
    switch_webhook(webhook, on=True, by=owner, now=clock())
    assert run(clock) == 1


def test_only_one_of_two_workers_takes_a_push(webhook: Webhook, clock: Clock) -> None:
    row = deliver(webhook, now=clock())
    assert leases.take(row.pk, now=clock()) is not None
    assert leases.take(row.pk, now=clock()) is None
    assert leases.take(uuid.uuid4(), now=clock()) is None


def test_what_was_told_a_month_ago_is_forgotten_and_what_waits_is_not(webhook: Webhook, clock: Clock) -> None:
    sent = deliver(webhook, change=1, now=clock(), state=DeliveryState.SENT)
    waits = deliver(webhook, change=2, now=clock())
    purge(now=clock.move(days=31))
    assert list(Delivery.objects.values_list("pk", flat=True)) == [waits.pk] != [sent.pk]
