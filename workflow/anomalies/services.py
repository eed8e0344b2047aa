"""Saying that an anomaly is in order, and taking that back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import audited, record
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.people.models import Officer
from workflow.anomalies.acts import Act
from workflow.anomalies.models import Clearance
from workflow.anomalies.policies import check_may_clear
from workflow.anomalies.queries import Line, lines_for

_TITLE = 120


@audited()
def clear_anomaly(kind: str, key: str, *, fingerprint: str, reason: str, by: Officer, now: datetime) -> Clearance:
    """已核实无问题, for ``by``'s own unit and all below it, until the facts change.

    ``NotFound`` when it is not (or no more) conspicuous to ``by``, ``Stale`` when its facts are not those that were
    shown (``fingerprint``), ``Conflict`` when it is settled already.
    """
    unit = check_may_clear(by)
    line = _line_of(kind, key, by=by, now=now)
    if line.found.fingerprint != fingerprint:
        raise Stale("您查看之后事实有了变化，请核对最新情况后再核实。")
    cleared = Clearance(
        kind=kind,
        key=key,
        fingerprint=fingerprint,
        title=line.found.title[:_TITLE],
        reason=_checked(reason),
        organisation=unit,
        by=by,
        at=now,
    )
    try:
        with transaction.atomic():
            cleared.save(force_insert=True)
    except IntegrityError as refused:
        raise Conflict("这条线索已经核实过，请刷新后查看。", "already_cleared") from refused
    record(Act.CLEAR, cleared, by=by, now=now, detail=f"{line.found.detail}核实：{cleared.reason}")
    return cleared


@audited()
def reopen_anomaly(clearance_id: UUID, *, by: Officer, now: datetime) -> Clearance:
    """Take back what an office said: the anomaly counts as open again. By the same office or one above it."""
    root = check_may_clear(by)
    held = Clearance.objects.select_for_update(no_key=True).current().filter(pk=clearance_id)
    found = held.filter(organisation__path__startswith=root.path).first()
    if found is None:
        raise NotFound("没有找到这条核实记录，或它已撤销、由上级单位作出。")
    found.withdrawn_at, found.withdrawn_by = now, by
    found.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(Act.REOPEN, found, by=by, now=now, detail=found.reason)
    return found


def _line_of(kind: str, key: str, *, by: Officer, now: datetime) -> Line:
    for line in lines_for(by, on=timezone.localdate(now)):
        if (line.found.kind, line.found.key) == (kind, key):
            return line
    raise NotFound("没有找到这条线索，或它已不再异常、不在您的查看范围内。")


def _checked(reason: str) -> str:
    words = reason.strip()
    most = Clearance._meta.get_field("reason").max_length or 0
    if not words:
        raise Invalid("请写明核实情况：看了什么、为什么没有问题。", "reason", "reason_required")
    if len(words) > most:
        raise Invalid(f"核实情况最多{most}字，现有{len(words)}字，请精简。", "reason")
    return words
