"""The pages of handovers, deputies and loads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from projects.ledger.models import Deputy
from projects.ledger.services import assign, register_deputy
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer, add_post, start_tenure
from tests.factories import NOW, TODAY, City, give_chief, new_project, sign_in, submitted
from tests.workflow.handover.samples import (
    EARLIER,
    LEFT_ON,
    Change,
    chief_of,
    job_change,
    newcomer_to,
    proposed,
    two_projects,
)
from tests.workflow.pages import PAGE_TEST, enter
from workflow.handover.load import loads_of
from workflow.handover.models import Handover, HandoverState
from workflow.handover.queries import waiting_for
from workflow.handover.services import confirm_handover

pytestmark = PAGE_TEST


@pytest.fixture
def change(city: City) -> Change:
    return job_change(city)


def page_of(handover: Handover) -> str:
    return reverse("handover:detail", args=[handover.pk])


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def sent(handover: Handover, **over: str) -> dict[str, str]:
    handover.refresh_from_db()
    values = {"do": "confirm", "version": str(handover.version), "effective_on": TODAY.isoformat()}
    return {**values, "successor": str(handover.sitter_id or ""), **over}


def test_the_office_finds_what_waits_and_confirms_it(change: Change) -> None:
    handover, office = proposed(change.city), enter(change.office)
    listed = text(office, reverse("handover:list"))
    assert "繁昌区区长" in listed and "待确认" in listed and "张区长" in listed
    shown = text(office, page_of(handover))
    assert "动力电池基地" in shown and "已迟 10 天" in shown and "迟延归属：张区长 10 天" in shown
    assert office.post(page_of(handover), sent(handover)).status_code == 302
    assert [chief_of(one) for one in change.projects] == [change.newcomer] * 2


def test_what_was_typed_stays_when_it_is_refused(change: Change) -> None:
    handover, office = proposed(change.city), enter(change.office)
    late = (TODAY + timedelta(days=2)).isoformat()
    answer = office.post(page_of(handover), sent(handover, effective_on=late, basis="任免〔2026〕7号"))
    assert answer.status_code == 422
    assert "不能晚于今天" in str(answer.context["form"].errors["effective_on"])
    assert "任免〔2026〕7号" in answer.content.decode()


def test_a_part_is_kept_on_the_page(change: Change) -> None:
    handover, office = proposed(change.city), enter(change.office)
    item = handover.items.get(responsibility__project=change.projects[1])
    assert office.post(page_of(handover), sent(handover, **{f"keep_{item.pk}": "继续联系"})).status_code == 302
    assert "不移交：继续联系" in text(office, page_of(handover))


def test_an_older_page_is_refused(change: Change) -> None:
    handover, office = proposed(change.city), enter(change.office)
    assert office.post(page_of(handover), sent(handover, version="99")).status_code == 412


def test_the_successor_sees_the_open_work_and_takes_it_over(change: Change) -> None:
    claim = submitted(change.city, change.projects[1], "sign", now=NOW)
    handover = proposed(change.city)
    newcomer = enter(change.newcomer)
    assert newcomer.get(page_of(handover)).status_code == 404
    confirm_handover(handover.pk, by=change.office, now=NOW)
    shown = text(newcomer, page_of(handover))
    assert "记在张区长名下" in shown and f"/claims/{claim.pk}/" in shown and "下一节点：签约" in shown
    handover.refresh_from_db()
    answer = newcomer.post(page_of(handover), {"do": "acknowledge", "version": str(handover.version), "note": "收到"})
    assert answer.status_code == 302
    handover.refresh_from_db()
    assert (handover.state, handover.acknowledged_by) == (HandoverState.ACKNOWLEDGED, change.newcomer)
    assert "收到" in text(newcomer, page_of(handover))


def test_the_office_cannot_take_it_over_for_the_successor(change: Change) -> None:
    handover = confirm_handover(proposed(change.city).pk, by=change.office, now=NOW)
    office = enter(change.office)
    answer = office.post(page_of(handover), {"do": "acknowledge", "version": str(handover.version)})
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["leaver", "sibling_clerk", "clerk", "leader"])
def test_nobody_else_learns_that_it_exists(change: Change, name: str) -> None:
    handover = proposed(change.city)
    officer = change.leaver if name == "leaver" else getattr(change.city, name)
    client = enter(officer)
    assert client.get(page_of(handover)).status_code == 404
    assert client.post(page_of(handover), sent(handover)).status_code == 404
    assert "区长" not in text(client, reverse("handover:list")).split("<main")[1]


def test_an_administrator_sees_no_handover_but_arranges_deputies(change: Change) -> None:
    keeper = add_officer(change.city.city, username="xitong", name="系统", roles=(Role.SYSTEM_ADMIN,), by=None, now=NOW)
    client = sign_in(Client(), keeper)
    assert client.get(reverse("handover:list")).status_code == 403
    assert client.get(page_of(proposed(change.city))).status_code == 403
    assert "张区长（★区长）" not in text(client, reverse("handover:deputies"))
    assert "张区长" in text(client, reverse("handover:deputies"))


def test_the_to_do_list_names_what_waits_for_whom(change: Change) -> None:
    handover = proposed(change.city)
    line = waiting_for(change.office, on=TODAY)[0]
    assert (line.verb, line.url, line.is_late) == ("确认交接", page_of(handover), False)
    assert "张区长（任职变动）→ 新区长" in line.name
    assert waiting_for(change.newcomer, on=TODAY) == []
    confirm_handover(handover.pk, by=change.office, now=NOW)
    assert waiting_for(change.office, on=TODAY) == []
    later = TODAY + timedelta(days=3)
    assert [(one.verb, one.due, one.is_late) for one in waiting_for(change.newcomer, on=later)] == [
        ("接收交接", "已等 3 天", True)
    ]
    register_deputy(change.newcomer, change.city.deputy, valid_from=TODAY, valid_to=TODAY, basis="出差",
                    by=change.newcomer, now=NOW)  # fmt: skip
    assert "代理新区长" in waiting_for(change.city.deputy, on=TODAY)[0].name


def test_a_chief_whose_account_is_disabled_waits_at_the_office(city: City) -> None:
    project = new_project(city, total_investment_wan="150000", now=EARLIER)
    give_chief(city, project, now=EARLIER)
    Officer.objects.filter(pk=city.chief.pk).update(is_active=False)
    handover = proposed(city)
    line = waiting_for(city.dispatcher, on=TODAY)[0]
    assert "账号停用" in line.name and "空缺" in line.name
    assert "账号停用" in text(enter(city.dispatcher), page_of(handover))


@pytest.mark.parametrize("who", ["keeper", "clerk"])
def test_a_job_change_made_on_the_page_of_posts_proposes_at_once(city: City, who: str) -> None:
    projects, newcomer = two_projects(city), newcomer_to(city)
    keeper = add_officer(city.city, username="xitong", name="系统", roles=(Role.SYSTEM_ADMIN,), by=None, now=NOW)
    client = sign_in(Client(), keeper if who == "keeper" else city.clerk)
    given = {"officer": str(newcomer.pk), "valid_from": TODAY.isoformat(), "basis": "任免通知"}
    answer = client.post(reverse("people:tenure_start", args=[city.chief_post.pk]), given)
    if who == "clerk":
        assert answer.status_code == 403 and not Handover.objects.exists()
        return
    assert answer.status_code == 302
    assert (Handover.objects.get().sitter, Handover.objects.get().items.count()) == (newcomer, len(projects))


# --- deputies -----------------------------------------------------------------------------------------------------


def test_a_principal_registers_a_deputy_and_calls_it_off(city: City) -> None:
    client, address = enter(city.chief), reverse("handover:deputies")
    given = {
        "principal": str(city.chief.pk),
        "deputy": str(city.deputy.pk),
        "valid_from": TODAY.isoformat(),
        "valid_to": (TODAY + timedelta(days=7)).isoformat(),
        "basis": "外出培训",
    }
    assert client.post(address, given).status_code == 302
    made = Deputy.objects.get()
    assert "周副区长" in text(client, address) and "代理中" in text(client, address)
    refused = client.post(address, given)
    assert refused.status_code == 422 and "已由周副区长代理张区长" in refused.content.decode()
    assert client.post(reverse("handover:end_deputy", args=[made.pk]), {"version": "1"}).status_code == 302
    made.refresh_from_db()
    assert made.ended_by == city.chief


def test_others_cannot_be_chosen_by_who_may_not_arrange_for_them(city: City) -> None:
    client = enter(city.clerk)
    given = {"principal": str(city.chief.pk), "deputy": str(city.deputy.pk), "valid_from": TODAY.isoformat(),
             "valid_to": TODAY.isoformat(), "basis": "x"}  # fmt: skip
    assert client.post(reverse("handover:deputies"), given).status_code == 422
    assert not Deputy.objects.exists()


def test_the_chief_card_names_the_deputy(city: City) -> None:
    project = new_project(city)
    give_chief(city, project)
    last = TODAY + timedelta(days=17)
    register_deputy(city.chief, city.deputy, valid_from=TODAY, valid_to=last, basis="外出", by=city.chief, now=NOW)
    shown = text(enter(city.dispatcher), reverse("desk:project", args=[project.pk]))
    assert f"代理：<b>周副区长</b>（至 {last:%Y-%m-%d}）" in shown


# --- loads --------------------------------------------------------------------------------------------------------


def test_the_load_counts_parts_lights_late_nodes_and_handovers(change: Change) -> None:
    city = change.city
    assign(change.projects[0].pk, role="leader", officer=city.deputy, valid_from=TODAY, by=city.dispatcher, now=NOW)
    proposed(city)
    loads = loads_of([change.leaver, city.deputy, change.newcomer], viewer=change.office, on=TODAY)
    leaver = loads[change.leaver.pk]
    assert (leaver.chief_of, leaver.projects, leaver.overdue, leaver.handovers) == (2, 2, 1, 1)
    assert leaver.colours == [("green", 1), ("yellow", 1)]
    assert loads[city.deputy.pk].other_roles == [("包联领导", 1)]
    assert (loads[change.newcomer.pk].chief_of, loads[change.newcomer.pk].handovers) == (0, 1)


def test_a_load_counts_nothing_its_reader_may_not_see(change: Change) -> None:
    loads = loads_of([change.leaver], viewer=change.city.sibling_clerk, on=TODAY)
    assert loads[change.leaver.pk].projects == 0


def test_the_loads_of_many_cost_no_more_than_those_of_one(
    change: Change, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    people = list(Officer.objects.all())
    with django_assert_max_num_queries(6):
        loads_of(people, viewer=change.office, on=TODAY)


def test_the_panel_shows_the_landing_unit_s_people_first(change: Change) -> None:
    project = change.projects[0]
    shown = text(enter(change.office), reverse("handover:loads", args=[project.pk]))
    assert shown.index("新区长") < shown.index("现任负荷") + 4000
    assert "繁昌区区长" in shown
    assert reverse("handover:loads", args=[project.pk]) in text(
        enter(change.office), reverse("ledger:assign", args=[project.pk])
    )
    outside = enter(change.city.sibling_clerk)
    assert outside.get(reverse("handover:loads", args=[project.pk])).status_code == 404


def test_a_list_costs_the_same_for_one_handover_and_for_three(
    change: Change, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    proposed(change.city)
    for number in (1, 2):
        confirm_handover(proposed(change.city).pk, by=change.office, now=NOW)
        start_tenure(change.city.chief_post, newcomer_to(change.city, f"第{number}", f"di{number}"),
                     valid_from=LEFT_ON + timedelta(days=number), by=None, now=NOW)  # fmt: skip
        proposed(change.city)
    client = enter(change.office)
    with django_assert_max_num_queries(22):
        client.get(reverse("handover:list"), {"tab": "done"})


def test_the_panel_lists_those_near_the_project_and_finds_everybody_else(change: Change) -> None:
    city, project = change.city, change.projects[0]
    post = add_post(city.sibling, title="局长", by=None, now=NOW)
    start_tenure(post, city.sibling_clerk, valid_from=LEFT_ON, by=None, now=NOW)
    here, client = reverse("handover:loads", args=[project.pk]), enter(change.office)
    near = text(client, here)
    assert "新区长" in near and "张区长" not in near and "赵填" not in near
    assert "赵填" in text(client, f"{here}?q=鸠江 局长")
    assert "没有找到" in text(client, f"{here}?q=无此人")
    assign(project.pk, role="leader", officer=city.sibling_clerk, valid_from=TODAY, by=city.dispatcher, now=NOW)
    assert "赵填" in text(client, here)


def test_the_panel_shows_fifteen_at_a_time(change: Change) -> None:
    city, project = change.city, change.projects[0]
    for number in range(20):
        post = add_post(city.district, title=f"第{number:02}科科长", by=None, now=NOW)
        officer = newcomer_to(city, f"科长{number:02}", f"kezhang{number}")
        start_tenure(post, officer, valid_from=LEFT_ON, by=None, now=NOW)
    here, client = reverse("handover:loads", args=[project.pk]), enter(change.office)
    first, second = text(client, here), text(client, f"{here}?page=2")
    assert first.count("<tr>") == 1 + 15 and "下一页" in first
    assert "上一页" in second and text(client, f"{here}?page=x").count("<tr>") == 16
