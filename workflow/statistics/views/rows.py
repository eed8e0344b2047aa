"""The doors behind a number: its rows, and why two readings of it differ."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.errors import DomainError
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.statistics import keys, queries
from workflow.statistics.explorer.opened import opened
from workflow.statistics.explorer.words import moment_words
from workflow.statistics.forms import MomentsForm
from workflow.statistics.queries.rows import cursor_of

ROWS_A_PAGE = 50


@needs(Permission.STATISTICS_READ)
@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """``?key=``: the number, and the records that make it, ``ROWS_A_PAGE`` at a time."""
    officer, key = officer_of(request), request.GET.get("key", "")
    shown = opened(key, officer)
    found = queries.rows(officer, key, limit=ROWS_A_PAGE + 1, after=request.GET.get("after", ""))
    more = len(found) > ROWS_A_PAGE
    context = {
        "opened": shown,
        "rows": found[:ROWS_A_PAGE],
        "after": cursor_of(found[ROWS_A_PAGE - 1]) if more else "",
        "is_first": not request.GET.get("after"),
    }
    return render(request, "statistics/rows.html", context)


@needs(Permission.STATISTICS_READ)
@require_safe
def differences(request: HttpRequest) -> HttpResponse:
    """``?key=`` and two moments: every project that counts differently, each with its causes."""
    officer, key, now = officer_of(request), request.GET.get("key", ""), timezone.now()
    question = keys.decode(key)
    form = MomentsForm(request.GET, of=question.moment, now=now)
    context = {"opened": opened(key, officer), "form": form}
    if not form.is_valid():
        return render(request, "statistics/differences.html", context, status=422)
    before, after = form.moments()
    try:
        found = queries.differences(officer, key, before, after)
    except DomainError as refused:
        form.add_error(None, refused.detail)
        return render(request, "statistics/differences.html", context, status=refused.status)
    context |= {"found": found, "before": moment_words(before), "after": moment_words(after)}
    return render(request, "statistics/differences.html", context)
