"""The tick opens rounds ahead of their deadline, numbered, each exactly once; the office adds one by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from projects.audit.services import audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid
from projects.people.models import Officer
from projects.workdays.days import LONGEST_REST
from workflow.reporting.acts import Act
from workflow.reporting.models import ReportRequest, ReportReturn, ReportRound
from workflow.reporting.queries.finding import units_asked
from workflow.reporting.queries.planning import due_at, due_between, opens_at, preview
from workflow.reporting.recurrence import Planned
from workflow.reporting.services.requests import locked_request

MOST_REASON = 100
FARTHEST = timedelta(days=92)


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


@audited()
def open_extra(request_id: UUID, *, due_on: date, reason: str, by: Officer, now: datetime) -> ReportRound:
    """加报一期: a round that the rule does not know, open at once, of the same units and form.

    It comes due after the latest round and before the next one of the rule, which would never open otherwise.
    ``Invalid`` for a day that does not fit and without a reason, ``Conflict`` when the request is stopped.
    """
    request, why = locked_request(request_id, by=by, expected_version=None), reason.strip()
    if not request.is_active:
        raise Conflict("这项报送要求已停用，请先启用再加报。", "not_active")
    if not why or len(why) > MOST_REASON:
        raise Invalid(f"请写明加报的事由，不超过{MOST_REASON}字。", "reason")
    _check_extra(request, due_on, now=now)
    return _begin(request, nominal_on=due_on, due_on=due_on, reason=f"加报：{why}", by=by, now=now)


def _check_extra(request: ReportRequest, due_on: date, *, now: datetime) -> None:
    check_plausible(due_on, "due_on")
    deadline, latest = due_at(request, due_on), request.rounds.aggregate(at=Max("due_at"))["at"]
    if deadline <= now:
        raise Invalid(f"{due_on}的截止时间已经过去，请填以后的日期。", "due_on")
    if latest is not None and deadline <= latest:
        told = timezone.localtime(latest)
        raise Invalid(f"最近一期到{told:%Y-%m-%d %H:%M}截止，加报的截止日期须更晚。", "due_on")
    if due_on > timezone.localdate(now) + FARTHEST:
        raise Invalid(f"加报的截止日期最远为{FARTHEST.days}天以后；更远的请修改报送周期。", "due_on")
    opened = request.planned_through or request.starts_on - timedelta(days=1)
    after = max(opened, timezone.localdate(now) - LONGEST_REST)
    ahead = preview(request.rule, after=after)
    following = next((one for one in ahead if one.due_on is not None and due_at(request, one.due_on) > now), None)
    if following and following.due_on and following.due_on <= due_on:
        raise Invalid(f"按规则的下一期{following.due_on}截止，加报的截止日期须更早。", "due_on")
    if any(not one.promised and one.nominal_on <= due_on for one in ahead):
        raise Invalid("在此之前有按规则的报送日，那一年的工作日历还没有载入；请先载入日历，或选更早的日期。", "due_on")
    taken = {one.nominal_on for one in ahead} | set(request.rounds.values_list("nominal_on", flat=True))
    if due_on in taken:
        raise Invalid(f"{due_on}是按规则的报送日，请另选加报的截止日期。", "due_on")


def _locked(request_id: UUID) -> ReportRequest:
    return ReportRequest.objects.select_for_update(no_key=True).get(pk=request_id)


def _due(request: ReportRequest, *, now: datetime) -> list[Planned]:
    """Rounds that ought to be open now and were not opened yet."""
    today = timezone.localdate(now)
    first = max(request.starts_on, today - LONGEST_REST, _after(request.planned_through))
    last = today + timedelta(days=request.window_days) + LONGEST_REST
    latest = request.rounds.aggregate(at=Max("due_at"))["at"]
    taken = set(request.rounds.filter(nominal_on__gte=first).values_list("nominal_on", flat=True))
    found = [one for one in due_between(request.rule, first, last) if one.promised and one.nominal_on not in taken]
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
    made = _begin(
        request, nominal_on=planned.nominal_on, due_on=planned.due_on, reason=planned.reason, by=None, now=now
    )
    request.planned_through = planned.nominal_on
    request.save(update_fields=["planned_through"])
    return made


def _begin(
    request: ReportRequest, *, nominal_on: date, due_on: date, reason: str, by: Officer | None, now: datetime
) -> ReportRound:
    form = request.forms.order_by("-number").first()
    assert form is not None  # a request is made with one
    last = request.rounds.aggregate(last=Max("sequence"))["last"] or 0
    round_ = ReportRound.objects.create(
        request=request,
        form=form,
        sequence=last + 1,
        nominal_on=nominal_on,
        due_at=due_at(request, due_on),
        reason=reason,
        opened_at=now,
        updated_at=now,
    )
    units = units_asked(request, timezone.localdate(now))
    ReportReturn.objects.bulk_create([ReportReturn(round=round_, unit=unit, updated_at=now) for unit in units])
    told = f"截止 {round_.due_text}，{len(units)} 个单位" + (f"；{reason}" if reason else "")
    record(Act.OPEN, round_, by=by, now=now, detail=told)
    return round_
