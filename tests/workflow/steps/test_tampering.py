"""Forms of claims as nobody fills them in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.factories import NOW, City, build_city, new_project, submitted
from tests.workflow.steps.test_claim_page import address, signing
from workflow.steps.models import Claim, ClaimState
from workflow.steps.services import draft_claim

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def clerk(city: City) -> Client:
    client = Client()
    client.force_login(city.clerk)
    return client


@pytest.mark.parametrize("version", ["", "²", "9" * 5000])
def test_a_garbled_version_overwrites_no_draft(city: City, clerk: Client, version: str) -> None:
    project = new_project(city)
    claim = draft_claim(project.pk, "sign", by=city.clerk, now=NOW, effective_on=NOW.date(), note="先写的")
    answer = clerk.post(address(project), {**signing(project), "do": "save", "version": version})
    claim.refresh_from_db()
    assert answer.status_code == 412
    assert claim.note == "先写的"


def test_a_garbled_version_decides_nothing(city: City) -> None:
    claim = submitted(city, new_project(city), "sign")
    client = Client()
    client.force_login(city.verifier_of("sign"))
    data = {"do": "approve", "version": "²"}
    assert client.post(reverse("steps:claim_detail", args=[claim.pk]), data).status_code == 412
    claim.refresh_from_db()
    assert claim.state == ClaimState.SUBMITTED


def test_a_draft_that_could_not_be_saved_is_not_said_to_be_saved(city: City, clerk: Client) -> None:
    project = new_project(city)
    claim = draft_claim(project.pk, "sign", by=city.clerk, now=NOW, effective_on=NOW.date())
    data = signing(project, new_investor_uscc="91340200MA2TE5T01C", version=claim.version, do="submit")
    answer = clerk.post(address(project), data)
    assert answer.status_code == 422
    assert "请同时填写这个代码属于哪家投资方" in answer.content.decode()
    assert "草稿已保存" not in answer.content.decode()
    assert Claim.objects.get().version == claim.version


def test_a_draft_that_was_saved_but_lacks_something_is_said_to_be_saved(city: City, clerk: Client) -> None:
    project = new_project(city)
    answer = clerk.post(address(project), signing(project, do="submit"))
    assert answer.status_code == 422
    assert "草稿已保存，尚未提交" in answer.content.decode()


def test_a_claim_of_an_absurd_day_is_refused(city: City, clerk: Client) -> None:
    project = new_project(city)
    answer = clerk.post(address(project), signing(project, effective_on="0001-01-01"))
    assert answer.status_code == 422
    assert "日期应在1990年至2100年之间" in answer.content.decode()
