"""Figures of arrived funds: confirmed and reported apart, the rate, and what was known on a day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from projects.funds.models import Fund
from projects.funds.queries import Sums, arrived, sums_of
from projects.funds.services import confirm_fund, return_fund, withdraw_fund
from projects.ledger.models import Project
from tests.factories import NOW, TODAY, City, new_project
from tests.projects.funds.conftest import Report, foreign

pytestmark = pytest.mark.django_db
LAST_YEAR = date(2025, 12, 31)


def sums(project: Project) -> Sums:
    return sums_of(project, Fund.objects.filter(project=project), year=TODAY.year)


def test_confirmed_and_reported_never_mix(city: City, project: Project, report: Report) -> None:
    confirm_fund(report(amount_wan=Decimal("1000")).pk, by=city.dispatcher, now=NOW)
    less = report(amount_wan=Decimal("500"), origin="local")
    confirm_fund(less.pk, amount_wan=Decimal("300"), reason="核减", by=city.dispatcher, now=NOW)
    report(amount_wan=Decimal("70"))
    return_fund(report(amount_wan=Decimal("7")).pk, reason="改", by=city.dispatcher, now=NOW)
    withdraw_fund(report(amount_wan=Decimal("9999")).pk, reason="重复", by=city.clerk, now=NOW)
    found = sums(project)
    assert (found.confirmed, found.reported) == (Decimal("1300"), Decimal("77"))
    assert [(one.label, one.confirmed, one.reported) for one in found.origins] == [
        ("省外", Decimal("1000"), Decimal("77")),
        ("本地", Decimal("300"), Decimal("0")),
    ]


def test_this_year_is_told_apart_by_the_day_of_arrival(city: City, report: Report) -> None:
    old = new_project(city, name="老项目", investor="老企业", negotiating_on=date(2025, 1, 1))
    for on, amount in ((LAST_YEAR, "100"), (date(2026, 1, 1), "10")):
        fund = report(at=old, arrived_on=on, amount_wan=Decimal(amount))
        confirm_fund(fund.pk, by=city.dispatcher, now=NOW)
    report(at=old, arrived_on=LAST_YEAR, amount_wan=Decimal("1"))
    found = sums(old)
    assert (found.confirmed, found.confirmed_this_year) == (Decimal("110"), Decimal("10"))
    assert (found.reported, found.reported_this_year) == (Decimal("1"), Decimal("0"))


@pytest.mark.parametrize(("arrived_wan", "total", "rate"), [
    ("370", "1077", "34.4"), ("1", "800", "0.1"), ("1.0", "1000", "0.1"), ("80000", "80000", "100.0"),
    ("1", None, None), ("1", "0", None),
])  # fmt: skip
def test_the_rate_is_rounded_once_half_up_and_needs_a_total(
    arrived_wan: str, total: str | None, rate: str | None
) -> None:
    found = Sums(confirmed=Decimal(arrived_wan), total=Decimal(total) if total is not None else None)
    assert found.rate == (Decimal(rate) if rate else None)


def test_more_than_the_whole_investment_is_marked(city: City, project: Project, report: Report) -> None:
    report(amount_wan=Decimal("80000"))
    assert not sums(project).exceeds_total
    report(amount_wan=Decimal("0.0001"))
    assert sums(project).exceeds_total


def test_dollars_are_summed_apart(city: City, project: Project, report: Report) -> None:
    said = foreign(usd_amount_wan=Decimal("98"), usd_basis="customs")
    confirm_fund(report(**said).pk, by=city.dispatcher, now=NOW)
    report(**foreign(usd_amount_wan=Decimal("5"), usd_basis="customs"))
    found = sums(project)
    assert (found.usd, found.confirmed) == (Decimal("98"), Decimal("710.23"))


def test_what_is_known_on_a_day_stays_known(city: City, project: Project, report: Report) -> None:
    """Confirmed on the 20th and withdrawn on the 25th: counts as known in between, whenever that is asked."""
    fund = report()
    twentieth, twenty_fifth = NOW + timedelta(days=2), NOW + timedelta(days=7)
    confirm_fund(fund.pk, by=city.dispatcher, now=twentieth)
    withdraw_fund(fund.pk, reason="过账", by=city.dispatcher, now=twenty_fifth)
    second = timedelta(seconds=1)
    for known_at, counts in (
        (twentieth - second, False),
        (twentieth, True),
        (twenty_fifth - second, True),
        (twenty_fifth, False),
    ):
        found = arrived(Fund.objects.all(), as_of=TODAY, known_at=known_at)
        assert found.filter(pk=fund.pk).exists() == counts, known_at
    assert not arrived(Fund.objects.all(), as_of=fund.arrived_on - timedelta(days=1), known_at=twentieth).exists()


def test_money_from_outside_the_province_of_projects_of_two_thousand_wan_and_more(city: City, report: Report) -> None:
    """省外2000万元以上项目: the number itself included."""
    at = {}
    for total in ("1999.9999", "2000"):
        at[total] = new_project(city, name=f"项目{total}", investor=f"企业{total}", total_investment_wan=Decimal(total))
        for origin in ("outside_province", "outside_city"):
            fund = report(at=at[total], amount_wan=Decimal("1"), origin=origin)
            confirm_fund(fund.pk, by=city.dispatcher, now=NOW)
    found = arrived(
        Fund.objects.visible_to(city.leader),
        origin="outside_province",
        as_of=TODAY,
        known_at=NOW,
        min_project_wan=Decimal("2000"),
    )
    assert [fund.project for fund in found] == [at["2000"]]
