"""审计链异常: told to the audit administrators, once a day for the same trouble."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifications.outbox.models import Occurrence
from notifications.reminders.services import scan
from projects.audit.models import Check
from tests.factories import NOW, City, build_city
from tests.projects.audit.samples import auditor

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    city = build_city()
    auditor(city.city)
    return city


def told() -> list[str]:
    rows = Occurrence.objects.filter(rule="audit_chain").order_by("created_at")
    assert all(row.recipient.username == "heshen" for row in rows)
    return [row.title for row in rows]


def found(*places: int, minutes: int = 0) -> None:
    findings = [{"code": "missing", "seq": place, "sentence": f"第 {place} 条缺失，已被删除。"} for place in places]
    Check.objects.create(at=NOW + timedelta(minutes=minutes), amiss=len(places), findings=findings)


def test_a_finding_is_told_to_the_audit_administrator_alone_and_once_a_day(city: City) -> None:
    scan(NOW)
    assert told() == []
    found(12)
    for _ in range(3):
        scan(NOW + timedelta(minutes=1))
    found(12, minutes=60)
    scan(NOW + timedelta(minutes=61))
    assert told() == ["【审计链异常】第 12 条缺失，已被删除。"]
    found(12, minutes=60 * 24)
    scan(NOW + timedelta(days=1))
    assert len(told()) == 2


def test_another_finding_is_told_at_once(city: City) -> None:
    found(12)
    scan(NOW)
    found(12, 17, minutes=60)
    scan(NOW + timedelta(minutes=61))
    assert len(told()) == 2
    text = Occurrence.objects.filter(rule="audit_chain").order_by("-created_at")[0].text
    assert "第 17 条缺失" in text


def test_a_check_that_does_not_happen_is_told(city: City) -> None:
    found()
    scan(NOW + timedelta(minutes=69))
    assert told() == []
    scan(NOW + timedelta(minutes=71))
    assert len(told()) == 1
    assert "没有核对" in told()[0]
    found(minutes=72)
    scan(NOW + timedelta(minutes=73))
    assert len(told()) == 1
