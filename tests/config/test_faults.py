"""What breaks outside every view is answered in the form of its caller."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from config.api import flat
from config.faults import server_error
from projects.workdays import queries
from tests.factories import City, build_city

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def client(city: City) -> Iterator[Client]:
    visitor = Client(raise_request_exception=False)
    visitor.force_login(city.dispatcher)
    yield visitor


def test_too_many_fields_are_told_in_chinese(client: Client) -> None:
    answer = client.post(reverse("dispatch:series_new"), {f"f{number}": "x" for number in range(1100)})
    assert answer.status_code == 413
    assert "请分批提交" in answer.content.decode()


def test_an_unknown_host_is_a_problem_for_the_api_and_a_page_for_people(client: Client) -> None:
    program = client.get("/api/v1/projects/", headers={"host": "evil.example"})
    assert (program.status_code, program["Content-Type"]) == (400, PROBLEM)
    assert "访问地址不正确" in program.json()["detail"]
    person = client.get("/", headers={"host": "evil.example"})
    assert person.status_code == 400
    assert "访问地址不正确" in person.content.decode()


def test_our_own_fault_under_the_api_is_a_problem(rf: Any) -> None:
    answer = server_error(rf.get("/api/v1/projects/"))
    assert (answer.status_code, answer["Content-Type"]) == (500, PROBLEM)
    assert "系统出错" in answer.content.decode()


def test_our_own_fault_reaches_its_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_official_years", lambda: 1 / 0)
    answer = client.get(reverse("dispatch:calendar"))
    assert answer.status_code == 500
    assert "系统出错" in answer.content.decode()


def test_a_wrong_method_has_a_page(client: Client) -> None:
    answer = client.post(reverse("dispatch:calendar"))
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]
    assert "请从页面上的链接和按钮进入" in answer.content.decode()


def test_the_character_zero_is_refused_in_clear_words(client: Client) -> None:
    answer = client.post(reverse("dispatch:series_new"), {"name": "a\x00b"})
    assert answer.status_code == 422
    assert "空字符" in answer.content.decode()


def test_what_the_framework_says_in_english_is_said_in_chinese() -> None:
    assert [error["detail"] for error in flat({"non_field_errors": ["No data provided"]})] == [
        "请求内容应为一个 JSON 对象，请按接口文档提交。"
    ]
