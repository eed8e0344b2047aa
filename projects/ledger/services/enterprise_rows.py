"""What every write about an enterprise shares: its lock, its version, its history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from projects.audit.services import Difference
from projects.errors import Conflict, NotFound, Stale
from projects.ledger.fields import show_value
from projects.ledger.models import Enterprise, EnterpriseChange
from projects.ledger.models import Sequence as Counter
from projects.people.models import Officer
from projects.rows import one_or_none

_FAMILIES = "enterprise-families"


def locked_enterprise(enterprise_id: UUID, *, by: Officer, expected_version: int | None = None) -> Enterprise:
    """The row, locked until the transaction ends. ``Conflict`` when it was merged, ``Stale`` on an older version."""
    found = one_or_none(Enterprise.objects.visible_to(by).select_for_update(no_key=True).filter(pk=enterprise_id))
    if found is None:
        raise NotFound("没有找到这家企业。")
    if found.merged_into is not None:
        raise Conflict(f"“{found}”已并入“{found.merged_into}”，请在后者的页面上办理。", "merged")
    if expected_version is not None and found.version != expected_version:
        raise Stale()
    return found


def lock_families() -> None:
    """Who changes groups does so one at a time, so that no two changes close a ring. Taken before any other lock."""
    Counter.objects.get_or_create(name=_FAMILIES)
    Counter.objects.select_for_update(no_key=True).get(name=_FAMILIES)


def standing_rows(enterprises: Iterable[Enterprise]) -> list[Enterprise]:
    """The rows under which these firms are kept now, locked in one order against a merge until the transaction ends."""
    keys = [one.pk for one in enterprises]
    found = heirs_of(keys)
    return list({found[key].pk: found[key] for key in keys if key in found}.values())


def heirs_of(keys: Sequence[UUID]) -> dict[UUID, Enterprise]:
    """Key → the row under which the firm is kept now; locked in one order. No query without keys."""
    if not keys:
        return {}
    return {
        one.pk: one.heir for one in Enterprise.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    }


def save_enterprise(enterprise: Enterprise, *, now: datetime) -> None:
    """Save with the next version. ``Conflict`` when the code belongs to another."""
    enterprise.version += 1
    enterprise.updated_at = now
    insert_enterprise(enterprise)


def insert_enterprise(enterprise: Enterprise) -> Enterprise:
    """Save as it is. ``Conflict`` when the code belongs to another."""
    try:
        with transaction.atomic():
            enterprise.save()
    except IntegrityError as refused:
        if not Enterprise.objects.filter(uscc=enterprise.uscc).exclude(pk=enterprise.pk).exclude(uscc="").exists():
            raise
        raise Conflict(f"统一社会信用代码{enterprise.uscc}已登记在另一家企业名下，请先查询后引用。") from refused
    return enterprise


def shown_fields(enterprise: Enterprise, names: Sequence[str]) -> dict[str, str]:
    """The fields as people read them."""
    return {
        name: str(enterprise.get_kind_display()) if name == "kind" else show_value(getattr(enterprise, name))
        for name in names
    }


def label_of(name: str) -> str:
    """A field by its Chinese name."""
    return str(getattr(Enterprise._meta.get_field(name), "verbose_name", name))


def keep_changes(
    enterprise: Enterprise, changes: Sequence[Difference], *, by: Officer, now: datetime, why: str = ""
) -> None:
    """One row of history per difference."""
    EnterpriseChange.objects.bulk_create(
        EnterpriseChange(
            enterprise=enterprise,
            at=now,
            by=by,
            field=one.field,
            label=one.label,
            before=one.before,
            after=one.after,
            why=why,
        )
        for one in changes
    )
