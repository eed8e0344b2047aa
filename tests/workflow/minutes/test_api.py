"""District systems read decisions and minutes, record decisions once, acknowledge, download."""

from __future__ import annotations

import hashlib
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from projects.people.models import Officer
from tests.factories import City, build_city, sign_in
from tests.workflow.minutes.samples import AFTER, Sitting, decided, sent, sitting
from workflow.items.models import Item
from workflow.minutes.models import Decision

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def after() -> Any:
    """The doors read this clock."""
    with mock.patch("django.utils.timezone.now", return_value=AFTER):
        yield


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def sat(city: City) -> Sitting:
    return sitting(city)


def as_(officer: Officer) -> Client:
    return sign_in(Client(), officer)


def post(client: Client, url: str, body: dict[str, Any], key: str = "k-1") -> Any:
    return client.post(url, body, content_type="application/json", headers={"Idempotency-Key": key})


def body(city: City, sat: Sitting, **over: Any) -> dict[str, Any]:
    return {"text": "完成用地报批", "project": str(sat.first.project_id), "lead": city.district.code,
            "joint": [city.departments["GX"].code], "days": 5, **over}  # fmt: skip


def test_a_decision_is_recorded_once_for_one_key(city: City, sat: Sitting) -> None:
    client, url = as_(city.dispatcher), f"/api/v1/meetings/{sat.meeting.pk}/decisions/"
    first, again = post(client, url, body(city, sat)), post(client, url, body(city, sat))
    assert first.status_code == again.status_code == 201, first.content
    assert first.json() == again.json() and Item.objects.count() == 1
    assert first.json()["lead"] == city.district.code and first.json()["item_number"] == "交办〔2026〕1号"
    assert post(client, url, body(city, sat), "k-2").status_code == 201 and Decision.objects.count() == 2
    assert len(client.get(url).json()["results"]) == 2


def test_a_project_that_is_not_on_the_agenda_is_refused(city: City, sat: Sitting) -> None:
    url = f"/api/v1/meetings/{sat.meeting.pk}/decisions/"
    answer = post(as_(city.dispatcher), url, body(city, sat, project="00000000-0000-4000-8000-000000000000"))
    assert answer.status_code == 422 and not Decision.objects.exists()


def test_a_decision_is_dropped_over_the_api(city: City, sat: Sitting) -> None:
    made = decided(city, sat)
    url = f"/api/v1/meetings/{sat.meeting.pk}/decisions/{made.pk}/drop/"
    assert post(as_(city.dispatcher), url, {"reason": "另议"}).status_code == 200
    assert Item.objects.get().state == "void"


def test_minutes_are_read_acknowledged_and_downloaded(city: City, sat: Sitting) -> None:
    sent(city, sat)
    client, url = as_(city.clerk), f"/api/v1/meetings/{sat.meeting.pk}/minutes/"
    read = client.get(url)
    said = read.json()
    assert (said["number"], said["acknowledged_at"], len(said["decisions"])) == ("芜湖市调纪〔2026〕1号", None, 1)
    assert read["ETag"] and said["sent_at"]
    assert post(client, f"{url}acknowledge/", {}).json()["acknowledged_at"]
    assert hashlib.sha256(client.get(f"{url}files/pdf/").content).hexdigest() == said["pdf_sha256"]
    assert as_(city.sibling_clerk).get(url).status_code == 404
