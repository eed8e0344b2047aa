"""What stands in a round: the standing version of every return, and the content that is hashed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F

from workflow.reporting.freezing import frozen_hash
from workflow.reporting.models import ReportReturn, ReportRound, ReturnVersion


def standing_versions(returns: Iterable[ReportReturn]) -> dict[UUID, ReturnVersion]:
    """Return → its standing version; one query."""
    wanted = [one.pk for one in returns if one.current]
    found = ReturnVersion.objects.filter(report__in=wanted, number=F("report__current")).select_related("by")
    return {one.report_id: one for one in found}


def content_of(round_: ReportRound) -> dict[str, Any]:
    """Everything that the hash of a closed round covers."""
    returns = list(round_.returns.select_related("unit").order_by("unit__code"))
    versions = standing_versions(returns)
    return {
        "request": str(round_.request_id),
        "sequence": round_.sequence,
        "due_at": round_.due_at.isoformat(),
        "form": {"number": round_.form.number, "columns": round_.form.columns},
        "returns": [_content(one, versions.get(one.pk)) for one in returns],
    }


def is_as_frozen(round_: ReportRound) -> bool:
    """Does what is stored still give the hash it was closed with?"""
    return frozen_hash(content_of(round_)) == round_.frozen_sha256


def _content(report: ReportReturn, version: ReturnVersion | None) -> dict[str, Any]:
    return {
        "unit": report.unit.code,
        "state": str(report.state),
        "late_days": report.late_days,
        "reason": report.reason,
        "version": report.current,
        "is_nil": report.is_nil,
        "rows": version.rows if version else [],
    }
