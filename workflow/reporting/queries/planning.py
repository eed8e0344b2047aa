"""The days of a request on the loaded calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from datetime import time as clock_time

from django.utils import timezone

from projects.workdays.days import LONGEST_REST
from projects.workdays.queries import calendar
from workflow.reporting.models import ReportRequest
from workflow.reporting.recurrence import Planned, Rule, last_needed, schedule, upcoming

PREVIEWED = 10
OPENS_AT = clock_time(8, 30)
"""A round begins with the working day, so that nobody is told at midnight."""


def preview(rule: Rule, *, after: date, number: int = PREVIEWED) -> list[Planned]:
    """The next ``number`` rounds after ``after``, as the loaded calendar has them; it says what is not promised."""
    days = calendar(after - LONGEST_REST, last_needed(rule, after, number))
    return upcoming(rule, days.day, after, number)


def due_between(rule: Rule, first: date, last: date) -> list[Planned]:
    """Every nominal day of the window."""
    days = calendar(first - 2 * LONGEST_REST, last + 2 * LONGEST_REST)
    return schedule(rule, days.day, first, last)


def due_at(request: ReportRequest, on: date) -> datetime:
    """The instant of the deadline on ``on``."""
    return timezone.make_aware(datetime.combine(on, request.time), timezone.get_default_timezone())


def opens_at(request: ReportRequest, due_on: date) -> datetime:
    """When the round that is due on ``due_on`` begins."""
    on = due_on - timedelta(days=request.window_days)
    return timezone.make_aware(datetime.combine(on, OPENS_AT), timezone.get_default_timezone())
