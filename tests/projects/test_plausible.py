"""Days, lines and versions that nobody can mean."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import RequestFactory

from projects.days import check_plausible, is_plausible
from projects.errors import Invalid, Stale
from projects.ledger.values import clean_value
from projects.lines import check_line, without_unseen
from projects.people.requests import version_of


@pytest.mark.parametrize("text", ["", "²", "9" * 5000, "-1", "1.0", "１", " 1", "1234567890", "x"])
def test_a_garbled_version_is_stale(text: str) -> None:
    with pytest.raises(Stale):
        version_of(RequestFactory().post("/", {"version": text}))


def test_a_missing_version_is_stale_and_a_number_is_read() -> None:
    with pytest.raises(Stale):
        version_of(RequestFactory().post("/"))
    assert version_of(RequestFactory().post("/", {"version": "12"})) == 12


def test_the_range_of_days_has_both_ends() -> None:
    assert is_plausible(date(1990, 1, 1)) and is_plausible(date(2100, 12, 31))
    assert not is_plausible(date(1989, 12, 31)) and not is_plausible(date(2101, 1, 1))
    assert not is_plausible(datetime(9999, 12, 31, 23, tzinfo=UTC))
    with pytest.raises(Invalid, match="日期应在1990年至2100年之间，请核对。"):
        check_plausible(date.min, "x")


@pytest.mark.parametrize("name", ["negotiating_on", "planned_started_on"])
@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_project_has_no_absurd_dates(name: str, day: date) -> None:
    with pytest.raises(Invalid) as refused:
        clean_value(name, day)
    assert refused.value.field == name


@pytest.mark.parametrize("char", ["\n", "\r", "\t", "\x00", "\x1b", "\u202e", "\u2066", "\u2028", "\x85"])
def test_a_name_is_one_line_of_what_can_be_seen(char: str) -> None:
    with pytest.raises(Invalid):
        clean_value("name", f"产业{char}园")
    with pytest.raises(Invalid):
        check_line(f"甲{char}乙", "地点", "place")
    assert without_unseen(f"甲{char}乙") == "甲乙"


def test_a_summary_may_run_over_lines() -> None:
    assert clean_value("summary", "一期\n二期") == "一期\n二期"
