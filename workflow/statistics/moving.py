"""A saved question moves on with the days, or stays at the moment for which it was saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from workflow.statistics.figures import Question
from workflow.statistics.terms import Moment, Period


def moved_to(question: Question, *, now: datetime) -> Question:
    """The question as it is asked at ``now``: everything known, as of today.

    A period that ended on the day of the question ends today; its beginning keeps its month and day and moves by as
    many years as the end does (年初至今 of last year becomes that of this one). Another period stays as it is.
    """
    moment = Moment.asked(now=now)
    period = question.period
    if period is not None and period.to_on == question.moment.as_of:
        period = _until(period, moment.as_of)
    return replace(question, moment=moment, period=period)


def _until(period: Period, to_on: date) -> Period:
    years = to_on.year - period.to_on.year
    day = period.from_on.day if period.from_on.month != 2 else min(period.from_on.day, 28)
    begin = period.from_on.replace(year=period.from_on.year + years, day=day) if years else period.from_on
    if begin > to_on:  # from October on, asked in January: it began last year
        begin = begin.replace(year=begin.year - 1)
    return Period(begin, to_on)
