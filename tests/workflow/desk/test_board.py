"""看板."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.urls import reverse

from projects.ledger.stages import STAGES
from projects.people.models import Officer
from tests.factories import NOW, City, at_stage, give_chief, new_project, submitted
from tests.workflow.pages import PAGE_TEST, enter
from workflow.desk.moves import why_not_move
from workflow.steps.services import return_claim, take_step

pytestmark = PAGE_TEST


def board(officer: Officer, query: str = "") -> str:
    answer = enter(officer).get(reverse("desk:board") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def column(text: str, stage: str) -> str:
    return text.split(f'id="stage-{stage}"', 1)[1].split("</section>", 1)[0]


def test_columns_count_and_sum_their_projects(city: City) -> None:
    new_project(city, name="甲", total_investment_wan=Decimal("80000"))
    new_project(city, name="乙", investor="乙方", total_investment_wan=Decimal("40000"))
    at_stage(new_project(city, name="丙", investor="丙方"), "signed", city)
    text = board(city.leader)
    first = column(text, "negotiating")
    assert "<b>2</b> 个" in first
    assert "12.00" in first
    assert "丙" in column(text, "signed")
    assert "还没有项目" in column(text, "producing")


def test_a_card_shows_light_chief_and_days(city: City) -> None:
    late = NOW.date() - timedelta(days=40)
    new_project(city, name="迟到的项目", planned_signed_on=late, negotiating_on=NOW.date() - timedelta(days=100))
    at_stage(new_project(city, name="大项目", investor="乙", total_investment_wan=Decimal("200000")), "signed", city)
    text = board(city.leader)
    assert "light-red" in column(text, "negotiating")
    assert "100 天" in column(text, "negotiating")
    assert "张区长" in column(text, "signed")


def test_a_card_leads_to_the_claim_of_its_next_step_only(city: City) -> None:
    project = at_stage(new_project(city), "signed", city)
    text = board(city.clerk)
    assert reverse("steps:claim", args=[project.pk, "register"]) in text
    assert reverse("steps:claim", args=[project.pk, "start"]) not in text
    assert "申报注册" in text


def test_a_card_says_how_far_its_claim_is(city: City) -> None:
    submitted(city, new_project(city), "sign")
    returned = submitted(city, new_project(city, name="乙", investor="乙方"), "sign")
    return_claim(returned.pk, by=city.verifier_of("sign"), now=NOW, note="请补正")
    text = column(board(city.clerk), "negotiating")
    assert "签约待认定" in text
    assert "签约被退回，去修改" in text


def test_nobody_is_offered_a_claim_they_may_not_make(city: City) -> None:
    new_project(city)
    assert "data-claim" not in board(city.leader)
    assert "draggable" not in board(city.leader)


def test_a_project_in_production_has_no_next_step(city: City) -> None:
    at_stage(new_project(city), "producing", city)
    assert "data-claim" not in column(board(city.clerk), "producing")


def test_filters_by_unit_and_light_live_in_the_address(city: City) -> None:
    late = NOW.date() - timedelta(days=40)
    new_project(city, name="红灯项目", planned_signed_on=late)
    new_project(city, name="绿灯项目", investor="乙")
    red = board(city.leader, "?light=red")
    assert "红灯项目" in red
    assert "绿灯项目" not in red
    assert "绿灯项目" not in board(city.leader, "?unit=340207")
    assert "绿灯项目" in board(city.leader, "?unit=340212&light=green")
    assert "绿灯项目" in board(city.leader, "?unit=nowhere&light=pink")


def test_a_long_column_shows_some_and_links_to_all_of_the_same_choice(city: City) -> None:
    for number in range(14):
        new_project(city, name=f"项目{number}", investor=f"企业{number}")
    text = column(board(city.leader, "?unit=340212"), "negotiating")
    assert text.count('class="board-card"') == 12
    assert "全部 14 个" in text
    assert "stage=negotiating&amp;standing=active&amp;unit=340212" in text


def test_suspended_projects_are_not_on_the_board(city: City) -> None:
    project = new_project(city, name="缓建的项目")
    take_step(project.pk, "suspend", by=city.clerk, effective_on=NOW.date(), note="用地未落实", reason="land", now=NOW)
    assert "缓建的项目" not in board(city.leader)


def test_a_clerk_of_another_district_sees_nothing_of_it(city: City) -> None:
    new_project(city, name="繁昌的项目")
    assert "繁昌的项目" not in board(city.sibling_clerk)


def test_the_number_of_queries_does_not_grow_with_the_projects(
    city: City, django_assert_max_num_queries: object
) -> None:
    for number in range(10):
        new_project(city, name=f"项目{number}", investor=f"企业{number}")
    client = enter(city.clerk)
    # 6 of signing in and the frame, 1 own unit, 4 choices of filters, 1 rules of lights, 6 columns, 2 of their cards
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        client.get(reverse("desk:board"))


def test_every_filter_of_the_list_narrows_columns_counts_and_sums(city: City) -> None:
    big = new_project(city, name="大项目", chain="新能源", total_investment_wan=Decimal("200000"))
    new_project(city, name="小项目", investor="乙", chain="电子", total_investment_wan=Decimal("30000"))
    give_chief(city, big)
    for query in ("?tier=100000", "?chain=新能源", f"?chief={city.chief.pk}", "?q=大项目"):
        text = column(board(city.leader, query), "negotiating")
        assert "大项目" in text
        assert "小项目" not in text
        assert "<b>1</b> 个" in text
        assert "20.00" in text


def test_a_column_shows_more_when_asked_and_keeps_the_filters(city: City) -> None:
    for number in range(14):
        new_project(city, name=f"项目{number}", investor=f"企业{number}")
    text = column(board(city.leader, "?unit=340212"), "negotiating")
    assert "?unit=340212&amp;cards_negotiating=24" in text
    assert "再看 2 个" in text
    more = column(board(city.leader, "?unit=340212&cards_negotiating=24"), "negotiating")
    assert more.count('class="board-card"') == 14
    assert "再看" not in more


def test_a_garbled_number_of_cards_is_the_usual_number(city: City) -> None:
    for number in range(14):
        new_project(city, name=f"项目{number}", investor=f"企业{number}")
    for words in ("x", "-1", "٢٤", "999999"):
        assert column(board(city.leader, f"?cards_negotiating={words}"), "negotiating").count('"board-card"') == 12


def test_a_card_says_why_its_light_is_not_green(city: City) -> None:
    new_project(city, name="迟到的项目", planned_signed_on=NOW.date() - timedelta(days=40))
    assert "已迟40天" in column(board(city.leader), "negotiating")


@pytest.mark.parametrize(
    ("stage", "target", "words"),
    [
        ("negotiating", "registered", "请先申报签约"),
        ("negotiating", "producing", "请先申报签约"),
        ("signed", "started", "请先申报注册"),
        ("signed", "negotiating", "撤销认定"),
        ("producing", "signed", "撤销认定"),
        ("signed", "signed", "已在这一阶段"),
    ],
)
def test_only_the_next_column_takes_a_card_and_the_others_say_why(stage: str, target: str, words: str) -> None:
    assert words in why_not_move(stage, target)


@pytest.mark.parametrize(("stage", "target"), list(pairwise(STAGES)))
def test_the_next_column_takes_a_card(stage: str, target: str) -> None:
    assert why_not_move(stage, target) == ""


def test_the_menu_of_a_card_opens_the_claim_and_refuses_the_rest(city: City) -> None:
    project = at_stage(new_project(city), "signed", city)
    text = column(board(city.clerk), "signed")
    claim = reverse("steps:claim", args=[project.pk, "register"])
    assert f'<a href="{claim}" data-move="registered"' in text
    assert 'data-move="started" data-why="阶段不能跳过：请先申报注册' in text
    assert 'data-move="signed"' not in text
