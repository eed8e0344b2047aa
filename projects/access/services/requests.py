"""Requests of two: the second administrator confirms or refuses, under the lock of the request."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from projects.access.acts import Act
from projects.access.models import AccountRequest
from projects.access.policies import check_may_answer, may_change
from projects.access.services.accounts import Outcome, carry_out, check_change, locked, named
from projects.audit.services import audited, record
from projects.errors import Conflict, NotAllowed, NotFound
from projects.people.models import Officer
from projects.rows import one_or_none

State = AccountRequest.State


@audited()
def confirm_request(request_id: UUID, *, by: Officer, now: datetime) -> Outcome:
    """Agree, and the change is made. Refused when it no longer makes sense or the asker may no longer ask it."""
    asked = _open(request_id, by=by)
    officer = locked(asked.officer)
    if not (asked.asked_by.is_active and may_change(officer, asked.kind, asked.asked_by)):
        raise Conflict("申请人已停用或不再有这项权限，这个申请不能执行，请不同意或由申请人撤回。")
    check_change(officer, asked.kind, asked.wanted)
    _decide(asked, State.CONFIRMED, by=by, now=now)
    record(Act.CONFIRM, officer, by=by, now=now, detail=_told(asked))
    return Outcome(password=carry_out(officer, asked.kind, asked.wanted, by=by, now=now))


@audited()
def refuse_request(request_id: UUID, *, by: Officer, now: datetime) -> AccountRequest:
    """Disagree: nothing changes."""
    asked = _open(request_id, by=by)
    _decide(asked, State.REFUSED, by=by, now=now)
    record(Act.REFUSE, asked.officer, by=by, now=now, detail=_told(asked))
    return asked


@audited()
def withdraw_request(request_id: UUID, *, by: Officer, now: datetime) -> AccountRequest:
    """Whoever asked takes it back."""
    asked = _locked(request_id)
    if asked.asked_by_id != by.pk:
        raise NotAllowed("只有申请人可以撤回。")
    _decide(asked, State.WITHDRAWN, by=by, now=now)
    record(Act.WITHDRAW, asked.officer, by=by, now=now, detail=_told(asked))
    return asked


def _open(request_id: UUID, *, by: Officer) -> AccountRequest:
    asked = _locked(request_id)
    check_may_answer(asked, by)
    return asked


def _locked(request_id: UUID) -> AccountRequest:
    rows = AccountRequest.objects.select_for_update(of=("self",), no_key=True).select_related("officer", "asked_by")
    asked = one_or_none(rows.filter(pk=request_id))
    if asked is None:
        raise NotFound
    if asked.state != State.OPEN:
        raise Conflict(f"这个申请{asked.get_state_display()}，不能再处理。")
    return asked


def _decide(asked: AccountRequest, state: str, *, by: Officer, now: datetime) -> None:
    """Once: the row must still be open."""
    rows = AccountRequest.objects.filter(pk=asked.pk, state=State.OPEN)
    if rows.update(state=state, decided_by=by, decided_at=now) == 0:
        raise Conflict("这个申请刚被别人处理，请刷新页面。")


def _told(asked: AccountRequest) -> str:
    return f"{asked.get_kind_display()} {named(asked.wanted)}；申请人{asked.asked_by}；理由：{asked.reason}"
