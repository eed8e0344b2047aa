"""Who stands in for whom: registering a deputy for a period, and calling it off early."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.ledger.acts import Act
from projects.ledger.models import Deputy
from projects.ledger.policies import check_gives_no_sight, check_may_arrange_deputy
from projects.lines import without_unseen
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.rows import one_or_none

LONGEST = timedelta(days=366)
"""Who is away for longer is no longer on the post: a job change, not a deputy."""


@audited()
def register_deputy(
    principal: Officer, deputy: Officer, *, valid_from: date, valid_to: date, basis: str, by: Officer, now: datetime
) -> Deputy:
    """``deputy`` stands in for ``principal`` from the first to the last day, both included.

    Errors: ``NotAllowed``; ``Invalid`` for the days, the reason or the person; ``Conflict`` when somebody deputises
    for the principal on one of the days already. The principal's row is locked, so of two at once one is refused.
    """
    check_may_arrange_deputy(principal, by)
    check_gives_no_sight(principal, deputy, by)
    _check_days(valid_from, valid_to, timezone.localdate(now))
    basis = without_unseen(basis).strip()
    if not basis:
        raise Invalid("请填写代理的事由或依据，如“外出培训”。", "basis")
    _check_person(principal, deputy)
    _lock(principal)
    _check_free(principal, valid_from, valid_to)
    made = Deputy.objects.create(
        principal=principal,
        deputy=deputy,
        valid_from=valid_from,
        valid_to=valid_to,
        basis=basis[:120],
        created_by=by,
        created_at=now,
        updated_at=now,
    )
    change = Difference("deputy", "代理人", "", str(deputy))
    record(Act.REGISTER_DEPUTY, made, by=by, now=now, changes=[change], detail=f"事由：{made.basis}")
    return made


@audited()
def end_deputy(deputy_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None) -> Deputy:
    """Over at once, before its last day or before it began. ``Conflict`` when it is over already."""
    held = Deputy.objects.select_for_update(of=("self",), no_key=True).select_related(
        "principal__organisation", "deputy"
    )
    known = one_or_none(held.filter(pk=deputy_id))
    if known is None:
        raise NotFound("没有找到这项代理，请刷新列表。")
    check_may_arrange_deputy(known.principal, by)
    if expected_version is not None and known.version != expected_version:
        raise Stale()
    if known.state_on(timezone.localdate(now)) in ("over", "ended"):
        raise Conflict("这项代理已经结束，无需再次结束。")
    known.ended_at, known.ended_by = now, by
    known.version += 1
    known.updated_at = now
    known.save(update_fields=["ended_at", "ended_by", "version", "updated_at"])
    record(Act.END_DEPUTY, known, by=by, now=now, changes=[Difference("deputy", "代理人", str(known.deputy), "")])
    return known


def _check_days(first: date, last: date, today: date) -> None:
    check_plausible(first, "valid_from")
    check_plausible(last, "valid_to")
    if first < today:
        raise Invalid("代理的起始日期不能早于今天。", "valid_from")
    if last < first:
        raise Invalid("代理的结束日期不能早于起始日期。", "valid_to")
    if last - first > LONGEST:
        raise Invalid("代理最长一年；长期不能履职的，请变更任职。", "valid_to")


def _check_person(principal: Officer, deputy: Officer) -> None:
    if deputy.pk == principal.pk:
        raise Invalid("不能由本人代理本人，请另选一位代理人。", "deputy")
    if not principal.is_active:
        raise Invalid(f"{principal}的账号已停用，请办理交接，而不是代理。", "principal")
    if not deputy.is_active or deputy.kind != Officer.Kind.PERSON:
        raise Invalid(f"{deputy}的账号已停用或不是人员，请另选一位代理人。", "deputy")
    if not deputy.may(Permission.PROJECT_READ):
        raise Invalid(f"{deputy}没有查看项目的权限，不能代理，请另选一位代理人。", "deputy")


def _lock(principal: Officer) -> None:
    Officer.objects.select_for_update(no_key=True).only("pk").get(pk=principal.pk)


def _check_free(principal: Officer, first: date, last: date) -> None:
    taken = Deputy.objects.overlapping(first, last).filter(principal=principal).select_related("deputy")
    other = taken.order_by("valid_from").first()
    if other is not None:
        raise Conflict(
            f"{other.valid_from}至{other.valid_to}已由{other.deputy}代理{principal}，请先结束该代理或改用其他日期。"
        )
