"""/healthz says that a process answers; /readyz that the system does its work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from notifications.outbox.models import Watermark
from tests.servers import free_port


def ran(minutes_ago: int) -> None:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    Watermark.objects.create(name="reminders", scanned_to=at, ran_at=at)


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
    assert answer.json() == {"status": "ok", "database": "ok", "broker": "ok", "scans": "ok"}


@pytest.mark.django_db
def test_readyz_tells_a_silent_scan(client: Client) -> None:
    assert client.get("/readyz").json()["scans"] == "never ran"
    ran(minutes_ago=4)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["scans"]) == (503, "late: reminders")


@pytest.mark.django_db
def test_readyz_tells_a_broker_that_is_away(client: Client, settings: Settings) -> None:
    ran(minutes_ago=0)
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["broker"]) == (503, "no answer")
