"""Codes and money: what a clerk may type wrongly is refused with a sentence that helps."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as reference

from projects.errors import Invalid
from projects.ledger.codes import check_currency, check_investment_code
from projects.ledger.industries import check_industry, industry_label
from projects.ledger.money import check_wan, check_yi, show_yi, yi_to_wan
from projects.ledger.uscc import ALPHABET, check_character, check_uscc

VALID = [
    "91110000600037341L",
    "91340200MA2TE5T01C",
    "91360703MA3AB1C27P",
    "91430104MA4LWXY8X0",
    "91321000MA1NPQR76M",
    "91340621MA8T0U3K2A",
]


@pytest.mark.parametrize("code", VALID)
def test_valid_codes_pass_also_in_full_width_lower_case_and_with_spaces(code: str) -> None:
    assert check_uscc(code) == code
    assert check_uscc(f" {code[:8].lower()} {code[8:]}") == code
    assert check_uscc("".join(chr(ord(c) + 0xFEE0) for c in code)) == code


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("91340200MA2TE5T01", "您填了17位"),
        ("", "您填了0位"),
        ("91340200MA2TE5T01D", "校验位不符"),
        ("91340200MA2TE5T0IC", "不含字符“I”"),
        ("9134O200MA2TE5T01C", "不含字符“O”"),
        ("91340200MA2TE5T11C", "校验位不符"),
    ],
)
def test_wrong_codes_are_refused_with_the_reason(code: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence) as refused:
        check_uscc(code)
    assert refused.value.code == "invalid_uscc"


@given(st.sampled_from(VALID), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(code: str, position: int, character: str) -> None:
    wrong = code[:position] + character + code[position + 1 :]
    if wrong == code:
        return
    with pytest.raises(Invalid):
        check_uscc(wrong)
    assert not (check_character(wrong[:17]) == wrong[17] and reference.is_valid(wrong) and wrong[8:17] == code[8:17])


def test_a_headline_amount_of_1673_yi_is_refused_with_a_question() -> None:
    with pytest.raises(Invalid, match="是否应为") as refused:
        check_yi(Decimal("1673"), "total_investment_wan")
    assert refused.value.code == "unit_question"
    assert "16.73亿元" in refused.value.detail


def test_a_confirmed_large_amount_passes_but_never_from_ten_thousand_yi() -> None:
    assert check_yi(Decimal("1673"), "x", confirmed=True) == Decimal("16730000")
    with pytest.raises(Invalid):
        check_yi(Decimal("10000"), "x", confirmed=True)


@pytest.mark.parametrize("bad", [Decimal("-1"), Decimal("NaN"), Decimal("Infinity"), Decimal("1e12")])
def test_impossible_amounts_are_refused(bad: Decimal) -> None:
    with pytest.raises(Invalid):
        check_wan(bad, "total_investment_wan")


@pytest.mark.parametrize(
    ("wan", "shown"),
    [(Decimal("167300"), "16.73"), (Decimal("1500000"), "150.00"), (Decimal("50"), "0.01"), (Decimal("49"), "0.00")],
)
def test_amounts_are_shown_in_yi_rounded_once_half_up(wan: Decimal, shown: str) -> None:
    assert show_yi(wan) == shown


@given(st.decimals(min_value=0, max_value=999, places=4))
def test_yi_typed_in_is_shown_again_to_two_decimals(yi: Decimal) -> None:
    assert abs(Decimal(show_yi(yi_to_wan(yi)).replace(",", "")) - yi) <= Decimal("0.005")


@pytest.mark.parametrize("code", ["C", "C38", "C3841", "A01", "T97", "c36"])
def test_industry_codes_of_the_standard_pass(code: str) -> None:
    assert check_industry(code) == code.upper()
    assert industry_label(check_industry(code))


@pytest.mark.parametrize("code", ["38", "C12", "C44", "Z01", "C3", "制造业", "C38411"])
def test_other_industry_codes_are_refused(code: str) -> None:
    with pytest.raises(Invalid):
        check_industry(code)


def test_investment_codes_are_checked_by_shape_only() -> None:
    assert check_investment_code(" 2111-340271-04-01-663102 ") == "2111-340271-04-01-663102"
    with pytest.raises(Invalid):
        check_investment_code("2111340271-04-01-663102")


def test_a_currency_is_a_foreign_iso_code() -> None:
    assert check_currency("usd") == "USD"
    for wrong in ("人民币", "CNY", "US"):
        with pytest.raises(Invalid):
            check_currency(wrong)
