"""What I must report and what I organise; how units kept their deadlines over a year."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.reporting.forms import YearForm
from workflow.reporting.models import ReportRequest, ReportReturn
from workflow.reporting.queries.listing import (
    due_returns,
    organised_by,
    past_returns,
    year_of,
    years_with_rounds,
)
from workflow.reporting.queries.planning import preview
from workflow.reporting.recurrence import Planned
from workflow.steps.deadlines import clocks_of

MOST_SHOWN, AHEAD = 60, 3


@require_safe
@needs(Permission.DISPATCH_READ)
def home(request: HttpRequest) -> HttpResponse:
    """Due first, then what comes, what was; for the office its requests."""
    officer, now = officer_of(request), timezone.now()
    due = list(due_returns(officer)[:MOST_SHOWN])
    clocks = clocks_of([_day(one) for one in due], on=timezone.localdate(now))
    past = list(past_returns(officer).exclude(pk__in=[one.pk for one in due])[:MOST_SHOWN])
    context = {
        "due": [(one, clocks[_day(one)], one.round.is_over_at(now)) for one in due],
        "past": [(one, one.standing_at(now)) for one in past],
        "coming": _coming(past + due),
        "organised": organised_by(officer),
        "may_ask": officer.may(Permission.DISPATCH_WRITE),
        "now": now,
    }
    return render(request, "reporting/home.html", context)


def _day(report: ReportReturn) -> date:
    return timezone.localdate(report.round.due_at)


def _coming(returns: list[ReportReturn]) -> list[tuple[Planned, ReportRequest]]:
    """The next deadlines of the requests that ask this unit, the earliest first."""
    requests = {one.round.request_id: one.round.request for one in returns if one.round.request.is_active}
    found = []
    for request in requests.values():
        after = request.planned_through or timezone.localdate()
        found += [(one, request) for one in preview(request.rule, after=after, number=AHEAD) if one.due_on]
    return sorted(found, key=lambda pair: (pair[0].due_on or pair[0].nominal_on, pair[1].name))[:10]


@require_safe
@needs(Permission.DISPATCH_READ)
def statistics(request: HttpRequest) -> HttpResponse:
    """Rate in time by unit over the year, of one request or of all."""
    officer, now = officer_of(request), timezone.now()
    today = timezone.localdate(now)
    years = years_with_rounds(officer, today)
    data = request.GET.copy()
    data.setdefault("year", str(today.year))
    form = YearForm(data, by=officer, years=years)
    said: dict[str, Any] = form.cleaned_data if form.is_valid() else {"year": today.year, "request": None}
    lines = year_of(officer, said["year"], now, request=said["request"])
    context = {"form": form, "lines": lines, "year": said["year"], "asked": said["request"]}
    return render(request, "reporting/statistics.html", context, status=200 if form.is_valid() else 422)
