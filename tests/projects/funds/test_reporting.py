"""Reporting an arrival of money: what it must say, foreign money, and who may."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from projects.audit.models import Entry
from projects.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Stale
from projects.funds.kinds import FundState
from projects.funds.models import Fund
from projects.funds.services import confirm_fund, edit_fund, report_fund, withdraw_fund
from projects.ledger.models import Evidence, Project, RowChange, RowKind
from projects.ledger.services import withdraw_evidence
from tests.factories import NOW, TODAY, City, new_project, upload
from tests.projects.funds.conftest import Report, foreign, slip, slip_file, values


def test_an_arrival_is_kept_with_history_and_audit(city: City, project: Project, report: Report) -> None:
    fund = report()
    assert (fund.state, fund.amount_wan, fund.version) == (FundState.REPORTED, Decimal("1500"), 1)
    (change,) = RowChange.objects.filter(project=project, kind=RowKind.FUND)
    assert change.before == {} and change.after["到账金额（万元）"] == "1500"
    entry = Entry.objects.get(action="fund.report")
    assert (entry.actor, entry.object_id) == (city.clerk.username, str(fund.pk))


def test_a_slip_uploaded_with_the_form_becomes_a_document_of_the_project(city: City, project: Project) -> None:
    fund = report_fund(project.pk, values(), slip=slip_file(), by=city.clerk, now=NOW)
    assert (fund.slip.kind, fund.slip.project_id) == ("bank_slip", project.pk)
    assert fund.slip.issued_on == fund.arrived_on


@pytest.mark.parametrize(("field", "value", "said"), [
    ("arrived_on", None, "请填写到账日期"),
    ("arrived_on", TODAY + timedelta(days=1), "不能晚于今天"),
    ("arrived_on", date(2026, 5, 1), "不能早于项目在谈日期"),
    ("arrived_on", date(1949, 10, 1), "1990年"),
    ("amount_wan", None, "请填写到账金额"),
    ("amount_wan", Decimal("0"), "大于 0"),
    ("amount_wan", Decimal("-1"), "不能为负"),
    ("amount_wan", Decimal("1e12"), "金额过大"),
    ("amount_wan", Decimal("NaN"), "必须是数字"),
    ("origin", "", "请选择资金来源"),
    ("origin", "moon", "从选项中选择"),
    ("nature", "moon", "从选项中选择"),
    ("purpose", "moon", "从选项中选择"),
    ("bank_name", " ", "请填写开户银行"),
    ("slip_number", "—— ", "请填写进账单号"),
    ("bank_name", "工行\n支行", "换行"),
    ("rate", Decimal("7"), "只有外资填写"),
    ("usd_amount_wan", Decimal("7"), "只有外资填写"),
])  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(
    city: City, project: Project, field: str, value: Any, said: str
) -> None:
    with pytest.raises(Invalid) as refused:
        report_fund(project.pk, values(**{field: value}), slip=slip_file(), by=city.clerk, now=NOW)
    assert said in refused.value.detail
    assert refused.value.field == (field if field not in ("rate", "usd_amount_wan") else "origin")
    assert not Fund.objects.exists()


@pytest.mark.parametrize(("over", "field"), [
    ({"foreign_currency": "dollar"}, "foreign_currency"),
    ({"foreign_amount_wan": None}, "foreign_amount_wan"),
    ({"rate": None}, "rate"),
    ({"rate": Decimal("0")}, "rate"),
    ({"rate_on": TODAY + timedelta(days=1)}, "rate_on"),
    ({"rate_source": ""}, "rate_source"),
    ({"amount_wan": Decimal("7102300")}, "amount_wan"),
    ({"foreign_currency": "CNY"}, "rate"),
    ({"usd_amount_wan": Decimal("100")}, "usd_basis"),
    ({"usd_basis": "capital"}, "usd_amount_wan"),
])  # fmt: skip
def test_foreign_money_comes_whole(city: City, project: Project, over: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        report_fund(project.pk, foreign(**over), slip=slip_file(), by=city.clerk, now=NOW)
    assert refused.value.field == field


def test_the_rmb_amount_of_foreign_money_follows_from_its_rate(city: City, project: Project) -> None:
    said = foreign(usd_amount_wan=Decimal("98"), usd_basis="capital")
    fund = report_fund(project.pk, said, slip=slip_file(), by=city.clerk, now=NOW)
    fund.refresh_from_db()
    assert (fund.amount_wan, fund.foreign_currency) == (Decimal("710.2300"), "USD")
    assert (fund.usd_amount_wan, fund.usd_basis) == (Decimal("98"), "capital")


def test_a_slip_is_a_valid_voucher_of_the_same_project(city: City, project: Project) -> None:
    other = new_project(city, name="另一项目", investor="另一企业")
    wrong = [None, slip(other, city.clerk), upload(city, project, "site_photo")]
    void = slip(project, city.clerk)
    withdraw_evidence(void.pk, reason="传错", by=city.clerk, now=NOW)
    for given in [*wrong, void]:
        with pytest.raises(Invalid) as refused:
            report_fund(project.pk, values(), slip=given, by=city.clerk, now=NOW)
        assert refused.value.field == "slip"


def test_only_a_unit_of_the_project_reports(city: City, project: Project) -> None:
    with pytest.raises(NotFound):
        report_fund(project.pk, values(), slip=slip_file(), by=city.sibling_clerk, now=NOW)
    with pytest.raises(NotAllowed):
        report_fund(project.pk, values(), slip=slip_file(), by=city.leader, now=NOW)


def test_an_arrival_is_mended_until_it_is_confirmed(city: City, project: Project, report: Report) -> None:
    fund = report()
    mended = edit_fund(fund.pk, {"amount_wan": Decimal("1600")}, by=city.clerk, now=NOW, expected_version=1)
    assert (mended.amount_wan, mended.version) == (Decimal("1600"), 2)
    with pytest.raises(Stale):
        edit_fund(fund.pk, {"amount_wan": Decimal("1700")}, by=city.clerk, now=NOW, expected_version=1)
    confirm_fund(fund.pk, by=city.dispatcher, now=NOW)
    with pytest.raises(Conflict):
        edit_fund(fund.pk, {"amount_wan": Decimal("1700")}, by=city.clerk, now=NOW)


def test_a_withdrawn_arrival_stays_readable_and_frees_its_slip(city: City, project: Project, report: Report) -> None:
    fund = report(slip_number="A1")
    with pytest.raises(Invalid):
        withdraw_fund(fund.pk, reason=" ", by=city.clerk, now=NOW)
    withdraw_fund(fund.pk, reason="重复", by=city.clerk, now=NOW)
    with pytest.raises(Conflict):
        withdraw_fund(fund.pk, reason="再次", by=city.clerk, now=NOW)
    last = RowChange.objects.filter(kind=RowKind.FUND, row=fund.pk).first()
    assert last is not None and last.after == {} and last.why == "重复"
    again = report_fund(project.pk, values(slip_number="A1"), slip=fund.slip, by=city.clerk, now=NOW)
    assert again.state == FundState.REPORTED and Fund.objects.count() == 2


def test_the_slip_of_a_standing_arrival_cannot_be_void(city: City, project: Project, report: Report) -> None:
    fund = report()
    with pytest.raises(Conflict, match="到位资金"):
        withdraw_evidence(fund.slip_id, reason="传错", by=city.clerk, now=NOW)
    withdraw_fund(fund.pk, reason="重复", by=city.clerk, now=NOW)
    withdraw_evidence(fund.slip_id, reason="传错", by=city.clerk, now=NOW)
    assert Evidence.objects.get(pk=fund.slip_id).is_withdrawn


def test_a_refused_arrival_leaves_no_document(city: City, project: Project) -> None:
    with pytest.raises(DomainError):
        report_fund(project.pk, values(origin="moon"), slip=slip_file(), by=city.clerk, now=NOW)
    assert not Evidence.objects.exists()
