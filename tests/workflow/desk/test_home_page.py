"""工作台: what needs me today, by what I am."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from config.navigation import main_of
from projects.ledger.stages import Stage, Step
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import (
    NOW,
    TODAY,
    City,
    at_stage,
    build_administrators,
    give_chief,
    new_project,
    own_password,
    sign_in,
    submitted,
)
from tests.workflow.dispatch.sittings import weekly
from tests.workflow.pages import PAGE_TEST
from workflow.dispatch.services import add_entry
from workflow.steps.models import Claim
from workflow.steps.services import draft_claim, return_claim

pytestmark = PAGE_TEST
LARGE = Decimal("150000")


def see(client: Client, officer: object) -> Any:
    client.force_login(officer)  # type: ignore[arg-type]
    return client.get(reverse("desk:home"))


def test_the_greeting_says_the_name_and_the_day(city: City, client: Client) -> None:
    text = see(client, city.leader).content.decode()
    assert "上午好，陈市长" in text
    assert "2026年11月18日 星期三" in text


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_an_administrator_goes_on_to_the_first_page_of_the_own_navigation(db: None, role: str) -> None:
    officer = build_administrators()[role]
    answer = sign_in(Client(), officer).get(reverse("desk:home"))
    expected = {Role.AUDIT_ADMIN: "audit:entries"}.get(Role(role), "access:accounts")
    assert main_of(officer)[0].name == expected
    assert answer.headers["Location"] == reverse(expected)
    page = sign_in(Client(), officer).get(reverse("desk:home"), follow=True).content.decode()
    assert "搜索项目" not in page
    assert "工作台</a>" not in page


def test_who_holds_no_role_is_told_whom_to_ask(city: City, client: Client) -> None:
    nobody = add_officer(city.district, username="xinren", name="新人", by=None, now=NOW)
    own_password(nobody)
    client.force_login(nobody)
    answer = client.get(reverse("desk:home"), follow=True)
    assert answer.redirect_chain == [(reverse("access:me"), 302)]
    assert "请联系安全管理员为您授予角色" in answer.content.decode()


@pytest.mark.parametrize("who", ["leader", "clerk", "dispatcher"])
def test_handovers_and_deputies_are_in_everybodys_menu(city: City, client: Client, who: str) -> None:
    page = see(client, getattr(city, who)).content.decode()
    assert f'href="{reverse("handover:list")}"' in page
    assert f'href="{reverse("handover:deputies")}"' in page


def test_a_verifier_is_told_how_many_claims_wait_and_how_many_are_late(city: City, client: Client) -> None:
    one = submitted(city, new_project(city, name="第一个"), Step.SIGN)
    submitted(city, new_project(city, name="第二个", investor="乙"), Step.SIGN)
    Claim.objects.filter(pk=one.pk).update(due_on=TODAY - timedelta(days=1))
    tasks = see(client, city.verifier_of(Step.SIGN)).context["tasks"]
    assert tasks.title == "2 件申报待您认定，1 件已超期"
    assert [task.is_late for task in tasks.lines] == [True, False]
    assert tasks.lines[0].url == reverse("steps:claim_detail", args=[one.pk])


def test_the_next_meeting_counts_only_the_agenda_in_sight(city: City, client: Client) -> None:
    secret = new_project(city, name="别区的项目")
    own = new_project(city, name="本区的项目", investor="乙", landing_organisation=city.sibling, by=city.sibling_clerk)
    meeting = weekly(city).meetings.earliest("number")
    for project in (secret, own):
        add_entry(meeting.pk, project.pk, detail="协调", by=city.dispatcher, now=NOW)
    assert see(client, city.sibling_clerk).context["meeting"].entries == 1
    assert see(client, city.dispatcher).context["meeting"].entries == 2


def test_a_claim_does_not_wait_for_another_unit_nor_for_its_own_writer(city: City, client: Client) -> None:
    submitted(city, new_project(city), Step.SIGN)
    assert see(client, city.verifier_of(Step.REGISTER)).context["tasks"].count == 0
    assert see(client, city.clerk).context["tasks"].lines == []


def test_a_clerk_is_told_what_came_back_and_what_is_still_a_draft(city: City, client: Client) -> None:
    back = submitted(city, new_project(city), Step.SIGN)
    return_claim(back.pk, by=city.verifier_of(Step.SIGN), now=NOW, note="缺盖章页")
    draft_claim(new_project(city, name="乙", investor="乙").pk, Step.SIGN, by=city.clerk, now=NOW, effective_on=TODAY)
    tasks = see(client, city.clerk).context["tasks"]
    assert tasks.title == "2 件申报待您补正或提交"
    assert [task.verb for task in tasks.lines] == ["补正", "草稿"]


def test_a_clerk_is_told_what_a_node_near_its_day_still_needs(city: City, client: Client) -> None:
    new_project(city, name="临近", planned_signed_on=TODAY + timedelta(days=3))
    new_project(city, name="还早", planned_signed_on=TODAY + timedelta(days=90), investor="乙")
    lines = see(client, city.clerk).context["tasks"].lines
    assert [(task.name, task.verb, task.due) for task in lines] == [("临近", "签约还缺 2 项", "剩 3 天")]


def test_a_dispatcher_is_told_which_projects_need_a_chief(city: City, client: Client) -> None:
    for number in range(5):
        new_project(city, name=f"大项目{number}", total_investment_wan=LARGE, investor=f"企业{number}")
    tasks = see(client, city.dispatcher).context["tasks"]
    assert "5 个项目缺首席责任人" in tasks.title
    assert [task.verb for task in tasks.lines][:3] == ["指定首席责任人"] * 3
    assert tasks.lines[3].url == "/projects/?chief_state=missing"


def test_every_figure_opens_to_exactly_its_rows(city: City, client: Client) -> None:
    at_stage(new_project(city, name="已签"), Stage.SIGNED, city)
    new_project(city, name="缺人", total_investment_wan=LARGE, investor="乙")
    page = see(client, city.leader)
    for figure in page.context["figures"]:
        assert client.get(figure.url).context["sums"].count == int(figure.value), figure.label
    for bar in page.context["bars"]:
        sums = client.get(bar.url).context["sums"]
        assert (sums.count, sums.total_wan) == (bar.count, bar.total_wan), bar.label


def test_the_funnel_shows_median_waits_and_never_a_rate(city: City, client: Client) -> None:
    at_stage(new_project(city, negotiating_on=TODAY - timedelta(days=100)), Stage.SIGNED, city)
    at_stage(new_project(city, negotiating_on=TODAY - timedelta(days=40), investor="乙", name="乙"), Stage.SIGNED, city)
    page = see(client, city.leader)
    assert page.context["funnel_title"] == "在手项目 2 个，等签约最久，中位 70 天"
    assert "%）" not in page.content.decode()  # base 0: no percentage


def test_a_year_without_signings_before_it_is_said_in_words(city: City, client: Client) -> None:
    at_stage(new_project(city), Stage.SIGNED, city)
    assert "上年同期为 0" in see(client, city.leader).content.decode()


def test_a_chief_sees_the_own_projects_with_their_lights(city: City, client: Client) -> None:
    project = new_project(city, name="我的", planned_signed_on=TODAY - timedelta(days=60))
    give_chief(city, project)
    new_project(city, name="别人的", investor="乙")
    mine = see(client, city.chief).context["mine"]
    assert mine["title"] == "我负责的项目 1 个，1 个红灯"
    assert [row.project.name for row in mine["rows"]] == ["我的"]
    assert client.get(mine["url"]).context["sums"].count == 1


def test_nobody_is_shown_what_they_may_not_see(city: City, client: Client) -> None:
    new_project(city, name="繁昌的项目", total_investment_wan=LARGE)
    assert "繁昌的项目" not in see(client, city.sibling_clerk).content.decode()


def test_home_takes_at_most_54_queries_for_everybody(
    city: City, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        project = new_project(
            city,
            name=f"项目{number}",
            investor=f"企业{number}",
            planned_signed_on=TODAY - timedelta(days=number),
            total_investment_wan=LARGE if number % 2 else Decimal("20000"),
        )
        if number % 4 == 0:
            submitted(city, project, Step.SIGN)
    for officer in (city.clerk, city.dispatcher, city.leader, city.chief, city.verifier_of(Step.SIGN)):
        client.force_login(officer)
        with django_assert_max_num_queries(54):
            client.get(reverse("desk:home"))


def test_a_visitor_must_sign_in(client: Client) -> None:
    assert client.get(reverse("desk:home")).status_code == 302
