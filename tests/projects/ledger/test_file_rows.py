"""Phases, yearly plans, marks and credits: entered, changed and withdrawn, with a history of every one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.kinds import CreditPart
from projects.ledger.measures import overruns
from projects.ledger.models import Credit, Mark, Phase, Project, RowChange, YearPlan
from projects.ledger.services import (
    Share,
    add_mark,
    add_phase,
    add_year_plan,
    set_credits,
    update_phase,
    withdraw_mark,
    withdraw_phase,
)
from projects.ledger.services.credits import _check
from projects.people.models import Organisation
from tests.factories import NOW, TODAY, City, build_city, fresh, new_project

FIRST: dict[str, Any] = {"number": 1, "name": "一期", "total_wan": Decimal(50_000), "fixed_wan": Decimal(30_000)}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The doors read the clock: it stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def city(db: None) -> City:
    """People and units of 芜湖."""
    return build_city()


def credit(city: City, project: Project, *parts: tuple[Organisation, str, str], **more: Any) -> list[Credit]:
    shares = [Share(unit, part, Decimal(percent)) for unit, part, percent in parts]
    return set_credits(project.pk, shares, by=city.dispatcher, now=NOW, **more)


def test_a_row_is_kept_from_entry_to_withdrawal(city: City) -> None:
    project = new_project(city)
    phase = add_phase(project.pk, FIRST, by=city.clerk, now=NOW)
    update_phase(phase.pk, {"total_wan": Decimal(60_000)}, by=city.clerk, now=NOW, why="追加设备", expected_version=1)
    withdraw_phase(phase.pk, why="重复登记", by=city.clerk, now=NOW, expected_version=2)
    kept = list(RowChange.objects.filter(row=phase.pk).order_by("id"))
    total = "本期总投资（万元）"
    assert [(one.before.get(total), one.after.get(total), one.why) for one in kept] == [
        (None, "50000", ""), ("50000", "60000", "追加设备"), ("60000", None, "重复登记")]  # fmt: skip
    assert not project.phases.current().exists() and project.phases.count() == 1
    assert fresh(project).version == project.version + 3


def test_nothing_is_written_when_nothing_changes(city: City) -> None:
    phase = add_phase(new_project(city).pk, FIRST, by=city.clerk, now=NOW)
    update_phase(phase.pk, {"name": "一期"}, by=city.clerk, now=NOW)
    assert Phase.objects.get().version == 1 and RowChange.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"number": 0}, "number"),
        ({"number": 21}, "number"),
        ({"number": None}, "number"),
        ({"total_wan": Decimal("-1")}, "total_wan"),
        ({"total_wan": Decimal(10) ** 12}, "total_wan"),
        ({"fixed_wan": Decimal(50_001)}, "fixed_wan"),
        ({"started_on": TODAY + timedelta(days=1)}, "started_on"),
        ({"started_on": TODAY, "producing_on": TODAY - timedelta(days=1)}, "producing_on"),
        ({"planned_started_on": TODAY, "planned_producing_on": TODAY - timedelta(days=1)}, "planned_producing_on"),
        ({"name": "一\n期"}, "name"),
        ({"capacity": "长" * 121}, "capacity"),
        ({"version": 9}, "version"),
        ({"project": None}, "project"),
    ],
)
def test_a_wrong_phase_is_refused_at_its_field(city: City, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        add_phase(new_project(city).pk, FIRST | values, by=city.clerk, now=NOW)
    assert refused.value.field == field and not Phase.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "world500"}, "list_year"),
        ({"kind": "china500", "list_year": 1994}, "list_year"),
        ({"kind": "private500", "list_year": TODAY.year + 1}, "list_year"),
        ({"kind": "high_tech"}, "reason"),
        ({"kind": "best"}, "kind"),
        ({"kind": ""}, "kind"),
    ],
)
def test_a_mark_without_its_ground_is_refused(city: City, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        add_mark(new_project(city).pk, values, by=city.clerk, now=NOW)
    assert refused.value.field == field


@pytest.mark.parametrize("values", [{"kind": "returnee"}, {"kind": "world500", "list_year": 2025},
                                    {"kind": "high_tech", "reason": "高新技术企业证书"}])  # fmt: skip
def test_a_founded_mark_stands_once_and_again_after_its_withdrawal(city: City, values: dict[str, Any]) -> None:
    project = new_project(city)
    mark = add_mark(project.pk, values, by=city.clerk, now=NOW)
    with pytest.raises(Conflict, match="已登记"):
        add_mark(project.pk, values, by=city.clerk, now=NOW)
    withdraw_mark(mark.pk, why="认定有误", by=city.clerk, now=NOW)
    add_mark(project.pk, values, by=city.clerk, now=NOW)


def test_the_database_keeps_what_the_service_promises(city: City) -> None:
    project = new_project(city)
    common = {"project": project, "created_by": city.clerk, "created_at": NOW, "updated_at": NOW}
    wrong = (
        lambda: Mark.objects.create(kind="world500", **common),
        lambda: Mark.objects.create(kind="high_tech", **common),
        lambda: Phase.objects.create(number=0, **common),
        lambda: Phase.objects.create(number=1, total_wan=-1, **common),
        lambda: YearPlan.objects.create(year=1, amount_wan=1, **common),
        lambda: Credit.objects.create(organisation=city.district, part="landing", percent=101, **common),
    )
    for attempt in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_a_stale_change_a_stranger_and_a_withdrawn_row_are_refused(city: City) -> None:
    phase = add_phase(new_project(city).pk, FIRST, by=city.clerk, now=NOW)
    with pytest.raises(Stale):
        update_phase(phase.pk, {"name": "二"}, by=city.clerk, now=NOW, expected_version=7)
    with pytest.raises(NotFound):
        update_phase(phase.pk, {"name": "二"}, by=city.sibling_clerk, now=NOW)
    with pytest.raises(NotAllowed):
        update_phase(phase.pk, {"name": "二"}, by=city.leader, now=NOW)
    with pytest.raises(Invalid, match="理由"):
        withdraw_phase(phase.pk, why=" ", by=city.clerk, now=NOW)
    withdraw_phase(phase.pk, why="错", by=city.clerk, now=NOW)
    with pytest.raises(Conflict, match="已作废"):
        update_phase(phase.pk, {"name": "二"}, by=city.clerk, now=NOW)


def test_sums_larger_than_the_whole_are_said_and_not_refused(city: City) -> None:
    project = new_project(city, fixed_investment_wan=Decimal(40_000))
    for number in (1, 2):
        add_phase(project.pk, FIRST | {"number": number}, by=city.clerk, now=NOW)
        add_year_plan(project.pk, {"year": 2025 + number, "amount_wan": Decimal(40_001)}, by=city.clerk, now=NOW)
    said = "".join(overruns(project, project.phases.current(), project.year_plans.current()))
    assert (
        "各期总投资合计10.00亿元" in said
        and "各期固定资产投资合计6.00亿元" in said
        and "各年度计划投资合计8.00亿元" in said
    )


def test_a_year_is_planned_once(city: City) -> None:
    project = new_project(city)
    add_year_plan(project.pk, {"year": 2026, "amount_wan": Decimal(1)}, by=city.clerk, now=NOW)
    with pytest.raises(Conflict):
        add_year_plan(project.pk, {"year": 2026, "amount_wan": Decimal(2)}, by=city.clerk, now=NOW)
    with pytest.raises(Invalid):
        add_year_plan(project.pk, {"year": 26, "amount_wan": Decimal(2)}, by=city.clerk, now=NOW)


def test_credits_are_whole_and_their_change_is_kept(city: City) -> None:
    project = new_project(city)
    credit(city, project, (city.district, "landing", "60"), (city.sibling, "first_contact", "40"))
    now = fresh(project).version
    credit(city, project, (city.district, "landing", "100"), why="双方协议", expected_version=now)
    assert [(one.organisation, one.percent) for one in project.credits.current()] == [(city.district, Decimal(100))]
    assert RowChange.objects.filter(project=project, kind="credit").count() == 4
    credit(city, project, why="撤销分成")
    assert not project.credits.current().exists() and project.credits.count() == 2


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([("landing", "60")], "合计应为100%"),
        ([("landing", "60"), ("introducer", "40.01")], "合计应为100%"),
        ([("landing", "60"), ("landing", "40")], "只能填一行"),
        ([("landing", "0"), ("introducer", "100")], "大于0"),
        ([("landing", "-1"), ("introducer", "101")], "大于0"),
        ([("landing", "NaN")], "大于0"),
        ([("landing", "33.333"), ("introducer", "66.667")], "两位小数"),
        ([("luck", "100")], "贡献类型"),
    ],
)
def test_credits_that_are_not_whole_are_refused(city: City, parts: list[tuple[str, str]], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        credit(city, new_project(city), *((city.district, part, percent) for part, percent in parts))
    assert not Credit.objects.exists()


def test_a_change_of_credits_says_why_and_by_whom_it_may_be_made(city: City) -> None:
    project = new_project(city)
    credit(city, project, (city.district, "landing", "100"))
    with pytest.raises(Invalid, match="理由"):
        credit(city, project, (city.sibling, "introducer", "100"))
    with pytest.raises(Stale):
        credit(city, project, (city.sibling, "introducer", "100"), why="裁定", expected_version=1)
    with pytest.raises(NotAllowed):
        set_credits(project.pk, [], by=city.leader, now=NOW, why="裁定")


@given(st.lists(st.integers(min_value=1, max_value=9_999), min_size=1, max_size=3))
@settings(max_examples=60)
def test_only_what_adds_up_to_one_hundred_passes(cents: list[int]) -> None:
    # no unit has ended: the organisations are not asked for, they stand in ``known``
    units = [Organisation(name=str(number)) for number in range(3)]
    parts = CreditPart.values
    shares = [Share(units[at], parts[at], Decimal(cent) / 100) for at, cent in enumerate(cents)]
    known = {(one.organisation.pk, one.part): Credit(percent=one.percent) for one in shares}
    if sum(cents) == 10_000:
        _check(shares, known, "", now=NOW)
        return
    with pytest.raises(Invalid, match="100%"):
        _check(shares, known, "", now=NOW)


PAGES = (
    ("phase", "add_phase", {"number": "1", "total_yi": "5", "fixed_yi": "3", "capacity": "10 GWh"}, Phase),
    ("year_plan", "add_year_plan", {"year": "2026", "amount_yi": "2.5"}, YearPlan),
    ("mark", "add_mark", {"kind": "world500", "list_year": "2025"}, Mark),
)


@pytest.mark.parametrize(("kind", "address", "typed", "model"), PAGES)
def test_a_row_is_entered_changed_and_withdrawn_on_its_pages(
    city: City, client: Client, kind: str, address: str, typed: dict[str, str], model: Any
) -> None:
    project = new_project(city)
    client.force_login(city.clerk)
    assert client.get(reverse(f"ledger:{address}", args=[project.pk])).status_code == 200
    assert client.post(reverse(f"ledger:{address}", args=[project.pk]), typed).status_code == 302
    row = model.objects.get()
    edit = reverse(f"ledger:edit_{kind}", args=[row.pk])
    assert client.get(edit).status_code == 200
    assert client.post(edit, typed | {"version": "1", "why": "核对"}).status_code == 302
    stale = client.post(edit, typed | {"version": "7"})
    assert stale.status_code == 412 and "别人也改了" in stale.content.decode()
    gone = reverse(f"ledger:withdraw_{kind}", args=[row.pk])
    assert client.get(gone).status_code == 200
    assert client.post(gone, {"version": "1", "why": ""}).status_code == 422
    assert client.post(gone, {"version": "1", "why": "重复"}).status_code == 302
    assert client.get(edit).status_code == 404


def test_an_amount_in_the_wrong_unit_is_asked_back_and_may_be_confirmed(city: City, client: Client) -> None:
    project = new_project(city)
    client.force_login(city.clerk)
    address = reverse("ledger:add_year_plan", args=[project.pk])
    asked = client.post(address, {"year": "2026", "amount_yi": "1673"})
    assert asked.status_code == 422 and "本栏单位是亿元" in asked.content.decode() and "1673" in asked.content.decode()
    assert client.post(address, {"year": "2026", "amount_yi": "1673", "confirm_amounts": "on"}).status_code == 302


def test_credits_are_set_on_their_page(city: City, client: Client) -> None:
    project = new_project(city)
    client.force_login(city.dispatcher)
    address = reverse("ledger:credits", args=[project.pk])
    assert client.get(address).status_code == 200
    typed = {"credits-TOTAL_FORMS": "2", "credits-INITIAL_FORMS": "0", "version": str(fresh(project).version),
             "credits-0-organisation": city.district.pk, "credits-0-part": "landing", "credits-0-percent": "70",
             "credits-1-organisation": city.sibling.pk, "credits-1-part": "first_contact"}  # fmt: skip
    assert "请填写“比例”" in client.post(address, typed).content.decode()
    assert "现为100.01%" in client.post(address, typed | {"credits-1-percent": "30.01"}).content.decode()
    assert client.post(address, typed | {"credits-1-percent": "30", "version": "99"}).status_code == 412
    assert client.post(address, typed | {"credits-1-percent": "30"}).status_code == 302
    client.force_login(city.clerk)
    text = client.get(reverse("desk:project", args=[project.pk])).content.decode()
    assert "70%" in text and "首谈" in text


def test_the_overview_says_every_measure_with_its_unit(city: City, client: Client) -> None:
    money = {"foreign_currency": "USD", "foreign_amount_wan": Decimal(1500), "foreign_rate": Decimal("7.1021"),
             "foreign_rate_on": TODAY, "foreign_rate_source": "中间价"}  # fmt: skip
    project = new_project(city, filed_investment_wan=Decimal(79_000), fixed_investment_wan=Decimal(90_000), **money)
    add_phase(project.pk, FIRST, by=city.clerk, now=NOW)
    add_year_plan(project.pk, {"year": TODAY.year, "amount_wan": Decimal(20_000)}, by=city.clerk, now=NOW)
    add_mark(project.pk, {"kind": "returnee"}, by=city.clerk, now=NOW)
    client.force_login(city.clerk)
    text = client.get(reverse("desk:project", args=[project.pk])).content.decode()
    for said in (f"{TODAY.year}年计划投资", "2.00<small>亿元", "备案证金额 79,000 万元", "折合人民币 10,653.15 万元",
                 "1 USD = 7.1021 元", "返乡", "固定资产投资9.00亿元，大于总投资8.00亿元"):  # fmt: skip
        assert said in text, said
