"""Pages of lights: rules tried and saved, decisions made, past days read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from projects.ledger.models import Project
from tests.factories import NOW, TODAY, City, build_city, new_project, sign_in, upload
from workflow.lights.models import LightDecree, LightRules
from workflow.lights.presets import BY_CODE
from workflow.lights.services import read_nights

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
RULES = "/lights/rules/"


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def late(city: City) -> Project:
    return new_project(city, planned_signed_on=TODAY - timedelta(days=5))


def posted(numbers: dict[str, dict[str, int]] | None = None, **over: Any) -> dict[str, Any]:
    """The form of the rules as the page would send it."""
    all_numbers = BY_CODE["default"].rules.numbers()
    for code, some in (numbers or {}).items():
        all_numbers[code] |= some
    flat = {f"{code}__{name}": value for code, some in all_numbers.items() for name, value in some.items()}
    return {"preset": "default", "effective_from": TODAY.isoformat(), "reason": "市级文件", **flat, **over}


def test_the_office_tries_rules_sees_who_turns_and_saves(city: City, late: Project, client: Client) -> None:
    browser = sign_in(client, city.dispatcher)
    strict = {"node_late": {"yellow_days": 1, "red_days": 4}}
    page = browser.post(RULES, posted(strict, do="preview", reason=""))
    assert page.status_code == 200 and "1 个会变灯" in page.content.decode() and late.name in page.content.decode()
    assert not LightRules.objects.exists()
    assert browser.post(RULES, posted(strict, do="save")).status_code == 302
    assert LightRules.objects.get().numbers["node_late"]["red_days"] == 4
    assert "市级文件" in browser.get(RULES).content.decode()


def test_a_preset_fills_the_form_and_saves_nothing(city: City, client: Client) -> None:
    page = sign_in(client, city.dispatcher).get(RULES, {"preset": "yinchuan"})
    assert page.context["form"]["node_late__red_months"].value() == 3
    assert not LightRules.objects.exists()


@pytest.mark.parametrize(
    ("over", "field"),
    [({"node_late__red_days": "9999"}, "node_late__red_days"), ({"reason": ""}, "reason"),
     ({"node_late__yellow_days": "60"}, "node_late__red_days")],
)  # fmt: skip
def test_a_refused_choice_is_said_beside_its_field(
    city: City, client: Client, over: dict[str, str], field: str
) -> None:
    page = sign_in(client, city.dispatcher).post(RULES, posted(**over, do="save"))
    assert page.status_code == 422 and page.context["form"].errors[field]


def test_others_read_the_rules_and_may_not_save(city: City, client: Client) -> None:
    browser = sign_in(client, city.clerk)
    assert browser.get(RULES).status_code == 200
    assert browser.post(RULES, posted(do="save")).status_code == 403


def test_a_light_is_adjusted_and_lifted_on_the_projects_page(city: City, late: Project, client: Client) -> None:
    browser, page = sign_in(client, city.dispatcher), reverse("lights:decide", args=[late.pk])
    told = {"do": "adjust", "colour": "green", "reason": "已完成图审", "until_on": TODAY.isoformat()}
    assert browser.post(page, told | {"reason": ""}).status_code == 422
    assert browser.post(page, told).status_code == 302
    assert "人工调整" in browser.get(page).content.decode()
    decree = LightDecree.objects.get()
    lift = {"do": "lift", "decree": str(decree.pk), "version": decree.version}
    assert browser.post(page, lift | {"why": ""}).status_code == 422
    assert browser.post(page, lift | {"why": "核实未完成"}).status_code == 302
    assert browser.get("/lights/decrees/?tab=all").context["rows"][0][1] == "ended"


def test_an_exemption_is_asked_for_by_the_unit_and_granted_by_the_office(
    city: City, late: Project, client: Client
) -> None:
    paper = upload(city, late, "other")
    page = reverse("lights:decide", args=[late.pk])
    told = {"do": "ask", "reason": "特大暴雨", "basis": str(paper.pk), "until_on": TODAY.isoformat()}
    assert sign_in(client, city.clerk).post(page, told).status_code == 302
    decree = LightDecree.objects.get()
    answer = {"do": "approve", "decree": str(decree.pk), "version": decree.version}
    assert client.post(page, answer).status_code == 403
    office = sign_in(Client(), city.dispatcher)
    assert office.get("/lights/decrees/").context["page"].paginator.count == 1
    assert office.post(page, answer).status_code == 302
    assert "不可抗力豁免" in office.get(page).content.decode()


def test_past_days_stand_in_the_archive(city: City, client: Client) -> None:
    project = new_project(city, now=NOW - timedelta(days=9), planned_signed_on=TODAY - timedelta(days=5))
    read_nights([TODAY - timedelta(days=ahead) for ahead in range(1, 9)], now=NOW)
    page = sign_in(client, city.leader).get(reverse("desk:project", args=[project.pk]), {"tab": "lights"})
    assert [(turn.colour, turn.nights) for turn in page.context["turns"]] == [("yellow", 4), ("green", 4)]
    assert f"{TODAY - timedelta(days=1)} 黄灯" in page.content.decode()


def test_leaders_see_the_lights_of_districts_at_home_and_on_the_board(
    city: City, late: Project, client: Client
) -> None:
    browser = sign_in(client, city.leader)
    for address in ("/", "/board/"):
        assert "县区、园区亮灯" in browser.get(address).content.decode()
    assert "县区、园区亮灯" not in sign_in(Client(), city.clerk).get("/board/").content.decode()
