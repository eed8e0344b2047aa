"""The row behind an Idempotency-Key: claimed once, taken over after its lease, fenced."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from rest_framework.response import Response

from projects.audit import services as audit
from projects.audit.models import Entry
from projects.errors import Conflict
from projects.gateway.idempotency import LEASE, claim, keep
from projects.gateway.models import IdempotencyRecord
from projects.gateway.refusals import Refusal
from projects.ledger.models import Enterprise
from projects.people.models import Officer, Organisation
from tests.projects.gateway.calling import system

NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)


@pytest.fixture
def request_of(district: Organisation) -> Any:
    """As much of a request as a claim needs."""
    officer = Officer.objects.create(username="system", name="系统", kind="service", organisation=district)
    return SimpleNamespace(user=officer)


def test_a_request_at_work_is_not_disturbed_within_its_lease(request_of: Any) -> None:
    claim(request_of, "k", "f", now=NOW)
    with pytest.raises(Conflict) as refused:
        claim(request_of, "k", "f", now=NOW + LEASE - timedelta(seconds=1))
    assert refused.value.code == "idempotency_in_flight"


def test_a_dead_request_is_taken_over_after_its_lease_by_exactly_one(request_of: Any) -> None:
    first = claim(request_of, "k", "f", now=NOW)
    second = claim(request_of, "k", "f", now=NOW + LEASE)
    assert (second.pk, second.lease != first.lease) == (first.pk, True)
    with pytest.raises(Conflict):
        claim(request_of, "k", "f", now=NOW + LEASE)


def test_a_dead_request_that_wakes_loses_its_work(request_of: Any) -> None:
    first = claim(request_of, "k", "f", now=NOW)
    second = claim(request_of, "k", "f", now=NOW + LEASE)
    with pytest.raises(Conflict), transaction.atomic():
        Officer.objects.create(username="late", name="迟到")
        keep(first, Response({"by": "first"}, 201))
    assert not Officer.objects.filter(username="late").exists()
    keep(second, Response({"by": "second"}, 201))
    assert IdempotencyRecord.objects.get().body == '{"by":"second"}'


def test_another_request_under_the_same_key_is_refused(request_of: Any) -> None:
    keep(claim(request_of, "k", "f", now=NOW), Response({}, 201))
    with pytest.raises(Refusal) as refused:
        claim(request_of, "k", "g", now=NOW)
    assert (refused.value.status, refused.value.code) == (422, "idempotency_mismatch")


def test_two_accounts_may_use_the_same_key(request_of: Any, district: Organisation) -> None:
    other = Officer.objects.create(username="other", name="系统", kind="service", organisation=district)
    claim(request_of, "k", "f", now=NOW)
    assert claim(SimpleNamespace(user=other), "k", "f", now=NOW).account_id == other.pk  # type: ignore[arg-type]


def test_the_answer_is_kept_together_with_the_entry_or_not_at_all(district: Organisation) -> None:
    one = system(district, "project:write", signing="off")
    headers = {"Authorization": f"Bearer {one.key}", "Idempotency-Key": "together"}
    with mock.patch.object(audit, "_append", side_effect=audit.HeadLost):
        refused = one.send("POST", "/api/v1/enterprises/", b'{"name": "Zhongxinbo"}', headers=headers)
    assert refused.status_code == 503
    assert not Enterprise.objects.exists()
    assert not IdempotencyRecord.objects.exists()
    assert one.send("POST", "/api/v1/enterprises/", b'{"name": "Zhongxinbo"}', headers=headers).status_code == 201
    assert IdempotencyRecord.objects.get().status == 201
    assert Entry.objects.filter(channel="api", actor=one.row.account.username).exists()
