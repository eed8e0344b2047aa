"""Elapsed working days: at the offices and with the applicant; by unit, step and quarter, against an own count."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.ledger.models import Project
from projects.workdays.models import Day
from projects.workdays.queries import workdays_between
from tests.factories import NOW, TODAY, City, new_project
from tests.workflow.decisions.samples import judge, later, procedure_of, started, walked
from workflow.decisions.models import Decision, Owner
from workflow.decisions.presets import StepLine
from workflow.decisions.queries.figures import (
    Figure,
    Sample,
    by_landing,
    by_quarter,
    by_step,
    concluded,
    whole_of,
)
from workflow.decisions.queries.listing import lines_of
from workflow.decisions.queries.spans import Workdays, elapsed_of_each
from workflow.decisions.services import pass_step, resubmit_decision, return_decision, start_decision, withdraw_decision

pytestmark = pytest.mark.django_db
ONE = (StepLine("决策", Owner.LANDING, 3),)


@pytest.fixture
def project(city: City) -> Project:
    return new_project(city)


def decided_after(city: City, days: int, *, begun: int = 0, number: int = 0) -> Decision:
    """One step, answered so many working days after it began."""
    if not Decision.objects.exists():
        procedure_of(city, ONE)
    at = later(begun) if begun else NOW
    one = new_project(city, investor=f"企业{number}", name=f"项目{number}", now=NOW)
    made = start_decision(one.pk, by=city.clerk, now=at)
    return pass_step(made.pk, by=judge(city), now=later(days, since=at) if days else at)


def test_time_with_the_applicant_is_counted_apart_and_both_make_the_whole(city: City, project: Project) -> None:
    decision = started(city, project)
    return_decision(decision.pk, by=judge(city), now=later(1), note="缺")
    resubmit_decision(decision.pk, by=city.clerk, now=later(6), note="补")
    walked(city, decision, 0)
    decision = Decision.objects.get(pk=decision.pk)
    elapsed = elapsed_of_each([decision], on=later(8).date())[decision.pk]
    assert (elapsed.office, elapsed.applicant, elapsed.total) == (3, 5, 8)


def test_an_open_turn_counts_up_to_today_and_a_closed_decision_no_further(city: City, project: Project) -> None:
    decision = started(city, project)
    assert elapsed_of_each([decision], on=later(4).date())[decision.pk].office == 4
    done = walked(city, decision, 1, 1, 1)
    assert elapsed_of_each([done], on=later(20).date())[done.pk].office == 3


def test_answered_on_the_same_day_is_no_working_day(city: City, project: Project) -> None:
    done = walked(city, started(city, project), 0, 0, 0)
    assert elapsed_of_each([done], on=TODAY)[done.pk].total == 0


def test_the_limit_is_of_the_steps_it_went_through(city: City, project: Project) -> None:
    done = walked(city, started(city, project), 2, 3, 2)
    elapsed = elapsed_of_each([done], on=TODAY)[done.pk]
    assert (elapsed.office, elapsed.limit, elapsed.is_within) == (7, 7, True)


@settings(max_examples=60, deadline=None)
@given(start=st.dates(date(2026, 1, 1), date(2026, 12, 20)), days=st.integers(0, 300))
def test_the_counting_of_many_agrees_with_the_counting_of_one(start: date, days: int) -> None:
    end = min(start + timedelta(days=days), date(2026, 12, 31))
    assert Workdays(date(2026, 1, 1), date(2026, 12, 31)).between(start, end) == workdays_between(start, end)


def test_beyond_the_calendar_it_says_that_it_guesses(db: None) -> None:
    last = Day.objects.order_by("-date").values_list("date", flat=True)[0]
    guessed = Workdays(last, last + timedelta(days=14))
    assert not guessed.is_whole and guessed.between(last, last + timedelta(days=14)) == 10


@pytest.mark.parametrize(("days", "median", "longest", "share"), [
    ([1], "1.0", 1, "100.0"),
    ([1, 2], "1.5", 2, "100.0"),
    ([7, 1, 3], "3.0", 7, "66.7"),
    ([4, 4, 4], "4.0", 4, "0.0"),
    ([], None, None, None),
])  # fmt: skip
def test_a_row_says_median_longest_and_share(
    days: list[int], median: str | None, longest: int | None, share: str | None
) -> None:
    row = Figure("繁昌区", "", [Sample(one, 3) for one in days])
    assert (row.count, row.longest) == (len(days), longest)
    assert row.median == (Decimal(median) if median else None) and row.share == (Decimal(share) if share else None)


def test_units_steps_and_the_whole_agree(city: City) -> None:
    for number, days in enumerate((1, 5, 2)):
        decided_after(city, days, number=number)
    found = concluded(Decision.objects.all(), TODAY, TODAY + timedelta(days=30))
    (unit,), (step,) = by_landing(found, on=TODAY), by_step(found, on=TODAY)
    whole = whole_of(found, on=TODAY)
    for row in (unit, step, whole):
        assert (row.count, row.median, row.longest, row.within) == (3, Decimal("2.0"), 5, 2)
    assert (unit.label, step.label) == ("繁昌区", "决策　繁昌区")


def test_withdrawn_and_open_ones_are_not_counted(city: City, project: Project) -> None:
    withdraw_decision(started(city, project).pk, by=city.clerk, now=NOW)
    started(city, project)
    assert whole_of(concluded(Decision.objects.all(), TODAY, TODAY), on=TODAY).count == 0


def test_quarters_are_those_of_the_conclusion_and_empty_ones_stay(city: City) -> None:
    decided_after(city, 3)
    rows = by_quarter(Decision.objects.all(), last=date(2026, 12, 31), on=TODAY)
    assert [row.label for row in rows][-2:] == ["2026年3季度", "2026年4季度"]
    assert len(rows) == 8 and [row.count for row in rows] == [0] * 7 + [1]
    assert (rows[0].first, rows[-1].last) == (date(2025, 1, 1), date(2026, 12, 31))


def test_a_page_of_rows_takes_the_same_queries_however_long(city: City) -> None:
    counts = []
    for number in range(4):
        decided_after(city, 1, number=number)
        rows = list(Decision.objects.all())
        with CaptureQueriesContext(
            connection,
        ) as asked:
            lines_of(rows, on=TODAY)
        counts.append(len(asked))
    assert counts[0] == counts[-1] <= 3
