"""Credits 业绩分成 are set together: what a project counts is shared out whole, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.errors import Invalid
from projects.ledger.acts import Act
from projects.ledger.kinds import CreditPart, RowKind
from projects.ledger.models import Credit, Project
from projects.ledger.policies import check_may_assign
from projects.ledger.services.projects import locked_project, save_version
from projects.ledger.services.rows import keep_row, shown_row
from projects.lines import check_line
from projects.people.models import Officer, Organisation
from projects.people.policies import check_receives

WHOLE = Decimal(100)
MOST_CREDITS = 10
SHOWN = ("organisation", "part", "percent")
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Share:
    """One unit's part: ``part`` is a ``CreditPart``, ``percent`` has at most two decimals."""

    organisation: Organisation
    part: str
    percent: Decimal


@audited()
def set_credits(
    project_id: UUID,
    parts: Sequence[Share],
    *,
    by: Officer,
    now: datetime,
    why: str = "",
    expected_version: int | None = None,
) -> list[Credit]:
    """Replace the credits of a project by ``parts``: exactly 100 percent together, or none at all.

    For the dispatch office and the units of the project (``check_may_assign``). A change of what was agreed says why.
    ``expected_version``: that of the project. ``Invalid``, ``NotAllowed``, ``NotFound``, ``Stale``.
    """
    project = locked_project(project_id, by=by, expected_version=expected_version)
    check_may_assign(project, by)
    why = check_line(why, "理由", "why")[:200]
    known = {(one.organisation_id, one.part): one for one in project.credits.current()}
    _check(parts, known, why, now=now)
    changes: list[Difference] = []
    wanted = {(share.organisation.pk, share.part) for share in parts}
    for key in [key for key in known if key not in wanted]:
        changes += _withdraw(project, known[key], why=why, by=by, now=now)
    kept = []
    for share in parts:
        credit, differences = _give(project, known.get((share.organisation.pk, share.part)), share, why, by, now)
        kept.append(credit)
        changes += differences
    if changes:
        save_version(project, now=now)
        record(Act.SET_CREDITS, project, by=by, now=now, changes=changes, detail=why)
    return kept


def _check(parts: Sequence[Share], known: dict[tuple[UUID, str], Credit], why: str, *, now: datetime) -> None:
    if len(parts) > MOST_CREDITS:
        raise Invalid(f"一个项目最多由{MOST_CREDITS}个单位分成，请合并后再填。", "parts")
    if len({(share.organisation.pk, share.part) for share in parts}) < len(parts):
        raise Invalid("同一单位的同一种贡献只能填一行，请合并。", "parts", "credit_twice")
    for share in parts:
        _check_share(share, known, now=now)
    total = sum((share.percent for share in parts), Decimal(0))
    if parts and total != WHOLE:
        raise Invalid(f"各单位的比例合计应为100%，现为{total.normalize():f}%，请调整。", "percent", "not_whole")
    old = {key: credit.percent for key, credit in known.items()}
    if old and not why and {(one.organisation.pk, one.part): one.percent for one in parts} != old:
        raise Invalid("业绩分成已经确定，改动请写明理由。", "why", "required")


def _check_share(share: Share, known: dict[tuple[UUID, str], Credit], *, now: datetime) -> None:
    if share.part not in CreditPart.values:
        raise Invalid("请选择贡献类型：首谈、落地或引荐。", "part")
    if not share.percent.is_finite() or not 0 < share.percent <= WHOLE:
        raise Invalid("比例应大于0且不超过100，单位为%。", "percent")
    if share.percent != share.percent.quantize(_CENT):
        raise Invalid("比例最多保留两位小数，如33.33。", "percent")
    if (share.organisation.pk, share.part) not in known:
        check_receives(share.organisation, timezone.localdate(now), field="organisation")


def _withdraw(project: Project, credit: Credit, *, why: str, by: Officer, now: datetime) -> list[Difference]:
    before = shown_row(credit, SHOWN)
    credit.withdrawn_at, credit.withdrawn_by, credit.withdrawn_why = now, by, why
    _save(credit, now=now)
    return keep_row(
        project, RowKind.CREDIT, credit.pk, title=str(credit), before=before, after={}, by=by, now=now, why=why
    )


def _give(
    project: Project, credit: Credit | None, share: Share, why: str, by: Officer, now: datetime
) -> tuple[Credit, list[Difference]]:
    before = shown_row(credit, SHOWN) if credit else {}
    if credit is None:
        unit, part = share.organisation, share.part
        credit = Credit(project=project, organisation=unit, part=part, created_by=by, created_at=now, version=0)
    elif credit.percent == share.percent:
        return credit, []
    credit.percent = share.percent
    _save(credit, now=now)
    after = shown_row(credit, SHOWN)
    changes = keep_row(
        project, RowKind.CREDIT, credit.pk, title=str(credit), before=before, after=after, by=by, now=now, why=why
    )
    return credit, changes


def _save(credit: Credit, *, now: datetime) -> None:
    credit.version += 1
    credit.updated_at = now
    credit.save()
