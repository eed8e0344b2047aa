"""/healthz says that a process answers; /readyz that the system does its work."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from notifications.outbox.models import Delivery, Watermark
from notifications.watch.expected import BEAT, CANARY, WEB, pulses
from notifications.watch.models import Probe
from projects.audit.models import Check
from tests.factories import NOW, build_city
from tests.notifications.outbox.samples import person, queued
from tests.servers import free_port
from tests.workflow.dispatch.sittings import weekly
from workflow.dispatch import services
from workflow.dispatch.models import Meeting


def ran(minutes_ago: int) -> None:
    """Everything that is waited for; the processes themselves just now."""
    now = timezone.now()
    at = now - timedelta(minutes=minutes_ago)
    for name in (BEAT, WEB, CANARY):
        Watermark.objects.create(name=name, scanned_to=now - timedelta(days=1), ran_at=now)
    for pulse in pulses():
        Watermark.objects.create(name=pulse.name, scanned_to=at, ran_at=at)
    Check.objects.create(at=at)


@pytest.fixture(autouse=True)
def broker(settings: Settings, redis_url: str) -> None:
    settings.CELERY_BROKER_URL = redis_url


def test_healthz_needs_nothing(client: Client) -> None:
    answer = client.get("/healthz")  # this test may not touch the database
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_readyz_is_good_when_scans_ran_lately(client: Client) -> None:
    ran(minutes_ago=1)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": "ok",
        "broker": "ok",
        "disk": "ok",
        "beat": "ok",
        "worker": "ok",
        "web": "ok",
        "scans": "ok",
        "poison": "ok",
        "smtp": "ok",
        "planning": "ok",
        "mail": "ok",
        "audit": "ok",
        "channels": "ok",
        "webhooks": "ok",
        "scan_age_seconds": 60,
        "canary_age_seconds": 0,
        "mail_age_seconds": 0,
        "uncertain": 0,
        "dead": 0,
        "ping": "off",
    }


@pytest.mark.django_db
def test_readyz_tells_a_silent_scan(client: Client) -> None:
    assert client.get("/readyz").json()["scans"] == "never ran"
    ran(minutes_ago=4)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["scans"].startswith("late: ") and "reminders.claims" in answer.json()["scans"]


@pytest.mark.django_db
def test_readyz_tells_which_process_is_silent(client: Client) -> None:
    ran(minutes_ago=0)
    for name, key in ((BEAT, "beat"), (WEB, "web")):
        Watermark.objects.filter(name=name).update(ran_at=timezone.now() - timedelta(minutes=3))
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()[key]) == (503, "silent")
        Watermark.objects.filter(name=name).update(ran_at=timezone.now())
    Watermark.objects.exclude(name__in=(BEAT, WEB)).update(ran_at=timezone.now() - timedelta(minutes=3))
    assert client.get("/readyz").json()["worker"] == "consumes nothing"


@pytest.mark.django_db
def test_readyz_tells_a_log_in_that_the_mail_server_refuses(client: Client) -> None:
    ran(minutes_ago=0)
    Probe.objects.create(name="smtp", at=timezone.now(), failures=2, said="535 expired")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["smtp"]) == (503, "refused")


@pytest.mark.django_db
def test_readyz_tells_a_broker_that_is_away(client: Client, settings: Settings) -> None:
    ran(minutes_ago=0)
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["broker"]) == (503, "no answer")


@pytest.mark.django_db
def test_readyz_tells_mail_that_does_not_leave_however_often_it_was_put_off(client: Client) -> None:
    ran(minutes_ago=0)
    now = timezone.now()
    row = queued(person(), now=now - timedelta(minutes=14))
    Delivery.objects.filter(pk=row.pk).update(not_before=now + timedelta(minutes=1))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["mail"]) == (200, "ok")
    assert 14 * 60 <= answer.json()["mail_age_seconds"] < 15 * 60
    queued(person("wangtian", "王填"), now=now - timedelta(minutes=16))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["mail"], answer.json()["scans"]) == (503, "late", "ok")


@pytest.mark.django_db
def test_readyz_is_not_alarmed_by_one_that_waits_for_its_turn(client: Client) -> None:
    ran(minutes_ago=0)
    now = timezone.now()
    refused, later = queued(person(), now=now - timedelta(hours=3)), person("wangtian", "王填")
    Delivery.objects.filter(pk=refused.pk).update(attempts=3, not_before=now + timedelta(minutes=20))
    queued(later, now=now - timedelta(hours=3), due_at=now + timedelta(hours=1))
    resent = queued(person("zhaotian", "赵填"), now=now - timedelta(hours=3))
    Delivery.objects.filter(pk=resent.pk).update(attempts=0, resolved_at=now)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["mail"]) == (200, "ok")
    assert answer.json()["mail_age_seconds"] < 60


@pytest.mark.django_db
def test_readyz_counts_what_waits_for_a_person(client: Client) -> None:
    ran(minutes_ago=0)
    for number, state in enumerate(["dead", "dead", "uncertain", "failed"]):
        row = queued(person(f"p{number}", "李填"), now=timezone.now())
        Delivery.objects.filter(pk=row.pk).update(state=state)
    answer = client.get("/readyz").json()
    assert (answer["status"], answer["dead"], answer["uncertain"], answer["mail_age_seconds"]) == ("ok", 2, 1, 0)


@pytest.mark.django_db
def test_readyz_tells_when_nobody_plans_meetings(client: Client) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        weekly(build_city())
        ran(minutes_ago=0)
        assert client.get("/readyz").json()["planning"] == "ok"
        clock.shift(timedelta(days=1, minutes=16))
        assert client.get("/readyz").json()["planning"] == "late"
        services.plan_meetings(timezone.now())
        assert client.get("/readyz").json()["planning"] == "ok"


@pytest.mark.django_db
def test_planning_is_not_called_late_when_one_sitting_has_begun_and_the_next_has_no_agenda_yet(client: Client) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        weekly(build_city())
        begins = Meeting.objects.order_by("starts_at")[0].starts_at
        clock.move_to(begins - timedelta(minutes=1))
        services.plan_meetings(timezone.now())
        clock.move_to(begins)
        assert Meeting.objects.ahead(begins).order_by("starts_at")[0].agenda_at is None
        assert client.get("/readyz").json()["planning"] == "ok"


@pytest.mark.django_db
def test_readyz_tells_when_the_audit_chain_was_not_checked_or_is_broken(client: Client) -> None:
    assert client.get("/readyz").json()["audit"] == "never ran"
    now = timezone.now()
    ran(minutes_ago=0)
    Check.objects.update(at=now - timedelta(minutes=69))
    assert client.get("/readyz").status_code == 200
    Check.objects.update(at=now - timedelta(minutes=71))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["audit"]) == (503, "late")
    Check.objects.create(at=now, amiss=2, findings=[{"code": "edited", "seq": 12, "sentence": "第 12 条"}] * 2)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["audit"]) == (503, "findings: 2")
