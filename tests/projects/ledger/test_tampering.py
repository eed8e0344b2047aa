"""Forms of the ledger as nobody fills them in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from projects.errors import Invalid
from projects.ledger.models import Project
from projects.ledger.services import assign, create_enterprise, update_project
from tests.factories import NOW, TODAY, City, build_city, new_project
from tests.projects.ledger.test_project_page import typed

pytestmark = pytest.mark.django_db
GARBLED = ("", "²", "9" * 5000, "-1", "1.0")


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


@pytest.mark.parametrize("version", GARBLED)
def test_a_garbled_version_never_overwrites_a_project(city: City, clerk: Client, version: str) -> None:
    project = new_project(city)
    update_project(project.pk, {"name": "别人刚改的名称"}, by=city.clerk, now=NOW)
    answer = clerk.post(reverse("ledger:edit", args=[project.pk]), typed(city, version=version))
    assert answer.status_code == 412
    assert Project.objects.get().name == "别人刚改的名称"


@pytest.mark.parametrize("version", GARBLED)
def test_a_garbled_version_ends_no_responsibility_and_says_why(city: City, version: str) -> None:
    project = new_project(city)
    held = assign(project.pk, role="chief", post=city.chief_post, valid_from=TODAY, by=city.dispatcher, now=NOW)
    client = Client()
    client.force_login(city.dispatcher)
    answer = client.post(reverse("ledger:end", args=[held.pk]), {"valid_to": str(TODAY), "version": version})
    held.refresh_from_db()
    assert answer.status_code == 412
    assert "请刷新后核对再提交" in answer.content.decode()
    assert held.valid_to is None


@pytest.mark.parametrize(("yi", "is_offered"), [("1673", True), ("9999", True), ("10000", False), ("99999", False)])
def test_the_box_is_offered_only_for_amounts_that_may_be_confirmed(
    city: City, clerk: Client, yi: str, is_offered: bool
) -> None:
    answer = clerk.post(reverse("ledger:create"), typed(city, total_investment_yi=yi))
    assert answer.status_code == 422
    assert ("我已核对" in answer.content.decode()) == is_offered


@pytest.mark.parametrize("name", ["negotiating_on", "planned_started_on"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_an_absurd_day_is_refused_at_its_field(city: City, clerk: Client, name: str, day: str) -> None:
    answer = clerk.post(reverse("ledger:create"), typed(city, **{name: day}))
    assert answer.status_code == 422
    assert "日期应在1990年至2100年之间，请核对。" in answer.content.decode()


def test_rows_without_their_management_form_are_refused_in_clear_words(city: City, clerk: Client) -> None:
    data = {name: value for name, value in typed(city).items() if not name.endswith("_FORMS")}
    answer = clerk.post(reverse("ledger:create"), data)
    assert answer.status_code == 422
    assert "ManagementForm" not in answer.content.decode()


def test_an_enterprise_has_a_name_on_one_line(city: City) -> None:
    with pytest.raises(Invalid, match="企业名称"):
        create_enterprise(name="甲\u202e乙", by=city.clerk, now=NOW)
