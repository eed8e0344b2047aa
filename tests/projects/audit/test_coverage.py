"""Every route that acts leaves an entry with time, person, action, object, result and address (row 32).

Refusals are driven route by route, from the list of URLs and from the OpenAPI file, so that a new route is covered the
day it is added. Acts that succeed are driven by the journeys of other tests, watched request by request; everywhere
else ``AUDIT_STRICT`` watches the whole suite.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from projects.audit.models import Entry, Result
from projects.people.roles import Permission
from projects.workdays.services import load_years
from tests.api import test_journey as api_journey
from tests.api.callers import CLERK, VERIFIER, caller
from tests.api.test_schema import WRITES, operations, somewhere
from tests.factories import NOW, City, build_city
from tests.projects.audit.samples import auditor, enter
from tests.projects.ledger import test_evidence_page, test_project_page, test_responsibility_page
from tests.workflow.dispatch import test_meeting_page, test_series_page
from tests.workflow.steps import test_claim_detail_page, test_claim_page, test_direct_page

pytestmark = pytest.mark.django_db

HERE = "10.20.30.40"
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
ENTRANCE = ("/login/", "/logout/")  # who comes and goes there is recorded by the access room, with or without a name
SAMPLES = {"uuid": str(uuid.UUID(int=7)), "int": "999999", "str": "x", "slug": "x", "path": "x"}


@pytest.fixture
def city() -> City:
    load_years(NOW.year, NOW.year, now=NOW)
    return build_city()


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


class Watch:
    """Stands behind every browser: looks at the log after each unsafe request."""

    def __init__(self) -> None:
        self.done = self.refused = 0
        self.wrong: list[str] = []

    def look(self, method: str, path: str, answer: HttpResponse, before: int) -> None:
        made = list(Entry.objects.filter(seq__gt=before))
        if (
            method not in UNSAFE
            or path.startswith(ENTRANCE)
            or answer.headers.get("Location", "").startswith("/login/")
        ):
            return
        refused = answer.status_code >= 400
        self.refused += refused
        self.done += not refused
        if not any(self.is_whole(entry, refused=refused) for entry in made):
            self.wrong.append(f"{method} {path} → {answer.status_code}: {[entry.action for entry in made]}")

    def is_whole(self, entry: Entry, *, refused: bool) -> bool:
        """Time, person, action, object, result, address."""
        facts = (
            entry.at,
            entry.actor,
            entry.actor_name,
            entry.action,
            entry.action_label,
            entry.object_name,
            entry.request,
        )
        return all(facts) and entry.address == HERE and (entry.result != Result.DONE) is refused


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[Watch]:
    """All requests come from one address, and are looked at; and nothing may be written in silence."""
    settings.AUDIT_STRICT = True
    watching, request = Watch(), Client.request

    def looked_at(self: Client, **sent: Any) -> Any:
        before = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        answer = request(self, **{**sent, "REMOTE_ADDR": HERE})
        watching.look(sent["REQUEST_METHOD"], sent["PATH_INFO"], answer, before)
        return answer

    monkeypatch.setattr(Client, "request", looked_at)
    yield watching
    assert watching.wrong == []


def addresses(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """An address of every page, its arguments those of nothing; without API, back office and what needs no name."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(one.pattern)
        if route.startswith(("api", "^api", "backoffice", "healthz", "readyz", "static")):
            continue
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found.group(1) or "str", "x"), route)


def test_a_refusal_or_nothing_done_on_every_page_leaves_an_entry(city: City, watch: Watch) -> None:
    browser, strict = enter(city.clerk), enter(auditor(city.city))
    routes = [path for path in addresses() if not path.startswith(ENTRANCE)]
    assert len(routes) > 25
    for path in routes:
        for one in (browser, strict):
            answer = one.post(path)
            if answer.streaming:  # the export of the audit administrator
                assert list(answer.streaming_content)  # type: ignore[attr-defined]
    assert watch.refused > len(routes)
    print(f"\n{len(routes)} page routes × 2 people: {watch.refused} refused, {watch.done} without refusal")  # noqa: T201


def test_a_refusal_on_every_unsafe_route_of_the_interface_leaves_an_entry(city: City, watch: Watch) -> None:
    able, unable = caller(city.district, *CLERK, *VERIFIER), caller(city.district, Permission.STATISTICS_READ)
    routes = [(method.upper(), somewhere(path)) for method, path, _ in operations() if method in WRITES]
    assert len(routes) > 15
    for method, path in routes:
        for one in (able, unable):
            headers = {"Idempotency_Key": uuid.uuid4().hex, "If_Match": '"1"'}
            assert one.send(method, path.removeprefix("/api/v1"), {}, **headers).status >= 400
    assert (watch.refused, watch.done) == (2 * len(routes), 0)
    print(f"\n{len(routes)} unsafe routes × 2 keys: {watch.refused} refusals, each with its entry")  # noqa: T201


def test_negative_control_without_the_middleware_the_same_refusals_leave_none(city: City, settings: Settings) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "audit" not in name]
    before = Entry.objects.count()
    browser = enter(city.clerk)
    for path in list(addresses())[:10]:
        if not path.startswith(ENTRANCE):
            browser.post(path)
    assert not Entry.objects.filter(result=Result.REFUSED).exists()
    assert Entry.objects.count() == before


@pytest.mark.parametrize("submit", [True, False])
def test_each_act_of_a_district_system_s_journey_leaves_an_entry(city: City, watch: Watch, submit: bool) -> None:
    fanchang = caller(city.district, *CLERK)
    verifiers = SimpleNamespace(**{key: caller(unit, *VERIFIER) for key, unit in city.departments.items()})
    api_journey.test_a_project_travels_from_first_talk_to_production(city, fanchang, verifiers, submit)
    assert watch.done >= 15
    actions = set(Entry.objects.filter(channel="api", result=Result.DONE).values_list("action", flat=True))
    assert not {action for action in actions if action.startswith("request.")}, actions


JOURNEYS: list[Callable[..., None]] = [
    value
    for module in (
        test_project_page,
        test_responsibility_page,
        test_evidence_page,
        test_claim_page,
        test_claim_detail_page,
        test_direct_page,
        test_series_page,
        test_meeting_page,
    )
    for name, value in vars(module).items()
    if name.startswith("test_") and "queries" not in name and set(value.__annotations__) == {"city", "return"}
]


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    "journey", JOURNEYS, ids=lambda journey: f"{journey.__module__.split('.')[-1]}-{journey.__name__}"
)
def test_each_act_on_the_pages_leaves_an_entry(journey: Callable[..., None], city: City, watch: Watch) -> None:
    journey(city)


@pytest.fixture
def clock() -> None:
    """The journeys name it; the clock of this file runs already."""
