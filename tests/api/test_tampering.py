"""Days, names and bodies that nobody can mean are refused in Chinese, never a 5xx."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client

from tests.api.callers import BASE, Caller, body_of
from tests.api.test_problems import raw
from tests.factories import City

MOMENTS = ("9999-12-31T23:59:59+08:00", "0001-01-01T00:00:00+14:00", "2101-01-01T00:00:00Z")


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("query", ["meetings/?starts_from", "meetings/?starts_to", "projects/?updated_since"])
def test_an_absurd_moment_in_a_query_is_422(fanchang: Caller, query: str, moment: str) -> None:
    path = f"/{query}={quote(moment)}"
    if "meetings" in query:
        assert fanchang.get(path).status in (403, 422)
    else:
        fanchang.get(path).refused(422, "invalid")


@pytest.mark.parametrize("name", ["negotiating_on", "planned_started_on"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_an_absurd_day_in_a_body_names_its_field(city: City, fanchang: Caller, name: str, day: str) -> None:
    refusal = fanchang.post("/projects/", body_of(city, **{name: day})).refused(422, "invalid")
    assert refusal["errors"][0]["field"] == name
    assert "1990年至2100年" in refusal["detail"]


@pytest.mark.parametrize("name", ["a\nb", "a\u202eb"])
def test_a_name_over_lines_is_refused(city: City, fanchang: Caller, name: str) -> None:
    fanchang.post("/projects/", body_of(city, name=name)).refused(422, "invalid")


def test_a_body_of_null_is_refused_in_chinese(fanchang: Caller) -> None:
    refusal = raw(fanchang, b"null").refused(422, "invalid")
    assert "No data" not in str(refusal)


def test_a_broken_upload_is_refused_in_chinese(city: City, fanchang: Caller) -> None:
    project = fanchang.post("/projects/", body_of(city)).made()
    path = f"/projects/{project['id']}/evidence/"
    refusal = raw(fanchang, b"x", "multipart/form-data", path).refused(400, "malformed")
    assert refusal["detail"] == "请求内容无法读取，请核对格式后重试。"


def test_a_page_without_its_token_is_refused_in_chinese(city: City) -> None:
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(city.clerk)
    answer = visitor.post(f"{BASE}/projects/", b"{}", content_type="application/json")
    assert answer.status_code == 403
    assert "安全校验未通过" in answer.json()["detail"]
