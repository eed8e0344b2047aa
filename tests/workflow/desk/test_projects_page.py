"""The list: what is filtered, what is summed, who sees what."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from projects.ledger.models import Project
from projects.ledger.stages import Stage
from tests.factories import NOW, TODAY, City, at_stage, give_chief, new_project
from tests.workflow.pages import PAGE_TEST
from workflow.steps.services import take_step

pytestmark = PAGE_TEST
LIST = "/projects/"


def names(page: Any) -> set[str]:
    return {project.name for project in page.context["page"]}


@pytest.fixture
def four(city: City) -> dict[str, Project]:
    """A large one without chief, a signed one, a late one, one of the neighbour."""
    return {
        "large": new_project(city, name="大项目", total_investment_wan=Decimal("100000"), investor="信义集团"),
        "signed": at_stage(new_project(city, name="已签项目", chain="机器人链", investor="埃夫特"), Stage.SIGNED, city),
        "late": new_project(
            city, name="迟项目", total_investment_wan=None, planned_signed_on=TODAY - timedelta(days=5), investor="丙"
        ),
        "other": new_project(
            city, name="邻区项目", landing_organisation=city.sibling, by=city.sibling_clerk, investor="丁"
        ),
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"大项目", "已签项目", "迟项目", "邻区项目"}),
        ({"q": "信义"}, {"大项目"}),
        ({"q": "已签 埃夫特"}, {"已签项目"}),
        ({"unit": "340207"}, {"邻区项目"}),
        ({"unit": "340200"}, {"大项目", "已签项目", "迟项目", "邻区项目"}),
        ({"stage": "signed"}, {"已签项目"}),
        ({"light": "red"}, {"大项目"}),
        ({"light": "yellow"}, {"迟项目"}),
        ({"chief_state": "missing"}, {"大项目"}),
        ({"tier": "100000"}, {"大项目"}),
        ({"chain": "机器人链"}, {"已签项目"}),
        ({"signed_from": "2026-11-18", "signed_to": "2026-11-18"}, {"已签项目"}),
        ({"signed_from": "2026-11-19"}, set()),
        ({"stage": "signed", "light": "red"}, set()),
    ],
)
def test_each_filter_in_the_address_narrows_the_list(
    city: City, four: dict[str, Project], client: Client, query: dict[str, str], expected: set[str]
) -> None:
    client.force_login(city.leader)
    assert names(client.get(LIST, query)) == expected


def test_sums_are_of_the_whole_filtered_set_and_say_what_has_no_amount(
    city: City, four: dict[str, Project], client: Client
) -> None:
    client.force_login(city.leader)
    page = client.get(LIST)
    sums = page.context["sums"]
    assert (sums.count, sums.total_wan, sums.without_total) == (4, Decimal("260000"), 1)
    assert (sums.red, sums.yellow, sums.missing_chief) == (1, 1, 1)
    text = page.content.decode()
    assert "26.00" in text and "1 个未填金额" in text
    assert "?light=red" in text and "?chief_state=missing" in text


def test_a_filter_by_chief_and_my_own_projects(city: City, four: dict[str, Project], client: Client) -> None:
    give_chief(city, four["large"])
    client.force_login(city.leader)
    assert names(client.get(LIST, {"chief": str(city.chief.pk)})) == {"大项目"}
    client.force_login(city.chief)
    assert names(client.get(LIST, {"mine": "1"})) == {"大项目"}


def test_a_clerk_of_another_district_does_not_find_it_by_any_filter(
    city: City, four: dict[str, Project], client: Client
) -> None:
    client.force_login(city.sibling_clerk)
    assert names(client.get(LIST)) == {"邻区项目"}
    assert names(client.get(LIST, {"q": "大项目"})) == set()
    assert names(client.get(LIST, {"unit": "340212"})) == {"邻区项目"}  # not a choice of hers: ignored and said so


def test_a_date_that_cannot_be_read_is_said_and_not_used(city: City, four: dict[str, Project], client: Client) -> None:
    client.force_login(city.leader)
    page = client.get(LIST, {"signed_from": "昨天"})
    assert len(names(page)) == 4
    assert page.context["form"].errors["signed_from"]
    assert "field-error" in page.content.decode()


def test_a_suspended_project_is_grey_and_found_by_its_standing(
    city: City, four: dict[str, Project], client: Client
) -> None:
    take_step(four["large"].pk, "suspend", by=city.clerk, effective_on=TODAY, note="等用地指标", reason="land", now=NOW)
    client.force_login(city.leader)
    assert names(client.get(LIST, {"standing": "suspended"})) == {"大项目"}
    assert names(client.get(LIST, {"light": "grey"})) == {"大项目"}


def test_each_chip_drops_its_own_filter_and_keeps_the_others(
    city: City, four: dict[str, Project], client: Client
) -> None:
    client.force_login(city.leader)
    chips = dict(client.get(LIST, {"stage": "signed", "chain": "机器人链"}).context["chips"])
    assert names(client.get(LIST + chips["阶段：已签约"])) == {"已签项目"}
    assert "stage" not in chips["阶段：已签约"] and "chain" in chips["阶段：已签约"]


def test_pages_are_stable_and_cover_everything_once(city: City, client: Client) -> None:
    for number in range(30):
        new_project(city, name=f"项目{number:02d}", investor=f"企业{number}")
    client.force_login(city.leader)
    first, second = client.get(LIST), client.get(LIST, {"page": "2"})
    assert len(names(first)) == 25 and len(names(second)) == 5
    assert len(names(first) | names(second)) == 30
    assert names(client.get(LIST, {"page": "99"})) == names(second)


def test_the_number_of_queries_does_not_grow_with_the_rows(
    city: City, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        project = new_project(city, name=f"项目{number}", investor=f"企业{number}")
        give_chief(city, project)
    client.force_login(city.leader)
    # 6 of signing in (the first look keeps it) and the frame, 3 habits, views and own unit, 4 choices of filters,
    # 1 rules of lights, 1 sums, 2 rows with their holders
    with django_assert_max_num_queries(17):
        client.get(LIST)


def test_the_list_works_without_scripts_and_offers_htmx_the_same_address(city: City, client: Client) -> None:
    client.force_login(city.leader)
    text = client.get(LIST).content.decode()
    assert f'hx-get="{reverse("desk:projects")}"' in text and 'method="get"' in text
    assert "style=" not in text and "<script>" not in text
