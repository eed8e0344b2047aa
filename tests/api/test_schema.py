"""The contract is true: what the OpenAPI file says is what the server does, and nothing a client sends is a 5xx."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings
from rest_framework.serializers import BooleanField
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
    response_schema_conformance,
)

from projects.gateway.models import IdempotencyRecord
from projects.people.roles import SCOPES
from tests.api.callers import Caller, body_of, caller
from tests.factories import City

DOCUMENT = json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))
EXAMPLES = int(os.environ.get("LUODI_EXAMPLES", "8"))
LONG = EXAMPLES > 8
"""The long form: ``LUODI_EXAMPLES=500 pytest tests/api/test_schema.py``; as three, and at every boundary too.

The boundaries are the same however many examples there are; ``LUODI_BOUNDARIES=0`` leaves them out of a second run.
``LUODI_ROLES=reader,sibling`` asks as those alone.
"""
BOUNDARIES = LONG and os.environ.get("LUODI_BOUNDARIES") != "0"
ROLES = os.environ.get("LUODI_ROLES", "sibling,reader,city" if LONG else "city").split(",")
"""Each example is sent by all of them, who may do least first."""
TAKEN = ["2xx", "401", "403", "404", "409", "412", "413", "422", "428"]
"""How a request of the right shape may end: 422 is a rule of the business."""
KINDLY = BooleanField.TRUE_VALUES | BooleanField.FALSE_VALUES
REFUSED = ["400", "401", "403", "404", "409", "412", "413", "414", "415", "422", "428"]
CONFIG = schemathesis.config.SchemathesisConfig.from_dict(
    {
        "phases": {"coverage": {"enabled": BOUNDARIES}, "examples": {"enabled": LONG}},
        "generation": {"with-security-parameters": False},
        "checks": {
            "positive_data_acceptance": {"expected-statuses": TAKEN},
            "negative_data_rejection": {"expected-statuses": REFUSED},
            "missing_required_header": {"expected-statuses": REFUSED},
        },
    }
)
contract = schemathesis.openapi.from_dict(DOCUMENT, config=CONFIG)
contract.app = get_wsgi_application()
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
WRITES = ("post", "put", "patch", "delete")


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path, operation."""
    return [(method, path, one) for path, item in DOCUMENT["paths"].items() for method, one in item.items()]


def somewhere(path: str) -> str:
    """The path with identifiers of nothing."""
    return re.sub(r"\{\w*id\}", "00000000-0000-4000-8000-000000000000", path).replace("{external_ref}", "x")


@pytest.fixture
def known(city: City) -> dict[str, str]:
    """Real identifiers by the first word of the path, and the keys of everybody who asks.

    The city's system may do everything in its city, the reader's reads in one district, the sibling's may do everything
    where nothing of this is.
    """
    system = caller(city.city, *SCOPES)
    project = system.post("/projects/", body_of(city)).made()
    below = f"/projects/{project['id']}"
    claim = {"project": project["id"], "step": "sign", "effective_on": "2026-11-18"}
    return {
        "city": system.key,
        "reader": caller(city.district, *(one for one in SCOPES if one.endswith(":read"))).key,
        "sibling": caller(city.sibling, *SCOPES).key,
        "project": project["id"],
        "projects": project["id"],
        "enterprises": project["investors"][0]["id"],
        "claims": system.post("/claims/", claim).made()["id"],
        "evidence": system.upload(project["id"], "business_licence").made()["id"],
        "responsibilities": system.post(
            f"{below}/responsibilities/", {"role": "leader", "officer": str(city.clerk.pk)}
        ).made()["id"],
        "organisations": str(city.district.pk),
        "officers": str(city.clerk.pk),
        "meetings": drafted(system, city, project["id"]),
    }


def drafted(system: Caller, city: City, project: str) -> str:
    """A sitting of the city with one project on its agenda, and its minutes begun."""
    today = timezone.localdate()
    series = {"organisation": city.city.code, "name": "周调度", "kind": "weekly", "weekday": 1, "time": "09:00",
              "place": "会议室", "starts_on": today.isoformat(), "agenda_rules": []}  # fmt: skip
    made = system.post("/meeting-series/", series).made()
    sitting = str(system.get(f"/meetings/?series={made['id']}&ordering=starts_at").body["results"][0]["id"])
    system.post(f"/meetings/{sitting}/agenda/", {"project": project}).made()
    system.post(f"/meetings/{sitting}/minutes/").made()
    return sitting


@pytest.fixture
def one_connection(known: dict[str, str]) -> Iterator[None]:
    """Requests run inside the test's transaction: its connection stays open, as with Django's own test client.

    After ``known``, for that client connects the signals again behind itself.
    """
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    yield
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


def aimed(case: schemathesis.Case, known: dict[str, str]) -> None:
    """At something that is there, unless the address is what is wrong; in the short form with all fields."""
    if not LONG:
        case.query.pop("fields", None)
    parts = case.operation.path.removeprefix("/api/v1/").split("/")
    noun = parts[2] if "{project_id}" in parts else parts[0]
    if not is_wrong(case, ParameterLocation.PATH):
        if "project_id" in case.path_parameters:
            case.path_parameters["project_id"] = known["project"]
        if "id" in case.path_parameters and noun in known:
            case.path_parameters["id"] = known[noun]


def is_wrong(case: schemathesis.Case, where: ParameterLocation) -> bool:
    """Was that part made to be refused?"""
    part = case.meta.components.get(where) if case.meta else None
    return part is not None and part.mode.is_negative


def is_taken_kindly(case: schemathesis.Case) -> bool:
    """Is it a form, where empty means nothing, or says it 0 or "yes" for a truth value, as the framework reads it?"""
    values = case.body.values() if isinstance(case.body, dict) else ()
    return case.media_type == "multipart/form-data" or any(
        isinstance(one, str | int) and not isinstance(one, bool) and one in KINDLY for one in values
    )


def beside_the_point(case: schemathesis.Case, response: schemathesis.Response) -> list[Any]:
    """Checks that say nothing about this exchange."""
    found: list[Any] = []
    if (case.query or {}).get("fields") and response.status_code < 300:
        found.append(response_schema_conformance)  # what a caller trims away is absent on purpose: test_projects.py
    named = any(is_wrong(case, where) for where in (ParameterLocation.PATH, ParameterLocation.HEADER))
    said = is_wrong(case, ParameterLocation.BODY) and "/bulk/" not in case.operation.path and not is_taken_kindly(case)
    if not named and not said:
        # empty parameters and those nobody knows are ignored (bodies.read_query); a wrong row is answered as a row
        found.append(negative_data_rejection)
    if b"invalid_cursor" in response.content:
        found.append(positive_data_acceptance)  # no schema says which texts this server gave out
    return found


@contract.exclude(path_regex="/file/$").parametrize()  # its bytes: test_evidence.py
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_operation_answers_as_described(
    case: schemathesis.Case, known: dict[str, str], one_connection: None
) -> None:
    aimed(case, known)
    for role in ROLES:
        headers = {"Authorization": f"Bearer {known[role]}"}
        response = case.call(headers=headers)
        case.validate_response(response, excluded_checks=beside_the_point(case, response), headers=headers)


def test_it_is_openapi_3_1_with_both_ways_to_log_in() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    assert set(DOCUMENT["components"]["securitySchemes"]) == {"key", "cookieAuth"}
    assert all(one["security"] for _, _, one in operations())


def test_every_operation_is_tagged_and_summed_up_in_chinese() -> None:
    for method, path, one in operations():
        assert one["tags"][0], (method, path)
        assert any("\u4e00" <= character <= "\u9fff" for character in one["summary"]), (method, path)
        for parameter in one.get("parameters", []):
            assert parameter["in"] == "path" or parameter.get("description"), (path, parameter["name"])


def test_every_write_declares_its_headers_and_refusals() -> None:
    for method, path, one in operations():
        headers = {p["name"]: p.get("required", False) for p in one.get("parameters", []) if p["in"] == "header"}
        assert {"401", "403", "422"} <= set(one["responses"])
        if method == "post":
            assert headers["Idempotency-Key"], path
        if path == "/api/v1/uploads/{id}/":  # a part says where it begins: test_versions_everywhere.OTHERWISE
            assert method != "patch" or headers["Upload-Offset"]
        elif method in ("put", "patch"):
            assert {"412", "428"} <= set(one["responses"]), path
            assert headers["If-Match"] or "by-ref" in path
        if method in WRITES:
            assert {"400", "409", "413", "415"} <= set(one["responses"]), path
        for status, answer in one["responses"].items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"]


def test_no_operation_answers_without_credentials(db: None) -> None:
    for method, path, _ in operations():
        answer = Client().generic(method.upper(), somewhere(path))
        assert answer.status_code == 401, (method, path)


def test_every_operation_asks_for_a_scope(city: City) -> None:
    pushed: Caller = caller(city.district, "webhook:write")
    counting: Caller = caller(city.district, "statistics:read")
    for method, path, _ in operations():
        there = somewhere(path).removeprefix("/api/v1")
        system = counting if there.startswith(("/webhooks/", "/deliveries/")) else pushed
        system.send(method.upper(), there, {}, Idempotency_Key="k", If_Match='"1"').refused(403, "not_allowed")
    assert not IdempotencyRecord.objects.exists()


def test_the_reading_page_needs_no_inline_script_or_style(db: None) -> None:
    page = Client().get("/api/v1/docs/")
    html = page.content.decode()
    assert page.status_code == 200
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "<style" not in html
    assert html.count("<script") == html.count("<script src=")
    assert "//cdn" not in html
    script = Client().get("/api/v1/docs/?script=")
    assert script.status_code == 200
    assert "SwaggerUIBundle" in script.content.decode()
    schema = Client().get("/api/v1/schema/", headers={"Accept": "application/json"})
    assert schema.status_code == 200
