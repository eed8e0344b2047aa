"""A unit hands in, takes back, corrects; the office sends back and exempts. Whatever was said stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from projects.audit.models import Entry
from projects.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Stale
from tests.factories import NOW, City
from tests.workflow.reporting.samples import at, of, opened, reported, row
from workflow.reporting.models import ReportRound, ReturnEvent, ReturnVersion, Urge
from workflow.reporting.services import (
    close_round,
    correct_return,
    exempt_return,
    require_return,
    save_draft,
    send_back,
    submit_return,
    urge_units,
    withdraw_return,
)

pytestmark = pytest.mark.django_db
DUE = date(2026, 11, 18)
EVENING = at(DUE, 20)
TWO_LATER = at(DUE + timedelta(days=2))


@pytest.fixture
def round_(city: City) -> ReportRound:
    return opened(city, due_on=DUE)


def test_a_return_in_time_is_a_version_and_the_working_copy_is_gone(city: City, round_: ReportRound) -> None:
    found = of(round_, city.district)
    save_draft(found.pk, [row(amount="二十")], by=city.clerk, now=NOW)
    made = submit_return(found.pk, [row()], by=city.clerk, now=NOW)
    assert (made.state, made.current, made.rows_count, made.late_text, made.draft) == ("submitted", 1, 1, "", [])
    version = made.versions.get()
    assert (version.rows[0]["total_investment"], version.rows[0]["progress"]) == ("250000", "深入洽谈")
    assert Entry.objects.filter(action="report.submit").count() == 1


@pytest.mark.parametrize(
    ("now", "days", "text"),
    [(at(DUE, 17, 30), None, ""), (EVENING, 0, "迟报（当日）"), (TWO_LATER, 2, "迟报2天")],
)
def test_late_begins_after_the_minute_of_the_deadline(
    city: City, round_: ReportRound, now: object, days: int | None, text: str
) -> None:
    made = reported(city, round_, row(), now=now)  # type: ignore[arg-type]
    assert (made.late_days, made.late_text) == (days, text)


def test_nil_counts_as_a_return(city: City, round_: ReportRound) -> None:
    made = reported(city, round_, is_nil=True)
    assert (made.state, made.is_nil, made.standing_at(TWO_LATER)) == ("submitted", True, "on_time")


@pytest.mark.parametrize(
    ("rows", "nil", "code"),
    [
        ([], False, "no_rows"),
        ([row()], True, "nil_with_rows"),
        ([row(amount="19.9999")], False, "wrong_cells"),
        ([row(), row("储能电池 基地项目")], False, "wrong_cells"),
        ([row(progress="谈崩了")], False, "wrong_cells"),
        ([{"nothing": "x"}], False, "unknown_column"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    city: City, round_: ReportRound, rows: list[dict[str, str]], nil: bool, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        reported(city, round_, *rows, is_nil=nil)
    assert refused.value.code == code
    assert not ReturnVersion.objects.exists() and of(round_, city.district).state == "pending"


def test_twenty_is_over_twenty(city: City, round_: ReportRound) -> None:
    assert reported(city, round_, row(amount="20")).rows_count == 1


def test_before_the_deadline_a_return_is_taken_back_and_stays_in_the_history(city: City, round_: ReportRound) -> None:
    found = reported(city, round_, row())
    back = withdraw_return(found.pk, by=city.clerk, now=NOW)
    assert (back.state, back.current, back.draft[0]["total_investment"]) == ("pending", 0, "25")
    again = reported(city, round_, row(amount="26"), now=EVENING)
    assert (again.current, again.late_days) == (2, 0)
    assert [one.kind for one in again.events.all()] == ["submitted", "withdrawn", "submitted"]


def test_after_the_deadline_it_is_corrected_not_taken_back(city: City, round_: ReportRound) -> None:
    found = reported(city, round_, row())
    with pytest.raises(Conflict) as refused:
        withdraw_return(found.pk, by=city.clerk, now=EVENING)
    assert refused.value.code == "deadline_passed"
    made = correct_return(found.pk, [row(amount="30")], note="金额有误", by=city.clerk, now=EVENING)
    assert (made.current, made.late_days) == (2, None)
    assert [one.rows[0]["total_investment"] for one in made.versions.all()] == ["250000", "300000"]
    entry = Entry.objects.get(action="report.correct")
    assert "25.00亿元" in entry.changes and "30.00亿元" in entry.changes


@pytest.mark.parametrize(("note", "amount", "code"), [("", "30", "reason_required"), ("再核", "25", "unchanged")])
def test_a_correction_needs_a_reason_and_a_difference(
    city: City, round_: ReportRound, note: str, amount: str, code: str
) -> None:
    found = reported(city, round_, row())
    with pytest.raises(Invalid) as refused:
        correct_return(found.pk, [row(amount=amount)], note=note, by=city.clerk, now=EVENING)
    assert refused.value.code == code


def test_sent_back_it_is_mended_and_still_counts_from_when_it_first_came(city: City, round_: ReportRound) -> None:
    found = reported(city, round_, row())
    send_back(found.pk, reason="请补投资方全称", by=city.dispatcher, now=EVENING)
    made = reported(city, round_, row(investor="示例能源集团股份有限公司"), now=TWO_LATER)
    assert (made.state, made.current, made.late_days, made.reason) == ("submitted", 2, None, "")
    assert [one.kind for one in made.versions.all()] == ["first", "mended"]


def test_an_exempt_unit_owes_nothing_until_it_is_asked_again(city: City, round_: ReportRound) -> None:
    found = exempt_return(of(round_, city.park).pk, reason="本期机构调整", by=city.dispatcher, now=NOW)
    assert found.standing_at(TWO_LATER) == "exempt"
    with pytest.raises(Conflict):
        reported(city, round_, row(), unit=city.park, by=city.dispatcher)
    assert require_return(found.pk, by=city.dispatcher, now=NOW).standing_at(TWO_LATER) == "missing"


def test_a_unit_is_urged_once_a_day(city: City, round_: ReportRound) -> None:
    reported(city, round_, row())
    urged = urge_units(round_.pk, by=city.dispatcher, now=NOW)
    assert {one.unit.name for one in urged} == {"鸠江区", "芜湖经济技术开发区"}
    with pytest.raises(Conflict) as refused:
        urge_units(round_.pk, by=city.dispatcher, now=EVENING)
    assert refused.value.code == "nobody_to_urge"
    assert len(urge_units(round_.pk, by=city.dispatcher, now=TWO_LATER)) == 2
    assert Urge.objects.count() == 4


def test_strangers_find_nothing_and_clerks_run_nothing(city: City, round_: ReportRound) -> None:
    found = of(round_, city.district)
    with pytest.raises(NotFound):
        submit_return(found.pk, [row()], by=city.sibling_clerk, now=NOW)
    with pytest.raises(NotAllowed):
        send_back(reported(city, round_, row()).pk, reason="x", by=city.clerk, now=NOW)
    with pytest.raises(NotAllowed):
        urge_units(round_.pk, by=city.clerk, now=NOW)
    with pytest.raises(NotAllowed):
        save_draft(found.pk, [], by=city.chief, now=NOW)


def test_a_stale_page_overwrites_nothing(city: City, round_: ReportRound) -> None:
    found = of(round_, city.district)
    save_draft(found.pk, [row()], by=city.clerk, now=NOW, expected_version=found.version)
    with pytest.raises(Stale):
        save_draft(found.pk, [], by=city.clerk, now=NOW, expected_version=found.version)


def test_a_round_is_closed_after_its_deadline_and_nothing_moves_after_that(city: City, round_: ReportRound) -> None:
    found = reported(city, round_, row())
    with pytest.raises(Conflict) as early:
        close_round(round_.pk, by=city.dispatcher, now=NOW)
    assert early.value.code == "not_over"
    send_back(found.pk, reason="请补", by=city.dispatcher, now=EVENING)
    with pytest.raises(Conflict) as mending:
        close_round(round_.pk, by=city.dispatcher, now=EVENING)
    assert mending.value.code == "mending"
    reported(city, round_, row(amount="28"), now=EVENING)
    closed = close_round(round_.pk, by=city.dispatcher, now=TWO_LATER)
    assert len(closed.frozen_sha256) == 64
    for act in (
        lambda: correct_return(found.pk, [row()], note="x", by=city.clerk, now=TWO_LATER),
        lambda: reported(city, round_, row(), unit=city.sibling, by=city.sibling_clerk, now=TWO_LATER),
        lambda: urge_units(round_.pk, by=city.dispatcher, now=TWO_LATER),
        lambda: close_round(round_.pk, by=city.dispatcher, now=TWO_LATER),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == "round_closed"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE reporting_returnversion SET is_nil = TRUE",
        "DELETE FROM reporting_returnversion",
        "UPDATE reporting_returnevent SET note = 'x'",
        "DELETE FROM reporting_reportform",
        "UPDATE reporting_reportreturn SET rows_count = 9",
        "UPDATE reporting_reportround SET reason = 'x'",
        "DELETE FROM reporting_reportreturn",
    ],
)
def test_the_database_itself_keeps_what_was_reported(city: City, round_: ReportRound, sql: str) -> None:
    reported(city, round_, row())
    close_round(round_.pk, by=city.dispatcher, now=TWO_LATER)
    with pytest.raises(DatabaseError, match="luodi"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_what_happened_is_told_in_order(city: City, round_: ReportRound) -> None:
    found = reported(city, round_, row())
    send_back(found.pk, reason="请补", by=city.dispatcher, now=EVENING)
    told = ReturnEvent.objects.filter(report=found).values_list("kind", "note")
    assert list(told) == [("submitted", ""), ("returned", "请补")]
