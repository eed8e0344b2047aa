"""What a caller is told about its budget, and what happens at its end (reliability.md 6 row 21)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from projects.audit.models import Entry
from projects.gateway.acts import Act
from projects.gateway.limits import admission, slots
from projects.gateway.models import ApiKey, KeyRefusal
from projects.gateway.models import Client as System
from projects.gateway.services import update_client
from projects.people.models import Officer
from tests.api.callers import Caller, caller, signed_in
from tests.factories import City

SAID = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy", "RateLimit")
LIST = "/organisations/"
Set = Callable[..., None]


@pytest.fixture
def limits(settings: Settings, redis_url: str) -> Set:
    """Count on a real Redis, by these figures."""
    with redis.Redis.from_url(redis_url) as server:
        server.flushdb()
    settings.CELERY_BROKER_URL = redis_url

    def change(**figures: int) -> None:
        settings.LIMITS = {**settings.LIMITS, "LIMITS": 1, "LIMIT_BURST": 60, **figures}
        admission.forget()

    change()
    return change


def test_every_answer_says_what_is_left(limits: Set, fanchang: Caller) -> None:
    limits(LIMIT_READS=5)
    for left, answer in zip(
        (4, 3), (fanchang.get(LIST), fanchang.get("/projects/00000000-0000-4000-8000-000000000000/")), strict=True
    ):
        assert [answer.response[name] for name in SAID[:2]] == ["5", str(left)]
        assert all(name in answer.response for name in SAID)
        assert 0 < int(answer.response["RateLimit-Reset"]) <= 60


def test_beyond_the_budget_it_is_429_with_a_sentence_and_the_time_to_wait(limits: Set, fanchang: Caller) -> None:
    limits(LIMIT_READS=2)
    assert [fanchang.get(LIST).status for _ in range(2)] == [200, 200]
    for _ in range(2):  # the second time without a look at key or Redis
        answer = fanchang.get(LIST)
        said = answer.refused(429, "too_many_requests")["detail"]
        assert "每分钟 2 次" in said
        assert 0 < int(answer.response["Retry-After"]) <= 60
        assert all(name in answer.response for name in SAID)


def test_who_waits_costs_no_query(limits: Set, fanchang: Caller, django_assert_num_queries: Any) -> None:
    limits(LIMIT_READS=1)
    assert [fanchang.get(LIST).status for _ in range(2)] == [200, 429]
    with django_assert_num_queries(0):
        assert fanchang.get(LIST).status == 429


def test_reading_writing_and_others_have_budgets_of_their_own(limits: Set, fanchang: Caller, jiujiang: Caller) -> None:
    limits(LIMIT_READS=1, LIMIT_WRITES=1)
    assert [fanchang.get(LIST).status for _ in range(2)] == [200, 429]
    assert [fanchang.post("/enterprises/", {"name": name}).status for name in "甲乙"] == [201, 429]
    assert jiujiang.get(LIST).status == 200


def test_both_keys_of_a_system_share_its_budget(limits: Set, city: City, fanchang: Caller) -> None:
    limits(LIMIT_READS=1)
    from_other_address = Client(REMOTE_ADDR="10.1.1.1")
    assert fanchang.get(LIST).status == 200
    assert Caller(fanchang.key, fanchang.row, from_other_address).get(LIST).status == 429


def test_a_refused_call_counts_though_it_may_not(limits: Set, city: City) -> None:
    limits(LIMIT_READS=2)
    reader = caller(city.district, "dispatch:read")
    assert [reader.get("/projects/").status for _ in range(3)] == [403, 403, 429]


def test_a_stranger_is_counted_by_address_and_shuts_nobody_out(limits: Set, fanchang: Caller) -> None:
    limits(LIMIT_STRANGERS=2)
    wrong = Caller(f"{fanchang.key[:-1]}!", fanchang.row)
    assert [wrong.get(LIST).status for _ in range(3)] == [401, 401, 429]
    assert Client().get(f"/api/v1{LIST}").status_code == 429
    assert fanchang.get(LIST).status == 200
    elsewhere = Client(REMOTE_ADDR="10.1.1.1")
    assert Caller(wrong.key, fanchang.row, elsewhere).get(LIST).status == 401


def test_a_forged_forwarding_header_brings_no_budget(limits: Set, city: City) -> None:
    limits(LIMIT_STRANGERS=1)
    headers = [{"X-Forwarded-For": f"10.0.0.{number}"} for number in range(3)]
    assert [Client().get("/api/v1/projects/", headers=one).status_code for one in headers] == [401, 429, 429]


def test_a_person_has_a_budget(limits: Set, city: City) -> None:
    limits(LIMIT_READS=2)
    browser = signed_in(city.clerk)
    assert [browser.get(f"/api/v1{LIST}").status_code for _ in range(3)] == [200, 200, 429]
    assert browser.get("/").status_code == 200


def test_what_was_set_for_one_system_holds_for_it_alone(limits: Set, fanchang: Caller, jiujiang: Caller) -> None:
    limits(LIMIT_READS=1)
    System.objects.filter(account=fanchang.row.account).update(reads_per_minute=3)
    assert [fanchang.get(LIST).status for _ in range(4)] == [200, 200, 200, 429]
    assert [jiujiang.get(LIST).status for _ in range(2)] == [200, 429]


def test_too_many_at_once_are_refused_and_the_rest_goes_on(limits: Set, fanchang: Caller) -> None:
    limits(LIMIT_AT_ONCE=1)
    who = f"account:{fanchang.row.account_id}"
    assert slots.take(who, 1)
    try:
        answer = fanchang.get(LIST)
        assert "并发" in answer.refused(429, "too_many_requests")["detail"]
        assert answer.response["Retry-After"] == "1"
    finally:
        slots.give_back(who)
    assert fanchang.get(LIST).status == 200
    assert slots.taken(who) == 0


@pytest.fixture
def crowded(limits: Set, fanchang: Caller) -> Iterator[Caller]:
    """A system whose key has proved itself and whose one place is taken."""
    limits(LIMIT_AT_ONCE=1)
    assert fanchang.get(LIST).status == 200
    who = f"account:{fanchang.row.account_id}"
    assert slots.take(who, 1)
    yield fanchang
    slots.give_back(who)
    assert slots.taken(who) == 0


def test_who_has_too_many_at_once_is_noted_and_then_costs_no_query(
    crowded: Caller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    crowded.get(LIST).refused(429, "too_many_requests")
    with django_assert_num_queries(0):
        for _ in range(3):
            answer = crowded.get(LIST)
            answer.refused(429, "too_many_requests")
            assert all(name in answer.response for name in (*SAID, "Retry-After"))
    assert KeyRefusal.objects.get().reason == "超过限额：读取"


def test_a_known_key_from_elsewhere_takes_nobodys_place(crowded: Caller) -> None:
    ApiKey.objects.filter(pk=crowded.row.pk).update(allowed_networks=["127.0.0.0/8"])
    header = {"Authorization": f"Bearer {crowded.key}"}
    assert Client(REMOTE_ADDR="10.9.9.9").get(f"/api/v1{LIST}", headers=header).status_code == 401


def test_a_key_revoked_since_it_was_known_takes_nobodys_place(crowded: Caller) -> None:
    ApiKey.objects.filter(pk=crowded.row.pk).update(revoked_at=timezone.now())
    assert [crowded.get(LIST).status for _ in range(2)] == [401, 401]


def test_who_is_turned_away_is_noted_once_a_minute(limits: Set, fanchang: Caller) -> None:
    limits(LIMIT_READS=1)
    for _ in range(5):
        fanchang.get(LIST)
        admission.forget()
    assert KeyRefusal.objects.get().reason == "超过限额：读取"
    assert Entry.objects.filter(action=Act.LIMIT_CLIENT).count() == 1


def test_without_redis_everybody_is_let_in_and_the_log_says_so(
    limits: Set, fanchang: Caller, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    limits(LIMIT_READS=1)
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    answers = [fanchang.get(LIST) for _ in range(3)]
    assert [answer.status for answer in answers] == [200] * 3
    assert "RateLimit-Limit" not in answers[0].response
    assert len([record for record in caplog.records if record.name == "luodi.limits"]) == 1


def test_negative_control_without_limits_nobody_is_counted(limits: Set, fanchang: Caller) -> None:
    limits(LIMITS=0, LIMIT_READS=1)
    assert [fanchang.get(LIST).status for _ in range(3)] == [200] * 3


def test_a_change_of_limits_is_recorded(city: City, fanchang: Caller) -> None:
    system = System.objects.get(account=fanchang.row.account)
    by: Officer | None = None
    update_client(
        system, name=system.name, scopes=system.scopes, networks=[], signing="off", contact="",
        limits={"reads_per_minute": 300}, by=by, now=fanchang.row.created_at,
    )  # fmt: skip
    (entry,) = Entry.objects.filter(action=Act.UPDATE_CLIENT)
    assert "每分钟读取" in str(entry.changes)
    assert System.objects.get(pk=system.pk).limit_for("read") == 300
