"""Who was just turned away is turned away again in front of Django, with the same words and the same headers."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
import redis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from projects.gateway.limits import admission, slots
from projects.gateway.models import KeyRefusal
from projects.gateway.turnstile import Turnstile
from tests.api.callers import Caller, caller
from tests.factories import City

LIST = "/api/v1/organisations/"
Answer = tuple[str, dict[str, str], dict[str, Any]]


@pytest.fixture
def limited(settings: Settings, redis_url: str) -> Iterator[None]:
    """Two reads a minute, counted by a real Redis."""
    with redis.Redis.from_url(redis_url) as server:
        server.flushdb()
    settings.CELERY_BROKER_URL = redis_url
    settings.LIMITS = {**settings.LIMITS, "LIMITS": 1, "LIMIT_BURST": 60, "LIMIT_READS": 2}
    admission.forget()
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    yield
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)
    admission.forget()


class Django:
    """The application behind the turnstile, and how often it was asked."""

    def __init__(self) -> None:
        self.application, self.calls = get_wsgi_application(), 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.calls += 1
        return self.application(environ, start_response)  # type: ignore[no-any-return]


def ask(application: Any, who: Caller, path: str = LIST, method: str = "GET") -> Answer:
    """Status, headers by name in small letters, body."""
    said: list[Any] = []
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost",
        "HTTP_AUTHORIZATION": f"Bearer {who.key}", "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http",
    }  # fmt: skip
    content = b"".join(application(environ, lambda status, headers, *_: said.extend((status, headers))))
    return said[0], {name.lower(): value for name, value in said[1]}, json.loads(content)


def test_the_first_refusal_is_djangos_and_the_next_are_the_same_without_it(limited: None, fanchang: Caller) -> None:
    behind = Django()
    front = Turnstile(behind)
    assert [ask(front, fanchang)[0][:3] for _ in range(4)] == ["200", "200", "429", "429"]
    assert behind.calls == 4  # the fourth told it how a refusal looks
    by_django, by_front = ask(behind, fanchang), ask(front, fanchang)
    assert behind.calls == 5
    assert by_front[0] == by_django[0]
    assert by_front[1].keys() - {"content-length"} == by_django[1].keys()
    own = ("ratelimit", "retry-after", "content-length")
    assert all(value == by_django[1][name] for name, value in by_front[1].items() if not name.startswith(own))
    assert by_front[1]["ratelimit-limit"] == "2"
    assert by_front[2]["code"] == by_django[2]["code"] == "too_many_requests"
    assert by_front[2].keys() == by_django[2].keys()


def test_nobody_else_and_nothing_else_is_held_up(limited: None, city: City, fanchang: Caller) -> None:
    behind = Django()
    front = Turnstile(behind)
    for _ in range(5):
        ask(front, fanchang)
    calls = behind.calls
    other = caller(city.sibling, "project:read")
    assert ask(front, other)[0].startswith("200")
    assert ask(front, fanchang, method="DELETE")[0].startswith("405")  # another budget
    assert ask(behind, fanchang)[0].startswith("429")
    assert behind.calls == calls + 3


def test_when_the_time_is_over_django_is_asked_again(
    limited: None, fanchang: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    behind = Django()
    front = Turnstile(behind)
    for _ in range(5):
        ask(front, fanchang)
    calls = behind.calls
    monkeypatch.setattr(admission, "TOLD_AGAIN", 0.0)
    assert ask(front, fanchang)[0].startswith("429")
    assert behind.calls == calls + 1


def test_without_limits_everybody_goes_through(limited: None, fanchang: Caller, settings: Settings) -> None:
    behind = Django()
    front = Turnstile(behind)
    for _ in range(4):
        ask(front, fanchang)
    settings.LIMITS = {**settings.LIMITS, "LIMITS": 0}
    assert ask(front, fanchang)[0].startswith("200")


def test_who_holds_all_it_may_is_turned_away_in_front_once_that_is_recorded(
    limited: None, fanchang: Caller, settings: Settings
) -> None:
    settings.LIMITS = {**settings.LIMITS, "LIMIT_READS": 100, "LIMIT_AT_ONCE": 1}
    behind = Django()
    front = Turnstile(behind)
    assert ask(front, fanchang)[0].startswith("200")
    who = f"account:{fanchang.row.account_id}"
    assert slots.take(who, 1)
    try:
        recorded, told, by_front = (ask(front, fanchang) for _ in range(3))
        assert behind.calls == 3
        by_django = ask(behind, fanchang)
    finally:
        slots.give_back(who)
    assert [one[0] for one in (recorded, told, by_front, by_django)] == ["429 Too Many Requests"] * 4
    assert by_front[2] == by_django[2]
    assert by_front[1].keys() - {"content-length"} == by_django[1].keys()
    assert (by_front[1]["ratelimit-limit"], by_front[1]["ratelimit-remaining"]) == ("100", "98")
    assert KeyRefusal.objects.count() == 1
    assert ask(front, fanchang)[0].startswith("200")


def test_who_waited_for_its_place_while_the_budget_ran_out_is_refused_and_gives_it_back(
    limited: None, fanchang: Caller, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIMITS = {**settings.LIMITS, "LIMIT_READS": 1}
    behind, real = Django(), admission._take_place
    assert ask(behind, fanchang)[0].startswith("200")

    def used_up(request: Any, who: str, **how: bool) -> bool:
        monkeypatch.setattr(admission, "_take_place", real)
        assert ask(behind, fanchang)[0].startswith("429")  # by one that stood before it
        return real(request, who, **how)

    monkeypatch.setattr(admission, "_take_place", used_up)
    with CaptureQueriesContext(connection) as queries:
        assert ask(behind, fanchang)[0].startswith("429")
    assert slots.taken(f"account:{fanchang.row.account_id}") == 0
    asked = [
        query["sql"] for query in queries if "gateway_apikey" in query["sql"] and query["sql"].startswith("SELECT")
    ]
    assert len(asked) == 1, "the one that waited looked for its key again"
