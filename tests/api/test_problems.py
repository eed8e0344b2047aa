"""Refusals: one shape, a stable code, never a 5xx for what a client can send."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.callers import BASE, Answer, Caller, body_of
from tests.factories import City


def raw(system: Caller, data: bytes, content_type: str = "application/json", path: str = "/projects/") -> Answer:
    headers = {"Authorization": f"Bearer {system.key}", "Idempotency-Key": uuid.uuid4().hex}
    return Answer(system.client.generic("POST", BASE + path, data, content_type, headers=headers))


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe", b'{"a": NaN}', b"[" * 5000, b'{"name": "\\ud800"}', b"nul"])
def test_malformed_json_is_400(fanchang: Caller, data: bytes) -> None:
    raw(fanchang, data).refused(400, "malformed")


@pytest.mark.parametrize("data", [b"[]", b'"x"', b"3", b"null"])
def test_a_body_that_is_no_object_is_422(fanchang: Caller, data: bytes) -> None:
    raw(fanchang, data).refused(422, "invalid")


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "x"])
def test_another_content_type_is_415(fanchang: Caller, content_type: str) -> None:
    raw(fanchang, b"{}", content_type).refused(415, "unsupported_media_type")


def test_too_much_is_413(city: City, fanchang: Caller) -> None:
    raw(fanchang, json.dumps(body_of(city, summary="长" * 3_000_000)).encode()).refused(413, "too_large")


def test_a_file_too_large_is_413_before_it_is_read(city: City, fanchang: Caller, settings: Any) -> None:
    project = fanchang.post("/projects/", body_of(city)).made()
    settings.EVIDENCE_MAX_BYTES = 1000
    file = SimpleUploadedFile("a.pdf", b"%PDF-" + b"x" * 100_000)
    fanchang.upload(project["id"], "business_licence", file=file).refused(413, "too_large")


def test_an_unknown_address_is_a_problem_too(fanchang: Caller) -> None:
    for path in ("/nosuch/", "/projects", "/projects/not-a-uuid/", f"/projects/{uuid.uuid4()}/nosuch/", "/"):
        for method in ("GET", "POST", "DELETE"):
            fanchang.send(method, path).refused(404, "not_found")
    Answer(fanchang.client.get("/api/v2/projects/")).refused(404, "not_found")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_a_method_nobody_offers_is_405(fanchang: Caller, method: str) -> None:
    answer = fanchang.send(method, "/projects/")
    answer.refused(405, "method_not_allowed")
    assert "GET" in answer.response["Allow"]


def test_unknown_fields_are_all_named(city: City, fanchang: Caller) -> None:
    refusal = fanchang.post("/projects/", body_of(city, colour="red", nmae="x")).refused(400, "unknown_field")
    assert {error["field"] for error in refusal["errors"]} == {"colour", "nmae"}
    assert {error["code"] for error in refusal["errors"]} == {"unknown_field"}


@pytest.mark.parametrize(
    "name", ["stage", "standing", "id", "version", "number", "needs_chief", "signed_on", "created_at", "chief", "light"]
)
def test_read_only_fields_are_refused_on_every_writable_route(city: City, fanchang: Caller, name: str) -> None:
    fanchang.post("/projects/", body_of(city, **{name: "signed"})).refused(400, "unknown_field")
    project = fanchang.post("/projects/", body_of(city)).made()
    fanchang.patch(f"/projects/{project['id']}/", {name: "signed"}, version=1).refused(400, "unknown_field")
    assert fanchang.get(f"/projects/{project['id']}/").body == project


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", None),
        ("name", "x" * 81),
        ("name", "nul\x00"),
        ("name", {"a": 1}),
        ("landing_organisation", "999999"),
        ("total_investment_wan", "-1"),
        ("total_investment_wan", "1e400"),
        ("total_investment_wan", 10**30),
        ("total_investment_wan", "NaN"),
        ("total_investment_wan", "1.00001"),
        ("total_investment_wan", "一亿"),
        ("is_industrial", "maybe"),
        ("industry", "Z99"),
        ("channel", "nosuch"),
        ("negotiating_on", "2026-02-30"),
        ("negotiating_on", "2999-01-01"),
        ("negotiating_on", 20260501),
        ("foreign_currency", "CNY"),
        ("investment_code", "123"),
        ("land_area_mu", "-1"),
        ("investors", "x"),
        ("investors", ["not-a-uuid"]),
        ("investors", [{"uscc": "x"}]),
        ("investors", [str(uuid.uuid4())]),
        ("investors", [[]]),
        ("tags", ["x" * 21]),
        ("tags", [None]),
    ],
)
def test_values_that_cannot_be_right_are_422_and_name_their_field(
    city: City, fanchang: Caller, field: str, value: Any
) -> None:
    answer = fanchang.post("/projects/", body_of(city, **{field: value}))
    assert answer.status == 422, answer.response.content.decode()
    errors = answer.body["errors"]
    assert errors
    assert errors[0]["field"].startswith(field)
    assert fanchang.get("/projects/").body["results"] == []


def test_a_wrong_uscc_says_so_everywhere(city: City, fanchang: Caller) -> None:
    wrong = "91340200MA2TE5T01D"
    fanchang.post("/enterprises/", {"name": "甲", "uscc": wrong}).refused(422, "invalid_uscc")
    fanchang.post("/projects/", body_of(city, company_name="甲", company_uscc=wrong)).refused(422, "invalid_uscc")
    fanchang.post("/projects/", body_of(city, investors=[{"name": "甲", "uscc": wrong}])).refused(422, "invalid_uscc")


@pytest.mark.parametrize(
    "query",
    [
        "page_size=0",
        "page_size=x",
        "page_size=-1",
        "cursor=%00",
        "q=%00",
        "stage=flying",
        "light=blue",
        "organisation=999999",
        "chief=x",
        "min_total_investment_wan=x",
        "max_total_investment_wan=1e99",
        "signed_from=2026-02-30",
        "updated_since=yesterday",
        "updated_since=9999-12-31T23:59:59-14:00",
        "ordering=name",
        "fields=nosuch",
        "chain=%00",
        "tag=" + "x" * 30,
    ],
)
def test_a_wrong_query_value_is_422(fanchang: Caller, query: str) -> None:
    fanchang.get(f"/projects/?{query}").refused(422, "invalid")


def test_unknown_query_parameters_and_empty_ones_are_ignored(fanchang: Caller) -> None:
    assert fanchang.get("/projects/?utm=1&stage=&cursor=").status == 200


def test_strange_references_are_no_5xx(city: City, fanchang: Caller) -> None:
    body = body_of(city)
    for ref in ("%00", "a%0Ab", "x" * 65, "%20a", "%E2%80%AE"):
        answer = fanchang.send("PUT", f"/projects/by-ref/{ref}/", body)
        assert answer.status in (404, 422), (ref, answer.status)
