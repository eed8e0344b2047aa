"""The tick: rounds are opened ahead of their deadline, numbered by sequence, each exactly once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from projects.audit.services import audited, record
from projects.workdays.days import LONGEST_REST
from workflow.reporting.acts import Act
from workflow.reporting.models import ReportRequest, ReportReturn, ReportRound
from workflow.reporting.queries.finding import units_asked
from workflow.reporting.queries.planning import due_at, due_between, opens_at
from workflow.reporting.recurrence import Planned


def open_rounds(now: datetime) -> int:
    """Open every round whose time has come; answers how many. Run as often and by as many as you like.

    A day that the calendar cannot promise opens nothing. A deadline that has passed already, because the request is
    new or the system was off, opens nothing either: nobody could have met it, and the numbers go on with the next.
    A request that fails does not hold up the others; failures are raised together at the end.
    """
    opened, failures = 0, []
    for request_id in ReportRequest.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True):
        try:
            opened += _open_one(request_id, now=now)
        except Exception as failure:  # raised below, once the other requests are served
            failures.append(failure)
    if failures:
        raise ExceptionGroup("opening of report rounds failed", failures)
    return opened


def _open_one(request_id: UUID, *, now: datetime) -> int:
    """Looked at without a lock first: most ticks find nothing to do."""
    known = ReportRequest.objects.get(pk=request_id)
    if not _due(known, now=now):
        return 0
    with audited():
        request = _locked(request_id)
        found = _due(request, now=now) if request.is_active else []
        for planned in found:
            _open(request, planned, now=now)
        return len(found)


def _locked(request_id: UUID) -> ReportRequest:
    return ReportRequest.objects.select_for_update(no_key=True).get(pk=request_id)


def _due(request: ReportRequest, *, now: datetime) -> list[Planned]:
    """Rounds that ought to be open now and were not opened yet."""
    today = timezone.localdate(now)
    first = max(request.starts_on, today - LONGEST_REST, _after(request.planned_through))
    last = today + timedelta(days=request.window_days) + LONGEST_REST
    latest = request.rounds.aggregate(at=Max("due_at"))["at"]
    found = [one for one in due_between(request.rule, first, last) if one.promised and one.due_on is not None]
    return [
        one
        for one in found
        if one.due_on is not None
        and opens_at(request, one.due_on) <= now < due_at(request, one.due_on)
        and (latest is None or due_at(request, one.due_on) > latest)
    ]


def _after(on: date | None) -> date:
    return on + timedelta(days=1) if on else date.min


def _open(request: ReportRequest, planned: Planned, *, now: datetime) -> ReportRound:
    assert planned.due_on is not None
    form = request.forms.order_by("-number").first()
    assert form is not None  # a request is made with one
    last = request.rounds.aggregate(last=Max("sequence"))["last"] or 0
    round_ = ReportRound.objects.create(
        request=request,
        form=form,
        sequence=last + 1,
        nominal_on=planned.nominal_on,
        due_at=due_at(request, planned.due_on),
        reason=planned.reason,
        opened_at=now,
        updated_at=now,
    )
    units = units_asked(request, timezone.localdate(now))
    ReportReturn.objects.bulk_create([ReportReturn(round=round_, unit=unit, updated_at=now) for unit in units])
    request.planned_through = planned.nominal_on
    request.save(update_fields=["planned_through"])
    told = f"截止 {round_.due_text}，{len(units)} 个单位" + (f"；{planned.reason}" if planned.reason else "")
    record(Act.OPEN, round_, by=None, now=now, detail=told)
    return round_
