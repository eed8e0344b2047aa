"""Pages of arrived funds: report, confirm, return, withdraw, the queue, the tab."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from projects.funds.kinds import FundState
from projects.funds.models import Fund
from projects.funds.services import confirm_fund
from projects.ledger.models import Evidence, Project
from tests.factories import NOW, City
from tests.projects.funds.conftest import Report, slip_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The doors read the clock: it stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


def typed(**over: Any) -> dict[str, Any]:
    said = {"arrived_on": "2026-10-08", "amount_wan": "1500", "origin": "outside_province", "slip_number": "JZ0001",
            "bank_name": "中国工商银行繁昌支行", "payer_name": "江苏中信博"}  # fmt: skip
    return {**said, **over}


def test_a_clerk_reports_and_the_dispatcher_confirms(city: City, project: Project, client: Client) -> None:
    client.force_login(city.clerk)
    address = reverse("funds:report", args=[project.pk])
    assert client.post(address, typed(slip_file=slip_file())).status_code == 302
    fund = Fund.objects.get()
    assert "须由另一人核实" not in client.get(reverse("funds:fund", args=[fund.pk])).content.decode()
    client.force_login(city.dispatcher)
    queue = client.get(reverse("funds:queue")).content.decode()
    assert "1 笔等您核实" in queue and project.name in queue
    answer = client.post(reverse("funds:confirm", args=[fund.pk]), {"amount_wan": "1200", "version": "1"})
    assert answer.status_code == 422 and "核减理由" in str(answer.context["form"].errors["reason"])
    said = {"amount_wan": "1200", "reason": "其中300万为借款", "version": "1"}
    client.post(reverse("funds:confirm", args=[fund.pk]), said)
    tab = client.get(reverse("desk:project", args=[project.pk]) + "?tab=funds").content.decode()
    assert "1,200 <small>万元" in tab and "填报 1,500" in tab and "1.5%" in tab


def test_what_is_refused_stays_typed_and_stores_no_file(city: City, project: Project, client: Client) -> None:
    client.force_login(city.clerk)
    sent = typed(arrived_on="2027-01-01", slip_file=slip_file())
    answer = client.post(reverse("funds:report", args=[project.pk]), sent)
    assert answer.status_code == 422
    assert "不能晚于今天" in str(answer.context["form"].errors["arrived_on"])
    assert 'value="JZ0001"' in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_slip_known_already_is_refused_on_top_of_the_form(city: City, project: Project, client: Client,
                                                            report: Report) -> None:  # fmt: skip
    report(slip_number="JZ0001")
    client.force_login(city.clerk)
    answer = client.post(reverse("funds:report", args=[project.pk]), typed(slip_file=slip_file()))
    assert answer.status_code == 422
    assert "已在本项目登记" in answer.content.decode()


def test_returned_mended_withdrawn(city: City, client: Client, report: Report) -> None:
    fund = report()
    client.force_login(city.dispatcher)
    client.post(reverse("funds:return", args=[fund.pk]), {"reason": "看不清", "version": "1"})
    client.force_login(city.clerk)
    page = client.get(reverse("funds:edit", args=[fund.pk])).content.decode()
    assert "退回理由" in page and "看不清" in page
    sent = typed(slip=str(fund.slip_id), version="2")
    assert client.post(reverse("funds:edit", args=[fund.pk]), sent | {"version": "1"}).status_code == 412
    assert client.post(reverse("funds:edit", args=[fund.pk]), sent).status_code == 302
    assert client.post(reverse("funds:withdraw", args=[fund.pk]), {"reason": "重复", "version": "3"}).status_code == 302
    assert Fund.objects.get().state == FundState.WITHDRAWN


def test_nobody_confirms_his_own_through_the_page(city: City, client: Client, report: Report) -> None:
    fund = report(by=city.dispatcher)
    client.force_login(city.dispatcher)
    assert client.get(reverse("funds:confirm", args=[fund.pk])).status_code == 403
    assert "须由另一人核实" in client.get(reverse("funds:fund", args=[fund.pk])).content.decode()


def test_the_tab_with_many_rows_costs_the_queries_of_one(
    city: City, project: Project, client: Client, report: Report, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        fund = report()
        if number % 2:
            confirm_fund(fund.pk, by=city.dispatcher, now=NOW)
    client.force_login(city.dispatcher)
    with django_assert_max_num_queries(20):
        client.get(reverse("desk:project", args=[project.pk]) + "?tab=funds")
