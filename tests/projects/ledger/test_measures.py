"""Money of a project: measures that never mix, foreign money that is converted once, and what a signing needs of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.errors import DomainError, Incomplete, Invalid
from projects.ledger.fields import AMOUNT_FIELDS, FOREIGN_FIELDS
from projects.ledger.models import Project
from projects.ledger.money import equivalent_wan, show_wan, show_yi, wan_to_yi, yi_to_wan
from projects.ledger.services import create_project, update_project
from projects.ledger.stages import Stage, Step
from tests.factories import NOW, TODAY, City, at_stage, build_city, fresh, new_project, take, upload
from workflow.steps.queries import missing_for

DOLLARS: dict[str, Any] = {
    "foreign_currency": "USD",
    "foreign_amount_wan": Decimal("1500"),
    "foreign_rate": Decimal("7.123456"),
    "foreign_rate_on": TODAY,
    "foreign_rate_source": "中国外汇交易中心中间价",
}
amounts = st.decimals(min_value=0, max_value=10**11, places=4)
rates = st.decimals(min_value="0.000001", max_value=9, places=6)


@pytest.fixture
def city(db: None) -> City:
    """People and units of 芜湖."""
    return build_city()


@given(st.decimals(min_value=0, max_value=10**7, places=8))
def test_yi_and_wan_are_the_same_money(yi: Decimal) -> None:
    assert wan_to_yi(yi_to_wan(yi)) == yi


@given(amounts)
def test_wan_survives_the_way_over_yi(wan: Decimal) -> None:
    assert yi_to_wan(wan_to_yi(wan)) == wan


@given(amounts)
def test_yi_is_shown_with_two_decimals_rounded_once_half_up(wan: Decimal) -> None:
    shown = Decimal(show_yi(wan).replace(",", ""))
    assert shown == (wan / 10_000).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert abs(shown - wan / 10_000) <= Decimal("0.005")


@given(amounts)
def test_wan_is_shown_exactly(wan: Decimal) -> None:
    assert Decimal(show_wan(wan).replace(",", "")) == wan


@pytest.mark.parametrize(("wan", "shown"), [("50", "0.01"), ("49.9999", "0.00"), ("150", "0.02"), ("167300", "16.73")])
def test_a_half_is_rounded_up(wan: str, shown: str) -> None:
    assert show_yi(Decimal(wan)) == shown


@given(st.decimals(min_value=0, max_value=10**10, places=4), rates)
def test_the_equivalent_is_amount_times_rate_rounded_once(amount: Decimal, rate: Decimal) -> None:
    found = equivalent_wan(amount, rate)
    assert found == (amount * rate).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    assert abs(found - amount * rate) <= Decimal("0.00005")


def test_an_equivalent_too_large_for_the_ledger_is_refused() -> None:
    with pytest.raises(Invalid, match="过大"):
        equivalent_wan(Decimal(10) ** 11, Decimal(100))


def test_the_ledger_converts_foreign_money_and_says_so_in_the_history(city: City) -> None:
    project = new_project(city, **DOLLARS)
    assert fresh(project).foreign_equivalent_wan == Decimal("10685.1840")
    update_project(project.pk, {"foreign_rate": Decimal("7")}, by=city.clerk, now=NOW)
    assert fresh(project).foreign_equivalent_wan == Decimal("10500.0000")
    kept = {one.field: (one.before, one.after) for one in project.changes.all()}
    assert kept["foreign_equivalent_wan"] == ("10685.184", "10500")


def test_writing_another_field_converts_nothing_again(city: City) -> None:
    project = new_project(city, **DOLLARS)
    Project.objects.filter(pk=project.pk).update(foreign_equivalent_wan=Decimal("10000"))
    update_project(project.pk, {"site": "B-12"}, by=city.clerk, now=NOW)
    assert fresh(project).foreign_equivalent_wan == Decimal("10000.0000")


def test_an_equivalent_is_never_typed(city: City) -> None:
    with pytest.raises(Invalid, match="不认识的字段"):
        update_project(new_project(city).pk, {"foreign_equivalent_wan": Decimal(1)}, by=city.clerk, now=NOW)


@pytest.mark.parametrize("left_out", FOREIGN_FIELDS)
def test_a_rate_without_its_parts_is_refused_by_name(city: City, left_out: str) -> None:
    values = {name: value for name, value in DOLLARS.items() if name != left_out}
    with pytest.raises(Invalid) as refused:
        update_project(new_project(city).pk, values, by=city.clerk, now=NOW)
    assert (refused.value.field, refused.value.code) == (left_out, "foreign_incomplete")


@pytest.mark.parametrize("alone", ["foreign_currency", "foreign_amount_wan"])
def test_currency_and_amount_stand_together(city: City, alone: str) -> None:
    with pytest.raises(Invalid, match="外币投资还缺"):
        update_project(new_project(city).pk, {alone: DOLLARS[alone]}, by=city.clerk, now=NOW)


def test_foreign_money_may_be_cleared_as_a_whole(city: City) -> None:
    project = new_project(city, **DOLLARS)
    empty = {name: "" if isinstance(value, str) else None for name, value in DOLLARS.items()}
    update_project(project.pk, empty, by=city.clerk, now=NOW)
    assert fresh(project).foreign_equivalent_wan is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"foreign_rate_on": TODAY + timedelta(days=1)}, "foreign_rate_on"),
        ({"foreign_rate": Decimal(0)}, "foreign_rate"),
        ({"foreign_rate": Decimal(1000)}, "foreign_rate"),
        ({"foreign_rate": Decimal("-7")}, "foreign_rate"),
        ({"filed_investment_wan": Decimal("-1")}, "filed_investment_wan"),
        ({"statistics_investment_wan": Decimal("NaN")}, "statistics_investment_wan"),
        ({"expected_tax_wan": Decimal(10) ** 12}, "expected_tax_wan"),
        ({"expected_jobs": -1}, "expected_jobs"),
        ({"expected_jobs": 2_000_000}, "expected_jobs"),
        ({"agreement_kind": "oral"}, "agreement_kind"),
        ({"land_kind": "sea"}, "land_kind"),
        ({"foreign_rate_source": "行\n情"}, "foreign_rate_source"),
    ],
)
def test_values_that_cannot_be_are_refused_at_their_field(city: City, values: dict[str, Any], field: str) -> None:
    project = new_project(city, **DOLLARS)
    with pytest.raises(Invalid) as refused:
        update_project(project.pk, values, by=city.clerk, now=NOW)
    assert refused.value.field == field


def test_a_threshold_in_dollars_is_tested_in_dollars(city: City) -> None:
    exact = new_project(city, **DOLLARS | {"foreign_amount_wan": Decimal(50_000)})
    new_project(
        city, investor="乙", **DOLLARS | {"foreign_amount_wan": Decimal("49999.9999"), "foreign_rate": Decimal(9)}
    )
    new_project(city, investor="丙", **DOLLARS | {"foreign_currency": "EUR", "foreign_amount_wan": Decimal(90_000)})
    assert list(Project.objects.foreign_at_least("USD", Decimal(50_000))) == [exact]


def test_foreign_money_without_a_rate_cannot_be_signed(city: City) -> None:
    project = new_project(city, **{name: DOLLARS[name] for name in ("foreign_currency", "foreign_amount_wan")})
    assert "foreign_rate" in {one.name for one in missing_for(project, Step.SIGN)}
    update_project(project.pk, DOLLARS, by=city.clerk, now=NOW)
    assert "foreign_rate" not in {one.name for one in missing_for(fresh(project), Step.SIGN)}


def test_the_signing_freezes_what_was_agreed_in_foreign_money(city: City) -> None:
    project = new_project(city, statistics_investment_wan=Decimal("76000"), **DOLLARS)
    signing = take(city, project, Step.SIGN)
    signing.refresh_from_db()
    assert {name: getattr(signing, name) for name in DOLLARS} == DOLLARS
    assert signing.foreign_equivalent_wan == Decimal("10685.1840")
    assert signing.statistics_investment_wan == Decimal("76000")


def test_the_amounts_that_a_signing_freezes_are_named(city: City) -> None:
    assert set(AMOUNT_FIELDS) == {"total_investment_wan", "fixed_investment_wan", *FOREIGN_FIELDS}


@pytest.mark.parametrize("kind", ["framework", "intent"])
def test_a_framework_agreement_or_letter_of_intent_is_no_signing(city: City, kind: str) -> None:
    project = new_project(city, agreement_kind=kind)
    missing = {one.name: one.how for one in missing_for(project, Step.SIGN)}
    assert "不计签约" in missing["agreement_kind"] and "正式投资协议" in missing["agreement_kind"]
    with pytest.raises((Incomplete, DomainError)) as refused:
        take(city, project, Step.SIGN)
    assert "agreement_kind" in {one.name for one in refused.value.missing}
    assert fresh(project).stage == Stage.NEGOTIATING


@pytest.mark.parametrize("kind", ["", "formal"])
def test_a_formal_agreement_and_an_old_project_without_a_word_may_be_signed(city: City, kind: str) -> None:
    project = new_project(city, agreement_kind=kind)
    assert at_stage(project, Stage.SIGNED, city).stage == Stage.SIGNED


def test_a_claim_may_say_that_the_agreement_is_formal_now(city: City) -> None:
    project = new_project(city, agreement_kind="framework", fair_competition_reviewed_by="郑审")
    upload(city, project, "investment_agreement")
    assert missing_for(project, Step.SIGN, fields={"agreement_kind": "formal"}) == []


def test_a_project_entered_with_foreign_money_has_its_equivalent(city: City) -> None:
    values = {"name": "新", "landing_organisation": city.district, **DOLLARS, "foreign_rate_on": date(2026, 11, 1)}
    made = create_project(values, by=city.clerk, now=NOW)
    assert fresh(made).foreign_equivalent_wan == Decimal("10685.1840")
