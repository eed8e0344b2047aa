"""A POST sent twice acts once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from projects.gateway.models import IdempotencyRecord
from projects.ledger.models import Enterprise, EnterpriseChange, Evidence, Project
from tests.api.callers import Answer, Caller, body_of
from tests.factories import City


def test_every_post_asks_for_a_key(city: City, fanchang: Caller) -> None:
    project = fanchang.post("/projects/", body_of(city)).made()["id"]
    claim = fanchang.post("/claims/", {"project": project, "step": "sign", "effective_on": "2026-11-18"}).made()["id"]
    paths = ["/projects/", "/enterprises/", "/claims/", f"/projects/{project}/responsibilities/"]
    paths += [f"/projects/{project}/steps/", f"/claims/{claim}/submit/", f"/claims/{claim}/withdraw/"]
    for path in paths:
        fanchang.send("POST", path, {}, If_Match='"1"').refused(400, "idempotency_key_required")
        fanchang.send("POST", path, {}, If_Match='"1"', Idempotency_Key="  ").refused(400, "idempotency_key_required")
        long = fanchang.send("POST", path, {}, If_Match='"1"', Idempotency_Key="x" * 256)
        long.refused(400, "idempotency_key_invalid")


def test_a_retry_gets_the_same_bytes_and_creates_nothing(city: City, fanchang: Caller) -> None:
    key = "x" * 255
    first, again = (fanchang.post("/projects/", body_of(city), key=key) for _ in range(2))
    assert (first.status, again.status) == (201, 201)
    assert first.response.content == again.response.content
    assert first.etag == again.etag == '"1"'
    assert first.response["Location"] == again.response["Location"] == first.body["url"]
    assert again.response["Idempotent-Replayed"] == "true"
    assert Project.objects.count() == 1


def test_the_first_answer_is_replayed_though_the_object_has_changed(city: City, fanchang: Caller) -> None:
    first = fanchang.post("/projects/", body_of(city), key="k")
    fanchang.patch(f"/projects/{first.body['id']}/", {"name": "甲"}, version=1)
    assert fanchang.post("/projects/", body_of(city), key="k").response.content == first.response.content


def test_an_action_is_replayed_though_its_version_is_old_by_then(city: City, fanchang: Caller) -> None:
    project = fanchang.post("/projects/", body_of(city)).made()
    path = f"/projects/{project['id']}/steps/"
    body = {"step": "suspend", "effective_on": "2026-11-20", "reason": "land", "note": "等待用地"}
    first, again = (fanchang.post(path, body, version=1, key="k") for _ in range(2))
    assert first.status == again.status == 201, first.body
    assert first.response.content == again.response.content
    assert len(fanchang.get(f"/projects/{project['id']}/transitions/").body["results"]) == 1


def test_another_body_or_address_under_the_same_key_is_refused(city: City, fanchang: Caller) -> None:
    fanchang.post("/projects/", body_of(city), key="k").made()
    fanchang.post("/projects/", body_of(city, name="乙"), key="k").refused(422, "idempotency_mismatch")
    fanchang.post("/enterprises/", body_of(city), key="k").refused(422, "idempotency_mismatch")
    assert Project.objects.count() == 1


def test_two_clients_do_not_share_keys(city: City, fanchang: Caller, jiujiang: Caller) -> None:
    for system in (fanchang, jiujiang):
        system.post("/enterprises/", {"name": "甲"}, key="k").made()
    assert Enterprise.objects.count() == 2


def test_a_refused_request_leaves_no_record_and_may_be_mended(city: City, fanchang: Caller) -> None:
    fanchang.post("/projects/", body_of(city, industry="Z99"), key="k").refused(422, "invalid")
    assert not IdempotencyRecord.objects.exists()
    fanchang.post("/projects/", body_of(city), key="k").made()


def test_a_form_is_recognised_by_its_values_and_the_bytes_of_its_file(city: City, fanchang: Caller) -> None:
    project = fanchang.post("/projects/", body_of(city)).made()["id"]
    first, again = (fanchang.upload(project, "business_licence", key="k") for _ in range(2))
    assert first.status == again.status == 201
    assert first.response.content == again.response.content
    fanchang.upload(project, "business_licence", key="k", title="另一个").refused(422, "idempotency_mismatch")
    fanchang.upload(project, "site_photo", key="k").refused(422, "idempotency_mismatch")
    assert Evidence.objects.count() == 1


@pytest.fixture
def dead(city: City, fanchang: Caller) -> dict[str, Any]:
    """A request that died before its answer: its record is there, its work is not."""
    body = {"name": "甲"}
    fanchang.post("/enterprises/", body, key="k").made()
    EnterpriseChange.objects.all().delete()
    Enterprise.objects.all().delete()
    IdempotencyRecord.objects.update(status=None, body="", headers={})
    return body


def test_within_its_lease_a_dead_request_is_in_flight(fanchang: Caller, dead: dict[str, Any]) -> None:
    fanchang.post("/enterprises/", dead, key="k").refused(409, "idempotency_in_flight")
    assert not Enterprise.objects.exists()


def test_after_its_lease_a_dead_request_is_taken_over(fanchang: Caller, dead: dict[str, Any]) -> None:
    IdempotencyRecord.objects.update(started_at=timezone.now() - timedelta(seconds=61))
    fanchang.post("/enterprises/", dead, key="k").made()
    assert Enterprise.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_under_one_key_create_one_object(city: City, fanchang: Caller) -> None:
    start = Barrier(10)

    def post(_: int) -> Answer:
        try:
            start.wait(20)
            return Caller(fanchang.key, fanchang.row).post("/projects/", body_of(city), key="k")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(post, range(10)))
    assert Project.objects.count() == 1
    made = [answer for answer in answers if answer.status == 201]
    assert made
    assert len({answer.response.content for answer in made}) == 1
    for answer in answers:
        if answer.status != 201:
            answer.refused(409, "idempotency_in_flight")
    assert post_again(fanchang, city).response.content == made[0].response.content


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_under_ten_keys_create_ten(city: City, fanchang: Caller) -> None:
    """The negative control: it is the key that makes the difference."""
    start = Barrier(10)

    def post(number: int) -> int:
        try:
            start.wait(20)
            return Caller(fanchang.key, fanchang.row).post("/projects/", body_of(city), key=str(number)).status
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(post, range(10))) == [201] * 10
    assert Project.objects.count() == 10


def post_again(system: Caller, city: City) -> Answer:
    return system.post("/projects/", body_of(city), key="k")
