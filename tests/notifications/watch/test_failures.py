"""Poison rows: one bad subject holds up no other, is named on the duty page, is retried or set aside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from notifications.outbox.models import Occurrence, Watermark
from notifications.reminders import services as scanning
from notifications.reminders.rules import claims
from notifications.reminders.services import scan
from notifications.watch import services
from notifications.watch.models import ScanFailure
from projects.audit.models import Entry
from projects.errors import Conflict, Invalid, NotAllowed
from projects.people.services import add_officer
from tests.factories import NOW, City, build_city, new_project, sign_in, submitted
from tests.notifications.outbox.samples import person
from tests.notifications.reminders.samples import load_calendar
from workflow.steps.models import Claim

FAMILY = "reminders.claims"


@pytest.fixture
def city(db: None) -> City:
    load_calendar()
    return build_city()


class Poison:
    """Makes the evaluation of one claim fail while ``bad`` is set."""

    def __init__(self) -> None:
        self.bad: object = None


@pytest.fixture
def poison(city: City, monkeypatch: pytest.MonkeyPatch) -> Iterator[Poison]:
    """Two claims; the first one is poison. The scan has been running since before."""
    scan(NOW - timedelta(minutes=5))
    poisoned, whole = Poison(), claims.Claims.notices

    def notices(family: Any, subject: Any, since: datetime, now: datetime) -> Any:
        if subject.claim.pk == poisoned.bad:
            raise KeyError("C38")
        return whole(family, subject, since, now)

    monkeypatch.setattr(claims.Claims, "notices", notices)
    first = submitted(city, new_project(city), "sign", now=NOW)
    submitted(city, new_project(city, name="第二个", investor="第二家"), "sign", now=NOW)
    poisoned.bad = first.pk
    yield poisoned


def told() -> set[object]:
    return set(Occurrence.objects.filter(rule="claim_waiting").values_list("subject_id", flat=True))


def mark() -> datetime:
    return Watermark.objects.get(name=FAMILY).scanned_to


def test_the_others_are_told_in_time_and_the_failure_is_counted_and_named(poison: Poison) -> None:
    for minutes in (1, 2, 3):
        scan(NOW + timedelta(minutes=minutes))
    assert told() == set(Claim.objects.exclude(pk=poison.bad).values_list("pk", flat=True))
    failure = ScanFailure.objects.get()
    assert (failure.family, failure.times, failure.error) == (FAMILY, 3, "KeyError: 'C38'")
    assert str(poison.bad) in failure.subject
    assert mark() < NOW  # so that nothing is overlooked once it is mended


def test_once_mended_it_is_told_and_the_failure_is_gone(poison: Poison) -> None:
    scan(NOW + timedelta(minutes=1))
    key, poison.bad = poison.bad, None
    scan(NOW + timedelta(minutes=2))
    assert key in told() and not ScanFailure.objects.exists()
    assert mark() == NOW + timedelta(minutes=2)


def test_set_aside_it_holds_nothing_up_and_taken_back_it_is_made_good_after_days(city: City, poison: Poison) -> None:
    scan(NOW + timedelta(minutes=1))
    failure = services.set_aside(ScanFailure.objects.get().pk, reason="数据有误", by=city.dispatcher, now=NOW)
    scan(NOW + timedelta(minutes=2))
    assert mark() == NOW + timedelta(minutes=2)
    scan(NOW + timedelta(days=9))
    assert poison.bad not in told()
    key, poison.bad = poison.bad, None
    services.take_back(failure.pk, reason="已修正", by=city.dispatcher, now=NOW + timedelta(days=9))
    scan(NOW + timedelta(days=9, minutes=1))
    assert key in told() and not ScanFailure.objects.exists()
    assert list(Entry.objects.filter(action__startswith="scan.").values_list("action", "detail").order_by("seq")) == [
        ("scan.set_aside", "数据有误"),
        ("scan.take_back", "已修正"),
    ]


def test_a_family_that_cannot_list_its_subjects_is_a_failure_too(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise ValueError("no")

    monkeypatch.setattr(claims.Claims, "subjects", broken)
    scan(NOW)
    assert ScanFailure.objects.get().subject == ""


def test_only_the_city_office_and_system_administrators_decide_and_with_a_reason(city: City, poison: Poison) -> None:
    scan(NOW + timedelta(minutes=1))
    key = ScanFailure.objects.get().pk
    below = add_officer(city.sibling, username="qudiao", name="区调", roles=("dispatcher",), by=None, now=NOW)
    for officer in (city.clerk, below):
        with pytest.raises(NotAllowed):
            services.set_aside(key, reason="数据有误", by=officer, now=NOW)
    with pytest.raises(Invalid):
        services.set_aside(key, reason=" ", by=city.dispatcher, now=NOW)
    admin = person("xitong", "系统", roles=("system_admin",))
    services.set_aside(key, reason="数据有误", by=admin, now=NOW)
    with pytest.raises(Conflict):
        services.set_aside(key, reason="数据有误", by=admin, now=NOW)


def test_what_a_family_looks_at_has_a_name(city: City) -> None:
    claim = submitted(city, new_project(city), "sign", now=NOW)
    handed = next(iter(claims.Claims().about(claim.pk, NOW - timedelta(minutes=1), NOW + timedelta(minutes=1))))
    assert scanning.named(handed) == f"申报:{claim.pk}"
    assert scanning.named(claim) == f"申报:{claim.pk}"


def test_the_page_names_it_and_takes_the_decision(city: City, poison: Poison) -> None:
    scan(NOW + timedelta(minutes=1))
    failure = ScanFailure.objects.get()
    client = Client()
    client.force_login(city.dispatcher)
    page = client.get(reverse("watch:duty")).content.decode()
    assert "扫描失败的对象" in page and str(poison.bad) in page
    address = reverse("watch:failure", args=[failure.pk])
    refused = client.post(address, {"act": "aside", "about": str(failure.pk)})
    assert refused.status_code == 422 and "请写明理由" in refused.content.decode()
    page = client.post(address, {"act": "aside", "reason": "数据有误"}, follow=True).content.decode()
    assert "已搁置" in page and "王调 于" in page
    assert client.post(address, {"act": "burn"}).status_code == 400


def test_the_duty_page_is_for_those_on_duty(city: City) -> None:
    admin = person("xitong", "系统", roles=("system_admin",))
    for officer, status in ((city.dispatcher, 200), (admin, 200), (city.clerk, 403), (city.leader, 403)):
        client = Client()
        sign_in(client, officer)
        assert client.get(reverse("watch:duty")).status_code == status, officer
