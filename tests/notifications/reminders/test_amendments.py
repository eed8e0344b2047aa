"""金额变更待审定 and 金额变更退回: told at once, once, to whoever holds the request."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifications.outbox.models import Occurrence
from notifications.reminders.services import scan
from projects.ledger.stages import Step
from tests.factories import NOW, City, build_city
from tests.notifications.reminders.samples import load_calendar, told
from tests.workflow.amendments.samples import requested, signed_project
from workflow.amendments.models import Amendment
from workflow.amendments.services import return_amendment

MINUTE = timedelta(minutes=1)


@pytest.fixture
def city(db: None) -> City:
    load_calendar()
    return build_city()


@pytest.fixture
def made(city: City) -> Amendment:
    """A request on a project signed an hour ago; the scan has been running since before."""
    project = signed_project(city)
    scan(NOW - MINUTE)
    return requested(city, project, now=NOW)


def test_those_who_decide_hear_of_a_request_once_and_nobody_else(city: City, made: Amendment) -> None:
    scan(NOW + MINUTE)
    row = Occurrence.objects.get(rule="amendment_waiting")
    assert row.recipient == city.verifier_of(Step.SIGN)
    assert "8.00 亿元 → 9.50 亿元" in row.text and "追加二期" in row.text and str(made.pk) in row.url
    scan(NOW + 2 * MINUTE)
    assert Occurrence.objects.filter(rule="amendment_waiting").count() == 1


def test_who_asked_hears_of_the_return_with_the_reason(city: City, made: Amendment) -> None:
    return_amendment(made.pk, by=city.verifier_of(Step.SIGN), now=NOW + MINUTE, note="协议缺签章页")
    scan(NOW + 2 * MINUTE)
    row = Occurrence.objects.get(rule="amendment_returned")
    assert row.recipient == city.clerk and "协议缺签章页" in row.text
    assert "amendment_waiting" not in told(city.verifier_of(Step.SIGN))
