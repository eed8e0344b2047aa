"""The archive: where it is, what is missing and how to mend it, who answers, what happened."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from projects.ledger.models import Project
from projects.ledger.services import assign, update_project
from projects.ledger.stages import Stage, Step
from tests.factories import NOW, TODAY, City, at_stage, give_chief, new_project, submitted, take, upload
from tests.workflow.pages import PAGE_TEST
from workflow.steps.services import return_claim, take_step

pytestmark = PAGE_TEST
LARGE = Decimal("150000")


def see(client: Client, officer: object, project: Project, tab: str = "overview") -> Any:
    client.force_login(officer)  # type: ignore[arg-type]
    return client.get(reverse("desk:project", args=[project.pk]), {"tab": tab})


def test_the_next_step_names_what_is_missing_with_a_link_that_mends_it(city: City, client: Client) -> None:
    project = new_project(city, total_investment_wan=LARGE)
    page = see(client, city.clerk, project)
    text, items = page.content.decode(), {item.label: item for item in page.context["ahead"].items}
    assert "签约还缺 3 项" in text
    assert items["总投资"].met and items["总投资"].value == "15.00 亿元"
    assert items["正式投资协议"].url.endswith("?kind=investment_agreement") and items["正式投资协议"].action == "上传"
    assert items["公平竞争审查"].url.endswith("#id_fair_competition_reviewed_by")
    assert items["首席责任人"].url == reverse("ledger:assign", args=[project.pk])
    assert 'aria-disabled="true"' in text and "补齐下列缺项后才能提交" in text


def test_with_everything_there_the_button_opens_the_claim(city: City, client: Client) -> None:
    project = new_project(city, fair_competition_reviewed_by="郑审")
    upload(city, project, "investment_agreement")
    text = see(client, city.clerk, project).content.decode()
    assert "签约所需已齐，可以申报" in text
    assert f'href="{reverse("steps:claim", args=[project.pk, "sign"])}"' in text
    assert 'aria-disabled="true"' not in text


def test_a_claim_under_way_takes_the_place_of_the_button(city: City, client: Client) -> None:
    project = new_project(city)
    claim = submitted(city, project, Step.SIGN)
    text = see(client, city.clerk, project).content.decode()
    assert "签约申报待市投资促进中心认定" in text
    return_claim(claim.pk, by=city.verifier_of(Step.SIGN), now=NOW, note="缺盖章页")
    assert "签约申报被退回，请补正后再提交" in see(client, city.clerk, project).content.decode()


def test_a_leader_sees_the_checklist_without_links_to_write(city: City, client: Client) -> None:
    project = new_project(city)
    page = see(client, city.leader, project)
    assert not any(item.url for item in page.context["ahead"].items)
    assert "请由项目单位的填报员申报" in page.content.decode()
    assert reverse("ledger:edit", args=[project.pk]) not in page.content.decode()


def test_the_stepper_counts_days_and_marks_what_is_late(city: City, client: Client) -> None:
    project = new_project(
        city,
        negotiating_on=TODAY - timedelta(days=50),
        planned_signed_on=TODAY - timedelta(days=9),
        planned_registered_on=TODAY - timedelta(days=2),
    )
    take(city, project, Step.SIGN, on=TODAY - timedelta(days=4))
    page = see(client, city.clerk, project)
    talk, signed, registered, started, _ = page.context["nodes"]
    assert (talk.state, signed.state, registered.state, started.state) == ("done", "now", "ahead", "ahead")
    assert (signed.days, signed.since, signed.late) == (46, 4, 5)
    assert (registered.label, registered.late, started.planned_on) == ("注册", 2, None)
    assert "已迟 2 天" in page.content.decode()


def test_the_chief_card_shows_the_load_by_light_and_hides_the_phone(city: City, client: Client) -> None:
    project = new_project(city, total_investment_wan=LARGE)
    late = new_project(city, name="迟项目", planned_signed_on=TODAY - timedelta(days=60), investor="乙")
    give_chief(city, project)
    give_chief(city, late)
    assign(project.pk, role="deputy", officer=city.deputy, valid_from=TODAY, by=city.dispatcher, now=NOW)
    page = see(client, city.clerk, project)
    team, text = page.context["team"], page.content.decode()
    assert team.lights == [("green", 1), ("red", 1)]
    assert "138****1234" in text and "13800001234" not in text
    assert "B角" in text and "周副区长" in text
    leaders = see(client, city.leader, project).content.decode()
    assert "13800001234" not in leaders and reverse("people:reveal", args=[city.chief.pk]) in leaders


def test_history_shows_who_changed_what_and_strikes_a_revoked_step_through(city: City, client: Client) -> None:
    project = new_project(city)
    update_project(project.pk, {"total_investment_wan": LARGE}, by=city.clerk, now=NOW, why="追加二期")
    project = at_stage(project, Stage.SIGNED, city)
    take(city, project, Step.REVOKE)
    text = see(client, city.clerk, project, "history").content.decode()
    assert "把「总投资」由 8.00 亿元 改为 15.00 亿元" in text and "理由：追加二期" in text
    assert "<del>" in text and "已撤销，2026-11-18" in text


def test_a_back_dated_step_is_flagged(city: City, client: Client) -> None:
    project = new_project(city)
    take(city, project, Step.SIGN, on=TODAY - timedelta(days=40))
    text = see(client, city.clerk, project, "history").content.decode()
    assert ("补录" in text) is project.transitions.get().is_back_dated


def test_a_suspended_project_offers_the_way_back(city: City, client: Client) -> None:
    project = new_project(city)
    take_step(project.pk, "suspend", by=city.clerk, effective_on=TODAY, note="等用地指标", reason="land", now=NOW)
    text = see(client, city.clerk, project).content.decode()
    assert "项目缓建，可申报恢复建设" in text and "灰灯" in text


def test_the_menu_offers_only_what_the_officer_may(city: City, client: Client) -> None:
    project = new_project(city)
    clerk = see(client, city.clerk, project).content.decode()
    assert reverse("steps:direct", args=[project.pk, "suspend"]) in clerk
    assert (
        reverse("steps:direct", args=[project.pk, "suspend"]) not in see(client, city.leader, project).content.decode()
    )


@pytest.mark.parametrize("tab", ["overview", "responsibilities", "evidence", "claims", "meetings", "history"])
def test_each_tab_takes_at_most_21_queries(
    city: City, client: Client, tab: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    project = at_stage(new_project(city, total_investment_wan=LARGE), Stage.REGISTERED, city)
    submitted(city, project, Step.START)
    client.force_login(city.dispatcher)
    client.get(reverse("access:me"))  # the session is known from here on
    # 5 of signing in and the frame, 3 the file and its people, 1 papers, 1 rules of light, 1 working days, 1 clashes,
    # 1 claim, 2 the chief's load and telephone, 1 whom the visitor speaks for, 1 numbers of the tabs, 1 proposals,
    # up to 3 of the tab
    with django_assert_max_num_queries(21):
        answer = client.get(reverse("desk:project", args=[project.pk]), {"tab": tab})
    assert answer.status_code == 200


def test_a_clerk_of_another_district_gets_404(city: City, client: Client) -> None:
    project = new_project(city)
    answer = see(client, city.sibling_clerk, project)
    assert answer.status_code == 404
    assert project.name not in answer.content.decode()


def test_a_project_that_does_not_exist_is_a_chinese_404(city: City, client: Client) -> None:
    client.force_login(city.clerk)
    answer = client.get(reverse("desk:project", args=[uuid4()]))
    assert answer.status_code == 404
    assert "没有找到这个项目" in answer.content.decode()
