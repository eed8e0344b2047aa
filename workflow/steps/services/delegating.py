"""Delegating verification: for a time, a step, an amount; recorded with its basis, and ended by the calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid, NotFound
from projects.ledger.money import check_wan
from projects.ledger.stages import CLAIMED_STEPS
from projects.lines import check_line
from projects.people.models import Officer, Organisation
from projects.people.policies import check_receives
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.steps.acts import Act
from workflow.steps.models import Claim, Delegation
from workflow.steps.policies import check_may_delegate
from workflow.steps.services.asking import let_see

LONGEST_DAYS = 366
"""A delegation is for a time: whoever wants it for good changes the division of verification."""
_MOST = 200


@audited()
def delegate_verification(
    *,
    unit: Organisation,
    to_unit: Organisation | None = None,
    deputy: Officer | None = None,
    step: str = "",
    below_wan: Decimal | None = None,
    valid_from: date,
    valid_to: date,
    basis: str,
    by: Officer,
    now: datetime,
) -> Delegation:
    """Let another unit, or a deputy of ``by``, answer claims of ``unit`` from ``valid_from`` to ``valid_to``.

    ``step``: one of ``CLAIMED_STEPS``, empty for all; ``below_wan``: only totals below it, in 万元. Refusals:
    ``NotAllowed``, ``Invalid`` for days (at most a year, none past), delegate, step and basis.
    """
    check_may_delegate(unit, by)
    if (to_unit is None) == (deputy is None):
        raise Invalid("请选择受托单位或代理人中的一个。", "to_unit", "one_delegate")
    if step and step not in CLAIMED_STEPS:
        raise Invalid("这个节点不需要认定，请选择其他节点或全部节点。", "step", "unknown_step")
    _check_days(valid_from, valid_to, now=now)
    _check_delegate(unit, to_unit, deputy, by=by, now=now)
    given = Delegation.objects.create(
        unit=unit,
        to_unit=to_unit,
        officer=by if deputy else None,
        deputy=deputy,
        step=step,
        below_wan=None if below_wan is None else _limit(below_wan),
        valid_from=valid_from,
        valid_to=valid_to,
        basis=_text(basis, "依据", "basis"),
        given_by=by,
        given_at=now,
    )
    for claim in Claim.objects.waiting().filter(verifying_unit=unit).select_related("project"):
        let_see(claim.project, unit, on=timezone.localdate(now))
    record(Act.DELEGATE, given, by=by, now=now, detail=f"{given.words}，{valid_from}起；{given.basis}", name=str(given))
    return given


@audited()
def end_delegation(delegation_id: UUID, *, why: str, by: Officer, now: datetime) -> Delegation:
    """End it before its day; what was decided under it stands."""
    given = one_or_none(
        Delegation.objects.visible_to(by).select_for_update(of=("self",), no_key=True).filter(pk=delegation_id)
    )
    if given is None:
        raise NotFound("没有找到这项委托，或它不在您的查看范围内。")
    check_may_delegate(given.unit, by)
    if given.ended_at is not None or given.valid_to < timezone.localdate(now):
        raise Conflict("这项委托已经终止或到期，无需再办理。", "delegation_over")
    given.ended_why = _text(why, "终止理由", "why")
    given.ended_at, given.ended_by = now, by
    given.save(update_fields=["ended_at", "ended_by", "ended_why"])
    record(Act.END_DELEGATION, given, by=by, now=now, detail=given.ended_why, name=str(given))
    return given


def _check_days(valid_from: date, valid_to: date, *, now: datetime) -> None:
    check_plausible(valid_from, "valid_from")
    check_plausible(valid_to, "valid_to")
    if valid_from < timezone.localdate(now):
        raise Invalid("委托不能从过去的日期开始，请从今天或以后起算。", "valid_from", "past_date")
    if valid_to < valid_from:
        raise Invalid("截止日期早于开始日期，请核对。", "valid_to", "date_order")
    if valid_to - valid_from > timedelta(days=LONGEST_DAYS):
        raise Invalid("一次委托最长一年；长期变化请由系统管理员调整认定分工。", "valid_to", "too_long")


def _check_delegate(
    unit: Organisation, to_unit: Organisation | None, deputy: Officer | None, *, by: Officer, now: datetime
) -> None:
    if to_unit is not None:
        check_receives(to_unit, timezone.localdate(now), field="to_unit")
        if to_unit.pk == unit.pk:
            raise Invalid("受托单位不能是委托单位自己。", "to_unit", "same_unit")
    if deputy is not None and deputy.pk == by.pk:
        raise Invalid("代理人不能是您自己。", "deputy", "same_person")
    if deputy is not None and not deputy.may(Permission.CLAIM_VERIFY):
        raise Invalid(
            f"{deputy.name}不是认定员，不能代理认定，请另选，或请安全管理员先授予角色。", "deputy", "no_verifier"
        )


def _limit(below_wan: Decimal) -> Decimal:
    if below_wan <= 0:
        raise Invalid("总投资上限应大于 0；不限金额请留空。", "below_wan")
    return check_wan(below_wan, "below_wan")


def _text(text: str, label: str, field: str) -> str:
    line = check_line(text, label, field)
    if not line:
        raise Invalid(f"请写明{label}。", field, "required")
    if len(line) > _MOST:
        raise Invalid(f"“{label}”最多{_MOST}个字。", field, "too_long")
    return line
