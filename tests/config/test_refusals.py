"""What the database broke off is told on a page as in the API; any other trouble stays a fault."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from tests.factories import City, build_city


@pytest.fixture
def city(db: None) -> City:
    return build_city()


@pytest.fixture
def page(city: City) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(city.dispatcher)
    return client


def trouble(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OperationalError(said)

    monkeypatch.setattr("workflow.desk.queries.listing.filtered", refuse)


def test_who_waited_in_vain_for_sqlites_writer_reads_to_do_it_again(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble(monkeypatch, "database is locked")
    answer = page.get("/projects/")
    assert answer.status_code == 409
    assert "本次没有写入任何内容。请原样再提交一次" in answer.content.decode()


def test_any_other_trouble_is_a_fault(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    trouble(monkeypatch, "no such table")
    assert page.get("/projects/").status_code == 500
