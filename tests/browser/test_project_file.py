"""The file of a project in the browser: its long form, its measures, phases, marks, credits and the city's chains."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from projects.ledger.models import Phase
from projects.ledger.services import Share, add_chain, add_mark, add_phase, add_year_plan, set_credits
from tests.browsing import PHONE, Luodi, resize
from tests.factories import PASSWORD, City, build_city, new_project

pytestmark = pytest.mark.django_db(transaction=True)


def filled(city: City) -> str:
    """Path of a project with everything in its file."""
    now = timezone.now()
    by, today = city.clerk, timezone.localdate(now)
    money = {"foreign_currency": "USD", "foreign_amount_wan": Decimal(1500), "foreign_rate": Decimal("7.1021"),
             "foreign_rate_on": today, "foreign_rate_source": "中国外汇交易中心中间价"}  # fmt: skip
    measures = {"filed_investment_wan": Decimal(79_000), "statistics_investment_wan": Decimal(76_000)}
    measures["fixed_investment_wan"] = Decimal(60_000)
    project = new_project(city, now=now, chain="光伏", agreement_kind="formal", **measures, **money)
    for number, total in ((1, 50_000), (2, 45_000)):
        add_phase(project.pk, {"number": number, "total_wan": Decimal(total), "planned_started_on": today,
                               "capacity": f"年产支架 {number} GW"}, by=by, now=now)  # fmt: skip
    add_year_plan(
        project.pk, {"year": today.year, "amount_wan": Decimal(20_000), "content": "厂房主体"}, by=by, now=now
    )
    add_mark(project.pk, {"kind": "china500", "list_year": today.year}, by=by, now=now)
    shares = [Share(city.district, "landing", Decimal(60)), Share(city.sibling, "first_contact", Decimal(40))]
    set_credits(project.pk, shares, by=by, now=now)
    add_chain(city.city, {"name": "光伏", "leader": city.leader, "lead_organisation": city.departments["GX"]},
              by=city.dispatcher, now=now)  # fmt: skip
    new_project(city, now=now, chain="光伏链", name="另一个项目", investor="乙")
    return f"/projects/{project.pk}/"


def test_the_file_is_read_and_written_on_every_screen(live_luodi: Luodi) -> None:
    city = build_city()
    path = filled(city)
    page = live_luodi.enter("litian", PASSWORD)
    page.goto(live_luodi.url + path)
    page.get_by_text("各期总投资合计9.50亿元，大于项目总投资8.00亿元").wait_for()
    wrong = live_luodi.look(page, "file-overview")
    page.goto(f"{live_luodi.url}{path}edit/")
    wrong += live_luodi.look(page, "file-form")
    page.goto(f"{live_luodi.url}{path}credits/")
    wrong += live_luodi.look(page, "file-credits")
    page.goto(f"{live_luodi.url}{path}phases/new/")
    page.locator("input[name=total_yi]").fill("1673")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("本栏单位是亿元").wait_for()
    wrong += live_luodi.look(page, "file-asks-back")
    resize(page, PHONE)  # from here on by phone
    page.locator("input[name=total_yi]").fill("16.73")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("分期“第3期”已登记。").wait_for()
    assert Phase.objects.get(number=3).total_wan == Decimal(167_300)
    page.goto(f"{live_luodi.url}/phases/{Phase.objects.get(number=3).pk}/withdraw/")
    wrong += live_luodi.look(page, "file-withdraw")
    office = {
        "file-chains": "/chains/",
        "file-chain-new": "/chains/new/",
        "file-merge": "/chains/merge/?name=光伏链",
    }
    wrong += live_luodi.walk(live_luodi.enter("wangdiao", PASSWORD), office)
    assert wrong == []
    # a refused form is answered 422, which the browser notes
    assert [one for one in live_luodi.complaints if "422" not in one] == []
