"""One poisoned row among many (reliability.md 6, row 6): the others do not notice, and it is given up with an alarm."""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta

import pytest

from notifications.outbox import leases, registry
from notifications.outbox.models import Delivery, Occurrence
from notifications.outbox.reconciler import reconcile
from notifications.outbox.sender import BUDGET, deliver_due
from notifications.watch.signs import examine
from tests.factories import NOW
from tests.notifications.outbox.samples import MovableClock, person, told
from tests.smtp import SmtpServer

ROWS = int(os.environ.get("LUODI_POISON_ROWS", "150"))
"""The long form asks for 1,000."""


@pytest.mark.django_db
def test_the_others_leave_in_one_run_and_the_poison_ends_as_a_dead_letter_with_an_alarm(
    smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipient = person()
    first = told(recipient, slot="poison", now=NOW - timedelta(minutes=1))  # it waits longest, so it is always first
    for number in range(ROWS - 1):
        told(recipient, slot=str(number))
    touched: Counter[object] = Counter()

    def explode(occurrence: Occurrence, now: object) -> str:
        touched[occurrence.pk] += 1
        if occurrence.pk == first.pk:
            raise ZeroDivisionError("poison")
        return ""

    monkeypatch.setitem(registry._RULES, "sample", registry.RegisteredRule("sample", "示例", explode))
    clock = MovableClock()
    assert deliver_due(clock=clock, budget=BUDGET) == ROWS - 1
    assert set(touched.values()) == {1}
    for _ in range(180):  # minutes: longer than all waits together
        reconcile(now=clock.forward(minutes=1))
        deliver_due(clock=clock)
    poisoned = Delivery.objects.get(occurrence=first)
    assert (poisoned.state, touched[first.pk]) == ("dead", leases.MAX_ATTEMPTS)
    assert len(smtp_server.accepted) == ROWS - 1
    assert {one.key for one in examine(clock.now) if one.is_alarm} >= {"dead"}
